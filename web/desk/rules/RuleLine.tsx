// One rule in the list, with the actions for admins.
import { ActionIcon, Badge, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Preview } from "../inbox/kinds/Preview.tsx";
import { useWords } from "./choices.ts";
import { Line } from "./Line.tsx";
import { NumberName } from "./NumberSelect.tsx";
import { splitActions } from "./parts.ts";
import { RuleDialog } from "./RuleDialog.tsx";
import { nameOf, type Rule } from "./rule.ts";
import styles from "./rules.module.css";

const touches = ["/api/bot/rules"];

type Props = { rule: Rule; first: boolean; last: boolean; move(by: 1 | -1): void };

export function RuleLine(props: Props) {
  const { t } = useTranslation("rules");
  const { rule } = props;
  const words = useWords();
  const { answers, others } = splitActions(rule.actions);
  return (
    <Line
      name={nameOf(rule, words.when(rule.when))}
      needs="admin"
      removeText={t("remove_rule_text")}
      remove={() => ok(api.DELETE("/api/bot/rules/{id}", { params: { path: { id: rule.id } } }))}
      touches={touches}
      dialog={(close) => <RuleDialog rule={rule} onClose={close} />}
      isOff={!rule.enabled}
      actions={<SwitchAndMove {...props} />}
    >
      <div className={styles.keywords}>
        {rule.name ? <strong>{rule.name}</strong> : null}
        {rule.keyword === ""
          ? null
          : rule.keyword.split(",").map((word) => (
              <span key={word} className={styles.keyword}>
                {word.trim()}
              </span>
            ))}
        <span className={styles.match}>{rule.keyword === "" ? words.when(rule.when) : t(`fits_${rule.match}`)}</span>
        {rule.hands_over ? <Badge color="brass">{t("hands_over_badge")}</Badge> : null}
        {rule.goes_on ? <Badge color="gray">{t("goes_on_badge")}</Badge> : null}
        {rule.once ? <Badge color="gray">{t(`once_${rule.once}`)}</Badge> : null}
        {rule.channel_id === null ? null : (
          <Badge color="gray">
            <NumberName id={rule.channel_id} />
          </Badge>
        )}
        {rule.enabled ? null : <Badge color="gray">{t("off")}</Badge>}
      </div>
      <Conditions of={rule} />
      {!answers ? null : rule.content || rule.media || rule.template ? (
        <div className={styles.preview}>
          <Preview of={{ text: rule.answer, content: rule.content, media: rule.media, template: rule.template }} />
        </div>
      ) : (
        <p className={styles.answer}>{rule.answer}</p>
      )}
      {others.length > 0 ? <p className={styles.sentence}>{others.map(words.act).join(", ")}</p> : null}
      {rule.describes ? <p className={styles.small}>{t("in_menu", { text: rule.describes })}</p> : null}
      {rule.runs.week > 0 ? <p className={styles.small}>{t("ran", { count: rule.runs.week })}</p> : null}
      {rule.runs.fault ? (
        <p className={styles.fault}>{t("ran_faults", { count: rule.runs.faults, fault: rule.runs.fault })}</p>
      ) : null}
    </Line>
  );
}

/** What must be so, but for the one number that has a badge. */
function Conditions({ of: { conditions, channel_id } }: { of: Rule }) {
  const { t } = useTranslation("rules");
  const { condition } = useWords();
  const all = conditions.filter((one) => one.about !== "number" || channel_id === null).map(condition);
  return all.length === 0 ? null : <p className={styles.sentence}>{t("sentence_if", { all: all.join(", ") })}</p>;
}

/** Whether the rule is on, and its position among the others. */
function SwitchAndMove({ rule, first, last, move }: Props) {
  const { t } = useTranslation("rules");
  const words = useWords();
  const name = nameOf(rule, words.when(rule.when));
  const turn = useAction(
    (enabled: boolean) =>
      ok(api.PATCH("/api/bot/rules/{id}", { params: { path: { id: rule.id } }, body: { enabled } })),
    { touches },
  );
  return (
    <>
      <Switch
        size="sm"
        aria-label={t("switch", { name })}
        checked={turn.isPending ? turn.variables : rule.enabled}
        onChange={(event) => turn.mutate(event.currentTarget.checked)}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("earlier", { name })}
        disabled={first}
        onClick={() => move(-1)}
      >
        <Icon name="chevronUp" />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("later", { name })}
        disabled={last}
        onClick={() => move(1)}
      >
        <Icon name="chevronDown" />
      </ActionIcon>
    </>
  );
}

// One rule in the list, with the actions for admins.
import { ActionIcon, Badge, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Preview } from "../inbox/kinds/Preview.tsx";
import { Line } from "./Line.tsx";
import { NumberName } from "./NumberSelect.tsx";
import { RuleDialog } from "./RuleDialog.tsx";
import type { Rule } from "./rule.ts";
import styles from "./rules.module.css";

const touches = ["/api/bot/rules"];

type Props = { rule: Rule; first: boolean; last: boolean; move(by: 1 | -1): void };

export function RuleLine(props: Props) {
  const { t } = useTranslation("rules");
  const { rule } = props;
  return (
    <Line
      name={rule.keyword}
      needs="admin"
      removeText={t("remove_rule_text")}
      remove={() => ok(api.DELETE("/api/bot/rules/{id}", { params: { path: { id: rule.id } } }))}
      touches={touches}
      dialog={(close) => <RuleDialog rule={rule} onClose={close} />}
      isOff={!rule.enabled}
      actions={<SwitchAndMove {...props} />}
    >
      <div className={styles.keywords}>
        {rule.keyword.split(",").map((word) => (
          <span key={word} className={styles.keyword}>
            {word.trim()}
          </span>
        ))}
        <span className={styles.match}>{t(`fits_${rule.match}`)}</span>
        {rule.hands_over ? <Badge color="brass">{t("hands_over_badge")}</Badge> : null}
        {rule.channel_id === null ? null : (
          <Badge color="gray">
            <NumberName id={rule.channel_id} />
          </Badge>
        )}
        {rule.enabled ? null : <Badge color="gray">{t("off")}</Badge>}
      </div>
      {rule.content || rule.media || rule.template ? (
        <div className={styles.preview}>
          <Preview of={{ text: rule.answer, content: rule.content, media: rule.media, template: rule.template }} />
        </div>
      ) : (
        <p className={styles.answer}>{rule.answer}</p>
      )}
      {rule.describes ? <p className={styles.small}>{t("in_menu", { text: rule.describes })}</p> : null}
    </Line>
  );
}

/** Whether the rule is on, and its position among the others. */
function SwitchAndMove({ rule, first, last, move }: Props) {
  const { t } = useTranslation("rules");
  const name = rule.keyword;
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

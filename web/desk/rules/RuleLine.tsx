// One rule in the list, with what an admin can do about it.
import { ActionIcon, Badge, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Line } from "./Line.tsx";
import { RuleDialog } from "./RuleDialog.tsx";
import type { Rule } from "./rule.ts";
import styles from "./rules.module.css";

type Props = { rule: Rule; first: boolean; last: boolean; move(by: 1 | -1): void };

export function RuleLine({ rule, first, last, move }: Props) {
  const { t } = useTranslation("rules");
  const path = { id: rule.id };
  const name = rule.keyword;
  const touches = ["/api/bot/rules"];
  const turn = useAction(
    (enabled: boolean) => ok(api.PATCH("/api/bot/rules/{id}", { params: { path }, body: { enabled } })),
    { touches },
  );
  return (
    <Line
      name={name}
      needs="admin"
      removeText={t("remove_rule_text")}
      remove={() => ok(api.DELETE("/api/bot/rules/{id}", { params: { path } }))}
      touches={touches}
      dialog={(close) => <RuleDialog rule={rule} onClose={close} />}
      isOff={!rule.enabled}
      actions={
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
      }
    >
      <div className={styles.keywords}>
        {rule.keyword.split(",").map((word) => (
          <span key={word} className={styles.keyword}>
            {word.trim()}
          </span>
        ))}
        <span className={styles.match}>{t(`fits_${rule.match}`)}</span>
        {rule.hands_over ? <Badge color="brass">{t("hands_over_badge")}</Badge> : null}
        {rule.enabled ? null : <Badge color="gray">{t("off")}</Badge>}
      </div>
      <p className={styles.answer}>{rule.answer}</p>
      {rule.describes ? <p className={styles.small}>{t("in_menu", { text: rule.describes })}</p> : null}
    </Line>
  );
}

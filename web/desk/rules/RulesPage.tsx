// The bot's rules in the order in which they are tried, and a box to test them.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Page, Sheet } from "../../kit/Page.tsx";
import { useCan } from "../../kit/session.ts";
import { Empty, Shown } from "../../kit/states.tsx";
import { moved } from "./order.ts";
import { RuleDialog } from "./RuleDialog.tsx";
import { RuleLine } from "./RuleLine.tsx";
import type { Rule } from "./rule.ts";
import styles from "./rules.module.css";
import { TryBox } from "./TryBox.tsx";
import { RepliesTabs } from "./tabs.tsx";

export default function RulesPage() {
  const { t } = useTranslation("rules");
  const can = useCan();
  const rules = useQuery(read("/api/bot/rules"));
  const [adding, add] = useState(false);
  const reorder = useAction(
    async ({ rows, index, by }: { rows: readonly Rule[]; index: number; by: 1 | -1 }) => {
      for (const { id, position } of moved(rows, index, by))
        await ok(api.PATCH("/api/bot/rules/{id}", { params: { path: { id } }, body: { position } }));
    },
    { touches: ["/api/bot/rules"] },
  );
  const action = can("admin") ? (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => add(true)}>
      {t("add_rule")}
    </Button>
  ) : null;
  return (
    <Page title={t("title")} tabs={<RepliesTabs />} actions={action} wide>
      <div className={styles.columns}>
        <div>
          <p className={styles.hint}>{t("rules_hint")}</p>
          <Sheet flush>
            <Shown of={rules}>
              {({ rules: rows }) =>
                rows.length === 0 ? (
                  <Empty icon="rules" title={t("no_rules")} text={t("no_rules_text")} />
                ) : (
                  <ol className={styles.list}>
                    {rows.map((rule, index) => (
                      <RuleLine
                        key={rule.id}
                        rule={rule}
                        first={index === 0}
                        last={index === rows.length - 1}
                        move={(by) => reorder.mutate({ rows, index, by })}
                      />
                    ))}
                  </ol>
                )
              }
            </Shown>
          </Sheet>
        </div>
        <TryBox />
      </div>
      {adding ? <RuleDialog rule={null} onClose={() => add(false)} /> : null}
    </Page>
  );
}

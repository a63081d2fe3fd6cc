// The bot's rules in the order in which they are tried, and a box to test them.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { fetched } from "../../kit/fetched.ts";
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

const Several = lazy(() => fetched(() => import("./Several.tsx")));

/** What an away message begins with. */
const awayRule = (name: string, text: string) => {
  const none = { content: null, media: null, template: null };
  return {
    ...{
      name,
      when: { on: "out_of_hours" as const },
      conditions: [],
      once: "day" as const,
      goes_on: false,
      enabled: false,
    },
    actions: [
      { do: "answer" as const, text, ...none },
      { do: "hand_over" as const, to: "people" as const },
    ],
    ...{
      keyword: "",
      match: "word" as const,
      answer: text,
      ...none,
      describes: null,
      hands_over: true,
      channel_id: null,
    },
  };
};

export default function RulesPage() {
  const { t } = useTranslation("rules");
  const can = useCan();
  const rules = useQuery(read("/api/bot/rules"));
  const [adding, add] = useState<Added | null>(null);
  const close = () => add(null);
  const reorder = useAction(
    async ({ rows, index, by }: { rows: readonly Rule[]; index: number; by: 1 | -1 }) => {
      for (const { id, position } of moved(rows, index, by))
        await ok(api.PATCH("/api/bot/rules/{id}", { params: { path: { id } }, body: { position } }));
    },
    { touches: ["/api/bot/rules"] },
  );
  const action = can("admin") ? <Adding add={add} /> : null;
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
      {adding === "rule" ? <RuleDialog rule={null} onClose={close} /> : null}
      {adding === "away" ? (
        <RuleDialog rule={null} start={awayRule(t("away"), t("away_text", { hours: "{{hours}}" }))} onClose={close} />
      ) : null}
      <Suspense>{adding === "several" ? <Several onClose={close} /> : null}</Suspense>
    </Page>
  );
}

/** What is added: a rule, one that begins as an away message, or several. */
type Added = "rule" | "away" | "several";

function Adding({ add }: { add(what: Added): void }) {
  const { t } = useTranslation("rules");
  return (
    <div className={styles.adding}>
      <Button variant="default" onClick={() => add("away")}>
        {t("away")}
      </Button>
      <Button variant="default" onClick={() => add("several")}>
        {t("several")}
      </Button>
      <Button leftSection={<Icon name="plus" size={16} />} onClick={() => add("rule")}>
        {t("add_rule")}
      </Button>
    </div>
  );
}

// Creates or changes a rule: when it is asked, what must be so, and what it does.
import { Button, Select, Switch, TextInput } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { fetched } from "../../kit/fetched.ts";
import { ActRows } from "./ActRows.tsx";
import { AnswerForm } from "./AnswerForm.tsx";
import { ConditionRows } from "./ConditionRows.tsx";
import { useChoices } from "./choices.ts";
import { NumberSelect } from "./NumberSelect.tsx";
import type { Rule } from "./rule.ts";
import { onceChoices, type RuleBody, type Start, useRule } from "./rule-form.ts";
import styles from "./rules.module.css";
import { WhenFields } from "./WhenFields.tsx";

const Trial = lazy(() => fetched(() => import("./Trial.tsx")));

/** Placeholders that the bot fills in use double braces, as do those of the Desk's strings, so they are passed in as values. */
const braces = { name: "{{name}}", commands: "{{commands}}", calls: "{{calls}}", hours: "{{hours}}" };

type Props = {
  /** null creates one, which is asked last. */
  rule: Rule | null;
  /** What a new one begins with. */
  start?: Start | null;
  onClose(): void;
};

export function RuleDialog({ rule, start = rule, onClose }: Props) {
  const { t } = useTranslation(["rules", "kit"]);
  const choices = useChoices();
  const form = useRule(start);
  const { fields, answer } = form;
  const { values, set } = fields;
  const [trial, setTrial] = useState<RuleBody | null>(null);
  const save = useAction(
    () => {
      const body = form.body();
      return rule
        ? ok(api.PATCH("/api/bot/rules/{id}", { params: { path: { id: rule.id } }, body }))
        : ok(api.POST("/api/bot/rules", { body }));
    },
    { touches: ["/api/bot/rules"], done: t("saved"), quiet: true },
  );
  return (
    <FormDialog
      title={rule ? t("rule_title") : t("new_rule_title")}
      submit={t("kit:save")}
      onSubmit={() => save.mutateAsync()}
      onClose={onClose}
      size="lg"
      closeOnEscape={trial === null}
    >
      <h3 className={styles.step}>{t("part_when")}</h3>
      <WhenFields value={values.when} choices={choices} onChange={(when) => set({ when })} />
      <NumberSelect value={values.channel_id} onChange={(next) => set({ channel_id: next })} />
      <h3 className={styles.step}>{t("part_if")}</h3>
      <ConditionRows rows={values.conditions} choices={choices} onChange={(conditions) => set({ conditions })} />
      <h3 className={styles.step}>{t("part_do")}</h3>
      <Switch label={t("answers")} {...fields.tick("answers")} />
      {values.answers ? (
        <AnswerForm answer={answer} label={t("answer")} hint={t("answer_hint", braces)} channel={values.channel_id} />
      ) : null}
      <Switch label={t("hands_over")} description={t("hands_over_hint")} {...fields.tick("hands_over")} />
      <ActRows rows={values.others} choices={choices} onChange={(others) => set({ others })} />
      <TextInput label={t("describes")} description={t("describes_hint")} {...fields.text("describes")} />
      <TextInput label={t("rule_name")} maxLength={100} {...fields.text("name")} />
      <Select
        label={t("once")}
        data={onceChoices.map((once) => ({ value: once, label: t(`once_${once}`) }))}
        allowDeselect={false}
        {...fields.pick("once")}
      />
      <Switch label={t("goes_on")} description={t("goes_on_hint")} {...fields.tick("goes_on")} />
      <Switch label={t("on")} {...fields.tick("enabled")} />
      <TryPast begin={() => setTrial(form.body())} />
      <Suspense>{trial ? <Trial id={rule?.id ?? null} rule={trial} onClose={() => setTrial(null)} /> : null}</Suspense>
    </FormDialog>
  );
}

/** The button that tries the rule as it is typed; what is missing is said beside it. */
function TryPast({ begin }: { begin(): void }) {
  const { t } = useTranslation("rules");
  const [fault, setFault] = useState("");
  const go = () => {
    try {
      setFault("");
      begin();
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return (
    <div>
      <Button variant="default" onClick={go}>
        {t("trial")}
      </Button>
      {fault ? <p className={styles.small}>{fault}</p> : null}
    </div>
  );
}

// Creates or changes a rule.
import { Select, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { matchKinds } from "../../api/lists.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { AnswerForm } from "./AnswerForm.tsx";
import { useAnswer } from "./answer.ts";
import { NumberSelect } from "./NumberSelect.tsx";
import type { Rule } from "./rule.ts";

/** Placeholders that the bot fills in use double braces, as do those of the Desk's strings, so they are passed in as values. */
const braces = { name: "{{name}}", commands: "{{commands}}", calls: "{{calls}}" };

/** `rule`: null creates one, which is tried last. */
export function RuleDialog({ rule, onClose }: { rule: Rule | null; onClose(): void }) {
  const { t } = useTranslation(["rules", "kit"]);
  const fields = useFields({
    keyword: rule?.keyword ?? "",
    match: rule?.match ?? ("word" as Rule["match"]),
    describes: rule?.describes ?? "",
    hands_over: rule?.hands_over ?? false,
    enabled: rule?.enabled ?? true,
    channel_id: rule?.channel_id ?? null,
  });
  const { values } = fields;
  const answer = useAnswer(
    rule && { text: rule.answer, content: rule.content, media: rule.media, template: rule.template },
  );
  const save = useAction(
    () => {
      const { text, ...given } = answer.given();
      const said = text === undefined ? given : { answer: text };
      const body = { ...values, ...said, describes: values.describes.trim() || null };
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
    >
      <TextInput
        label={t("keyword")}
        description={t("keyword_hint")}
        required
        data-autofocus
        {...fields.text("keyword")}
      />
      <Select
        label={t("match")}
        data={matchKinds.map((match) => ({ value: match, label: t(`match_${match}`) }))}
        allowDeselect={false}
        {...fields.pick("match")}
      />
      <AnswerForm answer={answer} label={t("answer")} hint={t("answer_hint", braces)} channel={values.channel_id} />
      <TextInput label={t("describes")} description={t("describes_hint")} {...fields.text("describes")} />
      <Switch label={t("hands_over")} description={t("hands_over_hint")} {...fields.tick("hands_over")} />
      <NumberSelect value={values.channel_id} onChange={(next) => fields.set({ channel_id: next })} />
      <Switch label={t("on")} {...fields.tick("enabled")} />
    </FormDialog>
  );
}

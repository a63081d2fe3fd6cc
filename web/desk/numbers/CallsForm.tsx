// Changes what happens with the calls of a number: the policy, the reply with a preview, and at Meta the hours and the permission to call back.
import { Radio, Stack, Switch, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { callPolicies } from "../../api/lists.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { Preview } from "../inbox/kinds/Preview.tsx";
import { HoursForm, zones } from "./HoursForm.tsx";
import { blankHours, type Day, faultOf, type Hours } from "./hours.ts";
import type { NumberCalls, OwnNumber } from "./number.ts";
import styles from "./numbers.module.css";

type Typed = { policy: NumberCalls["policy"]; reply: string; callback: boolean; hours: Hours };
type Props = { of: OwnNumber; calls: NumberCalls; name: string; onClose(): void };

export default function CallsForm({ of, calls, name, onClose }: Props) {
  const { t } = useTranslation("numbers");
  const { settings } = calls;
  const start: Typed = {
    policy: calls.policy,
    reply: calls.reply ?? "",
    callback: settings?.callback_permission ?? false,
    hours: settings?.hours ?? blankHours(),
  };
  const fields = useFields<Typed>(start);
  const { values, set } = fields;
  const save = useAction(
    (body: ReturnType<typeof changesIn>) =>
      ok(api.PATCH("/api/numbers/{id}/calls", { params: { path: { id: of.id } }, body })),
    { touches: ["/api/numbers/{id}/calls"], done: t("calls_saved"), quiet: true },
  );
  const submit = async () => {
    const fault = values.hours.enabled ? faultOf(values.hours, zones) : null;
    if (fault) {
      const day = "day" in fault ? (/^\d/.test(fault.day) ? fault.day : t(`day_${fault.day as Day}`)) : "";
      throw new Error(t(`hours_fault_${fault.kind}`, { day }));
    }
    const changes = changesIn(values, calls, start);
    if (Object.keys(changes).length > 0) await save.mutateAsync(changes);
  };
  return (
    <FormDialog
      title={t("calls_title", { number: name })}
      submit={t("calls_save")}
      onSubmit={submit}
      onClose={onClose}
      size="lg"
    >
      {of.provider === "meta" ? <Policies value={values.policy} onChange={(policy) => set({ policy })} /> : null}
      <Textarea
        label={t("reply")}
        description={t(of.provider === "meta" ? "reply_hint" : "reply_hint_twilio")}
        placeholder={calls.bot_reply}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={1_024}
        {...fields.text("reply")}
      />
      <ReplyPreview text={values.reply.trim() || calls.bot_reply} />
      {settings ? (
        <>
          <Switch label={t("callback")} description={t("callback_hint")} {...fields.tick("callback")} />
          <HoursForm value={values.hours} onChange={(hours) => set({ hours })} />
        </>
      ) : null}
    </FormDialog>
  );
}

function Policies({ value, onChange }: { value: Typed["policy"]; onChange(policy: Typed["policy"]): void }) {
  const { t } = useTranslation("numbers");
  return (
    <Radio.Group label={t("policy")} value={value} onChange={(next) => onChange(next as Typed["policy"])}>
      <Stack gap={10} mt={6}>
        {callPolicies.map((policy) => (
          <Radio key={policy} value={policy} label={t(`policy_${policy}`)} description={t(`policy_${policy}_hint`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function ReplyPreview({ text }: { text: string }) {
  const { t } = useTranslation("numbers");
  const buttons = [{ id: "call_me_back", title: t("reply_button") }];
  return (
    <div>
      <div className={styles.label}>{t("reply_preview")}</div>
      <Preview of={{ text, content: { type: "buttons", text, buttons }, media: null, template: null }} />
    </div>
  );
}

/** What was changed. The policy is sent as it is, too, where the provider's settings do not fit it. */
function changesIn({ policy, reply, callback, hours }: Typed, calls: NumberCalls, start: Typed) {
  const own = reply.trim() === "" ? null : reply.trim();
  return {
    ...(policy !== calls.policy || calls.differs ? { policy } : {}),
    ...(own === calls.reply ? {} : { reply: own }),
    ...(callback === start.callback ? {} : { callback_permission: callback }),
    ...(JSON.stringify(hours) === JSON.stringify(start.hours) ? {} : { hours }),
  };
}

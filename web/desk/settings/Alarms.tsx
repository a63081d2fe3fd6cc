// For admins: whether mail and the webhook for alarms work, with a test of each, and which kinds of alarms are sent.
import { Button, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { type Brought, read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { useFields } from "../../kit/fields.ts";
import { time } from "../../kit/format.ts";
import { Sheet } from "../../kit/Page.tsx";
import { useMe } from "../../kit/session.ts";
import { Shown } from "../../kit/states.tsx";
import styles from "./settings.module.css";

type Settings = Brought<"/api/settings/alarms">;
type Kind = Settings["kinds"][number];
type Tested = { ok: boolean; answer: string };

export function Alarms() {
  const { t } = useTranslation("settings");
  const settings = useQuery(read("/api/settings/alarms"));
  return (
    <Sheet title={t("alarms")}>
      <Shown of={settings}>
        {(of) => (
          <div className={styles.alarms}>
            <Ways of={of} />
            <Kinds of={of.kinds} hasWay={of.mail !== null || of.webhook !== null} />
          </div>
        )}
      </Shown>
    </Sheet>
  );
}

/** Mail and webhook: where they go, what waits, and a test of each. */
function Ways({ of }: { of: Settings }) {
  const { t } = useTranslation("settings");
  return (
    <div className={styles.form}>
      <div className={styles.fact}>
        <b>{t("mail")}</b>
        {of.mail ? t("mail_by", of.mail) : t("mail_off")}
        {of.mail ? null : <span>{t("mail_off_hint")}</span>}
        {of.mail && of.recipients.length > 0 ? (
          <span>{t("mail_to", { recipients: of.recipients.join(", ") })}</span>
        ) : null}
      </div>
      {of.mail ? <TestMail /> : null}
      <div className={styles.fact}>
        <b>{t("webhook")}</b>
        {of.webhook ? t("webhook_to", of.webhook) : t("webhook_off")}
        {of.webhook ? null : <span>{t("webhook_off_hint")}</span>}
      </div>
      {of.webhook ? <TestWebhook /> : null}
      {of.waiting > 0 ? <p className="quiet">{t("mail_waiting", { count: of.waiting })}</p> : null}
      {of.trouble ? (
        <p className={styles.fault} role="alert">
          {t(of.trouble.given_up ? "mail_given_up" : "mail_trouble", {
            to: of.trouble.recipient ?? t("webhook"),
            at: time(of.trouble.at),
            answer: of.trouble.answer,
          })}
        </p>
      ) : null}
    </div>
  );
}

function TestMail() {
  const { t } = useTranslation("settings");
  const me = useMe();
  const fields = useFields({ to: me.person?.email ?? "" });
  const test = useAction(() => ok(api.POST("/api/settings/alarms/test-mail", { body: fields.values })), {
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput label={t("test_to")} type="email" required maxLength={320} {...fields.text("to")} />
      <Button type="submit" variant="default" loading={test.isPending}>
        {t("test_mail")}
      </Button>
      <Answer of={test.data} error={test.error} />
    </form>
  );
}

function TestWebhook() {
  const { t } = useTranslation("settings");
  const test = useAction(() => ok(api.POST("/api/settings/alarms/test-webhook")), { quiet: true });
  return (
    <div className={styles.form}>
      <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
        {t("test_webhook")}
      </Button>
      <Answer of={test.data} error={test.error} />
    </div>
  );
}

/** What a server answered to a test. */
function Answer({ of, error }: { of: Tested | undefined; error: Error | null }) {
  const { t } = useTranslation("settings");
  if (error)
    return (
      <p className={styles.fault} role="alert">
        {error.message}
      </p>
    );
  if (!of) return null;
  return (
    <p className={of.ok ? "quiet" : styles.fault} role="status">
      {t(of.ok ? "test_taken" : "test_failed")} <q dir="auto">{of.answer}</q>
    </p>
  );
}

/** A switch for each kind of alarm, those of providers apart. */
function Kinds({ of, hasWay }: { of: readonly Kind[]; hasWay: boolean }) {
  const { t } = useTranslation("settings");
  const [pending, setPending] = useState<string | null>(null);
  const change = useAction(
    ({ kind, on }: Pick<Kind, "kind" | "on">) =>
      ok(api.PATCH("/api/settings/alarms", { body: { kinds: { [kind]: on } } })),
    { touches: ["/api/settings/alarms"], done: t("saved"), onDone: () => setPending(null) },
  );
  const list = (source: Kind["source"]) =>
    of
      .filter((kind) => kind.source === source)
      .map(({ kind, title, on }) => (
        <Switch
          key={kind}
          label={title}
          checked={on}
          disabled={change.isPending && pending === kind}
          onChange={(event) => {
            setPending(kind);
            change.mutate({ kind, on: event.currentTarget.checked });
          }}
        />
      ));
  return (
    <>
      {(["incident", "news"] as const).map((source) => (
        <fieldset key={source} className={styles.kinds}>
          <legend>{t(`alarms_${source}`)}</legend>
          {source === "incident" && !hasWay ? <p className="quiet">{t("alarms_no_way")}</p> : null}
          {list(source)}
        </fieldset>
      ))}
    </>
  );
}

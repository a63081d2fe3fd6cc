// The user's own settings: name, password, sessions, and the appearance of the Desk in this browser.
import { Button, PasswordInput, SegmentedControl, Switch, TextInput, useMantineColorScheme } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { useFields } from "../../kit/fields.ts";
import { keysAreOn, turnKeys } from "../../kit/keys.ts";
import { Page, Sheet } from "../../kit/Page.tsx";
import { Sessions } from "../../kit/Sessions.tsx";
import { useCan, useMe } from "../../kit/session.ts";
import { Alarms } from "./Alarms.tsx";
import { Retention } from "./Retention.tsx";
import styles from "./settings.module.css";
import { TwoStep } from "./TwoStep.tsx";

export default function SettingsPage() {
  const { t } = useTranslation("settings");
  const me = useMe();
  const can = useCan();
  return (
    <Page title={t("title")}>
      <div className={styles.columns}>
        {me.person ? <Profile /> : <Sheet title={t("profile")}>{t("key_only", { name: me.key ?? "" })}</Sheet>}
        <Look />
        {me.person ? <Password /> : null}
        {me.person ? <TwoStep /> : null}
      </div>
      {me.person ? (
        <div className={styles.wide}>
          <Sheet title={t("sessions")} flush>
            <Sessions />
          </Sheet>
        </div>
      ) : null}
      {can("admin") ? (
        <div className={styles.wide}>
          <Alarms />
        </div>
      ) : null}
      {can("admin") ? (
        <div className={styles.wide}>
          <Retention />
        </div>
      ) : null}
      <p className={styles.version}>{t("version", { version: me.version })}</p>
    </Page>
  );
}

function Profile() {
  const { t } = useTranslation(["settings", "kit"]);
  const me = useMe();
  const fields = useFields({ name: me.person?.name ?? "" });
  const save = useAction(() => ok(api.PATCH("/api/me", { body: fields.values })), {
    touches: ["/api/me", "/api/people", "/api/inbox"],
    done: t("saved"),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Sheet title={t("profile")}>
      <form className={styles.form} onSubmit={submit}>
        <TextInput
          label={t("name")}
          description={t("name_hint")}
          required
          maxLength={100}
          autoComplete="name"
          {...fields.text("name")}
        />
        <div className={styles.fact}>
          <b>{t("email")}</b>
          {me.person?.email}
          <span>{t("email_hint")}</span>
        </div>
        <div className={styles.fact}>
          <b>{t("role")}</b>
          {t(`kit:role_${me.role}`)}
          <span>{t(`kit:role_${me.role}_may`)}</span>
        </div>
        <Button type="submit" loading={save.isPending} disabled={fields.values.name.trim() === me.person?.name}>
          {t("kit:save")}
        </Button>
      </form>
    </Sheet>
  );
}

function Password() {
  const { t } = useTranslation("settings");
  const me = useMe();
  const fields = useFields({ current_password: "", new_password: "" });
  const save = useAction(() => ok(api.POST("/api/me/password", { body: fields.values })), {
    touches: ["/api/me/sessions"],
    done: t("password_changed"),
    quiet: true,
    onDone: () => fields.set({ current_password: "", new_password: "" }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Sheet title={t("password")}>
      <form className={styles.form} onSubmit={submit}>
        <input type="hidden" autoComplete="username" value={me.person?.email} readOnly />
        <PasswordInput
          label={t("current")}
          required
          autoComplete="current-password"
          {...fields.text("current_password")}
        />
        <PasswordInput
          label={t("next")}
          description={t("next_hint")}
          required
          autoComplete="new-password"
          {...fields.text("new_password")}
        />
        {save.error ? (
          <p className={styles.fault} role="alert">
            {save.error.message}
          </p>
        ) : null}
        <p className="quiet">{t("password_ends")}</p>
        <Button type="submit" loading={save.isPending}>
          {t("change_password")}
        </Button>
      </form>
    </Sheet>
  );
}

const schemes = ["light", "dark", "auto"] as const;

function Look() {
  const { t } = useTranslation("settings");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [keys, setKeys] = useState(keysAreOn);
  return (
    <Sheet title={t("look")}>
      <div className={styles.form}>
        <div>
          <div id="colours">{t("colours")}</div>
          <SegmentedControl
            aria-labelledby="colours"
            mt={6}
            value={colorScheme}
            onChange={(scheme) => setColorScheme(scheme as (typeof schemes)[number])}
            data={schemes.map((scheme) => ({ value: scheme, label: t(scheme) }))}
          />
        </div>
        <Switch
          label={t("keys")}
          description={t("keys_hint")}
          checked={keys}
          onChange={(event) => {
            turnKeys(event.currentTarget.checked);
            setKeys(event.currentTarget.checked);
          }}
        />
      </div>
    </Sheet>
  );
}

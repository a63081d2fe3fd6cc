// Signing in with e-mail and password, and back to where one wanted to go.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "../../api/client.ts";
import { useTitle } from "../../kit/Page.tsx";
import { useAddress } from "../../kit/search.ts";
import { setSession } from "../../kit/session.ts";
import { Door } from "./Door.tsx";
import styles from "./door.module.css";

/** A place of the Desk, and nothing else: a link to the sign-in page must not lead out of the house. */
const placeOf = (to: string | undefined): string =>
  to?.startsWith("/") && !/^\/[/\\]/.test(to) && !/^\/(sign-in|welcome)\b/.test(to) ? to : "/inbox";

export default function SignInPage() {
  const { t } = useTranslation("sign-in");
  const [{ to, ended }] = useAddress();
  const router = useRouter();
  const queries = useQueryClient();
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useTitle(t("title"));
  const enter = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFault(null);
    try {
      await request("/api/auth/sign-in/email", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: form.get("email"), password: form.get("password") }),
      });
      setSession("some");
      // Nothing that somebody else was shown may be shown to this one.
      queries.clear();
      router.history.replace(router.buildLocation({ to: placeOf(to) as "/" }).href);
    } catch (error) {
      setFault((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <Door>
      <h1>{t("title")}</h1>
      {ended ? <p className="quiet">{t("signed_out")}</p> : null}
      <form className={styles.form} onSubmit={(event) => void enter(event)}>
        <TextInput
          name="email"
          type="email"
          label={t("email")}
          autoComplete="username"
          required
          withAsterisk={false}
          size="md"
          autoFocus
        />
        <PasswordInput
          name="password"
          label={t("password")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="md"
        />
        <div role="alert">{fault ? <p className={styles.fault}>{fault}</p> : null}</div>
        <Button type="submit" size="md" loading={busy}>
          {t("submit")}
        </Button>
      </form>
      <p className={styles.hint}>
        {t("forgotten")} <code className="mono">npm run bellhop -- users reset E-MAIL</code>
      </p>
    </Door>
  );
}

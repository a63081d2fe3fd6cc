// Signs in with e-mail and password, then goes to the address that the user wanted.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, request } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { CodeInput } from "../../kit/CodeInput.tsx";
import { useTitle } from "../../kit/Page.tsx";
import { useAddress } from "../../kit/search.ts";
import { setSession } from "../../kit/session.ts";
import { Forgotten } from "./Forgotten.tsx";
import { Frame, Submit } from "./Frame.tsx";
import styles from "./frame.module.css";

/** Accepts only a path of the Desk: a link to the sign-in page must not redirect to another site. */
const deskPathOf = (to: string | undefined): string =>
  to?.startsWith("/") && !/^\/[/\\]/.test(to) && !/^\/(sign-in|welcome)\b/.test(to) ? to : "/inbox";

export default function SignInPage() {
  const { t } = useTranslation("sign-in");
  const { data: house } = useQuery({
    ...read("/api/auth/state"),
    refetchInterval: ({ state }) => (state.data?.has_admin === false ? 5_000 : false),
  });
  const signIn = useSignIn();
  // The e-mail address of whoever forgot their password, as typed so far.
  const [forgotten, setForgotten] = useState<string | null>(null);
  useTitle(t("title"));
  if (signIn.asksCode) return <CodeStep of={signIn} />;
  if (house && !house.has_admin) return <NoAdmin />;
  if (forgotten !== null) return <Forgotten typed={forgotten} back={() => setForgotten(null)} />;
  return <PasswordStep of={signIn} forget={house?.sends_mail ? setForgotten : null} />;
}

/** The two steps of signing in, and the error of the last attempt. */
function useSignIn() {
  const [{ to }] = useAddress();
  const router = useRouter();
  const queries = useQueryClient();
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // The second step: the values of the first are kept and sent again with the code.
  const [asksCode, askCode] = useState(false);
  const first = useRef({ email: "", password: "" });
  const enter = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    if (!asksCode) first.current = { email: text("email"), password: text("password") };
    const code = asksCode ? { code: text("code") } : {};
    setBusy(true);
    setFault(null);
    try {
      await request("/api/auth/sign-in/email", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...first.current, ...code }),
      });
      setSession("some");
      // The next user must not see data that a previous one loaded.
      queries.clear();
      router.history.replace(router.buildLocation({ to: deskPathOf(to) as "/" }).href);
    } catch (error) {
      const needed = error instanceof ApiError && error.code === "SECOND_FACTOR_NEEDED" && !asksCode;
      if (needed) askCode(true);
      else setFault((error as Error).message);
      setBusy(false);
    }
  };
  const back = () => {
    setFault(null);
    askCode(false);
  };
  return { fault, busy, asksCode, email: first.current.email, enter, back };
}

type StepProps = { of: ReturnType<typeof useSignIn> };

function CodeStep({ of: { fault, busy, email, enter, back } }: StepProps) {
  const { t } = useTranslation("sign-in");
  return (
    <Frame>
      <h1>{t("second_step")}</h1>
      <p className="quiet">{t("second_step_text", { email })}</p>
      <form className={styles.form} onSubmit={(event) => void enter(event)}>
        <CodeInput name="code" withAsterisk={false} size="md" autoFocus />
        <Submit fault={fault} busy={busy} label={t("submit")} />
        <Button variant="subtle" onClick={back}>
          {t("second_step_back")}
        </Button>
      </form>
      <p className={styles.hint}>
        {t("phone_lost")} <code className="mono">npm run bellhop -- users reset-2fa E-MAIL</code>
      </p>
    </Frame>
  );
}

/** `forget`: goes on to a link by mail; null where no mail can be sent. */
function PasswordStep({
  of: { fault, busy, enter },
  forget,
}: StepProps & { forget: ((typed: string) => void) | null }) {
  const { t } = useTranslation("sign-in");
  const [{ ended }] = useAddress();
  const email = useRef<HTMLInputElement>(null);
  return (
    <Frame>
      <h1>{t("title")}</h1>
      {ended ? <p className="quiet">{t("signed_out")}</p> : null}
      <form className={styles.form} onSubmit={(event) => void enter(event)}>
        <TextInput
          ref={email}
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
        <Submit fault={fault} busy={busy} label={t("submit")} />
        {forget && (
          <Button variant="subtle" onClick={() => forget(email.current?.value ?? "")}>
            {t("forgot")}
          </Button>
        )}
      </form>
      {forget === null && (
        <p className={styles.hint}>
          {t("forgotten")} <code className="mono">npm run bellhop -- users reset E-MAIL</code>
        </p>
      )}
    </Frame>
  );
}

/** No user can sign in yet: what to do about it. */
function NoAdmin() {
  const { t } = useTranslation("sign-in");
  return (
    <Frame>
      <h1>{t("no_admin")}</h1>
      <p className="quiet">{t("no_admin_text")}</p>
      <p>{t("no_admin_link")}</p>
      <p>{t("no_admin_else")}</p>
      <p>
        <code className="mono">npm run bellhop -- users invite E-MAIL --role admin</code>
      </p>
      <Button variant="default" onClick={() => location.reload()}>
        {t("no_admin_again")}
      </Button>
    </Frame>
  );
}

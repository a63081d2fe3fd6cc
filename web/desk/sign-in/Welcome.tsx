// Sign-in with a one-time link: the first admin, an invited colleague, a new password.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api, ok } from "../../api/client.ts";
import type { linkPurposes } from "../../api/lists.ts";
import { CodeInput } from "../../kit/CodeInput.tsx";
import { useFields } from "../../kit/fields.ts";
import { useTitle } from "../../kit/Page.tsx";
import { setSession } from "../../kit/session.ts";
import { Failed, Loading } from "../../kit/states.tsx";
import { Frame, Submit } from "./Frame.tsx";
import styles from "./frame.module.css";

// Read once and removed: the secret should not stay in the address.
const token = location.hash.slice(1);

export default function WelcomePage() {
  const { t } = useTranslation("sign-in");
  const link = useQuery({
    queryKey: ["link", token],
    queryFn: () => ok(api.POST("/api/auth/links/look", { body: { token } })),
    enabled: token !== "",
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  useTitle(t("welcome_title"));
  if (token === "") return <Sorry title={t("link_missing")} text={t("link_missing_text")} />;
  if (link.data) return <LinkForm link={link.data} />;
  if (link.error instanceof ApiError && link.error.code === "LINK_INVALID")
    return <Sorry title={t("link_invalid")} text={t("link_invalid_text")} />;
  return <Frame>{link.error ? <Failed error={link.error} retry={() => void link.refetch()} /> : <Loading />}</Frame>;
}

function Sorry({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation("sign-in");
  return (
    <Frame>
      <h1>{title}</h1>
      <p className="quiet">{text}</p>
      <Button component={Link} to="/sign-in" variant="default">
        {t("to_sign_in")}
      </Button>
    </Frame>
  );
}

type LinkInfo = { purpose: (typeof linkPurposes)[number]; name: string | null; email: string | null };

function LinkForm({ link }: { link: LinkInfo }) {
  const { t } = useTranslation("sign-in");
  const fields = useFields({ name: link.name ?? "", email: link.email ?? "", password: "", code: "" });
  const { submit, asksCode, fault, busy } = useAccept(link, fields.values);
  return (
    <Frame>
      <h1>{t("welcome_title")}</h1>
      <p className="quiet">{t(`welcome_${link.purpose}`, { email: link.email ?? "" })}</p>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        {link.purpose === "reset" ? null : (
          <TextInput
            {...fields.text("name")}
            label={t("name")}
            description={t("name_hint")}
            autoComplete="name"
            maxLength={100}
            required
            withAsterisk={false}
            size="md"
          />
        )}
        {link.purpose === "first" ? (
          <TextInput
            {...fields.text("email")}
            type="email"
            label={t("email")}
            autoComplete="username"
            required
            withAsterisk={false}
            size="md"
          />
        ) : (
          <input type="hidden" name="email" autoComplete="username" value={fields.values.email} readOnly />
        )}
        <PasswordInput
          {...fields.text("password")}
          label={t("choose_password")}
          description={t("password_hint")}
          autoComplete="new-password"
          required
          withAsterisk={false}
          size="md"
        />
        {asksCode ? <CodeInput {...fields.text("code")} withAsterisk={false} size="md" autoFocus /> : null}
        <Submit fault={fault} busy={busy} label={t("start")} />
      </form>
    </Frame>
  );
}

type Typed = { name: string; email: string; password: string; code: string };

/** Submits the link's token with the form and signs in; asks for a code if the account needs one. */
function useAccept({ purpose }: LinkInfo, { name, email, password, code }: Typed) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asksCode, askCode] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      const chosen = purpose === "reset" ? {} : { name };
      await ok(
        api.POST("/api/auth/links/accept", {
          body: {
            token,
            password,
            ...chosen,
            ...(purpose === "first" ? { email } : {}),
            ...(asksCode ? { code } : {}),
          },
        }),
      );
      setSession("some");
      queries.clear();
      await navigate({ to: "/inbox", hash: "" });
    } catch (error) {
      const needed = error instanceof ApiError && error.code === "SECOND_FACTOR_NEEDED" && !asksCode;
      if (needed) askCode(true);
      else setFault((error as Error).message);
      setBusy(false);
    }
  };
  return { submit, asksCode, fault, busy };
}

// A forgotten password: asks for a link by mail. What is said afterwards is the same whether anybody has the address or not.
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { Frame, Submit } from "./Frame.tsx";
import styles from "./frame.module.css";

/** The form, and what follows. `typed`: the e-mail address as it was entered already. */
export function Forgotten({ typed, back }: { typed: string; back: () => void }) {
  const { t } = useTranslation("sign-in");
  const [email, setEmail] = useState(typed);
  const request = useMutation({ mutationFn: () => ok(api.POST("/api/auth/links/request", { body: { email } })) });
  const backButton = (
    <Button variant="subtle" onClick={back}>
      {t("back_to_sign_in")}
    </Button>
  );
  if (request.isSuccess)
    return (
      <Frame>
        <h1>{t("forgot_sent")}</h1>
        <p role="status">{t("forgot_sent_text", { email })}</p>
        {backButton}
      </Frame>
    );
  return (
    <Frame>
      <h1>{t("forgot_title")}</h1>
      <p className="quiet">{t("forgot_text")}</p>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          request.mutate();
        }}
      >
        <TextInput
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          type="email"
          label={t("email")}
          autoComplete="username"
          required
          withAsterisk={false}
          size="md"
          autoFocus
        />
        <Submit fault={request.error?.message ?? null} busy={request.isPending} label={t("forgot_submit")} />
        {backButton}
      </form>
    </Frame>
  );
}

// The dialog in which users confirm their identity: the password, and a code if they use two-step sign-in.
import { Button, Modal, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../api/client.ts";
import { CodeInput } from "./CodeInput.tsx";
import styles from "./dialog.module.css";
import { useFields } from "./fields.ts";
import { useMe } from "./session.ts";

export default function IdentityDialog({ answer }: { answer(confirmed: boolean): void }) {
  const { t } = useTranslation("kit");
  const me = useMe();
  const fields = useFields({ password: "", code: "" });
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const twoStep = me.second_factor?.on ?? false;
  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setBusy(true);
    setFault(null);
    const { password, code } = fields.values;
    try {
      await ok(api.POST("/api/me/confirm", { body: twoStep ? { password, code } : { password } }));
      answer(true);
    } catch (error) {
      setFault((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={() => answer(false)}
      title={t("confirm_identity")}
      size="sm"
      zIndex={400}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <form onSubmit={(event) => void confirm(event)} className={styles.form}>
        <p className="quiet">{t("confirm_identity_text")}</p>
        <input type="hidden" autoComplete="username" value={me.person?.email ?? ""} readOnly />
        <PasswordInput
          label={t("confirm_password")}
          autoComplete="current-password"
          required
          data-autofocus
          {...fields.text("password")}
        />
        {twoStep ? <CodeInput {...fields.text("code")} /> : null}
        <div role="alert">{fault ? <div className={styles.fault}>{fault}</div> : null}</div>
        <div className={styles.buttons}>
          <Button variant="default" onClick={() => answer(false)}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {t("confirm")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

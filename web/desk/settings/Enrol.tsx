// Setting up two-step sign-in: add the secret to an app, enter a code, save the recovery codes.
import { Button, Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { CodeInput } from "../../kit/CodeInput.tsx";
import { QrCode } from "../../kit/QrCode.tsx";
import { Copied } from "../../kit/Secret.tsx";
import { meQuery } from "../../kit/session.ts";
import { Loading } from "../../kit/states.tsx";
import { RecoveryCodes } from "./RecoveryCodes.tsx";
import styles from "./settings.module.css";

/** The whole setup in a dialog. A click outside does not close it, so that nothing is lost. */
export function EnrolDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation(["settings", "kit"]);
  const queries = useQueryClient();
  // It may already be on if the dialog is closed without confirming the recovery codes.
  const close = () => {
    void queries.invalidateQueries({ queryKey: meQuery.queryKey });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={t("two_step")}
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      <Enrol onDone={onClose} />
    </Modal>
  );
}

/** New recovery codes, shown once. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: string[]; onClose(): void }) {
  const { t } = useTranslation(["settings", "kit"]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("recovery_title")}
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      <RecoveryCodes codes={codes} onDone={onClose} />
    </Modal>
  );
}

type Secret = { secret: string; uri: string };

/** The steps of the setup. `onDone` is called when the user confirms that the recovery codes are saved. */
export function Enrol({ onDone }: { onDone(): void }) {
  const { t } = useTranslation("settings");
  const queries = useQueryClient();
  const { secret, codes, fault, busy, begin, confirm } = useEnrolment();
  const [code, setCode] = useState("");
  const done = () => {
    void queries.invalidateQueries({ queryKey: meQuery.queryKey });
    void queries.invalidateQueries({ queryKey: ["/api/me/sessions"] });
    onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    void confirm(code);
  };
  if (codes) return <RecoveryCodes codes={codes} onDone={done} />;
  if (!secret)
    return fault ? (
      <div className={styles.form}>
        <p className={styles.fault} role="alert">
          {fault}
        </p>
        <Button onClick={begin}>{t("two_step_begin")}</Button>
      </div>
    ) : (
      <Loading />
    );
  return (
    <form className={styles.form} onSubmit={submit}>
      <p className={styles.text}>{t("two_step_scan")}</p>
      <QrCode text={secret.uri} label={t("two_step_qr")} />
      <p className={styles.text}>{t("two_step_type")}</p>
      <Copied label={t("two_step_secret")} value={secret.secret.match(/.{4}/g)?.join(" ") ?? secret.secret} />
      <CodeInput
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        description={t("two_step_code_hint")}
        inputMode="numeric"
        data-autofocus
      />
      <div role="alert" className={styles.alert}>
        {fault ? <p className={styles.fault}>{fault}</p> : null}
      </div>
      <Button type="submit" loading={busy}>
        {t("two_step_on")}
      </Button>
    </form>
  );
}

/** Requests the secret on mount and confirms the code; has the secret, the recovery codes, and why a code was refused. */
function useEnrolment() {
  const [secret, setSecret] = useState<Secret | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const begun = useRef(false);
  const begin = () => {
    setFault(null);
    ok(api.POST("/api/me/second-factor")).then(setSecret, (error: Error) => setFault(error.message));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, even if React mounts twice
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    begin();
  }, []);
  const confirm = async (code: string) => {
    setBusy(true);
    setFault(null);
    try {
      setCodes((await ok(api.POST("/api/me/second-factor/confirm", { body: { code } }))).recovery_codes);
    } catch (error) {
      setFault((error as Error).message);
    }
    setBusy(false);
  };
  return { secret, codes, fault, busy, begin, confirm };
}

// Recovery codes, shown once, with buttons to copy them, to save them as a file, and to confirm that they are saved.
import { Button, Checkbox, CopyButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./settings.module.css";

export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone(): void }) {
  const { t } = useTranslation(["settings", "kit"]);
  const [kept, keep] = useState(false);
  const text = `${t("recovery_file", { host: location.host })}\n\n${codes.join("\n")}\n`;
  return (
    <div className={styles.form}>
      <p className={styles.text}>{t("recovery_text")}</p>
      <ul className={`mono ${styles.codes}`} aria-label={t("recovery_title")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <CopyButton value={text} timeout={2_000}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t("kit:copied") : t("kit:copy")}
            </Button>
          )}
        </CopyButton>
        <Button
          variant="default"
          component="a"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          download="bellhop-recovery-codes.txt"
        >
          {t("recovery_save")}
        </Button>
      </div>
      <Checkbox label={t("recovery_kept")} checked={kept} onChange={(event) => keep(event.currentTarget.checked)} />
      <Button disabled={!kept} onClick={onDone}>
        {t("recovery_done")}
      </Button>
    </div>
  );
}

// A secret that is shown once, such as a one-time link or a new key, with a button to copy it.
import { ActionIcon, Button, CopyButton, Modal, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./Icon.tsx";
import styles from "./secret.module.css";

/** A dialog with the secret and instructions. Only its button closes it, because the secret cannot be shown again. */
export function SecretDialog(given: { title: string; text: ReactNode; label: string; value: string; onClose(): void }) {
  const { t } = useTranslation("kit");
  const { title, text, label, value, onClose } = given;
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <p className={styles.text}>{text}</p>
      <Copied label={label} value={value} />
      <div className={styles.foot}>
        <Button onClick={onClose}>{t("secret_kept")}</Button>
      </div>
    </Modal>
  );
}

/** A line of text to copy. */
export function Copied({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation("kit");
  return (
    <div className={styles.line}>
      <output className={`mono ${styles.value}`} aria-label={label}>
        {value}
      </output>
      <CopyButton value={value} timeout={2_000}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t("copied") : t("copy")}>
            <ActionIcon variant="subtle" aria-label={copied ? t("copied") : t("copy")} onClick={copy}>
              <Icon name={copied ? "check" : "copy"} />
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}

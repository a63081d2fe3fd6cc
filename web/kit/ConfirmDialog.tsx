// The confirmation dialog; loaded when it is first needed.
import { Button, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";

import styles from "./dialog.module.css";
import type { Question } from "./question.ts";

export default function ConfirmDialog({ question, answer }: { question: Question; answer(yes: boolean): void }) {
  const { t } = useTranslation("kit");
  const { title, text, yes, danger } = question;
  return (
    <Modal
      opened
      onClose={() => answer(false)}
      title={title}
      size="sm"
      zIndex={300}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {text ? <div className={styles.text}>{text}</div> : null}
      <div className={styles.buttons}>
        <Button variant="default" onClick={() => answer(false)} data-autofocus>
          {t("cancel")}
        </Button>
        <Button color={danger ? "red" : undefined} onClick={() => answer(true)}>
          {yes}
        </Button>
      </div>
    </Modal>
  );
}

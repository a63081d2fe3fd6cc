// A dialog with a form: waits while the form is submitted, shows an error, and closes on success.
import { Button, Modal, type ModalProps } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { confirm } from "./confirm.tsx";
import styles from "./dialog.module.css";

type Props = {
  title: ReactNode;
  /** The label of the submit button. */
  submit: string;
  /** Submits the form; an error that it throws is shown. The dialog then closes unless this returns "stay". */
  onSubmit(): Promise<unknown>;
  onClose(): void;
  children: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  size?: ModalProps["size"];
  /** false while another dialog lies above it, which Escape closes alone. */
  closeOnEscape?: boolean;
};

/** Render it conditionally, `{editing && <FormDialog …>}`, so that each time it starts with a fresh state. */
export function FormDialog({ title, submit, onSubmit, onClose, children, danger, disabled, ...modal }: Props) {
  const { t } = useTranslation("kit");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const [touched, touch] = useState(false);
  // Asks before closing if anything was entered.
  const leave = async () => {
    if (touched && !(await confirm({ title: t("discard_title"), yes: t("discard"), danger: true }))) return;
    onClose();
  };
  const changed = () => {
    touch(true);
    // It was said of what stood there before.
    setFault(null);
  };
  const go = async (event: FormEvent) => {
    event.preventDefault();
    // React bubbles events through portals, so the submit would also reach a form around the dialog.
    event.stopPropagation();
    setBusy(true);
    setFault(null);
    try {
      if ((await onSubmit()) !== "stay") onClose();
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={() => void leave()}
      title={title}
      size="md"
      {...modal}
      closeButtonProps={{ "aria-label": t("close") }}
      closeOnClickOutside={!touched}
    >
      <form onSubmit={(event) => void go(event)} onInput={changed} className={styles.form}>
        {children}
        <div role="alert">
          {fault === null ? null : (
            <div className={styles.fault}>{fault instanceof Error ? fault.message : String(fault)}</div>
          )}
        </div>
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={disabled} color={danger ? "red" : undefined}>
            {submit}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

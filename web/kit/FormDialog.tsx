// A dialog with a form in it: it waits for the answer, shows a refusal, and closes when all is done.
import { Button, Modal, type ModalProps } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { confirm } from "./confirm.tsx";
import styles from "./dialog.module.css";

type Props = {
  title: ReactNode;
  /** What the button says. */
  submit: string;
  /** Does it; what it throws is shown. The dialog closes afterwards unless it returns "stay". */
  onSubmit(): Promise<unknown>;
  onClose(): void;
  children: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  size?: ModalProps["size"];
};

/** Show it while it is wanted: `{editing && <FormDialog …>}`, so that it starts anew each time. */
export function FormDialog({ title, submit, onSubmit, onClose, children, danger, disabled, size = "md" }: Props) {
  const { t } = useTranslation("kit");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const [touched, touch] = useState(false);
  // What was typed is not lost by a slip of the hand.
  const leave = async () => {
    if (touched && !(await confirm({ title: t("discard_title"), yes: t("discard"), danger: true }))) return;
    onClose();
  };
  const go = async (event: FormEvent) => {
    event.preventDefault();
    // Dialogs lie in the form of whoever opened them, as far as React is concerned.
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
      size={size}
      closeButtonProps={{ "aria-label": t("close") }}
      closeOnClickOutside={!touched}
    >
      <form onSubmit={(event) => void go(event)} onInput={() => touch(true)} className={styles.form}>
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

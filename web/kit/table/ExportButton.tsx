// The button that exports a table; the dialog is loaded when it is opened.
import { Button } from "@mantine/core";
import { type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../Icon.tsx";
import { useCan } from "../session.ts";

type Props = {
  disabled: boolean;
  /** Renders the dialog while it is open. */
  children(close: () => void): ReactNode;
};

/** Not shown to viewers, who may not export. */
export function ExportButton({ disabled, children }: Props) {
  const { t } = useTranslation("table");
  const [isOpen, setOpen] = useState(false);
  if (!useCan()("agent")) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<Icon name="download" size={16} />}
        disabled={disabled}
        onClick={() => setOpen(true)}
      >
        {t("export_open")}
      </Button>
      {isOpen ? <Suspense>{children(() => setOpen(false))}</Suspense> : null}
    </>
  );
}

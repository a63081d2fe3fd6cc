// The button that begins a conversation with a number; its dialog is loaded when it is first opened.
import { ActionIcon } from "@mantine/core";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../kit/Icon.tsx";
import { lazyPart } from "../../kit/lazy-part.ts";

const NewConversation = lazyPart("templates", () => import("../templates/NewConversation.tsx"));

export function NewConversationButton({ open }: { open(id: number): void }) {
  const { t } = useTranslation("inbox");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ActionIcon size={36} variant="default" aria-label={t("new")} title={t("new")} onClick={() => setOpen(true)}>
        <Icon name="plus" />
      </ActionIcon>
      <Suspense>{isOpen ? <NewConversation open={open} onClose={() => setOpen(false)} /> : null}</Suspense>
    </>
  );
}

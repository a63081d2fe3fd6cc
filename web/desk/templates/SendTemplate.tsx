// The dialog that sends a template in a conversation.
import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Detail } from "../inbox/data.ts";
import type { Sending } from "../inbox/sending.ts";
import type { SavedTemplate } from "./outbound.ts";
import { TemplateSteps } from "./TemplateSteps.tsx";

type Props = { one: Detail; start?: SavedTemplate | undefined; send: Sending["send"]; onClose(): void };

/** `one`: the conversation to send in; `start`: the template that the fields begin with. */
export default function SendTemplate({ one, start, send, onClose }: Props) {
  const { t } = useTranslation(["templates", "kit"]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("send_title")}
      size={860}
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      <TemplateSteps
        channel={one.channel.id}
        conversation={one.id}
        optOut={one.contact?.opt_out ?? null}
        start={start}
        to={`conversation ${one.id}`}
        send={async (message) => {
          send(message);
          onClose();
        }}
      />
    </Modal>
  );
}

// The raw data of a message from the provider, for messages that cannot be shown otherwise. Loaded on demand.
import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { Shown } from "../../kit/states.tsx";
import styles from "./bubble.module.css";

export default function RawDialog({ id, onClose }: { id: number; onClose(): void }) {
  const { t } = useTranslation(["inbox", "kit"]);
  const message = useQuery(read("/api/whatsapp/messages/{id}", { path: { id } }));
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("raw_title")}
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      <Shown of={message} compact>
        {({ raw_payload, content, statuses, message_id }) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard.
          <pre className={styles.raw} tabIndex={0}>
            {JSON.stringify({ message_id, statuses, raw: raw_payload ?? content }, null, 2)}
          </pre>
        )}
      </Shown>
    </Modal>
  );
}

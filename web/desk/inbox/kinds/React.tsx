// The row of emojis with which one reacts to a message.
import { ActionIcon, Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "../../../kit/toasts.tsx";
import { detailQuery, type Message } from "../data.ts";
import styles from "./kinds.module.css";

/** The emojis that WhatsApp itself offers first. */
const emojis = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

type Props = {
  message: Message;
  conversation: number;
  react(message: Message, emoji: string): Promise<void>;
  close(): void;
};

export default function ReactRow({ message, conversation, react, close }: Props) {
  const { t } = useTranslation("kinds");
  const { data: one } = useQuery(detailQuery(conversation));
  const [busy, setBusy] = useState(false);
  const own = message.reactions.find(({ by }) => by === "us")?.emoji;
  const choose = async (emoji: string) => {
    setBusy(true);
    await react(message, emoji).then(close, toast.failed);
    setBusy(false);
  };
  return (
    <Popover opened onDismiss={close} position="top" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <span className={styles.anchor} />
      </Popover.Target>
      <Popover.Dropdown>
        {one?.channel.provider === "twilio" ? (
          <p className={styles.cannot} tabIndex={-1} data-autofocus>
            {t("react_twilio")}
          </p>
        ) : (
          <fieldset className={styles.emojis} aria-label={t("react")} disabled={busy}>
            {emojis.map((emoji) => (
              <ActionIcon
                key={emoji}
                variant={emoji === own ? "filled" : "subtle"}
                size={36}
                aria-pressed={emoji === own}
                aria-label={emoji === own ? t("take_back") : t("react_with", { emoji })}
                onClick={() => void choose(emoji === own ? "" : emoji)}
              >
                {emoji}
              </ActionIcon>
            ))}
          </fieldset>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

// An internal note between the messages.
import { ActionIcon } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { confirm } from "../../kit/confirm.tsx";
import { time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { useCan, useMe } from "../../kit/session.ts";
import { toast } from "../../kit/toasts.tsx";
import type { Note } from "./data.ts";
import styles from "./thread.module.css";
import { threadActions } from "./thread-data.ts";

export function NoteCard({ note, conversation }: { note: Note; conversation: number }) {
  const { t } = useTranslation(["inbox", "kit"]);
  const queries = useQueryClient();
  const can = useCan();
  const { person } = useMe();
  const own = can("admin") || (can("agent") && person !== null && note.author.id === person.id);
  const remove = async () => {
    const question = { title: t("note_delete"), text: t("note_delete_text"), yes: t("kit:delete"), danger: true };
    if (!(await confirm(question))) return;
    try {
      await ok(api.DELETE("/api/inbox/notes/{id}", { params: { path: { id: note.id } } }));
      threadActions(conversation, queries).drop(note);
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <article className={styles.note}>
      <header>
        <Icon name="note" size={14} />
        <span>{t("note_by", { name: note.author.name })}</span>
        <time dateTime={note.at} title={time(note.at, "exact")}>
          {time(note.at, "clock")}
        </time>
        {own ? (
          <ActionIcon
            size="xs"
            variant="transparent"
            c="inherit"
            aria-label={t("note_delete")}
            onClick={() => void remove()}
          >
            <Icon name="trash" size={14} />
          </ActionIcon>
        ) : null}
      </header>
      <p dir="auto">{note.text}</p>
    </article>
  );
}

// Tells the server up to which message the viewer has seen the open conversation.
import { useEffect } from "react";
import { api, ok } from "../../api/client.ts";
import { useMe } from "../../kit/session.ts";
import type { Entry } from "./data.ts";
import { onSeen } from "./live-list.ts";

/** Conversations that the viewer marked as unread: they stay unread until they are opened again. */
export const markedUnread = new Set<number>();

/** Marks the conversation as seen, for this viewer only, while the page is visible. */
export function useSeen(id: number, entries: readonly Entry[] | undefined): void {
  const ids = (entries ?? []).flatMap((entry) => (entry.kind === "message" ? [entry.id] : []));
  const newest = ids.length === 0 ? null : Math.max(...ids);
  const { person } = useMe();
  useEffect(() => {
    markedUnread.delete(id);
  }, [id]);
  useEffect(() => {
    if (newest === null || person === null) return;
    const mark = () => {
      if (document.visibilityState !== "visible" || !document.hasFocus() || markedUnread.has(id)) return;
      const path = { params: { path: { id } }, body: { message_id: newest } };
      void ok(api.POST("/api/inbox/conversations/{id}/seen", path)).then(
        () => onSeen(id),
        () => {},
      );
    };
    mark();
    document.addEventListener("visibilitychange", mark);
    window.addEventListener("focus", mark);
    return () => {
      document.removeEventListener("visibilitychange", mark);
      window.removeEventListener("focus", mark);
    };
  }, [id, newest, person]);
}

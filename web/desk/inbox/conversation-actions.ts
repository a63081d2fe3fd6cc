// The actions of an open conversation, for its head and its keyboard shortcuts: done, snooze, assign, hand back to the bot, mark as unread.
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { time } from "../../kit/format.ts";
import { toast } from "../../kit/toasts.tsx";
import type { Change, Detail } from "./data.ts";
import { markedUnread } from "./seen.ts";

export type ConversationActions = {
  done(): void;
  handBack(): void;
  snooze(until: Date): void;
  assign(): void;
  unread(): void;
};

type Props = { id: number; one: Detail | undefined; change: Change; can: boolean };

/** Each action shows its result. It does nothing if the viewer may not change anything (`can`) or the conversation is not loaded. */
export function useConversationActions({ id, one, change, can }: Props): ConversationActions {
  const { t } = useTranslation("inbox");
  const queries = useQueryClient();
  const report = (action: Promise<unknown>, done: string) =>
    void action.then(
      () => toast.done(done),
      (error) => toast.failed(error),
    );
  return {
    done() {
      if (!one || !can) return;
      const next = one.state === "done" ? "waiting" : "done";
      report(change({ state: next }), t(next === "done" ? "done_toast" : "reopened_toast"));
    },
    handBack() {
      if (one && can) report(change({ state: "bot" }), t("bot_toast"));
    },
    snooze(until) {
      if (one && can)
        report(
          change({ state: "snoozed", snoozed_until: until.toISOString() }),
          t("snoozed_toast", { time: time(until) }),
        );
    },
    assign() {
      if (can) report(change({ assignee_id: "me" }), t("assigned_toast"));
    },
    unread() {
      if (!can) return;
      const call = ok(api.POST("/api/inbox/conversations/{id}/unread", { params: { path: { id } } }));
      markedUnread.add(id);
      report(
        call.then(() => queries.invalidateQueries({ queryKey: ["/api/inbox/counts"] })),
        t("unread_toast"),
      );
    },
  };
}

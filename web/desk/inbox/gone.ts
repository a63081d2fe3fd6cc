// A conversation that no longer exists: when its contact is merged into another, its messages go to an older conversation.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api, ok } from "../../api/client.ts";
import { toast } from "../../kit/toasts.tsx";
import { threadActions } from "./thread-data.ts";

/**
 * Opens the conversation that has the messages now, if any of them were loaded. Returns true if that is not known: the conversation does not exist,
 * and the viewer must be told so.
 */
export function useGone(id: number, error: unknown, open: (conversation: number) => void): boolean {
  const { t } = useTranslation("inbox");
  const queries = useQueryClient();
  const [isGone, setGone] = useState(false);
  const isMissing = error instanceof ApiError && error.status === 404;
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, when the conversation turns out to be missing.
  useEffect(() => {
    if (!isMissing) return setGone(false);
    const message = threadActions(id, queries).newestId();
    const find = async () => {
      if (message === 0) return null;
      const path = { params: { path: { id: message } } };
      return (await ok(api.GET("/api/whatsapp/messages/{id}", path))).conversation_id;
    };
    let isLeft = false;
    void find()
      .catch(() => null)
      .then((now) => {
        if (isLeft) return;
        if (now === null || now === id) return setGone(true);
        toast.done(t("merged_toast"));
        open(now);
      });
    return () => {
      isLeft = true;
    };
  }, [isMissing, id]);
  return isGone;
}

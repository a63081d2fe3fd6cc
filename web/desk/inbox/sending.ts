// Messages that were just sent and are not in the thread yet: shown at once, kept if they could not be queued.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "../../api/client.ts";
import type { paths } from "../../api/schema.ts";
import { confirm } from "../../kit/confirm.tsx";
import { i18n } from "../../kit/i18n.ts";
import { newKey } from "../../kit/new-key.ts";
import type { Entry, Message, threadPath } from "./data.ts";
import { threadActions, threadKey } from "./thread-data.ts";

type Body = NonNullable<paths[typeof threadPath]["post"]["requestBody"]>["content"]["application/json"];

/** What is neither text, template nor file: buttons, a location and so on. */
export type OutboundContent = NonNullable<Body["content"]>;

/**
 * The message to send: a text, a template, a file, or other content. `media`: by the id of a file that is kept, or by a link. `seen_message_id`: the newest
 * message that the user had seen when they began to type.
 */
export type OutboundMessage = Omit<Body, "media"> & {
  media?: Exclude<Body["media"], string>;
};

/**
 * A message on its way to the server. `failed`: why it did not arrive; it can be sent again with the same idempotency key. `after`: the newest
 * message of the thread when it was sent.
 */
export type Pending = { key: string; message: OutboundMessage; at: string; after: number; failed: string | null };

export type Sending = {
  pending: readonly Pending[];
  /** Resolves when the server has it or has refused it; either way it is shown. */
  send(message: OutboundMessage): Promise<void>;
  sendAgain(pending: Pending): void;
  discard(pending: Pending): void;
  /** Reacts to a message with an emoji; an empty one takes the reaction back. */
  react(message: Message, emoji: string): Promise<void>;
  /** Sends a failed message again. */
  retry(message: Message): Promise<void>;
  /** Removes a waiting message from the outbox. */
  cancel(message: Message): Promise<void>;
};

/** What can be done with a message of the thread. */
export type MessageActions = Pick<Sending, "retry" | "cancel" | "react">;

/** Pending messages survive a switch to another conversation and a reload: they are kept in the browser until the server has them. */
const waiting = new Map<number, readonly Pending[]>();

const storageKey = (id: number) => `bellhop.unsent.${id}`;

/** The pending messages of a conversation. Those of a closed page can be sent again: the idempotency key is the same, so each arrives once. */
function waitingIn(id: number): readonly Pending[] {
  const known = waiting.get(id);
  if (known) return known;
  // Earlier versions of the Desk stored the message as `letter`.
  let kept: (Pending & { letter?: OutboundMessage })[] = [];
  try {
    kept = JSON.parse(localStorage.getItem(storageKey(id)) ?? "[]");
  } catch {
    // Data that cannot be parsed is ignored.
  }
  const all = kept.map(({ letter, ...one }) => ({
    ...one,
    message: one.message ?? letter ?? {},
    failed: one.failed ?? i18n.t("inbox:left_unsent"),
  }));
  waiting.set(id, all);
  return all;
}

/** Ids of messages whose request was answered: these do not match any message that is still pending. */
const answered = new Set<number>();

/** The text of a message as the thread has it; null when it has none. */
export function wordsOf({ text, content }: OutboundMessage): string | null {
  if (content === undefined) return text ?? null;
  if ("text" in content) return content.text;
  if (content.type === "contacts") return content.contacts.map(({ name }) => name).join(", ");
  return content.type === "location" ? (content.name ?? null) : null;
}

function isSame(entry: Message, message: OutboundMessage): boolean {
  const { media, template } = message;
  if (media) return entry.attachments.length > 0 && (entry.caption ?? "") === (media.caption ?? "");
  return template === undefined ? entry.text === wordsOf(message) : entry.template?.name === template;
}

/**
 * The pending messages that the thread does not show yet. A live update may bring a message before the response to its request; that message then
 * replaces the pending one. Each message replaces one of them.
 */
export function notInThread(pending: readonly Pending[], entries: readonly Entry[]): readonly Pending[] {
  const taken = new Set(answered);
  return pending.filter(({ message, after, failed }) => {
    if (failed !== null) return true;
    const isIt = (entry: Entry): entry is Message =>
      entry.kind === "message" &&
      entry.direction === "out" &&
      entry.id > after &&
      !taken.has(entry.id) &&
      isSame(entry, message);
    const found = entries.find(isIt);
    if (found) taken.add(found.id);
    return found === undefined;
  });
}

/** The pending messages of a conversation, saved in the browser on each change. */
function useWaiting(id: number) {
  const [pending, show] = useState(() => waitingIn(id));
  const set = (change: (before: readonly Pending[]) => readonly Pending[]) => {
    const next = change(waitingIn(id));
    waiting.set(id, next);
    if (next.length === 0) localStorage.removeItem(storageKey(id));
    else localStorage.setItem(storageKey(id), JSON.stringify(next));
    show(next);
  };
  return [pending, set] as const;
}

/** Sends messages in a conversation. */
export function useSending(id: number): Sending {
  const queries = useQueryClient();
  const [pending, set] = useWaiting(id);
  const replace = (one: Pending) => set((all) => all.map((each) => (each.key === one.key ? one : each)));
  const discard = (one: Pending) => set((all) => all.filter(({ key }) => key !== one.key));
  const post = async (one: Pending): Promise<void> => {
    try {
      const message = (await ok(
        api.POST("/api/inbox/conversations/{id}/messages", {
          params: { path: { id }, header: { "idempotency-key": one.key } },
          body: one.message,
        }),
      )) as Message;
      answered.add(message.id);
      threadActions(id, queries).add(message);
      discard(one);
    } catch (error) {
      if ((error as { code?: string }).code === "ANSWERED_MEANWHILE") {
        const text = (error as Error).message.split("\n")[0]!.replace(/ Send again without seen_message_id.*$/, "");
        const question = { title: i18n.t("inbox:answered_title"), text, yes: i18n.t("inbox:answered_send") };
        if (await confirm(question)) {
          const { seen_message_id: _, ...message } = one.message;
          const anyway = { ...one, message };
          replace(anyway);
          return post(anyway);
        }
      }
      replace({ ...one, failed: (error as Error).message });
    }
  };
  return {
    pending,
    send(message) {
      const after = threadActions(id, queries).newestId();
      const one = { key: newKey(), message, at: new Date().toISOString(), after, failed: null };
      set((all) => [...all, one]);
      return post(one);
    },
    sendAgain(one) {
      replace({ ...one, failed: null });
      void post(one);
    },
    discard,
    async react({ id: message_id }, emoji) {
      const body = { content: { type: "reaction" as const, message_id, emoji } };
      await ok(api.POST("/api/inbox/conversations/{id}/messages", { params: { path: { id } }, body }));
      await queries.refetchQueries({ queryKey: threadKey(id) });
    },
    retry: async (message) => threadActions(id, queries).add(await act("retry", message)),
    cancel: async (message) => threadActions(id, queries).put(await act("cancel", message)),
  };
}

const act = (what: "retry" | "cancel", { id }: Message) =>
  ok(api.POST(`/api/inbox/messages/{id}/${what}`, { params: { path: { id } } })) as Promise<Message>;

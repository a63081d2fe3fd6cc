// Presence: which colleagues look at a conversation or type in it. Sent repeatedly over the live socket; it expires when nothing more is received.
import { useEffect, useRef, useState } from "react";
import { api } from "../../api/client.ts";
import type { presenceActivities } from "../../api/lists.ts";
import { sayLive, useLive } from "../../kit/live.ts";

/** How often one's own presence is sent again, in milliseconds. */
const REPEAT_MS = 10_000;
/** After how much silence a colleague counts as gone, in milliseconds. */
const GONE_TIMEOUT_MS = 25_000;
/** After how much silence a colleague counts as no longer typing, in milliseconds. */
const TYPING_TIMEOUT_MS = 6_000;

type PresenceMessage = { conversation_id: number; person: { id: number; name: string }; doing: string; asks: boolean };
type Other = { name: string; seen: number; wrote: number };
export type Others = { writing: string[]; looking: string[] };

const nobody: Others = { writing: [], looking: [] };

const send = (id: number, doing: (typeof presenceActivities)[number], asks = false) =>
  sayLive({ type: "presence", conversation_id: id, doing, asks });

const isVisible = () => document.visibilityState === "visible";

/** Sends the viewer's presence and returns that of colleagues. `write` sends that the viewer is typing. */
export function usePresence(id: number): { others: Others; write(): void } {
  const known = useRef(new Map<number, Other>());
  const told = useRef(0);
  const shown = useRef(0);
  const [others, show] = useState<Others>(nobody);
  const look = () => {
    const now = Date.now();
    for (const [person, { seen }] of known.current) if (now - seen > GONE_TIMEOUT_MS) known.current.delete(person);
    const all = [...known.current.values()];
    const names = (some: Other[]) => some.map(({ name }) => name).sort();
    const next = {
      writing: names(all.filter(({ wrote }) => now - wrote <= TYPING_TIMEOUT_MS)),
      looking: names(all.filter(({ wrote }) => now - wrote > TYPING_TIMEOUT_MS)),
    };
    show((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
  };
  useLive((event) => {
    if (event.type === "hello") send(id, "looking", true);
    if (event.type !== "presence") return;
    const message = event as unknown as PresenceMessage;
    const { person, doing } = message;
    if (message.conversation_id !== id || doing === "gone") known.current.delete(person.id);
    else {
      const before = known.current.get(person.id);
      const now = Date.now();
      known.current.set(person.id, {
        name: person.name,
        seen: now,
        wrote: doing === "writing" ? now : (before?.wrote ?? 0),
      });
      if (message.asks && isVisible()) send(id, "looking");
    }
    look();
  });
  const latest = useRef(look);
  useEffect(() => {
    latest.current = look;
  });
  useEffect(() => {
    const clock = setInterval(() => latest.current(), 1_000);
    return () => clearInterval(clock);
  }, []);
  useSayingHere(id);
  return {
    others,
    write() {
      const now = Date.now();
      if (now - told.current < TYPING_TIMEOUT_MS / 2) return;
      told.current = now;
      send(id, "writing");
      if (now - shown.current < REPEAT_MS) return;
      shown.current = now;
      // What customers see of it is a setting of the number; one that is lost does no harm.
      void api.POST("/api/inbox/conversations/{id}/writing", { params: { path: { id } } }).catch(() => {});
    },
  };
}

/** Sends the viewer's presence repeatedly while the page is visible. */
function useSayingHere(id: number): void {
  useEffect(() => {
    const here = (asks: boolean) => {
      if (isVisible()) send(id, "looking", asks);
    };
    const gone = () => send(id, "gone");
    const turn = () => (isVisible() ? here(true) : gone());
    here(true);
    const timer = setInterval(() => here(false), REPEAT_MS);
    document.addEventListener("visibilitychange", turn);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", turn);
      gone();
    };
  }, [id]);
}

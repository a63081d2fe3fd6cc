// Who else looks at a conversation or writes in it: said over the live socket again and again, and forgotten when nothing more is heard.
import { useEffect, useRef, useState } from "react";
import { sayLive, useLive } from "../../kit/live.ts";

/** How often one says that one is there, how long others are believed to be there and to write, in milliseconds. */
const [again, stays, writes] = [10_000, 25_000, 6_000];

type Said = { conversation_id: number; person: { id: number; name: string }; doing: string; asks: boolean };
type Other = { name: string; seen: number; wrote: number };
export type Others = { writing: string[]; looking: string[] };

const nobody: Others = { writing: [], looking: [] };

const say = (id: number, doing: "looking" | "writing" | "gone", asks = false) =>
  sayLive({ type: "presence", conversation_id: id, doing, asks });

const isVisible = () => document.visibilityState === "visible";

/** Tells colleagues that one is here, and who else is. `write` says that one is typing. */
export function usePresence(id: number): { others: Others; write(): void } {
  const known = useRef(new Map<number, Other>());
  const told = useRef(0);
  const [others, show] = useState<Others>(nobody);
  const look = () => {
    const now = Date.now();
    for (const [person, { seen }] of known.current) if (now - seen > stays) known.current.delete(person);
    const all = [...known.current.values()];
    const names = (some: Other[]) => some.map(({ name }) => name).sort();
    const next = {
      writing: names(all.filter(({ wrote }) => now - wrote <= writes)),
      looking: names(all.filter(({ wrote }) => now - wrote > writes)),
    };
    show((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
  };
  useLive((event) => {
    if (event.type === "hello") say(id, "looking", true);
    if (event.type !== "presence") return;
    const said = event as unknown as Said;
    const { person, doing } = said;
    if (said.conversation_id !== id || doing === "gone") known.current.delete(person.id);
    else {
      const before = known.current.get(person.id);
      const now = Date.now();
      known.current.set(person.id, {
        name: person.name,
        seen: now,
        wrote: doing === "writing" ? now : (before?.wrote ?? 0),
      });
      if (said.asks && isVisible()) say(id, "looking");
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
      if (now - told.current < writes / 2) return;
      told.current = now;
      say(id, "writing");
    },
  };
}

/** Says again and again that one is there, while the page is in front. */
function useSayingHere(id: number): void {
  useEffect(() => {
    const here = (asks: boolean) => {
      if (isVisible()) say(id, "looking", asks);
    };
    const gone = () => say(id, "gone");
    const turn = () => (isVisible() ? here(true) : gone());
    here(true);
    const timer = setInterval(() => here(false), again);
    document.addEventListener("visibilitychange", turn);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", turn);
      gone();
    };
  }, [id]);
}

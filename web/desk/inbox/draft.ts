// What is typed into the reply box and what it answers to, and how long the 24-hour window is open for it.
import { useEffect, useRef, useState } from "react";
import type { Detail, Message } from "./data.ts";

const draftKey = (id: number, mode: string) => `bellhop.draft.${mode}.${id}`;

/** A draft that survives a change of the conversation and a reload. */
export function useDraft(id: number, mode: string): [string, (text: string) => void] {
  const [text, set] = useState(() => localStorage.getItem(draftKey(id, mode)) ?? "");
  useEffect(() => set(localStorage.getItem(draftKey(id, mode)) ?? ""), [id, mode]);
  return [
    text,
    (next) => {
      set(next);
      if (next === "") localStorage.removeItem(draftKey(id, mode));
      else localStorage.setItem(draftKey(id, mode), next);
    },
  ];
}

/** Seconds until the 24-hour window closes, counted down; 0 when it is closed, null while it is not known. */
export function useWindow(one: Detail | undefined): number | null {
  const [, tick] = useState(0);
  const closes = one?.window.closes_at ?? null;
  useEffect(() => {
    if (closes === null) return;
    const timer = setInterval(() => tick((n) => n + 1), 15_000);
    return () => clearInterval(timer);
  }, [closes]);
  if (!one) return null;
  return closes === null ? 0 : Math.max(0, (Date.parse(closes) - Date.now()) / 1_000);
}

export type ComposerState = ReturnType<typeof useComposerState>;

/** What a draft answers to, while one is in another conversation. */
const quotes = new Map<number, Message>();

/** Whether a reply or a note is being written, in which box, and what it answers to; that is kept while another conversation is open. */
export function useComposerState(id: number) {
  const [quoted, show] = useState(() => quotes.get(id) ?? null);
  const [mode, setMode] = useState<"reply" | "note">("reply");
  const box = useRef<HTMLTextAreaElement>(null);
  const quote = (message: Message | null) => {
    if (message) quotes.set(id, message);
    else quotes.delete(id);
    show(message);
  };
  const write = (next: "reply" | "note") => {
    setMode(next);
    const field = box.current;
    field?.focus();
    // A draft that was kept goes on where it ends.
    field?.setSelectionRange(field.value.length, field.value.length);
  };
  const reply = (message: Message) => {
    quote(message);
    write("reply");
  };
  return { quoted, quote, mode, setMode, box, write, reply };
}

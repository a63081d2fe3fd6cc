// What is typed into the reply box, and how long the 24-hour window is open for it.
import { useEffect, useState } from "react";
import type { Detail } from "./data.ts";

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

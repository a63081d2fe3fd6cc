// What was begun in the editor, kept in the browser until it is submitted or discarded, so that neither an error nor closing the page loses it.
import type { Draft } from "./draft.ts";

const storageKey = (key: string) => `bellhop.template.${key}`;

/** What was begun under a key; null when nothing was. */
export function read(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(storageKey(key)) ?? "null") as Draft | null;
  } catch {
    // What cannot be parsed is ignored.
    return null;
  }
}

export const keep = (key: string, draft: Draft): void => localStorage.setItem(storageKey(key), JSON.stringify(draft));

export const forget = (key: string): void => localStorage.removeItem(storageKey(key));

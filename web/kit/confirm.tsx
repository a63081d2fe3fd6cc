// Asks for confirmation before something that cannot be undone.
import { lazy, Suspense, useSyncExternalStore } from "react";
import { fetched } from "./fetched.ts";
import type { Question } from "./question.ts";

const Dialog = lazy(() => fetched(() => import("./ConfirmDialog.tsx")));

let asked: { question: Question; answer(yes: boolean): void } | null = null;
const watchers = new Set<() => void>();

function set(next: typeof asked): void {
  asked = next;
  for (const watcher of watchers) watcher();
}

/** Asks; resolves with the answer: `if (await confirm({ title, text, yes: t("kit:delete"), danger: true }))`. */
export function confirm(question: Question): Promise<boolean> {
  asked?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      set(null);
      resolve(yes);
    };
    set({ question, answer });
  });
}

/** Renders the dialog; there is one, in the shell. */
export function Confirm() {
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => asked,
  );
  return <Suspense>{shown ? <Dialog {...shown} /> : null}</Suspense>;
}

// "Confirm that it is you": asked by itself when the server wants the password again, and then the request is repeated.
import { lazy, Suspense, useSyncExternalStore } from "react";
import { whenConfirmNeeded } from "../api/client.ts";
import { fetched } from "./fetched.ts";
import { i18n } from "./i18n.ts";

const Dialog = lazy(() => fetched(() => import("./IdentityDialog.tsx")));

let asked: { answer(confirmed: boolean): void; waits: Promise<string | null> } | null = null;
const watchers = new Set<() => void>();

function set(next: typeof asked): void {
  asked = next;
  for (const watcher of watchers) watcher();
}

// Several requests that wait for it share one question.
whenConfirmNeeded(() => {
  if (asked) return asked.waits;
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const answer = (confirmed: boolean) => {
    set(null);
    resolve(confirmed ? null : i18n.t("confirm_cancelled", { ns: "kit" }));
  };
  set({ answer, waits: promise });
  return promise;
});

/** Where it is asked; once on a page. */
export function ConfirmIdentity() {
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => asked,
  );
  return <Suspense>{shown ? <Dialog answer={shown.answer} /> : null}</Suspense>;
}

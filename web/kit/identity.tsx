// "Confirm that it is you": opens when the server asks for the password again; then the request is repeated.
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

// Requests that wait at the same time share one dialog.
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

/** Renders the dialog; once on the page. */
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

// The wish to call a customer, from wherever it is said to the panel of calls, which is loaded for it.
import { useSyncExternalStore } from "react";

/** Whom to call. */
export type Callee = { conversationId: number; name: string };

let wanted: Callee | null = null;
const watchers = new Set<() => void>();

/** Asks the panel of calls to call somebody; null: it has begun. */
export function wantCall(next: Callee | null): void {
  wanted = next;
  for (const watcher of watchers) watcher();
}

/** Whom to call, until the panel has begun. */
export const useWantedCall = (): Callee | null =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => wanted,
  );

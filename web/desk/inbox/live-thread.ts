// Keeps an open conversation current through live events.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLive } from "../../kit/live.ts";
import { detailQuery } from "./data.ts";
import { ENTRIES_PER_PAGE, fetchThreadPage, type Thread, threadActions, threadKey } from "./thread-data.ts";
import { touchedBy } from "./touched.ts";

/** Keeps an open conversation current: the end of its thread, and its details. */
export function useLiveThread(id: number): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  /** The latest request for each old message: the response to an earlier one may arrive after it. */
  const readings = useRef(new Map<number, symbol>());
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );
  useLive((event) => {
    const touched = touchedBy(event);
    if (touched === null || (touched !== "all" && !touched.ids.has(id))) return;
    void queries.refetchQueries({ queryKey: threadKey(id) }, { cancelRefetch: true });
    // Reactions to old messages and late ticks: changed messages that are loaded but not on the newest page.
    const known = queries.getQueryData<Thread>(threadKey(id));
    if (known && touched !== "all") {
      const old = known.entries
        .slice(0, -ENTRIES_PER_PAGE)
        .filter((entry) => entry.kind === "message" && touched.messages.has(entry.id));
      for (const entry of old) {
        const reading = Symbol();
        readings.current.set(entry.id, reading);
        void fetchThreadPage(id, { around: entry.id, limit: 1 }).then((page) => {
          if (readings.current.get(entry.id) !== reading) return;
          for (const one of page.entries) threadActions(id, queries).put(one);
        });
      }
    }
    timer.current ??= setTimeout(() => {
      timer.current = null;
      void queries.invalidateQueries({ queryKey: detailQuery(id).queryKey });
    }, 250);
  });
}

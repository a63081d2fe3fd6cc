// Which queries an event makes stale. A page that needs faster or finer updates uses useLive itself.
import type { QueryClient } from "@tanstack/react-query";
import { onLive, startLive } from "./live.ts";
import { meQuery } from "./session.ts";

/** For each type of event (a pattern): the path prefixes of the stale queries, and the shortest time between two refetches, in ms. */
const table: readonly { type: RegExp; paths: readonly string[]; pause: number }[] = [
  { type: /^inbox\.changed$/, paths: ["/api/inbox/counts"], pause: 500 },
  { type: /^inbox\.changed$/, paths: ["/api/overview", "/api/health"], pause: 5_000 },
  { type: /^inbox\.changed$/, paths: ["/api/parking/bookings/{id}"], pause: 2_000 },
  { type: /^conversation\.changed$/, paths: ["/api/inbox/counts"], pause: 500 },
  { type: /^settings\./, paths: ["/api/inbox/labels", "/api/inbox/canned", "/api/bot"], pause: 300 },
  { type: /^(booking|stay|incident|waitlist)\./, paths: ["/api/parking", "/api/table/bookings"], pause: 300 },
  { type: /^(booking|stay|account)\./, paths: ["/api/accounts"], pause: 500 },
  { type: /^incident\./, paths: ["/api/incidents"], pause: 500 },
  { type: /^call\./, paths: ["/api/calls/current"], pause: 0 },
  { type: /^inbox\.changed$/, paths: ["/api/inbox/conversations/{id}/call-permission"], pause: 2_000 },
  { type: /^news\./, paths: ["/api/news", "/api/templates"], pause: 500 },
  { type: /^(booking|stay|incident)\./, paths: ["/api/overview"], pause: 5_000 },
  { type: /^spot\./, paths: ["/api/parking/spots", "/api/parking/lots"], pause: 200 },
  { type: /^device\./, paths: ["/api/devices", "/api/parking/spots", "/api/parking/lots"], pause: 300 },
  { type: /^audit\./, paths: ["/api/audit", "/api/people", "/api/keys", "/api/bot", "/api/settings"], pause: 1_000 },
];

/** Connects and keeps queries current; returns a function that stops this. */
export function follow(queries: QueryClient): () => void {
  const due = new Map<string, { last: number; timer: ReturnType<typeof setTimeout> | null }>();
  const reread = (path: string, pause: number): void => {
    const one = due.get(path) ?? { last: 0, timer: null };
    due.set(path, one);
    if (one.timer) return;
    one.timer = setTimeout(
      () => {
        Object.assign(one, { last: Date.now(), timer: null });
        void queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(path) });
      },
      Math.max(0, one.last + pause - Date.now()),
    );
  };
  const ends = [
    onLive(({ type }) => {
      if (type === "reset") void queries.invalidateQueries();
      // The session may have ended; refetching the current user will tell.
      else if (type === "lost") void queries.invalidateQueries({ queryKey: meQuery.queryKey });
      else for (const row of table) if (row.type.test(type)) for (const path of row.paths) reread(path, row.pause);
    }),
    startLive(),
  ];
  return () => {
    for (const end of ends) end();
    for (const { timer } of due.values()) if (timer) clearTimeout(timer);
  };
}

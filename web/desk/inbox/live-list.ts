// Keeps the list of conversations current through live events: its first page is read again and replaces the shown one; changed rows below it are
// read one by one.
import { type InfiniteData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, ok } from "../../api/client.ts";
import { useLive } from "../../kit/live.ts";
import { meQuery } from "../../kit/session.ts";
import {
  conversationPath,
  type Filters,
  isInView,
  type List,
  listPath,
  listQuery,
  onlyWaits,
  type Row,
} from "./data.ts";
import { touchedBy } from "./touched.ts";

/** At most this many changed rows below the first page are read one by one; further ones are dropped from the shown list. */
const MAX_ROWS_BELOW = 20;

type Pages = InfiniteData<List, string | null>;

/** The current state of rows below the first page; those that no longer belong to the list are left out. */
async function readBelow(queries: QueryClient, filters: Filters, changed: ReadonlySet<number>, top: List) {
  const onTop = new Set(top.conversations.map((row) => row.id));
  const rows = (queries.getQueryData<Pages>(listQuery(filters).queryKey)?.pages ?? [])
    .flatMap((page) => page.conversations)
    .filter((row) => changed.has(row.id) && !onTop.has(row.id));
  const me = queries.getQueryData(meQuery.queryKey)?.person?.id ?? null;
  const found = await Promise.all(
    rows.slice(0, MAX_ROWS_BELOW).map(async ({ id, hit }): Promise<Row | null> => {
      const detail = await ok(api.GET(conversationPath, { params: { path: { id } } })).catch(() => null);
      return detail && { ...detail, hit };
    }),
  );
  return new Map(found.flatMap((row) => (row && isInView(row, filters, me) ? [[row.id, row] as const] : [])));
}

/** The list with its new first page; of the rows below, only those that still come after that page. */
function withFirstPage(known: Pages, page: List, rest: readonly Row[], filters: Filters): Pages {
  const end = page.conversations.at(-1);
  const comesAfter = (row: Row): boolean =>
    filters.sort === "longest" && onlyWaits(filters.view)
      ? (row.waiting?.since ?? "") >= (end?.waiting?.since ?? "")
      : (row.last_message_at ?? "") <= (end?.last_message_at ?? "");
  const below = rest.filter(comesAfter);
  const isPaged = below.length > 0 || known.pages.length > 1;
  return {
    pages: [
      {
        ...page,
        conversations: [...page.conversations, ...below],
        next_cursor: isPaged ? known.pages.at(-1)!.next_cursor : page.next_cursor,
      },
    ],
    pageParams: [null],
  };
}

/** Reads the first page again. `changed`: the conversations of the live events. */
async function refreshList(queries: QueryClient, filters: Filters, changed: ReadonlySet<number>): Promise<void> {
  const { queryKey } = listQuery(filters);
  const { query } = queryKey[1] as { query: object };
  const page: List = await ok(api.GET(listPath, { params: { query: query as Record<string, never> } }));
  const below = await readBelow(queries, filters, changed, page);
  queries.setQueryData<Pages>(queryKey, (known) => {
    if (!known) return known;
    const onTop = new Set(page.conversations.map((row) => row.id));
    const rest = known.pages
      .flatMap((one) => one.conversations)
      .filter((row) => !onTop.has(row.id) && (!changed.has(row.id) || below.has(row.id)))
      .map((row) => below.get(row.id) ?? row);
    return withFirstPage(known, page, rest, filters);
  });
}

const seenListeners = new Set<(id: number) => void>();

/** Marks a conversation as read in the loaded list. */
export function onSeen(id: number): void {
  for (const show of seenListeners) show(id);
}

/** The list with a conversation shown as read. */
function asRead(known: Pages | undefined, id: number): Pages | undefined {
  if (!known?.pages.some((page) => page.conversations.some((row) => row.id === id && row.unread))) return known;
  const mark = (row: Row): Row => (row.id === id ? { ...row, unread: false } : row);
  return { ...known, pages: known.pages.map((page) => ({ ...page, conversations: page.conversations.map(mark) })) };
}

export function useLiveList(filters: Filters): void {
  const queries = useQueryClient();
  const latest = useRef(filters);
  const state = useRef({ isRunning: false, runAgain: false, changed: new Set<number>() });
  useEffect(() => {
    latest.current = filters;
  });
  useEffect(() => {
    const show = (id: number) =>
      queries.setQueryData<Pages>(listQuery(latest.current).queryKey, (known) => asRead(known, id));
    seenListeners.add(show);
    return () => {
      seenListeners.delete(show);
    };
  }, [queries]);
  /** One refresh at a time; events that arrive meanwhile cause another one after it. */
  const refresh = async () => {
    const own = state.current;
    if (own.isRunning) {
      own.runAgain = true;
      return;
    }
    own.isRunning = true;
    try {
      const { changed } = own;
      own.changed = new Set();
      await refreshList(queries, latest.current, changed);
    } finally {
      own.isRunning = false;
      if (own.runAgain) {
        own.runAgain = false;
        void refresh().catch(() => {});
      }
    }
  };
  useLive((event) => {
    if (event.type === "reset") return;
    const touched = touchedBy(event);
    if (touched === null) return;
    if (touched === "all") void queries.invalidateQueries({ queryKey: listQuery(latest.current).queryKey });
    else {
      for (const id of touched.ids) state.current.changed.add(id);
      // After an error the next event reads it again.
      void refresh().catch(() => {});
    }
  });
}

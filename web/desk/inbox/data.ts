// What the inbox reads, and how it stays current: the list keeps its first page fresh, a thread the end that is looked at.
import { type InfiniteData, type QueryClient, queryOptions, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, ok } from "../../api/client.ts";
import { type Brought, pages, read } from "../../api/query.ts";
import type { paths } from "../../api/schema.ts";
import { type LiveEvent, useLive } from "../../kit/live.ts";
import { meQuery } from "../../kit/session.ts";

const listPath = "/api/inbox/conversations" as const;
const threadPath = "/api/inbox/conversations/{id}/messages" as const;
const onePath = "/api/inbox/conversations/{id}" as const;

export type Row = Brought<typeof listPath>["conversations"][number];
export type Detail = Brought<typeof onePath>;
export type Entry = Brought<typeof threadPath>["entries"][number];
export type Message = Extract<Entry, { kind: "message" }>;
export type Note = Extract<Entry, { kind: "note" }>;
type List = Brought<typeof listPath>;
/** What can be changed about a conversation. */
export type Wanted = NonNullable<paths[typeof onePath]["patch"]["requestBody"]>["content"]["application/json"];
/** Changes something about the open conversation and shows it at once. */
export type Change = (some: Wanted) => Promise<void>;
type ThreadPage = Brought<typeof threadPath>;

/** The lists that one chooses from, in their order. */
export const views = ["waiting", "mine", "unassigned", "bot", "snoozed", "done", "all"] as const;
export type View = (typeof views)[number];

/** What each list asks for. */
const asked = {
  waiting: { state: "waiting", filter: "all" },
  mine: { state: "open", filter: "mine" },
  unassigned: { state: "waiting", filter: "unassigned" },
  bot: { state: "bot", filter: "all" },
  snoozed: { state: "snoozed", filter: "all" },
  done: { state: "done", filter: "all" },
  all: { state: "all", filter: "all" },
} as const;

/** Whether a list holds only those that wait, so that it can be in the order of their waiting. */
export const onlyWaits = (view: View): boolean => asked[view].state === "waiting";

/** The filters of the list, as its address has them. */
export type Filters = {
  view: View;
  /** Who has waited longest first, where those are listed that wait. */
  sort: "newest" | "longest";
  q: string;
  channel: string;
  label: string;
};

/** Rows a page of the list, and entries a page of a thread. */
const rowsAPage = 40;
const entriesAPage = 60;

/** Only what is shown follows the live events: whoever comes back to it reads it again. */
const readAnew = { staleTime: 0, refetchOnWindowFocus: false } as const;

/** The list, page by page. */
export function listQuery({ view, sort, q, channel, label }: Filters) {
  const query = {
    ...asked[view],
    ...(sort === "longest" && onlyWaits(view) ? { sort } : {}),
    limit: rowsAPage,
    ...(q === "" ? {} : { q }),
    ...(channel === "" ? {} : { channel: Number(channel) }),
    ...(label === "" ? {} : { label: Number(label) }),
  };
  return { ...pages(listPath, { query }), ...readAnew };
}

/** One conversation with what stands beside it. */
export const detailQuery = (id: number) => ({ ...read(onePath, { path: { id } }), ...readAnew });

/** What is loaded of a thread, oldest first. `before`: there is older; `atEnd`: the newest entry is here. */
export type Thread = { entries: Entry[]; before: string | null; after: string | null; atEnd: boolean };

const nameOf = (entry: Entry): string => `${entry.kind} ${entry.id}`;

/** Two stretches as one, each entry once and as it came last. */
function join(older: readonly Entry[], newer: readonly Entry[]): Entry[] {
  const fresh = new Map(newer.map((entry) => [nameOf(entry), entry]));
  const known = new Set(older.map(nameOf));
  return [
    ...older.map((entry) => fresh.get(nameOf(entry)) ?? entry),
    ...newer.filter((entry) => !known.has(nameOf(entry))),
  ].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.kind === b.kind ? a.id - b.id : a.kind === "note" ? 1 : -1),
  );
}

type Place = { before?: string; after?: string; around?: number; limit?: number };

const fetchPage = (id: number, place: Place, signal?: AbortSignal): Promise<ThreadPage> =>
  ok(
    api.GET(threadPath, {
      params: { path: { id }, query: { limit: entriesAPage, ...place } },
      ...(signal ? { signal } : {}),
    }),
  );

const threadKey = (id: number) => [threadPath, { path: { id } }, "thread"] as const;

/** Reads threads anew from the end: messages went to another conversation, and joining would keep them. */
export const forgetThreads = (queries: QueryClient): Promise<void> =>
  queries.resetQueries({ predicate: ({ queryKey }) => queryKey[0] === threadPath });

/** The thread of a conversation. Read again, its newest page is joined to what was loaded before. */
export function threadQuery(id: number, queries: QueryClient) {
  return queryOptions({
    queryKey: threadKey(id),
    queryFn: async ({ signal }): Promise<Thread> => {
      const page = await fetchPage(id, {}, signal);
      const known = queries.getQueryData<Thread>(threadKey(id));
      const fresh = { entries: page.entries, before: page.before, after: page.after, atEnd: true };
      if (!known?.atEnd) return known && !known.atEnd ? known : fresh;
      const touches = page.before === null || known.entries.some((entry) => nameOf(entry) === nameOf(page.entries[0]!));
      // So much came that there is a hole between: begin anew from the end.
      if (!touches) return fresh;
      return { ...fresh, entries: join(known.entries, page.entries), before: known.before };
    },
    ...readAnew,
    // Entries keep their identity by themselves; comparing thousands of them deeply would be felt.
    structuralSharing: false,
    gcTime: 5 * 60_000,
  });
}

/** Loads what is older, newer, or around a message, and what is at the end. */
export function threadActs(id: number, queries: QueryClient) {
  const get = () => queries.getQueryData<Thread>(threadKey(id));
  const set = (thread: Thread) => queries.setQueryData<Thread>(threadKey(id), thread);
  return {
    async older(): Promise<void> {
      const known = get();
      if (!known?.before) return;
      const page = await fetchPage(id, { before: known.before });
      const now = get() ?? known;
      set({ ...now, entries: join(page.entries, now.entries), before: page.before });
    },
    async newer(): Promise<void> {
      const known = get();
      if (!known || known.atEnd || !known.after) return;
      const page = await fetchPage(id, { after: known.after });
      const now = get() ?? known;
      set({ ...now, entries: join(now.entries, page.entries), after: page.after, atEnd: page.at_end });
    },
    async around(messageId: number): Promise<void> {
      if (get()?.entries.some((entry) => entry.kind === "message" && entry.id === messageId)) return;
      const page = await fetchPage(id, { around: messageId });
      set({ entries: page.entries, before: page.before, after: page.after, atEnd: page.at_end });
    },
    async end(): Promise<void> {
      const page = await fetchPage(id, {});
      set({ entries: page.entries, before: page.before, after: page.after, atEnd: true });
    },
    put(entry: Entry): void {
      const known = get();
      if (known) set({ ...known, entries: join(known.entries, [entry]) });
    },
    /** Shows what was just queued. Where it is known already it was read later, and may have got further since. */
    add(entry: Entry): void {
      const known = get();
      if (known) set({ ...known, entries: join([entry], known.entries) });
    },
    drop(entry: Entry): void {
      const known = get();
      if (known) set({ ...known, entries: known.entries.filter((one) => nameOf(one) !== nameOf(entry)) });
    },
  };
}

type Touched = { ids: ReadonlySet<number>; messages: ReadonlySet<number> } | "all" | null;

/** Which conversations and messages an event is about. */
function touchedBy(event: LiveEvent): Touched {
  if (event.type !== "inbox.changed" && event.type !== "conversation.changed") return null;
  const data = (event.data ?? {}) as { all?: boolean; conversation_ids?: number[]; message_ids?: number[] };
  if (data.all) return "all";
  return { ids: new Set(data.conversation_ids), messages: new Set(data.message_ids) };
}

/** So many rows below the first page are looked at one by one when they change; of more the list is as good as new. */
const mostBelow = 20;

/** Whether a conversation belongs to what the list is filtered by; what was searched for is not looked at. */
function fits(row: Row, { view, channel, label }: Filters, me: number | null): boolean {
  const { state } = asked[view];
  return (
    (view !== "mine" || (row.assignee !== null && row.assignee.id === me)) &&
    (view !== "unassigned" || row.assignee === null) &&
    (state === "all" || (state === "open" ? row.state !== "done" : row.state === state)) &&
    (channel === "" || row.channel.id === Number(channel)) &&
    (label === "" || row.labels.some(({ id }) => id === Number(label)))
  );
}

const seen = new Set<(id: number) => void>();

/** Shows at once in the list that one has seen a conversation. */
export function onSeen(id: number): void {
  for (const show of seen) show(id);
}

/** Keeps the list current: its first page is read again and put over what is shown, and rows below it that have changed. */
export function useLiveList(filters: Filters): void {
  const queries = useQueryClient();
  const { queryKey } = listQuery(filters);
  const state = useRef({ running: false, again: false, changed: new Set<number>() });
  /** Rows below the first page as they are now; those that are not told belong there no longer. */
  const below = async (changed: ReadonlySet<number>, top: List): Promise<Map<number, Row>> => {
    const isOnTop = new Set(top.conversations.map((row) => row.id));
    const known = queries.getQueryData<InfiniteData<List, string | null>>(queryKey);
    const rows = (known?.pages ?? [])
      .flatMap((page) => page.conversations)
      .filter((row) => changed.has(row.id) && !isOnTop.has(row.id));
    const me = queries.getQueryData(meQuery.queryKey)?.person?.id ?? null;
    const found = await Promise.all(
      rows.slice(0, mostBelow).map(async ({ id, hit }): Promise<Row | null> => {
        const detail = await ok(api.GET(onePath, { params: { path: { id } } })).catch(() => null);
        return detail && { ...detail, hit };
      }),
    );
    return new Map(found.flatMap((row) => (row && fits(row, filters, me) ? [[row.id, row] as const] : [])));
  };
  const refresh = async () => {
    const own = state.current;
    if (own.running) {
      own.again = true;
      return;
    }
    own.running = true;
    try {
      const { changed } = own;
      own.changed = new Set();
      const query = queryKey[1] as { query: object };
      const page: List = await ok(api.GET(listPath, { params: query as { query: Record<string, never> } }));
      const still = await below(changed, page);
      queries.setQueryData<InfiniteData<List, string | null>>(queryKey, (known) => {
        if (!known) return known;
        const fresh = new Set(page.conversations.map((row) => row.id));
        const rest = known.pages
          .flatMap((one) => one.conversations)
          .filter((row) => !fresh.has(row.id) && (!changed.has(row.id) || still.has(row.id)))
          .map((row) => still.get(row.id) ?? row);
        const last = known.pages.at(-1)!;
        const end = page.conversations.at(-1);
        // Of what was below, only what still comes after the first page.
        const isAfter = (row: Row): boolean =>
          filters.sort === "longest" && onlyWaits(filters.view)
            ? (row.waiting?.since ?? "") >= (end?.waiting?.since ?? "")
            : (row.last_message_at ?? "") <= (end?.last_message_at ?? "");
        const below = rest.filter(isAfter);
        const joined = { ...page, conversations: [...page.conversations, ...below] };
        const next = below.length > 0 || known.pages.length > 1 ? last.next_cursor : page.next_cursor;
        return { pages: [{ ...joined, next_cursor: next }], pageParams: [null] };
      });
    } finally {
      own.running = false;
      if (own.again) {
        own.again = false;
        void refresh().catch(() => {});
      }
    }
  };
  const show = useRef((_: number) => {});
  useEffect(() => {
    show.current = (id) =>
      queries.setQueryData<InfiniteData<List, string | null>>(queryKey, (known) => {
        if (!known?.pages.some((page) => page.conversations.some((row) => row.id === id && row.unread))) return known;
        const look = (row: Row): Row => (row.id === id ? { ...row, unread: false } : row);
        return {
          ...known,
          pages: known.pages.map((page) => ({ ...page, conversations: page.conversations.map(look) })),
        };
      });
  });
  useEffect(() => {
    const tell = (id: number) => show.current(id);
    seen.add(tell);
    return () => {
      seen.delete(tell);
    };
  }, []);
  useLive((event) => {
    if (event.type === "reset") return;
    const touched = touchedBy(event);
    if (touched === null) return;
    if (touched === "all") void queries.invalidateQueries({ queryKey });
    else {
      for (const id of touched.ids) state.current.changed.add(id);
      // What could not be read now is read with the next change.
      void refresh().catch(() => {});
    }
  });
}

/** Keeps an open conversation current: its thread's end, and what stands beside it. */
export function useLiveThread(id: number): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  /** The newest reading of each old message: an answer to an earlier one may come after it. */
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
    // Reactions to old messages, late ticks: those that are loaded but not on the newest page.
    const known = queries.getQueryData<Thread>(threadKey(id));
    if (known && touched !== "all") {
      const old = known.entries
        .slice(0, -entriesAPage)
        .filter((entry) => entry.kind === "message" && touched.messages.has(entry.id));
      for (const entry of old) {
        const reading = Symbol();
        readings.current.set(entry.id, reading);
        void fetchPage(id, { around: entry.id, limit: 1 }).then((page) => {
          if (readings.current.get(entry.id) !== reading) return;
          for (const one of page.entries) threadActs(id, queries).put(one);
        });
      }
    }
    timer.current ??= setTimeout(() => {
      timer.current = null;
      void queries.invalidateQueries({ queryKey: detailQuery(id).queryKey });
    }, 250);
  });
}

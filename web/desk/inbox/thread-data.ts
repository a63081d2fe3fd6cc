// The loaded part of a thread: pages joined from the newest back, and single entries as they change.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ok } from "../../api/client.ts";
import type { Brought } from "../../api/query.ts";
import { type Entry, readAnew, threadPath } from "./data.ts";

type ThreadPage = Brought<typeof threadPath>;

/** Entries per page. */
export const ENTRIES_PER_PAGE = 60;

/** The loaded part of a thread, oldest first. `before`: the cursor of older entries; `atEnd`: the newest entry is loaded. */
export type Thread = { entries: Entry[]; before: string | null; after: string | null; atEnd: boolean };

const nameOf = (entry: Entry): string => `${entry.kind} ${entry.id}`;

/** Joins two lists of entries, each entry once and in its latest version. */
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

/** Which page of a thread; by default the newest. */
type PagePosition = { before?: string; after?: string; around?: number; limit?: number };

export const fetchThreadPage = (id: number, position: PagePosition, signal?: AbortSignal): Promise<ThreadPage> =>
  ok(
    api.GET(threadPath, {
      params: { path: { id }, query: { limit: ENTRIES_PER_PAGE, ...position } },
      ...(signal ? { signal } : {}),
    }),
  );

export const threadKey = (id: number) => [threadPath, { path: { id } }, "thread"] as const;

/** Reads all threads again from the end: after messages moved to another conversation, joining pages would keep them. */
export const forgetThreads = (queries: QueryClient): Promise<void> =>
  queries.resetQueries({ predicate: ({ queryKey }) => queryKey[0] === threadPath });

/** The thread of a conversation. When it is read again, the newest page is joined to what is loaded. */
export function threadQuery(id: number, queries: QueryClient) {
  return queryOptions({
    queryKey: threadKey(id),
    queryFn: async ({ signal }): Promise<Thread> => {
      const page = await fetchThreadPage(id, {}, signal);
      const known = queries.getQueryData<Thread>(threadKey(id));
      const fresh = { entries: page.entries, before: page.before, after: page.after, atEnd: true };
      if (!known?.atEnd) return known && !known.atEnd ? known : fresh;
      const touches = page.before === null || known.entries.some((entry) => nameOf(entry) === nameOf(page.entries[0]!));
      // So many entries arrived that the pages do not meet: start again from the end.
      if (!touches) return fresh;
      return { ...fresh, entries: join(known.entries, page.entries), before: known.before };
    },
    ...readAnew,
    // Entries keep their identity anyway, and comparing thousands of them deeply is noticeably slow.
    structuralSharing: false,
    gcTime: 5 * 60_000,
  });
}

/** Changes the loaded part of a thread: loads older and newer pages, those around a message or at the end, and updates single entries. */
export function threadActions(id: number, queries: QueryClient) {
  const get = () => queries.getQueryData<Thread>(threadKey(id));
  const set = (thread: Thread) => queries.setQueryData<Thread>(threadKey(id), thread);
  return {
    async older(): Promise<void> {
      const known = get();
      if (!known?.before) return;
      const page = await fetchThreadPage(id, { before: known.before });
      const now = get() ?? known;
      set({ ...now, entries: join(page.entries, now.entries), before: page.before });
    },
    async newer(): Promise<void> {
      const known = get();
      if (!known || known.atEnd || !known.after) return;
      const page = await fetchThreadPage(id, { after: known.after });
      const now = get() ?? known;
      set({ ...now, entries: join(now.entries, page.entries), after: page.after, atEnd: page.at_end });
    },
    async around(messageId: number): Promise<void> {
      if (get()?.entries.some((entry) => entry.kind === "message" && entry.id === messageId)) return;
      const page = await fetchThreadPage(id, { around: messageId });
      set({ entries: page.entries, before: page.before, after: page.after, atEnd: page.at_end });
    },
    async end(): Promise<void> {
      const page = await fetchThreadPage(id, {});
      set({ entries: page.entries, before: page.before, after: page.after, atEnd: true });
    },
    /** The highest id of a loaded message; 0 for none. */
    newestId: (): number =>
      Math.max(0, ...(get()?.entries.flatMap((entry) => (entry.kind === "message" ? [entry.id] : [])) ?? [])),
    put(entry: Entry): void {
      const known = get();
      if (known) set({ ...known, entries: join(known.entries, [entry]) });
    },
    /** Shows an entry that was just queued. If it is already loaded, that version is newer and stays. */
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

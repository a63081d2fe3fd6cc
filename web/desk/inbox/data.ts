// What the inbox reads: its types, the list by view and filters, and one conversation with what stands beside it.
import { type Brought, pages, read } from "../../api/query.ts";
import type { paths } from "../../api/schema.ts";

export const listPath = "/api/inbox/conversations" as const;
export const threadPath = "/api/inbox/conversations/{id}/messages" as const;
export const conversationPath = "/api/inbox/conversations/{id}" as const;

export type Row = Brought<typeof listPath>["conversations"][number];
export type Detail = Brought<typeof conversationPath>;
export type Entry = Brought<typeof threadPath>["entries"][number];
export type Message = Extract<Entry, { kind: "message" }>;
export type Note = Extract<Entry, { kind: "note" }>;
export type List = Brought<typeof listPath>;
/** What can be changed about a conversation. */
export type ConversationPatch = NonNullable<
  paths[typeof conversationPath]["patch"]["requestBody"]
>["content"]["application/json"];
/** Changes something about the open conversation and shows it at once. */
export type Change = (patch: ConversationPatch) => Promise<void>;

/** The lists that one chooses from, in their order. */
export const views = ["waiting", "mine", "unassigned", "bot", "snoozed", "done", "all"] as const;
export type View = (typeof views)[number];

/** What each list asks the server for. */
const viewQuery = {
  waiting: { state: "waiting", filter: "all" },
  mine: { state: "open", filter: "mine" },
  unassigned: { state: "waiting", filter: "unassigned" },
  bot: { state: "bot", filter: "all" },
  snoozed: { state: "snoozed", filter: "all" },
  done: { state: "done", filter: "all" },
  all: { state: "all", filter: "all" },
} as const;

/** Whether a list holds only those that wait, so that it can be in the order of their waiting. */
export const onlyWaits = (view: View): boolean => viewQuery[view].state === "waiting";

export const sorts = ["newest", "longest"] as const;

/** The filters of the list, as its address has them. */
export type Filters = {
  view: View;
  /** Who has waited longest first, where those are listed that wait. */
  sort: (typeof sorts)[number];
  q: string;
  channel: string;
  label: string;
};

/** How many rows a page of the list has. */
const ROWS_PER_PAGE = 40;

/** Live events keep only what is shown current: whoever comes back to it reads it again. */
export const readAnew = { staleTime: 0, refetchOnWindowFocus: false } as const;

/** The list, page by page. */
export function listQuery({ view, sort, q, channel, label }: Filters) {
  const query = {
    ...viewQuery[view],
    ...(sort === "longest" && onlyWaits(view) ? { sort } : {}),
    limit: ROWS_PER_PAGE,
    ...(q === "" ? {} : { q }),
    ...(channel === "" ? {} : { channel: Number(channel) }),
    ...(label === "" ? {} : { label: Number(label) }),
  };
  return { ...pages(listPath, { query }), ...readAnew };
}

/** One conversation with what stands beside it. */
export const detailQuery = (id: number) => ({ ...read(conversationPath, { path: { id } }), ...readAnew });

/** Whether a conversation belongs to what the list is filtered by; what was searched for is not looked at. */
export function isInView(row: Row, { view, channel, label }: Filters, me: number | null): boolean {
  const { state } = viewQuery[view];
  return (
    (view !== "mine" || (row.assignee !== null && row.assignee.id === me)) &&
    (view !== "unassigned" || row.assignee === null) &&
    (state === "all" || (state === "open" ? row.state !== "done" : row.state === state)) &&
    (channel === "" || row.channel.id === Number(channel)) &&
    (label === "" || row.labels.some(({ id }) => id === Number(label)))
  );
}

// What the inbox reads: its types, the list by view and filters, and one conversation with its details.
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
/** The fields of a conversation that can be changed. */
export type ConversationPatch = NonNullable<
  paths[typeof conversationPath]["patch"]["requestBody"]
>["content"]["application/json"];
/** Changes fields of the open conversation and shows the change at once. */
export type Change = (patch: ConversationPatch) => Promise<void>;

/** The views of the list, in order. */
export const views = ["waiting", "mine", "unassigned", "bot", "snoozed", "done", "all"] as const;
export type View = (typeof views)[number];

/** The query parameters of each view. */
const viewQuery = {
  waiting: { state: "waiting", filter: "all" },
  mine: { state: "open", filter: "mine" },
  unassigned: { state: "waiting", filter: "unassigned" },
  bot: { state: "bot", filter: "all" },
  snoozed: { state: "snoozed", filter: "all" },
  done: { state: "done", filter: "all" },
  all: { state: "all", filter: "all" },
} as const;

/** Whether a view has only waiting conversations, so that it can be sorted by waiting time. */
export const onlyWaits = (view: View): boolean => viewQuery[view].state === "waiting";

export const sorts = ["newest", "longest"] as const;

/** The filters of the list, as in its address. */
export type Filters = {
  view: View;
  /** Longest waiting first; only for views of waiting conversations. */
  sort: (typeof sorts)[number];
  q: string;
  channel: string;
  label: string;
  /** `ad`: only conversations that came by an ad. */
  came_by: "ad" | "";
};

/** Rows per page of the list. */
const ROWS_PER_PAGE = 40;

/** Live events update only what is on screen, so it is read again whenever it is shown again. */
export const readAnew = { staleTime: 0, refetchOnWindowFocus: false } as const;

/** The list, page by page. */
export function listQuery({ view, sort, q, channel, label, came_by }: Filters) {
  const query = {
    ...viewQuery[view],
    ...(sort === "longest" && onlyWaits(view) ? { sort } : {}),
    limit: ROWS_PER_PAGE,
    ...(q === "" ? {} : { q }),
    ...(channel === "" ? {} : { channel: Number(channel) }),
    ...(label === "" ? {} : { label: Number(label) }),
    ...(came_by === "" ? {} : { came_by }),
  };
  return { ...pages(listPath, { query }), ...readAnew };
}

/** One conversation with its details. */
export const detailQuery = (id: number) => ({ ...read(conversationPath, { path: { id } }), ...readAnew });

/** Whether a conversation matches the view and the filters, apart from the search. */
export function isInView(row: Row, { view, channel, label, came_by }: Filters, me: number | null): boolean {
  const { state } = viewQuery[view];
  return (
    (view !== "mine" || (row.assignee !== null && row.assignee.id === me)) &&
    (view !== "unassigned" || row.assignee === null) &&
    (state === "all" || (state === "open" ? row.state !== "done" : row.state === state)) &&
    (channel === "" || row.channel.id === Number(channel)) &&
    (came_by === "" || row.came_by === came_by) &&
    (label === "" || row.labels.some(({ id }) => id === Number(label)))
  );
}

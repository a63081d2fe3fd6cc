// The ways to a page of messages: going along an index until the page is full, or fetching all that fit and sorting them. All find the same, and
// none looks at more rows than it is told to.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Dimension } from "./counts.ts";
import { all, among, type MessageFilter, narrowConditions, plainConditions, range } from "./filter.ts";
import { type Column, comesAfter, type Direction, keyed, type Mark, markOf, orderBy } from "./orders.ts";

/** A message by its id, and where it stands. */
export type Row = { id: number; mark: string[] };

/** What is wanted: so many rows of what fits, in an order, after a mark. */
export type Want = {
  filter: MessageFilter;
  columns: readonly Column[];
  order: Direction;
  limit: number;
  after: Mark | null;
};

/**
 * Rows in order. `rest`: where the looking ended before enough were found; null when it did not, or at the end of the list. `newest`: of so many of
 * the newest it is the order, and not of all.
 */
export type Found = { rows: Row[]; rest: Mark | null; newest?: number };

/** A list of messages by time that an index has: all, those of one filter, or those of a conversation. */
export type List = Exclude<Dimension, "status"> | "conversation" | "states" | null;

/** A stretch of a list. */
type Stretch = { order: Direction; after: Mark | null; budget: number };

/** What a list tells of each message. */
const places: readonly Column[] = [
  { value: sql`l.sent_at`, type: "timestamptz" },
  { value: sql`l.id`, type: "bigint" },
];

/** Goes along a list by time over at most `budget` of its rows. */
export async function walk(
  tx: Transaction<DB>,
  { filter, order, limit, after }: Omit<Want, "columns">,
  list: List,
  budget: number,
): Promise<Found> {
  const stretch = listed(filter, list, { order, after, budget });
  const page = sql`
    select l.id, ${markOf(places)} as mark from stretch l ${looked(filter, list)}
    where ${all(told(filter, list))} order by ${orderBy(places, order)} limit ${limit}`;
  return go(tx, stretch, page, { columns: places, limit, budget });
}

/**
 * Goes along the index of another order over at most `budget` of its rows. Those of senders are of what came in alone. Conversations, people and words are
 * not looked at.
 */
export async function walkOrder(
  tx: Transaction<DB>,
  { filter, columns, order, limit, after }: Want,
  budget: number,
  isOfSenders = false,
): Promise<Found> {
  const { keys, columns: named } = keyed(columns);
  const where = all([comesAfter(columns, order, after), ...(isOfSenders ? [sql`m.direction = 'in'`] : [])]);
  const stretch = sql`
    select m.id, m.sent_at, ${dimensionsOf("m")}, m.status, m.read_at, m.replied_at, ${keys}
    from messages m where ${where} order by ${orderBy(columns, order)} limit ${budget}`;
  const page = sql`
    select m.id, ${markOf(named)} as mark from stretch m
    where ${all(plainConditions(filter))} order by ${orderBy(named, order)} limit ${limit}`;
  return go(tx, stretch, page, { columns: named, limit, budget });
}

/** Takes a page from a stretch of at most `budget` rows, both in order. What is behind the page is not read. */
async function go(
  tx: Transaction<DB>,
  stretch: RawBuilder<unknown>,
  page: RawBuilder<unknown>,
  { columns, limit, budget }: { columns: readonly Column[]; limit: number; budget: number },
): Promise<Found> {
  const { rows } = await sql<Row | { id: null; mark: string[] }>`
    with stretch as materialized (${stretch}), page as materialized (${page})
    select id, mark from page
    union all select * from (select null::bigint, ${markOf(columns)} from stretch l offset ${budget - 1} limit 1) last
    where (select count(*) from page) < ${limit}`.execute(tx);
  const found = rows.filter((row): row is Row => row.id !== null);
  return { rows: found, rest: rows.length > found.length ? rows.at(-1)!.mark : null };
}

/** Sorts the newest that fit: at most `most`, as far as `budget` rows of a list have them. */
export async function sortNewest(
  tx: Transaction<DB>,
  { filter, columns, order, limit, after }: Want,
  list: List,
  { most, budget }: { most: number; budget: number },
): Promise<Found> {
  const named = keyed(columns);
  const { rows: found } = await sql<{ newest: number; rows: Row[] | null }>`
    with newest as materialized (
      select m.id, ${named.keys} from (${listed(filter, list, { order: "desc", after: null, budget })}) l ${looked(filter, list, true)}
      where ${all(told(filter, list))} order by ${orderBy(places, "desc")} limit ${most}
    )
    select (select count(*) from newest) as newest,
      (${pageAsJson({ columns: named.columns, order, limit, after }, sql`newest m`)}) as rows`.execute(tx);
  const { newest, rows } = found[0]!;
  return { rows: rows ?? [], rest: null, newest };
}

/** A page of rows `m`, in order, as one value beside others; null when it is empty. */
export const pageAsJson = (
  { columns, order, limit, after }: Omit<Want, "filter">,
  from: RawBuilder<unknown>,
): RawBuilder<Row[] | null> => sql`
  select json_agg(json_build_object('id', id, 'mark', mark) order by place) from (
    select m.id, ${markOf(columns)} as mark, row_number() over (order by ${orderBy(columns, order)}) as place
    from ${from} where ${comesAfter(columns, order, after)} order by ${orderBy(columns, order)} limit ${limit}
  ) page`;

/** Fetches all of a list that fit and sorts them. The list of statuses, if it is another one, is asked for `each` of them, or read as a `whole`. */
export async function gather(
  tx: Transaction<DB>,
  { filter, columns, order, limit, after }: Want,
  list: List,
  statuses: "each" | "whole" = "each",
): Promise<Found> {
  const named = keyed(columns);
  const { rows } = await sql<Row>`
    with hits as materialized (
      select m.id, ${named.keys} from (${listed(filter, list, null)} offset 0) l ${looked(filter, list, true)}
      where ${all(told(filter, list, statuses))}
    )
    select m.id, ${markOf(named.columns)} as mark from hits m where ${comesAfter(named.columns, order, after)}
    order by ${orderBy(named.columns, order)} limit ${limit}`.execute(tx);
  return { rows, rest: null };
}

/** A list, or a stretch of it, with what its index tells by itself: all that a message can be filtered by but its status. */
function listed(filter: MessageFilter, list: List, stretch: Stretch | null): RawBuilder<unknown> {
  if (list === "states") return statesListed(filter, stretch);
  return sql`
    select m.sent_at, m.id, ${dimensionsOf("m")} from messages m
    where ${all([...ofList(list, filter), ...range("m", filter)])} ${cutOut(columnsAs("m", "id"), stretch)}`;
}

/** The same of the statuses that are asked for: a list each, merged. */
function statesListed(filter: MessageFilter, stretch: Stretch | null): RawBuilder<unknown> {
  const columns = columnsAs("s", "message_id");
  const lists = (filter.statuses ?? []).map(
    (status) => sql`(
      select s.sent_at, s.message_id as id, ${dimensionsOf("s")} from message_states s
      where ${all([sql`s.status = ${status}::text`, ...range("s", filter)])} ${cutOut(columns, stretch)}
    )`,
  );
  const merged = sql`select l.* from (${sql.join(lists, sql` union all `)}) l`;
  return stretch === null ? merged : sql`${merged} order by ${orderBy(places, stretch.order)} limit ${stretch.budget}`;
}

const dimensionsOf = (alias: string) => sql.raw(`${alias}.channel_id, ${alias}.direction, ${alias}.type`);

const columnsAs = (alias: string, id: string): Column[] => [
  { value: sql.raw(`${alias}.sent_at`), type: "timestamptz" },
  { value: sql.raw(`${alias}.${id}`), type: "bigint" },
];

/** The end of a statement that selects a stretch. */
const cutOut = (columns: readonly Column[], stretch: Stretch | null): RawBuilder<unknown> =>
  stretch === null
    ? sql``
    : sql`and ${comesAfter(columns, stretch.order, stretch.after)} order by ${orderBy(columns, stretch.order)} limit ${stretch.budget}`;

/** What is of a list, as its index has it. */
const ofList = (list: Exclude<List, "states">, filter: MessageFilter): RawBuilder<boolean>[] =>
  list === "conversation"
    ? [sql`m.conversation_id = ${filter.conversationId}::bigint`]
    : list === null
      ? []
      : ofDimension("m", list, filter);

function ofDimension(
  alias: string,
  dimension: Exclude<Dimension, "status">,
  { types, channelIds, directions }: MessageFilter,
): RawBuilder<boolean>[] {
  const [values, type] = {
    type: [types, "text"] as const,
    channel_id: [channelIds, "int"] as const,
    direction: [directions, "text"] as const,
  }[dimension];
  return values === null ? [] : [among(sql.raw(`${alias}.${dimension}`), values, type)];
}

/**
 * What other filters ask of a list's rows. A status that the list does not tell is looked up for `each`, whatever the planner thinks of it, or all of
 * them are read as a `whole`.
 */
export function told(filter: MessageFilter, list: List, statuses: "each" | "whole" = "each"): RawBuilder<boolean>[] {
  const dimensions = (["type", "channel_id", "direction"] as const).filter((dimension) => dimension !== list);
  const others = dimensions.flatMap((dimension) => ofDimension("l", dimension, filter));
  if (filter.statuses === null || list === "states") return others;
  return [
    ...others,
    statuses === "whole"
      ? sql<boolean>`l.id in (select o.id from (${statesListed(filter, null)} offset 0) o)`
      : sql<boolean>`exists (
          select from message_states s where ${among(sql`s.status`, filter.statuses, "text")}
            and s.sent_at = l.sent_at and s.message_id = l.id offset 0
        )`,
  ];
}

/** The messages `m` of a list, where more is asked of them than lists tell, or all of a row is `needed`. */
function looked(filter: MessageFilter, list: List, needed = false): RawBuilder<unknown> {
  const conditions = narrowConditions(list === "conversation" ? { ...filter, conversationId: null } : filter);
  if (conditions.length === 0 && !needed) return sql``;
  return sql`cross join lateral (select * from messages m where ${all([sql`m.id = l.id`, ...conditions])} offset 0) m`;
}

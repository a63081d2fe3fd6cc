// What is of a conversation, a person or words, fetched through their own indexes: of words the stretches of ids that they stand under, of people who have
// many messages a list by time each. When there is more than can be fetched, it is told up to which time all is known.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { messageWords, stretch, term } from "../inbox/search.ts";
import { all, type MessageFilter, narrowConditions, personConditions, plainConditions, range } from "./filter.ts";
import { type Column, comesAfter, type Direction, keyed, type Mark, orderBy } from "./orders.ts";
import { most } from "./pages.ts";
import { type Ask, columnsOf } from "./sorts.ts";
import { pageAsJson, type Row, told } from "./ways.ts";

/**
 * A page of what was fetched, and how many of that fit. When that is not all: by time the page has what lies before the `edge`, up to which all is known,
 * and something that was fetched lies `ahead` between its beginning and there, or not; in other orders it is a page of the newest. `share`: the part of
 * messages that have the words, of those that were looked through.
 */
export type Fetched = {
  rows: Row[];
  count: number;
  isAll: boolean;
  edge: string | null;
  ahead: boolean;
  share: number | null;
};

/** So many rows of lists are read when they tell all that is asked of a message; and when its status must be looked up. */
const [mostListed, mostAsked] = [5_000, 1_500];
/** So many lists are sorted by anything else than time. */
const mostSorted = 100;
/** Fewer rows of a list are not worth the way to it. */
const fewest = 5;

/** Where a message stands by time. */
const times: Column[] = [
  { value: sql`m.sent_at`, type: "timestamptz" },
  { value: sql`m.id`, type: "bigint" },
];

/** What all ways tell of a message, beside the columns of an order. */
const row = sql`m.id, m.sent_at, m.type, m.channel_id, m.direction, m.status, m.read_at, m.replied_at`;

/** An order as it is fetched. Edges are gone towards: the first of several is reached before the others. */
function shapeOf({ sort, order, after }: Ask) {
  const isByTime = sort === "timestamp";
  const direction: Direction = isByTime ? order : "desc";
  const isDown = direction === "desc";
  return {
    ...keyed(columnsOf(sort)),
    isByTime,
    direction,
    past: isByTime ? after : null,
    isBefore: (size: "size" | "sums") =>
      sql`m.sent_at ${sql.raw(isDown ? ">" : "<")} (select edge from ${sql.raw(size)})`,
    first: sql.raw(isDown ? "max" : "min"),
    last: sql.raw(isDown ? "min" : "max"),
    firstOf: sql.raw(isDown ? "greatest" : "least"),
  };
}

/** Fetches all, if it is not more than {@link most}; else the first of it: of the people who wrote last, then what has words, by its stretches. */
export function fetchFew(tx: Transaction<DB>, filter: MessageFilter, ask: Ask): Promise<Fetched> {
  const { isByTime, isBefore } = shapeOf(ask);
  const isKnown = isByTime ? sql`((select is_all from size) or ${isBefore("size")})` : sql`true`;
  return fetchPage(tx, ask, few(filter, ask), isKnown);
}

/** Fetches what is known of people who have many messages and of words; by time from a place on. Null of too many people. */
export async function fetchMany(tx: Transaction<DB>, filter: MessageFilter, ask: Ask): Promise<Fetched | null> {
  const people = peopleOf(filter, ask);
  return people.each < fewest ? null : fetchPage(tx, ask, many(filter, ask, people, "known"), sql`true`);
}

/** The conversations that are listed, so many rows of `each`; and where the messages of all others begin in the order that is asked for, if there are any. */
type People = { conversationIds: readonly number[]; each: number; others: RawBuilder<unknown> | null };

function peopleOf(filter: MessageFilter, { sort, order, limit, after }: Ask): People {
  const { newest, oldest, senders } = filter.search!;
  const isByTime = sort === "timestamp";
  const isPlain = isByTime && told(filter, null).length === 0;
  const isUp = isByTime && order === "asc";
  const own = isUp ? oldest : newest;
  // The first messages are those of the conversations that begin, or end, with the first.
  const isOfFirst = (isUp ? filter.from : filter.to) === null && (!isByTime || (isPlain && after === null));
  const conversationIds = isOfFirst ? own.slice(0, isByTime ? limit + 1 : mostSorted) : own;
  const budget = Math.floor(
    (filter.statuses === null ? mostListed : mostAsked) / Math.max(1, conversationIds.length + senders.length),
  );
  const next = own[conversationIds.length];
  return {
    conversationIds,
    each: isPlain ? Math.min(budget, limit + 2) : budget,
    others:
      next === undefined
        ? null
        : sql`(select ${sql.ref(isUp ? "first_message_at" : "last_message_at")} from conversations where id = ${next})`,
  };
}

/** Counts what was fetched and fits in the parts between bounds, and tells whether that is all. */
export async function countFetched(
  tx: Transaction<DB>,
  filter: MessageFilter,
  bounds: readonly Date[],
): Promise<{ counts: number[]; isAll: boolean }> {
  const ask: Ask = { sort: "timestamp", order: "desc", limit: mostListed, after: null };
  const [first, last] = [bounds[0]!, bounds.at(-1)!];
  const within: MessageFilter = {
    ...filter,
    from: filter.from !== null && filter.from > first ? filter.from : first,
    to: filter.to !== null && filter.to < last ? filter.to : last,
  };
  const isMany = filter.conversationId === null && filter.search!.messages > most;
  const people = isMany ? peopleOf(within, ask) : null;
  const fetched =
    people === null ? few(within, ask) : many(within, ask, { ...people, each: Math.max(1, people.each) }, "fetched");
  const { rows } = await sql<{ place: number | null; n: number; is_all: boolean }>`
    with ${fetched},
    counted as (select width_bucket(m.sent_at, ${bounds}::timestamptz[]) as place, count(*) as n from hits m group by 1)
    select is_all, place, n from size left join counted on true`.execute(tx);
  const found = new Map(rows.map(({ place, n }) => [place, n]));
  return { counts: bounds.slice(1).map((_, n) => found.get(n + 1) ?? 0), isAll: rows[0]!.is_all };
}

/** As parts of a statement: `hits` that fit, and the `size` of what was fetched for them. */
function few(filter: MessageFilter, ask: Ask): RawBuilder<unknown> {
  const { direction, past, keys, isBefore, last } = shapeOf(ask);
  const isAhead = all([isBefore("sums"), comesAfter(times, direction, past), ...range("m", filter)]);
  return sql`
    raw as materialized (${narrowRows(filter, keys, direction)}),
    sums as materialized (
      select count(*) <= ${most} as is_all, ${last}(edge) as edge,
        count(edge) / nullif(count(distinct id / ${stretch}) filter (where edge is not null) * ${stretch}::float8, 0) as share
      from raw
    ),
    hits as materialized (select m.* from (select * from raw limit ${most}) m where ${all(plainConditions(filter))}),
    size as materialized (
      select *, exists (select from raw m where ${isAhead}) as ahead from sums
    )`;
}

/** The same of lists of people, each so many rows, and of stretches of words: what is known to be all up to some time, or all that was fetched. */
function many(filter: MessageFilter, ask: Ask, people: People, wanted: "known" | "fetched"): RawBuilder<unknown> {
  const { isByTime, direction, past, keys, columns, isBefore, first, last, firstOf } = shapeOf(ask);
  const isWanted = wanted === "known" ? sql`((select is_all from sums) or ${isBefore("sums")})` : sql`true`;
  const isAhead = all([isBefore("sums"), comesAfter(times, direction, past), ...range("m", filter)]);
  const newest = sql`order by m.sent_at desc, m.id desc`;
  const fit = sql`(select l.* from lists l where ${all([sql`not l.is_seen`, ...told(filter, null)])})`;
  // Only other orders look at more than a list tells.
  const ofLists = isByTime
    ? sql`select m.id, m.sent_at, ${keys} from ${fit} m where ${isWanted}`
    : sql`
      select m.id, m.sent_at, ${keys} from (select m.id from ${fit} m where ${isWanted} ${newest} limit ${most + 1}) l
      cross join lateral (select * from messages m where m.id = l.id offset 0) m`;
  return sql`
    lists as materialized (${listsOf(filter, direction, past, people)}),
    words as materialized (${withWords(filter, direction, past, sql`${row}, ${keys}, s.edge`, sql`limit ${most + 1}`)}),
    edges as materialized (
      select ${firstOf}(${people.others ?? sql`null`}, (
        select ${first}(edge) from (select ${last}(sent_at) as edge from lists group by list having count(*) = ${people.each}) cut
      )) as lists, (select case when count(*) > ${most} then ${last}(edge) end from words) as words
    ),
    sums as materialized (select ${firstOf}(lists, words) as edge, lists is null and words is null as is_all from edges),
    fitting as materialized (
      (${ofLists}) union all
      select m.id, m.sent_at, ${sql.join(columns.map(({ value }) => value))} from words m where ${all([isWanted, ...plainConditions(filter)])}
    ),
    hits as materialized (select * from fitting m ${isByTime ? sql`` : sql`${newest} limit ${most}`}),
    size as materialized (
      select edge, is_all and (${isByTime} or (select count(*) from fitting) <= ${most}) as is_all, null::float8 as share,
        exists (select from lists m where ${isAhead}) or exists (select from words m where ${isAhead}) as ahead
      from sums
    )`;
}

async function fetchPage(
  tx: Transaction<DB>,
  ask: Ask,
  fetched: RawBuilder<unknown>,
  condition: RawBuilder<unknown>,
): Promise<Fetched> {
  const { columns } = shapeOf(ask);
  const { order, limit, after } = ask;
  const { rows } = await sql<Omit<Fetched, "rows"> & { rows: Row[] | null }>`
    with ${fetched}
    select (select count(*) from hits) as count, edge::text as edge, is_all as "isAll", share, ahead,
      (${pageAsJson({ columns, order, limit: limit + 1, after }, sql`(select * from hits m where ${condition}) m`)}) as rows
    from size`.execute(tx);
  const found = rows[0]!;
  return { ...found, rows: found.rows ?? [] };
}

/** The ids of all that is of a conversation, a person or words. */
export function narrowIds(filter: MessageFilter): RawBuilder<{ id: number }> {
  const ways = narrowWays(filter, { ofPeople: sql`m.id`, ofWords: sql`m.id` }, null, "desc");
  return sql`(${sql.join(ways, sql` union all `)})`;
}

/**
 * The rows with what the plain filters look at and the columns that are listed: {@link most} and one more, the newest of people and of words, unless the
 * oldest are wanted first. The plain filters are not looked at, but for the range of time where that spares something. `edge` is of words: beyond it
 * some may be missing.
 */
function narrowRows(filter: MessageFilter, columns: RawBuilder<unknown>, direction: Direction): RawBuilder<unknown> {
  const listed = {
    ofPeople: sql`${row}, ${columns}, null::timestamptz as edge`,
    ofWords: sql`${row}, ${columns}, s.edge`,
  };
  const ways = narrowWays(filter, listed, most + 1, direction);
  return sql`(select * from (${sql.join(ways, sql` union all `)}) ways limit ${most + 1})`;
}

const not = (condition: RawBuilder<boolean>): RawBuilder<boolean> => sql`not ${condition}`;

/** The ways to what is asked for, at most so many rows each. What was found by one way is not found by the next. */
function narrowWays(
  filter: MessageFilter,
  columns: { ofPeople: RawBuilder<unknown>; ofWords: RawBuilder<unknown> },
  cap: number | null,
  direction: Direction,
): RawBuilder<unknown>[] {
  const { search, conversationId } = filter;
  const limit = cap === null ? sql`` : sql`limit ${cap}`;
  const newest = cap === null ? sql`` : sql`order by ${orderBy(times, "desc")} limit ${cap}`;
  const select = (conditions: readonly RawBuilder<unknown>[]) =>
    sql`select ${columns.ofPeople} from messages m where ${all([...conditions, ...range("m", filter)])}`;
  // A conversation is small; the rest is told from its rows.
  if (conversationId !== null) return [sql`(${select(narrowConditions(filter))} ${newest})`];
  const { newest: conversationIds, senders, words } = search!;
  const people = personConditions(search!);
  return [
    ...(conversationIds.length === 0
      ? []
      : [
          sql`(
            select hit.* from unnest(${conversationIds}::bigint[]) v (id)
            cross join lateral (${select([sql`m.conversation_id = v.id`])} ${newest}) hit ${limit}
          )`,
        ]),
    ...(senders.length === 0 ? [] : [sql`(${select([people.at(-1)!, ...people.slice(0, -1).map(not)])} ${limit})`]),
    ...(words.length === 0 && people.length > 0 ? [] : [withWords(filter, direction, null, columns.ofWords, limit)]),
  ];
}

/** What has the words, stretch by stretch. */
function withWords(
  filter: MessageFilter,
  direction: Direction,
  past: Mark | null,
  columns: RawBuilder<unknown>,
  limit: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { words } = filter.search!;
  // "#" stands where the number of the stretch goes: no word has one in it. The index of ids must not be gone along, whatever the planner thinks.
  const wanted = words.map((word) => term(word, "#")).join(" & ");
  const has =
    words.length === 0 ? sql`false` : sql`${messageWords} @@ replace(${wanted}, '#', s.stretch || '/')::tsquery`;
  return sql`(
    select hit.* from (${stretches(filter, direction, past)}) s
    cross join lateral (
      select ${columns} from messages m where ${all([has, ...personConditions(filter.search!).map(not)])} order by m.id + 0 desc
    ) hit ${limit}
  )`;
}

/**
 * The stretches with messages of the range of time and past a mark, in the order of their last quarter-hours, or upwards of their first ones. That is the
 * edge of each: before it in this order lies nothing of the stretches that follow.
 */
function stretches({ from, to }: MessageFilter, direction: Direction, past: Mark | null): RawBuilder<unknown> {
  const isDown = direction === "desc";
  const at = past === null ? null : sql`${past[0]!}::timestamptz`;
  return sql`
    select s.stretch, ${isDown ? sql`s.until` : sql`s.since`} as edge from (
      select k.stretch, min(k.first_quarter) as since, max(k.last_quarter) + interval '15 minutes' as until from (
        select stretch, first_quarter, last_quarter from message_stretches
        union all select stretch, quarter, quarter from tally_changes where stretch is not null
      ) k group by 1
    ) s
    where ${all([
      ...(from === null ? [] : [sql`s.until > ${from}::timestamptz`]),
      ...(to === null ? [] : [sql`s.since < ${to}::timestamptz`]),
      ...(at === null ? [] : [isDown ? sql`s.since <= ${at}` : sql`s.until > ${at}`]),
    ])}
    order by ${isDown ? sql`s.until desc, s.stretch desc` : sql`s.since, s.stretch`}`;
}

/**
 * A list of each conversation of the people, and one of what each of them wrote anywhere, past a mark and up to where the messages of others begin: `each`
 * so many rows, and the last one is the edge of a list that has so many. Rows of the latter that the first have as well are only seen.
 */
function listsOf(filter: MessageFilter, direction: Direction, past: Mark | null, people: People) {
  const { conversationIds, each, others } = people;
  const { senders } = filter.search!;
  const within = others === null ? [] : [sql`m.sent_at ${sql.raw(direction === "desc" ? ">" : "<")} ${others}`];
  const list = (of: RawBuilder<unknown>, columns: RawBuilder<unknown>) => sql`(
    select m.id, m.sent_at, m.channel_id, m.type, ${columns} from messages m
    where ${all([of, ...within, ...range("m", filter), comesAfter(times, direction, past)])} order by ${orderBy(times, direction)} limit ${each}
  )`;
  const ofPeople = sql`
    select v.place as list, hit.* from unnest(${conversationIds}::bigint[]) with ordinality v (id, place)
    cross join lateral ${list(sql`m.conversation_id = v.id`, sql`m.direction, false as is_seen`)} hit`;
  if (senders.length === 0) return ofPeople;
  // As the index messages_sender has it: it tells only of what came in.
  const bySender = sql`m.direction = 'in' and (coalesce(m.sender, '') collate "C") = v.sender`;
  const isOwn = sql`m.conversation_id = any(${filter.search!.newest}::bigint[])`;
  return sql`${ofPeople} union all
    select -v.place, hit.* from unnest(${senders}::text[]) with ordinality v (sender, place)
    cross join lateral ${list(bySender, sql`'in', ${isOwn}`)} hit`;
}

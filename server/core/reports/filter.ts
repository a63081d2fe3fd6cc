// Which messages the table shows, as conditions in SQL. The alias `m` is a row of messages throughout.
import { type RawBuilder, sql } from "kysely";
import { messageWords, term } from "../inbox/search.ts";
import type { Search } from "./search.ts";

/** Which messages; null does not filter. */
export type MessageFilter = {
  search: Search | null;
  conversationId: number | null;
  /** Inclusive. */
  from: Date | null;
  /** Exclusive. */
  to: Date | null;
  types: readonly string[] | null;
  statuses: readonly string[] | null;
  channelIds: readonly number[] | null;
  directions: readonly string[] | null;
};

/** The status that a message shows. */
export const statusOf = (alias: string): RawBuilder<string> => {
  const row = sql.raw(alias);
  return sql`message_status(${row}.status, ${row}.read_at, ${row}.replied_at)`;
};

/** All of some conditions. */
export const all = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<boolean> =>
  conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` and `)})`;

/** Any of some conditions. */
const any = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<boolean> =>
  conditions.length === 0 ? sql`false` : sql`(${sql.join(conditions, sql` or `)})`;

/** A column is one of some values. Of one value it is an equation, which keeps an index's order. */
export function among(
  column: RawBuilder<unknown>,
  values: readonly (string | number)[],
  type: string,
): RawBuilder<boolean> {
  const as = sql.raw(type);
  return values.length === 1 ? sql`${column} = ${values[0]}::${as}` : sql`${column} = any(${values}::${as}[])`;
}

/** Whether the time of a row, by its alias, is one that is asked for. */
export function range(alias: string, { from, to }: Pick<MessageFilter, "from" | "to">): RawBuilder<boolean>[] {
  const at = sql.raw(`${alias}.sent_at`);
  return [
    ...(from === null ? [] : [sql<boolean>`${at} >= ${from}::timestamptz`]),
    ...(to === null ? [] : [sql<boolean>`${at} < ${to}::timestamptz`]),
  ];
}

/** What can be told of a message by its time, type, status, channel and direction. */
export function plainConditions(filter: MessageFilter): RawBuilder<boolean>[] {
  const { types, statuses, channelIds, directions } = filter;
  return [
    ...range("m", filter),
    ...(types === null ? [] : [among(sql`m.type`, types, "text")]),
    ...(statuses === null ? [] : [among(statusOf("m"), statuses, "text")]),
    ...(channelIds === null ? [] : [among(sql`m.channel_id`, channelIds, "int")]),
    ...(directions === null ? [] : [among(sql`m.direction`, directions, "text")]),
  ];
}

/** Whether a filter asks for a conversation, a person or words: what the tallies know nothing of. */
export const isNarrow = (filter: MessageFilter): boolean => filter.search !== null || filter.conversationId !== null;

/** Whether a row is of the conversation, person or words that are asked for, told from the row alone. */
export function narrowConditions({
  search,
  conversationId,
}: Pick<MessageFilter, "search" | "conversationId">): RawBuilder<boolean>[] {
  return [
    ...(conversationId === null ? [] : [sql<boolean>`m.conversation_id = ${conversationId}::bigint`]),
    ...(search === null ? [] : [any([...personConditions(search), ...wordConditions(search)])]),
  ];
}

function personConditions({ conversationIds, senders }: Search): RawBuilder<boolean>[] {
  return [
    ...(conversationIds.length === 0 ? [] : [sql<boolean>`(m.conversation_id = any(${conversationIds}::bigint[]))`]),
    // As the index messages_sender has it.
    ...(senders.length === 0
      ? []
      : [sql<boolean>`(m.direction = 'in' and (coalesce(m.sender, '') collate "C") = any(${senders}::text[]))`]),
  ];
}

/** The words are in the text. Most rows lack them, and of plain ASCII a look at the letters tells it for a fraction of the price. */
function wordConditions({ words }: Search): RawBuilder<boolean>[] {
  if (words.length === 0) return [];
  const said = sql`coalesce(m.text_body || ' ' || m.caption, m.text_body, m.caption, '')`;
  const letters = sql.join(
    words.map((word) => sql`strpos(lower(${said}), ${word}) > 0`),
    sql` and `,
  );
  const query = words.map((word) => term(word, "")).join(" & ");
  return [
    sql`case when octet_length(${said}) > length(${said}) or (${letters})
      then array_to_tsvector(string_to_array(plain_words(${said}), ' ')) @@ ${query}::tsquery else false end`,
  ];
}

/** In which order the stretches of words are gone through, and past which time alone: before it, or when the oldest are first from it on. */
export type Reach = { first: "newest" | "oldest"; past: string | null };

/** What is selected of a message, given a time that words are known up to. */
type Columns = (edge: RawBuilder<unknown>) => RawBuilder<unknown>;

const noEdge = sql`null::timestamptz`;

/**
 * All messages of the conversation, person or words that are asked for, each once, through the indexes, with the columns that are listed. Of
 * more than `most` the newest ones, but more than `most`, unless that is null: of people the messages of those who wrote last, of words those
 * that the reach begins with. The other filters are not looked at.
 */
function narrowWays(filter: MessageFilter, columns: Columns, most: number | null, reach: Reach) {
  const { search, conversationId } = filter;
  const limit = most === null ? sql`` : sql`limit ${most + 1}`;
  const newest = most === null ? sql`` : sql`order by m.sent_at desc, m.id desc limit ${most + 1}`;
  // A conversation is small; the rest is told from its rows.
  if (conversationId !== null)
    return [
      sql`(select ${columns(noEdge)} from messages m where ${all(narrowConditions({ search, conversationId }))} ${newest})`,
    ];
  if (search === null) return [];
  const { conversationIds, senders, words } = search;
  const people = personConditions(search);
  return [
    ...(conversationIds.length === 0
      ? []
      : [
          sql`(
            select hit.* from (
              select v.id from conversations v where v.id = any(${conversationIds}::bigint[]) order by v.last_message_at desc nulls last
            ) v cross join lateral (select ${columns(noEdge)} from messages m where m.conversation_id = v.id ${newest}) hit ${limit}
          )`,
        ]),
    // What was found by one way is not found by the next.
    ...(senders.length === 0
      ? []
      : [
          sql`(select ${columns(noEdge)} from messages m where ${all([people.at(-1)!, ...people.slice(0, -1).map(not)])} ${limit})`,
        ]),
    ...(words.length === 0
      ? []
      : [
          sql`(
            select hit.* from (${stretches(filter, reach)}) s
            cross join lateral (${withWords(words, columns(sql`s.edge`), people.map(not))}) hit ${limit}
          )`,
        ]),
  ];
}

const not = (condition: RawBuilder<boolean>): RawBuilder<boolean> => sql`not ${condition}`;

/** The ids of {@link narrowWays}. */
export function narrowIds(filter: MessageFilter): RawBuilder<{ id: number }> {
  const ways = narrowWays(filter, () => sql`m.id`, null, { first: "newest", past: null });
  return ways.length === 0
    ? sql`(select m.id from messages m where false)`
    : sql`(${sql.join(ways, sql` union all `)})`;
}

/**
 * The rows of {@link narrowWays} with what the plain filters look at and the columns that are listed: `most` and one more. `edge` is of words: all that
 * were sent from then on are among these rows, or when the oldest are first all before it, but for the last edge.
 */
export function narrowRows(
  filter: MessageFilter,
  columns: RawBuilder<unknown>,
  most: number,
  reach: Reach = { first: "newest", past: null },
): RawBuilder<unknown> {
  const listed: Columns = (edge) =>
    sql`m.id, m.sent_at, m.type, m.channel_id, m.direction, m.status, m.read_at, m.replied_at, ${columns}, ${edge} as edge`;
  const ways = narrowWays(filter, listed, most, reach);
  return ways.length === 0
    ? sql`(select ${listed(noEdge)} from messages m where false)`
    : sql`(select * from (${sql.join(ways, sql` union all `)}) ways limit ${most + 1})`;
}

/** Whether only words are asked for: these are found by the times of their stretches. */
export const isOfWords = ({ search, conversationId }: MessageFilter): boolean =>
  conversationId === null && search !== null && search.words.length > 0 && personConditions(search).length === 0;

/** The stretches with messages of the range of time, in the order of their last quarter-hours, or of their first ones. */
function stretches({ from, to }: MessageFilter, { first, past }: Reach): RawBuilder<unknown> {
  const isNewest = first === "newest";
  return sql`
    select s.stretch, ${isNewest ? sql`s.until` : sql`s.since`} as edge from (
      select k.stretch, min(k.first_quarter) as since, max(k.last_quarter) + interval '15 minutes' as until from (
        select stretch, first_quarter, last_quarter from message_stretches
        union all select stretch, quarter, quarter from tally_changes where stretch is not null
      ) k group by 1
    ) s
    where ${all([
      ...(from === null ? [] : [sql`s.until > ${from}::timestamptz`]),
      ...(to === null ? [] : [sql`s.since < ${to}::timestamptz`]),
      ...(past === null ? [] : [isNewest ? sql`s.since <= ${past}::timestamptz` : sql`s.until > ${past}::timestamptz`]),
    ])}
    order by ${isNewest ? sql`s.until desc, s.stretch desc` : sql`s.since, s.stretch`}`;
}

/** The messages of a stretch `s` with all the words, the newest first. */
function withWords(
  words: readonly string[],
  columns: RawBuilder<unknown>,
  others: readonly RawBuilder<boolean>[],
): RawBuilder<unknown> {
  // "#" stands where the number of the stretch goes: no word has one in it. The index of ids must not be gone along, whatever the planner thinks.
  const wanted = words.map((word) => term(word, "#")).join(" & ");
  return sql`
    select ${columns} from messages m
    where ${all([sql`${messageWords} @@ replace(${wanted}, '#', s.stretch || '/')::tsquery`, ...others])}
    order by m.id + 0 desc`;
}

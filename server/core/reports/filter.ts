// Which messages the table shows, as conditions in SQL. The alias `m` is a row of messages throughout.
import { type RawBuilder, sql } from "kysely";
import { term } from "../inbox/search.ts";
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

export function personConditions({ newest: conversationIds, senders }: Search): RawBuilder<boolean>[] {
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

// Which messages are found, as conditions in SQL and as a set of rows. The alias `m` is a row of messages throughout.
import { type RawBuilder, sql } from "kysely";
import { all, between } from "../../base/conditions.ts";
import { everyKind, indexedKinds, type MessageKinds, messageConditions } from "./message-kinds.ts";
import type { Search } from "./message-search.ts";
import { BLOCK_SIZE, messageWords, terms } from "./search-terms.ts";

/** Which messages; null does not filter. */
export type MessageFilter = MessageKinds & { search: Search | null; conversationIds: readonly number[] | null };

/** A filter that matches every message. */
export const everyMessage: MessageFilter = { ...everyKind, search: null, conversationIds: null };

/** What a row itself tells: all of the filter but the search. */
export const conditionsOf = (filter: MessageFilter): RawBuilder<boolean>[] => [
  ...messageConditions(filter),
  ...(filter.conversationIds === null ? [] : [inConversations(filter.conversationIds)]),
];

/** Of one alone the index has the messages in order of their time. */
const inConversations = (ids: readonly number[]): RawBuilder<boolean> =>
  ids.length === 1 ? sql`m.conversation_id = ${ids[0]}::bigint` : sql`m.conversation_id = any(${ids}::bigint[])`;

/**
 * The messages `m` of a search, whatever else is asked: of people by their conversations and by what they wrote in groups, of words by their
 * index, the newest blocks of ids first. With `most`, no more than that and one by each of the three ways.
 */
export function found(filter: MessageFilter, { conversationIds, senders, words }: Search, most: number | null = null) {
  const range = between(sql`m.sent_at`, filter.from, filter.to);
  // Beside people also what has an index; the rest of the filter is left to whoever reads these rows.
  const kinds = messageConditions(indexedKinds(filter));
  const limit = most === null ? sql`` : sql`limit ${most + 1}`;
  const people = ofPeople({ conversationIds, senders });
  const others = people.map((condition) => sql`not ${condition}`);
  const ways = people.map((condition, n) => {
    const theirs = all([condition, ...others.slice(0, n), ...kinds]);
    // Which ones are the newest is read from the index alone.
    const newest = sql`m.id = any(array(select m.id from messages m where ${theirs} order by m.sent_at desc, m.id desc ${limit}))`;
    return sql`(select m.* from messages m where ${most === null ? theirs : newest})`;
  });
  if (words.length > 0 || ways.length === 0) {
    const blocks = sql`generate_series((select max(id) / ${sql.lit(BLOCK_SIZE)} from messages), 0, -1) block`;
    ways.push(
      sql`(select m.* from ${blocks} cross join lateral (${withWords(words, all([...others, ...range]))}) m ${limit})`,
    );
  }
  return sql`(${sql.join(ways, sql` union all `)})`;
}

/** What the people of a search wrote and got, each a condition: in their own conversations, and in groups. None when nobody is meant. */
export function ofPeople({ conversationIds, senders }: Omit<Search, "words">): RawBuilder<boolean>[] {
  const own = sql<boolean>`m.conversation_id = any(${conversationIds}::bigint[])`;
  const inGroups = sql<boolean>`(m.sender = any(${senders}::text[]) and m.direction = 'in'
    and m.conversation_id = any(array(select id from conversations where group_id is not null)))`;
  return [...(conversationIds.length === 0 ? [] : [own]), ...(senders.length === 0 ? [] : [inGroups])];
}

/** The messages of one `block` of ids that have all the words, the newest first. */
export function withWords(words: readonly string[], condition: RawBuilder<unknown>): RawBuilder<unknown> {
  if (words.length === 0) return sql`select * from messages m where false`;
  // By "id + 0", so that the planner does not go along the index of ids.
  return sql`
    select * from messages m where ${messageWords} @@ replace(${terms(words)}, '#', block || '/')::tsquery and ${condition} order by m.id + 0 desc`;
}

/** The block of ids in which a message stands, as the index of words has it. */
export const blockOf = sql`m.id / ${sql.lit(BLOCK_SIZE)}`;

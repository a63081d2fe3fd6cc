// Filters of messages, as SQL conditions and as a set of rows. The alias `m` always stands for a row of messages.
import { type RawBuilder, sql } from "kysely";
import { all, among, between } from "../../base/conditions.ts";
import { everyKind, indexedKinds, type MessageKinds, messageConditions } from "./message-kinds.ts";
import type { Search } from "./message-search.ts";
import { BLOCK_SIZE, messageWords, terms } from "./search-terms.ts";

/** A filter of messages; a null field does not filter. */
export type MessageFilter = MessageKinds & {
  search: Search | null;
  conversationIds: readonly number[] | null;
  /** Only messages that came by an ad or a post. */
  referred: boolean;
};

/** A filter that matches every message. */
export const everyMessage: MessageFilter = { ...everyKind, search: null, conversationIds: null, referred: false };

/** Whether the rollup can count the messages of a filter: it knows their kinds and nothing else of them. */
export const isRolledUp = ({ search, conversationIds, referred }: MessageFilter): boolean =>
  search === null && conversationIds === null && !referred;

/** A condition, as the partial indexes messages_referred have it: whether message `m` came by an ad or a post. */
export const isReferred = sql<boolean>`m.content ? 'referral'`;

/** The conditions on the row itself: the whole filter except the search. */
export const conditionsOf = (filter: MessageFilter): RawBuilder<boolean>[] => [
  ...messageConditions(filter),
  ...(filter.conversationIds === null ? [] : [among(sql`m.conversation_id`, filter.conversationIds, "bigint")]),
  ...(filter.referred ? [isReferred] : []),
];

/**
 * The messages `m` of a search, without most of the rest of the filter: those of people, by their conversations and by what they wrote in groups, and
 * those with the words, by the index of words, newest blocks of ids first. With `most`, each of these three parts returns at most `most` + 1 rows.
 */
export function found(filter: MessageFilter, { conversationIds, senders, words }: Search, most: number | null = null) {
  const range = between(sql`m.sent_at`, filter.from, filter.to);
  // For people, also the conditions that have an index; the caller applies the rest of the filter.
  const kinds = messageConditions(indexedKinds(filter));
  const limit = most === null ? sql`` : sql`limit ${most + 1}`;
  const people = ofPeople({ conversationIds, senders });
  const others = people.map((condition) => sql`not ${condition}`);
  const ways = people.map((condition, n) => {
    const theirs = all([condition, ...others.slice(0, n), ...kinds]);
    // The newest ids are read from the index alone.
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

/** What the people of a search wrote and received, as conditions: in their own conversations, and in groups. Empty when the search matches nobody. */
export function ofPeople({ conversationIds, senders }: Omit<Search, "words">): RawBuilder<boolean>[] {
  const own = sql<boolean>`m.conversation_id = any(${conversationIds}::bigint[])`;
  const inGroups = sql<boolean>`(m.sender = any(${senders}::text[]) and m.direction = 'in'
    and m.conversation_id = any(array(select id from conversations where group_id is not null)))`;
  return [...(conversationIds.length === 0 ? [] : [own]), ...(senders.length === 0 ? [] : [inGroups])];
}

/** The messages of one `block` of ids that contain all the words, newest first. */
export function withWords(words: readonly string[], condition: RawBuilder<unknown>): RawBuilder<unknown> {
  if (words.length === 0) return sql`select * from messages m where false`;
  // Ordering by "id + 0" keeps the planner from scanning the index of ids.
  return sql`
    select * from messages m where ${messageWords} @@ replace(${terms(words)}, '#', block || '/')::tsquery and ${condition} order by m.id + 0 desc`;
}

/** The block of ids that contains a message, as in the index of words. */
export const blockOf = sql`m.id / ${sql.lit(BLOCK_SIZE)}`;

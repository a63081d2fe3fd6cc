// Lists conversations for the Desk and the API: pages of those that match a filter, in any order, and the counts of each list.
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all } from "../../base/conditions.ts";
import { type Column, comesAfter, orderBy, type Direction as Way } from "../../base/order.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Direction } from "../../contract/messages.ts";
import type { Language } from "../../contract/skill.ts";
import { called, usernameOf } from "./called.ts";
import { hasMissedCall } from "./calls.ts";
import { fewLabelled } from "./few-conversations.ts";
import { shownAs } from "./message-kinds.ts";
import { statusOf } from "./message-status.ts";
import { isUnread } from "./read-state.ts";
import { fewReferred, hasReferred } from "./referred.ts";
import * as search from "./search.ts";
import type { Stage } from "./update-conversation.ts";
import type { WaitingReason } from "./waiting.ts";

/** Filters of the list; null does not filter. */
export type Filter = {
  /** `open`: all but `done`. */
  state: Stage | "open" | null;
  /** Only conversations with something unread. */
  unread: boolean;
  /** The colleague to whom they are assigned; `nobody`: unassigned ones. */
  assignee: number | "nobody" | null;
  channelId: number | null;
  labelId: number | null;
  /** Only conversations with a missed call that nobody has read or answered. */
  missedCall: boolean;
  /** Only conversations in which the customer came by an ad or a post. */
  referred: boolean;
  /** Words of messages, names or usernames, or digits of a phone number. */
  search: string | null;
};

/** A filter that matches every conversation. */
export const everyConversation: Filter = {
  state: null,
  unread: false,
  assignee: null,
  channelId: null,
  labelId: null,
  missedCall: false,
  referred: false,
  search: null,
};

/** The orders of conversations: by which time, in which direction, and which conversations have that time. */
const sorts = {
  /** Newest message of either direction first. */
  newest: { at: sql`v.last_message_at`, order: "desc", has: sql`v.last_message_at is not null` },
  /** Longest waiting first. */
  longest: { at: sql`v.waiting_since`, order: "asc", has: sql`v.last_message_at is not null and v.stage = 'waiting'` },
  /** Newest inbound message first; without one, the newest outbound message counts, else when the conversation was created. */
  inbound: { at: sql`coalesce(v.last_inbound_at, v.last_message_at, v.created_at)`, order: "desc", has: sql`true` },
} satisfies Record<string, { at: RawBuilder<unknown>; order: Way; has: RawBuilder<unknown> }>;

/** An order of conversations. */
export type ConversationSort = keyof typeof sorts;

/** Which page of the list. */
export type ConversationPage = {
  sort: ConversationSort;
  /** The user who asks, for what is unread to them. */
  personId: number | null;
  limit: number;
  /** The last row of the previous page, with its time in this order. */
  before: { at: Date; id: number } | null;
};

const columnsOf = (sort: ConversationSort): Column[] => [
  { value: sorts[sort].at, type: "timestamptz" },
  { value: sql`v.id`, type: "bigint" },
];

/** A conversation as listed. */
export type Row = {
  id: number;
  stage: Stage;
  waiting_since: Date | null;
  waiting_reason: WaitingReason | null;
  snoozed_until: Date | null;
  /** Until when the bot's budget is used up; null: it is not. */
  out_of_answers_until: Date | null;
  /** Whether the conversation has something unread for the user who asks. */
  unread: boolean;
  channel_id: number;
  provider: Provider;
  display_number: string | null;
  contact_id: number | null;
  name: string | null;
  given_name: string | null;
  language: Language | null;
  language_chosen: boolean;
  phone: string | null;
  username: string | null;
  /** The contact's name as staff see it, see called.ts. */
  called: string | null;
  group_id: string | null;
  /** The address for answers. */
  address: string;
  message_count: number;
  unread_count: number;
  last_message_at: Date;
  last_inbound_at: Date | null;
  window_maybe_at: Date | null;
  created_at: Date;
  customer_email: string | null;
  notes: string;
  bot_quiet_since: Date | null;
  assignee: { id: number; name: string } | null;
  labels: { id: number; name: string; colour: string }[];
  /** Whether it has a missed call that nobody has read or answered. */
  missed_call: boolean;
  /** Whether the customer came by an ad or a post. */
  referred: boolean;
  last_message: Last | null;
};

/** The newest message of a conversation. */
export type Last = {
  id: number;
  direction: Direction;
  type: string;
  /** What it is, where the type does not say it. */
  shown_as: string | null;
  preview: string | null;
  /** RFC 3339. */
  at: string;
  state: string;
};

/** A search result: `hit` is the conversation's newest message with all the words. */
export type FoundRow = Row & { hit: { message_id: number; text: string; at: Date } | null };

/** A page of the conversations that match a filter, and the words that were searched for. */
export async function find(
  db: Kysely<DB>,
  filter: Filter,
  { sort, personId, limit, before }: ConversationPage,
): Promise<{ rows: FoundRow[]; words: string[] }> {
  const found = filter.search === null ? null : await search.find(db, filter.search);
  const hits = new Map(found?.hits.map((hit) => [hit.conversationId, hit.messageId]));
  const among =
    found === null
      ? ((await fewLabelled(db, filter.labelId)) ?? (await fewReferred(db, filter.referred)))
      : [...new Set([...found.people, ...hits.keys()])];
  if (among?.length === 0) return { rows: [], words: found?.words ?? [] };
  const columns = columnsOf(sort);
  const order = orderBy(columns, sorts[sort].order);
  const after = comesAfter(columns, sorts[sort].order, before && [before.at, before.id]);
  const conditions = all([sorts[sort].has, ...conditionsOf(filter, among), after]);
  const rows = await read(
    db,
    sql`select * from conversations v where ${conditions} order by ${order} limit ${limit}`,
    personId,
    order,
  );
  const texts = await textsOf(
    db,
    rows.flatMap(({ id }) => hits.get(id) ?? []),
  );
  return {
    rows: rows.map((row) => ({ ...row, hit: texts.get(hits.get(row.id) ?? 0) ?? null })),
    words: found?.words ?? [],
  };
}

/** The filter as SQL conditions. Values that partial indexes depend on are literals, not parameters, so that the planner can use these indexes. */
function conditionsOf(filter: Filter, among: readonly number[] | null): RawBuilder<unknown>[] {
  const { state, unread, assignee, channelId, labelId, missedCall, referred } = filter;
  const conditions = [];
  if (state !== null) conditions.push(state === "open" ? sql`v.state = 'open'` : sql`v.stage = ${sql.lit(state)}`);
  if (unread) conditions.push(sql`v.unread_count > 0`);
  if (assignee === "nobody") conditions.push(sql`v.assignee_id is null`);
  else if (assignee !== null) conditions.push(sql`v.assignee_id = ${assignee}`);
  if (channelId !== null) conditions.push(sql`v.channel_id = ${channelId}`);
  if (labelId !== null)
    conditions.push(
      sql`exists (select from conversation_labels l where l.conversation_id = v.id and l.label_id = ${labelId})`,
    );
  if (missedCall) conditions.push(hasMissedCall);
  if (referred) conditions.push(hasReferred);
  if (among !== null) conditions.push(sql`v.id = any(${among}::bigint[])`);
  return conditions;
}

/** How many conversations there are. */
export async function count(db: Kysely<DB>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from conversations`.execute(db);
  return rows[0]!.n;
}

/** One conversation; undefined when there is none. */
export async function one(
  db: Kysely<DB> | Transaction<DB>,
  id: number,
  personId: number | null,
): Promise<Row | undefined> {
  const [row] = await read(db, sql`select * from conversations where id = ${id}`, personId);
  return row;
}

/** The other conversations of a contact, newest first. */
export async function others(
  db: Kysely<DB> | Transaction<DB>,
  contactId: number,
  id: number,
  personId: number | null,
): Promise<Row[]> {
  return read(db, sql`select * from conversations where contact_id = ${contactId} and id <> ${id}`, personId);
}

/** Reads the conversations that a query selects, with everything that a row shows. */
async function read(
  db: Kysely<DB> | Transaction<DB>,
  page: RawBuilder<unknown>,
  personId: number | null,
  order: RawBuilder<unknown> = sql`v.last_message_at desc nulls last, v.id desc`,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with page as materialized (${page})
    select v.id, v.stage, v.waiting_since, v.waiting_reason, v.snoozed_until, b.out_of_answers_until, ${isUnread(personId)} as unread, v.channel_id, h.provider, h.display_number, v.contact_id, c.name, c.given_name, c.language, coalesce(c.language_chosen, false) as language_chosen, c.phone, ${usernameOf("v.contact_id")} as username,
      ${called} as called,
      v.group_id, v.address, v.message_count, v.unread_count, v.last_message_at, v.last_inbound_at, v.window_maybe_at, v.created_at, v.customer_email, v.notes,
      v.bot_quiet_since, case when assignee.id is null then null else json_build_object('id', assignee.id, 'name', assignee.name) end as assignee,
      (
        select coalesce(json_agg(json_build_object('id', l.id, 'name', l.name, 'colour', l.colour) order by lower(l.name), l.id), '[]')
        from conversation_labels cl join labels l on l.id = cl.label_id where cl.conversation_id = v.id
      ) as labels,
      ${hasMissedCall} as missed_call,
      ${hasReferred} as referred,
      m.last_message
    from page v
    join channels h on h.id = v.channel_id
    left join contacts c on c.id = v.contact_id
    left join users assignee on assignee.id = v.assignee_id
    left join bot_states b on b.conversation_id = v.id
    left join lateral (
      select json_build_object('id', m.id, 'direction', m.direction, 'type', m.type, 'shown_as', ${shownAs},
        'preview', left(coalesce(m.text_body, m.caption, m.location_name), 200), 'at', ${rfc3339(sql`m.sent_at`)},
        'state', ${statusOf("m")}
      ) as last_message
      from messages m where m.conversation_id = v.id order by m.sent_at desc, m.id desc limit 1
    ) m on true
    order by ${order}`.execute(db);
  return rows;
}

/** A time in JSON, in the format of the rest of the API. */
const rfc3339 = (at: RawBuilder<unknown>) => sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

async function textsOf(db: Kysely<DB>, ids: readonly number[]): Promise<Map<number, NonNullable<FoundRow["hit"]>>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ message_id: number; text: string; at: Date }>`
    select id as message_id, concat_ws(' ', left(text_body, 4096), left(caption, 4096)) as text, sent_at as at
    from messages where id = any(${ids}::bigint[])`.execute(db);
  return new Map(rows.map((row) => [row.message_id, row]));
}

/** Counts stop here, so that counting never takes long. */
export const MAX_COUNTED = 1_000;

/** The number of conversations in each list; `mine` counts open ones, `unassigned` waiting ones. At most {@link MAX_COUNTED}. */
export type Counts = Record<"open" | "waiting" | "bot" | "snoozed" | "done" | "unread" | "mine" | "unassigned", number>;

/** Counts the lists. */
export async function counts(db: Kysely<DB>, personId: number | null): Promise<Counts> {
  const upTo = (matches: RawBuilder<unknown>) => sql`(
    select count(*) from (
      select from conversations where last_message_at is not null and ${matches} limit ${MAX_COUNTED}
    ) few
  )`;
  const { rows } = await sql<Counts>`
    select ${upTo(sql`state = 'open'`)} as open, ${upTo(sql`stage = 'waiting'`)} as waiting, ${upTo(sql`stage = 'bot'`)} as bot,
      ${upTo(sql`stage = 'snoozed'`)} as snoozed, ${upTo(sql`stage = 'done'`)} as done,
      ${upTo(sql`state = 'open' and unread_count > 0`)} as unread,
      ${upTo(sql`state = 'open' and assignee_id = ${personId}`)} as mine,
      ${upTo(sql`stage = 'waiting' and assignee_id is null`)} as unassigned`.execute(db);
  return rows[0]!;
}

/** Users to whom a conversation can be assigned, by name. */
export async function agents(db: Kysely<DB>): Promise<{ id: number; name: string }[]> {
  const { rows } = await sql<{ id: number; name: string }>`
    select id, name from users where disabled_at is null and role in ('agent', 'admin') order by lower(name), id`.execute(
    db,
  );
  return rows;
}

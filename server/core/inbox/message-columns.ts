// The columns of messages as data: those of the table, those of exports, and those that can be sorted by. One query reads them all.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type Column, fits, type Mark } from "../../base/order.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Direction } from "../../contract/messages.ts";
import { called } from "./called.ts";
import { shownAs } from "./message-kinds.ts";
import { statusOf } from "./message-status.ts";

/** The length of a preview, in characters. */
const PREVIEW_LENGTH = 160;

const column = <T>(value: RawBuilder<unknown>, exported = true) => ({ value: value as RawBuilder<T>, exported });

/** The columns by name, in the order of exports: their SQL, and whether exports contain them. */
const columns = {
  id: column<number>(sql`m.id`),
  direction: column<Direction>(sql`m.direction`),
  channel: column<Provider>(sql`h.provider`),
  conversation_id: column<number>(sql`m.conversation_id`),
  message_id: column<string | null>(sql`m.provider_id`),
  from_number: column<string>(sql`coalesce(m.sender, '')`),
  from_name: column<string>(sql`coalesce(m.sender_name, '')`),
  contact_number: column<string | null>(sql`coalesce(c.phone, v.address)`),
  contact_name: column<string | null>(called),
  message_type: column<string>(sql`m.type`),
  text_body: column<string | null>(sql`m.text_body`),
  caption: column<string | null>(sql`m.caption`),
  timestamp: column<Date>(sql`m.sent_at`),
  status: column<string>(statusOf("m")),
  origin: column<string | null>(sql`m.origin`),
  error_code: column<number | null>(sql`m.error_code`),
  error_title: column<string | null>(sql`m.error_title`),
  error_details: column<string | null>(sql`m.error_details`),
  attachments: column<number>(sql`f.n::int`),
  latitude: column<number | null>(sql`m.latitude`),
  longitude: column<number | null>(sql`m.longitude`),
  received_at: column<Date>(sql`m.received_at`),
  shown_as: column<string | null>(shownAs, false),
  channel_id: column<number>(sql`m.channel_id`, false),
  channel_number: column<string | null>(sql`h.display_number`, false),
  preview: column<string>(
    sql`left(regexp_replace(left(coalesce(nullif(m.text_body, ''), nullif(m.caption, ''), m.location_name, f.name, ''), ${PREVIEW_LENGTH * 4}), '\\s+', ' ', 'g'), ${PREVIEW_LENGTH})`,
    false,
  ),
};

type ColumnName = keyof typeof columns;

/** A message with the given columns. */
export type MessageRow<Name extends ColumnName = ColumnName> = {
  [K in Name]: (typeof columns)[K]["value"] extends RawBuilder<infer T> ? T : never;
};

/** The columns of an export, in order. */
export const exportedColumns = (Object.keys(columns) as ColumnName[]).filter((name) => columns[name].exported);

/** Messages with the given columns, in the order of the ids. */
export async function messagesById<Name extends ColumnName>(
  tx: Transaction<DB>,
  ids: readonly number[],
  names: readonly Name[],
): Promise<MessageRow<Name>[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<MessageRow<Name>>`
    select ${sql.join(names.map((name) => sql`${columns[name].value} as ${sql.ref(name)}`))}
    from unnest(${ids}::bigint[]) with ordinality wanted (id, place)
    join messages m on m.id = wanted.id
    join channels h on h.id = m.channel_id
    join conversations v on v.id = m.conversation_id
    left join contacts c on c.id = coalesce(v.contact_id, m.contact_id)
    cross join lateral (select count(*) as n, min(file_name) as name from attachments a where a.message_id = m.id) f
    order by wanted.place`.execute(tx);
  return rows;
}

export const time: Column = { value: sql`m.sent_at`, type: "timestamptz" };
export const id: Column = { value: sql`m.id`, type: "bigint" };
/** Customers' messages come before our own, which have no sender, in both directions. */
const customersFirst: Column = { value: sql`m.direction`, type: "text", upwards: true };
const text = (value: RawBuilder<unknown>): Column => ({ value: sql`(lower(${value}) collate "C")`, type: "text" });

/** The columns that messages can be sorted by, and the SQL for each. */
const sorts = {
  timestamp: [],
  from_number: [customersFirst, text(sql`coalesce(m.sender, '')`)],
  from_name: [customersFirst, text(sql`left(coalesce(m.sender_name, ''), 80)`)],
  message_type: [{ value: sql`m.type`, type: "text" }],
  preview: [text(sql`left(coalesce(m.text_body, m.caption, m.location_name, ''), 60)`)],
  status: [{ value: statusOf("m"), type: "text" }],
  channel: [{ value: sql`m.channel_id`, type: "int" }],
  direction: [{ value: sql`m.direction`, type: "text" }],
} satisfies Record<string, Column[]>;

/** A column by which messages can be sorted. */
export type Sort = keyof typeof sorts;
export const sortableColumns = Object.keys(sorts) as Sort[];

/** The columns of an order: the requested one, then time, then id. */
export const orderOf = (sort: Sort): Column[] => [...sorts[sort], time, id];

/** Whether a mark fits an order of messages. */
export const isMark = (sort: Sort, mark: Mark): boolean => fits(mark, orderOf(sort)) && mark.at(-2) !== "infinity";

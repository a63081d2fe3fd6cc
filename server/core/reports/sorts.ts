// The columns that the table of messages can be sorted by. Each has an index that spells it exactly so: see 0005_reports.sql.
import { sql } from "kysely";
import type { Dimension } from "./counts.ts";
import { statusOf } from "./filter.ts";
import type { Column, Direction, Mark } from "./orders.ts";

/** What messages can be sorted by. */
export type Sort =
  | "timestamp"
  | "from_number"
  | "from_name"
  | "message_type"
  | "preview"
  | "status"
  | "channel"
  | "direction";

const id: Column = { value: sql`m.id`, type: "bigint" };
const time: Column = { value: sql`m.sent_at`, type: "timestamptz" };
/** What customers wrote goes before what we wrote, which has no sender. */
const customersFirst: Column = { value: sql`m.direction`, type: "text", upwards: true };

const first: Record<Exclude<Sort, "timestamp">, Column[]> = {
  from_number: [customersFirst, { value: sql`(coalesce(m.sender, '') collate "C")`, type: "text" }],
  from_name: [customersFirst, { value: sql`(lower(left(coalesce(m.sender_name, ''), 80)) collate "C")`, type: "text" }],
  message_type: [{ value: sql`m.type`, type: "text" }],
  preview: [
    { value: sql`(lower(left(coalesce(m.text_body, m.caption, m.location_name, ''), 60)) collate "C")`, type: "text" },
  ],
  status: [{ value: statusOf("m"), type: "text" }],
  channel: [{ value: sql`m.channel_id`, type: "int" }],
  direction: [{ value: sql`m.direction`, type: "text" }],
};

/** The columns of an order: what is asked for, then the time, then the id. */
export const columnsOf = (sort: Sort): Column[] => (sort === "timestamp" ? [time, id] : [...first[sort], time, id]);

/** The first column of an order, where it has few values and the tallies know them: each of them is a list of its own, by time. */
export const parted: Partial<Record<Sort, Dimension>> = {
  from_number: "direction",
  from_name: "direction",
  message_type: "type",
  status: "status",
  channel: "channel_id",
  direction: "direction",
};

/** A page of the table: in what order, and from where on. */
export type Ask = { sort: Sort; order: Direction; limit: number; after: Mark | null };

// What is due: holds that end, reminders, stays whose spot has been empty for long enough, boards that fell silent. The times are
// columns of the tables, so that nothing is forgotten over a restart, however long it took.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { goneQuiet } from "../devices/state.ts";
import { attend } from "./attend.ts";
import * as bookings from "./bookings.ts";
import type { Perform } from "./hearing.ts";

/** One thing that is due, and at what. */
type Due = { what: "expire" | "remind" | "attend"; id: number };

/** Longest sleep between two looks, in milliseconds: for what has no time of its own. */
const lookEveryMs = 10_000;

/** Does everything that is due, each in a transaction of its own, and returns when the next is, at most ten seconds from now. */
export async function settleDue(db: Kysely<DB>, perform: Perform, now: Date): Promise<Date> {
  await perform("schedule", async (act) => attend(act, await goneQuiet(act.tx, act.now)));
  const { rows } = await sql<Due>`
    select 'expire' as what, b.id from bookings b join spots s on s.id = b.spot_id
      left join devices d on d.spot_id = s.id and d.removed_at is null
      where b.status = 'reserved' and b.expires_at <= ${now} and (d.unsure_since is null or d.presence <> 'online')
    union all
    select 'remind', id from bookings
      where status = 'reserved' and reminder_at <= ${now} and expires_at > ${now}
    union all
    select 'attend', b.spot_id from bookings b join devices d on d.spot_id = b.spot_id and d.removed_at is null
      where b.status = 'active' and b.end_due_at <= ${now} and d.presence = 'online' and d.unsure_since is null
    limit 1000`.execute(db);
  for (const { what, id } of rows) {
    if (what === "expire") await perform("schedule", (act) => bookings.expire(act, id));
    else if (what === "remind") await perform("schedule", (act) => bookings.remind(act, id));
    else await perform("schedule", (act) => attend(act, [id]));
  }
  const { rows: next } = await sql<{ at: Date | null }>`
    select least(
      (select min(expires_at) from bookings where status = 'reserved' and expires_at > ${now}),
      (select min(reminder_at) from bookings where status = 'reserved' and reminder_at > ${now}),
      (select min(end_due_at) from bookings where status = 'active' and end_due_at > ${now})
    ) as at`.execute(db);
  const latest = new Date(now.getTime() + lookEveryMs);
  const at = next[0]!.at;
  return at !== null && at < latest ? at : latest;
}

// What an operator wants to know as numbers and no other part counts: what waits, the boards, the incidents, the cost of the month.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type DevicePresence, devicePresences } from "../../contract/devices.ts";

export type OperatorFigures = {
  /** Age of the oldest message that is to be sent and does not wait for its customer, in seconds; 0 when there is none. */
  oldestUnsentSeconds: number;
  boards: { presence: DevicePresence; n: number }[];
  /** Open ones by kind. */
  incidents: { kind: string; n: number }[];
  /** Of this month of UTC so far, in millionths of the currency. */
  costs: { channel_id: number; currency: string; micros: number }[];
  staffMessages: { waiting: number; retrying: number };
  /** What retention has deleted so far, by kind. */
  deleted: { kind: string; n: number }[];
};

/** Reads all of it in a transaction. */
export async function readOperatorFigures(tx: Kysely<DB>, now: Date): Promise<OperatorFigures> {
  const { rows: oldest } = await sql<{ at: Date | null }>`
    select m.received_at as at from outbox o join messages m on m.id = o.message_id
    where o.state <> 'window' order by o.message_id limit 1`.execute(tx);
  const { rows: boards } = await sql<{ presence: DevicePresence; n: number }>`
    select presence, count(*)::int as n from devices where removed_at is null group by presence`.execute(tx);
  const { rows: incidents } = await sql<{ kind: string; n: number }>`
    select kind, count(*)::int as n from incidents where closed_at is null group by kind`.execute(tx);
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const { rows: costs } = await sql<{ channel_id: number; currency: string; micros: number }>`
    select channel_id, currency, sum(micros)::bigint as micros from cost_hours where hour >= ${month}
    group by channel_id, currency`.execute(tx);
  const { rows: staff } = await sql<{ waiting: number; retrying: number }>`
    select count(*)::int as waiting, count(*) filter (where answer is not null)::int as retrying
    from staff_messages where content is not null`.execute(tx);
  const { rows: deleted } = await sql<{ kind: string; n: number }>`
    select kind, total as n from retention_runs`.execute(tx);
  const at = oldest[0]?.at;
  return {
    oldestUnsentSeconds: at ? Math.max(0, (now.getTime() - at.getTime()) / 1_000) : 0,
    boards: devicePresences.map((presence) => ({
      presence,
      n: boards.find((row) => row.presence === presence)?.n ?? 0,
    })),
    incidents,
    costs,
    staffMessages: staff[0]!,
    deleted,
  };
}

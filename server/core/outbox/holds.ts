// Held channels: while a provider refuses a channel or cannot be reached, the channel's messages wait, and one of them is sent now and then
// as a probe. The state is kept in `channels` to survive a restart; the dispatcher works from memory.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { closeIncident, openIncident } from "../../base/incidents.ts";
import { audit, type CommandContext } from "../../base/journal.ts";
import type { Log } from "../../base/log.ts";
import { wakeDispatchers } from "./enqueue.ts";
import type { Sign } from "./retry.ts";

/** Why and since when a channel is held, and when the next probe is sent. */
type Hold = {
  since: Date;
  operator: boolean;
  reason: string;
  remedy: string | null;
  probes: number;
  probeAt: Date;
  /** A probe is being sent. */
  probing: boolean;
  /** Staff were informed. */
  told: boolean;
};

const SECOND_MS = 1_000;
const minute = 60 * SECOND_MS;
const hour = 60 * minute;

/** How many messages in a row must be refused for what may be their own fault before the channel is held. */
const HOLD_THRESHOLD = 3;
/** In place of the number of probes: somebody asked for a probe at once. */
const TRY_NOW = -1;
/** An outage shorter than this, that ends by itself, is not reported. */
const OWN_RECOVERY_MS = minute;

/** The wait after the n-th failed probe, in ms: short at first, at most 30 s, after one hour 60 s. */
function probeWait(probes: number, heldMs: number, retryAfterMs: number | null): number {
  const most = heldMs < hour ? 30 * SECOND_MS : minute;
  return Math.min(most, Math.max(SECOND_MS * 2 ** Math.min(probes, 10), retryAfterMs ?? 0));
}

/** The dispatcher's memory of held channels. */
export class Holds {
  readonly #db: Kysely<DB>;
  readonly #log: Log;
  readonly #held = new Map<number, Hold>();
  readonly #failures = new Map<number, number>();
  #saving: Promise<void> = Promise.resolve();

  constructor(db: Kysely<DB>, log: Log) {
    this.#db = db;
    this.#log = log;
  }

  /** Loads what a previous dispatcher held. The cause may be gone, so each channel is probed at once. */
  async load(db: Kysely<DB>, now: Date): Promise<void> {
    for (const row of await read(db)) {
      const { id, since, operator, reason, remedy } = row;
      this.#held.set(id, { since, operator, reason, remedy, probes: 0, probeAt: now, probing: false, told: true });
    }
  }

  any(): boolean {
    return this.#held.size > 0;
  }

  ids(): number[] {
    return [...this.#held.keys()];
  }

  has(channelId: number): boolean {
    return this.#held.has(channelId);
  }

  /** Why a channel is held, in words; null when it is not. */
  reason(channelId: number): string | null {
    const hold = this.#held.get(channelId);
    return hold ? [hold.reason, hold.remedy].filter(Boolean).join(". ") : null;
  }

  /** Held channels that may be probed now. */
  due(now: Date): number[] {
    return [...this.#held].flatMap(([id, { probing, probeAt }]) => (!probing && probeAt <= now ? [id] : []));
  }

  /** Time until the next probe is due, in ms; Infinity when there is none to wait for. */
  wait(now: Date): number {
    const times = [...this.#held.values()].map(({ probeAt }) => probeAt.getTime() - now.getTime());
    return Math.min(Number.POSITIVE_INFINITY, ...times.filter((ms) => ms > 0));
  }

  /** Moves all times after the clock jumped, in ms, so that probes come as soon as intended. */
  shift(byMs: number): void {
    const moved = (time: Date) => new Date(time.getTime() + byMs);
    for (const hold of this.#held.values())
      Object.assign(hold, { since: moved(hold.since), probeAt: moved(hold.probeAt) });
  }

  /** Notes that a probe of a channel is being sent. */
  probe(channelId: number): void {
    const hold = this.#held.get(channelId);
    if (hold) hold.probing = true;
  }

  /** Checks whether somebody asked for a probe of a channel. */
  async refresh(db: Kysely<DB>, now: Date): Promise<void> {
    for (const { id, asked } of await read(db)) {
      const hold = this.#held.get(id);
      if (hold && asked && !hold.probing) Object.assign(hold, { probeAt: now, probes: 0 });
    }
  }

  /**
   * Handles the sign that an attempt gave. `held`: the channel was held when the attempt began, so the attempt was its probe. A successful
   * probe releases the channel; the success of an attempt that began before the hold only brings the next probe forward.
   */
  note(channelId: number, sign: Sign, held: boolean, now: Date): void {
    const hold = this.#held.get(channelId);
    if (hold && held) hold.probing = false;
    if (sign === null) return;
    if (sign.well) {
      this.#failures.delete(channelId);
      if (hold && held) this.#release(channelId, hold, now);
      else if (hold) hold.probeAt = now;
      return;
    }
    if (hold && !held) return;
    const failures = (this.#failures.get(channelId) ?? 0) + 1;
    this.#failures.set(channelId, failures);
    if (!hold && !sign.sure && failures < HOLD_THRESHOLD) return;
    const { operator, reason, remedy, retryAfterMs } = sign;
    const since = hold?.since ?? now;
    const probes = hold ? hold.probes + 1 : 0;
    const probeAt = new Date(now.getTime() + probeWait(probes, now.getTime() - since.getTime(), retryAfterMs));
    const told = hold?.told ?? false;
    const tell = !told && (operator || now.getTime() - since.getTime() >= OWN_RECOVERY_MS);
    this.#held.set(channelId, { since, operator, reason, remedy, probes, probeAt, probing: false, told: told || tell });
    if (tell && operator)
      this.#log.error({ channel: channelId, reason, since }, `sending needs an operator: ${remedy}`);
    this.#save(() => save(this.#db, channelId, this.#held.get(channelId) ?? null, tell, now));
  }

  /** Waits until everything is saved in the database. */
  async finish(): Promise<void> {
    await this.#saving;
  }

  #release(channelId: number, hold: Hold, now: Date): void {
    this.#held.delete(channelId);
    this.#log.info({ channel: channelId, since: hold.since }, "a number that was held sends again");
    this.#save(() => release(this.#db, channelId, now));
  }

  /** Saves in order and without delaying sends. If saving fails, the next sign is saved instead. */
  #save(write: () => Promise<void>): void {
    this.#saving = this.#saving.then(write).catch((error: unknown) => {
      this.#log.warn({ err: error }, "could not note which numbers are held");
    });
  }
}

/**
 * Asks for a probe of a held channel, or of all, whichever process dispatches. Returns the ids of the channels. Throws NOT_FOUND for an
 * unknown channel.
 */
export async function tryNow(ctx: CommandContext<DB>, channelId: number | null): Promise<number[]> {
  const { tx, now, by } = ctx;
  if (channelId !== null) {
    const known = await tx.selectFrom("channels").select("id").where("id", "=", channelId).executeTakeFirst();
    if (!known) throw new Fault("NOT_FOUND", `There is no channel ${channelId}.`);
  }
  const { rows } = await sql<{ id: number }>`
    update channels set paused_until = ${now}, held_probes = ${TRY_NOW}
    where held_since is not null and (${channelId}::int is null or id = ${channelId}::int) returning id`.execute(tx);
  for (const { id } of rows) {
    const change = { action: "channel.try", subject: "channel", id, before: null, after: null };
    await audit(tx, by, change, now);
  }
  if (rows.length > 0) await wakeDispatchers(tx);
  return rows.map(({ id }) => id);
}

async function read(db: Kysely<DB>) {
  const { rows } = await sql<{
    id: number;
    since: Date;
    operator: boolean;
    reason: string;
    remedy: string | null;
    asked: boolean;
  }>`
    select id, held_since as since, held_operator as operator, coalesce(pause_reason, '') as reason, held_remedy as remedy,
      held_probes = ${TRY_NOW} as asked
    from channels where held_since is not null`.execute(db);
  return rows;
}

async function save(db: Kysely<DB>, id: number, hold: Hold | null, tell: boolean, now: Date): Promise<void> {
  if (!hold) return;
  const { since, operator, reason, remedy, probes, probeAt } = hold;
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable("channels")
      .set({
        held_since: since,
        held_operator: operator,
        held_remedy: remedy,
        held_probes: probes,
        paused_until: probeAt,
        pause_reason: reason,
      })
      .where("id", "=", id)
      .execute();
    // That nobody added the number is an incident of its own.
    const { rows: unknown } = await sql`
      select from incidents where kind = 'number_unknown' and channel_id = ${id} and closed_at is null`.execute(tx);
    if (tell && unknown.length === 0) {
      const detail = { reason, remedy, operator, since: since.toISOString() };
      await openIncident(tx, "sending_held", { channelId: id }, detail, now);
    }
  });
}

async function release(db: Kysely<DB>, id: number, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable("channels")
      .set({
        held_since: null,
        held_operator: false,
        held_remedy: null,
        held_probes: 0,
        paused_until: null,
        pause_reason: null,
      })
      .where("id", "=", id)
      .execute();
    await closeIncident(tx, "sending_held", { channelId: id }, "sending", now);
  });
}

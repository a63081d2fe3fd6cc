// Jumps of the machine's clock: detected by comparing it with a monotonic clock, and recorded so that others can look them up.
import { type QueryExecutorProvider, sql } from "kysely";

/** A jump: the clock's time just before and just after it, and the difference. */
export type ClockJump = { before: Date; at: Date; bySeconds: number };

/** Smaller differences between two checks are not jumps, in ms: time synchronisation adjusts clocks all the time. */
const JUMP_THRESHOLD_MS = 2_000;

/** How often the clocks are compared, in ms. */
const CHECK_INTERVAL_MS = 1_000;

/** Clocks to compare; tests pass their own. */
export type Clocks = { wall(): number; monotonic(): number };

const ofTheMachine: Clocks = { wall: () => Date.now(), monotonic: () => performance.now() };

/**
 * Calls `onJump` within about a second of a jump of the wall clock by two seconds or more, until stopped. A process that was suspended or
 * starved does not report one: both clocks went on.
 */
export function watchClock(onJump: (jump: ClockJump) => void, clocks: Clocks = ofTheMachine): { stop(): void } {
  let last = { wall: clocks.wall(), monotonic: clocks.monotonic() };
  const timer = setInterval(() => {
    const now = { wall: clocks.wall(), monotonic: clocks.monotonic() };
    const expected = last.wall + now.monotonic - last.monotonic;
    last = now;
    const by = now.wall - expected;
    if (Math.abs(by) < JUMP_THRESHOLD_MS) return;
    onJump({ before: new Date(expected), at: new Date(now.wall), bySeconds: Math.round(by) / 1_000 });
  }, CHECK_INTERVAL_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Records a jump, unless another process of the machine has recorded it. Returns whether it is new. */
export async function note(
  tx: QueryExecutorProvider,
  { before, at, bySeconds }: ClockJump,
  host: string,
): Promise<boolean> {
  const { rows } = await sql`
    insert into clock_jumps (before_at, at, by_seconds, host)
    select ${before}::timestamptz, ${at}::timestamptz, ${bySeconds}::float8, ${host}
    where not exists (
      select from clock_jumps j where j.host = ${host} and abs(j.by_seconds - ${bySeconds}::float8) < 1
        and j.at between ${at}::timestamptz - interval '5 seconds' and ${at}::timestamptz + interval '5 seconds'
    )
    returning id`.execute(tx);
  return rows.length > 0;
}

/**
 * Jumps that may have happened between `from` and `to`, both by the machine's clock: those whose skipped or repeated clock time overlaps
 * the span. Oldest first.
 */
export async function spanning(tx: QueryExecutorProvider, from: Date, to: Date): Promise<ClockJump[]> {
  const { rows } = await sql<{ before: Date; at: Date; bySeconds: number }>`
    select before_at as before, at, by_seconds as "bySeconds" from clock_jumps
    where greatest(before_at, at) > least(${from}::timestamptz, ${to}::timestamptz)
      and least(before_at, at) < greatest(${from}::timestamptz, ${to}::timestamptz)
    order by id`.execute(tx);
  return rows;
}

// How fast a number may send, and how fast to one person. Pure: a virtual schedule (GCRA), time passed in, in milliseconds.

/** A rate with room for bursts: on average one per `interval` ms, and up to `burst` at once. */
export type Rate = { interval: number; burst: number };

/** When the next one would be due if all had been sent evenly; 0 for a fresh start. */
export type Schedule = number;

/** Meta: one message in 6 s to the same person; up to 45 at once, borrowed from later. Twilio passes the same limit on. */
export const pairRate: Rate = { interval: 6_000, burst: 45 };

/** A number's rate; a quarter of a second's worth may go at once. */
export function numberRate(messagesPerSecond: number): Rate {
  return { interval: 1_000 / messagesPerSecond, burst: Math.max(1, Math.ceil(messagesPerSecond / 4)) };
}

/** How many may go now. */
export function allowance(rate: Rate, schedule: Schedule, now: number): number {
  const ahead = Math.max(0, schedule - now);
  return Math.max(0, Math.floor(rate.burst - ahead / rate.interval + 1e-9));
}

/** The schedule after `count` went now. */
export function spend(rate: Rate, schedule: Schedule, now: number, count = 1): Schedule {
  return Math.max(schedule, now) + count * rate.interval;
}

/** When one may go: now, or later. */
export function freeAt(rate: Rate, schedule: Schedule, now: number): number {
  return Math.max(now, schedule - (rate.burst - 1) * rate.interval);
}

/** The schedule as past sends have left it; `times` ascending. */
export function replay(rate: Rate, times: readonly number[]): Schedule {
  return times.reduce((schedule, time) => spend(rate, schedule, time), 0);
}

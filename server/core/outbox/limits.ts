// How fast a channel may send, and how fast to one person. Pure: a virtual schedule (GCRA) that gets the time in milliseconds.

/** A rate that allows bursts: on average one per `interval` ms, and up to `burst` at once. */
export type Rate = { interval: number; burst: number };

/** When the next one would be due if all had been sent evenly; 0 at the start. */
export type Schedule = number;

/** Meta: one message per 6 s to the same person; up to 45 at once, which later sends must make up for. Twilio passes the same limit on. */
export const pairRate: Rate = { interval: 6_000, burst: 45 };

/** A channel's rate; the messages of a quarter of a second may be sent at once. */
export function numberRate(messagesPerSecond: number): Rate {
  return { interval: 1_000 / messagesPerSecond, burst: Math.max(1, Math.ceil(messagesPerSecond / 4)) };
}

/** How many may be sent now. */
export function allowance(rate: Rate, schedule: Schedule, now: number): number {
  const ahead = Math.max(0, schedule - now);
  return Math.max(0, Math.floor(rate.burst - ahead / rate.interval + 1e-9));
}

/** The schedule after `count` were sent now. */
export function spend(rate: Rate, schedule: Schedule, now: number, count = 1): Schedule {
  return Math.max(schedule, now) + count * rate.interval;
}

/** When the next one may be sent: now, or later. */
export function freeAt(rate: Rate, schedule: Schedule, now: number): number {
  return Math.max(now, schedule - (rate.burst - 1) * rate.interval);
}

/** The schedule that results from past sends; `times` ascending. */
export function replay(rate: Rate, times: readonly number[]): Schedule {
  return times.reduce((schedule, time) => spend(rate, schedule, time), 0);
}

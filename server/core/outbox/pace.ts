// The dispatcher's memory of rates: of each channel, of each person, and the requests in progress.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { ChannelRef } from "../../contract/inbound.ts";
import { type Budget, type Claimed, recentSends } from "./claim.ts";
import * as limits from "./limits.ts";

/** How long past sends matter, in ms: the time that a full burst has to make up for. */
const memory = limits.pairRate.interval * limits.pairRate.burst;

/** Requests in progress by message, oldest first, with the time of each; and when a response came last. */
type Flights = { underWay: Map<number, number>; heardAt: number };

/**
 * How long a provider may be silent before nothing more is sent to it, in ms: requests that hang leave it unknown whether their messages
 * arrived.
 */
const SILENCE_TIMEOUT_MS = 5_000;

/** Whether the oldest request has waited too long, with no response since it was sent. */
function isSilent({ underWay, heardAt }: Flights, at: number): boolean {
  const [oldest] = underWay.values();
  return oldest !== undefined && at - oldest > SILENCE_TIMEOUT_MS && heardAt < oldest;
}

/** How many messages a second a number may send unless it is set for it. */
type DefaultRate = (number: Pick<ChannelRef, "provider" | "externalId">) => number;

/** The rates of one dispatcher. */
export class Pace {
  readonly #defaultOf: DefaultRate;
  readonly #numbers = new Map<number, { rate: limits.Rate; schedule: limits.Schedule } & Flights>();
  readonly #pairs = new Map<number, limits.Schedule>();
  #sweptAt: number;

  constructor(messagesPerSecond: DefaultRate, now: Date) {
    this.#defaultOf = messagesPerSecond;
    this.#sweptAt = now.getTime();
  }

  /** What each channel may send now; nothing for those in `held`. A channel starts with one message. */
  budget(held: readonly number[], now: Date): Budget {
    const at = now.getTime();
    const free = [...this.#numbers].filter(([id]) => !held.includes(id));
    const channels = free.map(([id, number]) => ({
      id,
      n: isSilent(number, at) ? 0 : limits.allowance(number.rate, number.schedule, at),
    }));
    return { channels: [...channels, ...held.map((id) => ({ id, n: 0 }))], others: 1 };
  }

  /** Time until a channel that is at its limit may send again, in ms; Infinity when none is. */
  wait(now: Date): number {
    const at = now.getTime();
    let least = Number.POSITIVE_INFINITY;
    for (const { rate, schedule } of this.#numbers.values()) {
      const free = limits.freeAt(rate, schedule, at);
      if (free > at) least = Math.min(least, Math.ceil(free - at));
    }
    return least;
  }

  /** A request of a channel was sent. */
  leaves(one: Claimed, now: Date): void {
    this.#numbers.get(one.channel_id)?.underWay.set(one.message_id, now.getTime());
  }

  /** The request has ended; `answered`: the provider responded. */
  lands(one: Claimed, answered: boolean, now: Date): void {
    const number = this.#numbers.get(one.channel_id);
    number?.underWay.delete(one.message_id);
    if (number && answered) number.heardAt = now.getTime();
  }

  /** Counts a send. */
  spend(one: Claimed, now: Date): void {
    const at = now.getTime();
    // Set anew each time, since people may change it.
    const rate = limits.numberRate(
      one.messages_per_second ?? this.#defaultOf({ provider: one.provider, externalId: one.external_id }),
    );
    const number = this.#numbers.get(one.channel_id) ?? { schedule: 0, underWay: new Map(), heardAt: 0, rate };
    number.rate = rate;
    this.#numbers.set(one.channel_id, number);
    number.schedule = limits.spend(number.rate, number.schedule, at);
    this.#pairs.set(one.conversation_id, limits.spend(limits.pairRate, this.#pairs.get(one.conversation_id) ?? 0, at));
    this.#sweep(at);
  }

  /** When a message to this person may be sent; null: now. */
  pairFreeAt(conversationId: number, now: Date): Date | null {
    const schedule = this.#pairs.get(conversationId) ?? 0;
    const at = now.getTime();
    return limits.allowance(limits.pairRate, schedule, at) >= 1
      ? null
      : new Date(limits.freeAt(limits.pairRate, schedule, at));
  }

  /** Moves all times after the clock jumped, in ms, so that waiting times and silences keep their length. */
  shift(byMs: number): void {
    for (const number of this.#numbers.values()) {
      number.schedule += byMs;
      number.heardAt += byMs;
      for (const [id, left] of number.underWay) number.underWay.set(id, left + byMs);
    }
    for (const [id, schedule] of this.#pairs) this.#pairs.set(id, schedule + byMs);
    this.#sweptAt += byMs;
  }

  /** Loads what a previous dispatcher sent recently, so that a restart does not allow a second burst to anybody. */
  async remember(db: Kysely<DB>, now: Date): Promise<void> {
    const since = new Date(now.getTime() - memory);
    for (const [id, times] of await recentSends(db, since)) this.#pairs.set(id, limits.replay(limits.pairRate, times));
  }

  /** Forgets people whose burst has been made up for. */
  #sweep(at: number): void {
    if (at - this.#sweptAt < 10_000) return;
    this.#sweptAt = at;
    for (const [id, schedule] of this.#pairs) if (schedule <= at) this.#pairs.delete(id);
  }
}

// The dispatcher: claims what is due, hands it to the providers within their rates, and records what became of it.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Bell } from "../../base/bell.ts";
import { isTransient } from "../../base/db.ts";
import { pause } from "../../base/lease.ts";
import type { Log } from "../../base/log.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Outbound, SendResult } from "../../contract/outbound.ts";
import type { Channel } from "../../contract/ports.ts";
import { isOpen } from "../inbox/window.ts";
import { type Claimed, claim, inherit, namedLately, nextDue } from "./claim.ts";
import { correct, follow } from "./clock-shift.ts";
import { Pace } from "./pace.ts";
import { type Result, write } from "./results.ts";
import { type Decision, decide, decideUnknown } from "./retry.ts";

/** Requests under way at once, over all channels. */
const maxInFlight = 256;

/** How often it is looked for messages that were queued by a clock that was ahead, in ms. */
const correctEveryMs = 5_000;

export type Dispatcher = {
  /** The lease's connection: claims are made on it, so that only the elected one claims. */
  lease: Kysely<DB>;
  /** Any connection: results are facts, whoever is elected. */
  db: Kysely<DB>;
  channels: ReadonlyMap<Provider, Channel>;
  messagesPerSecond(provider: Provider): number;
  bell: Bell;
  clock: () => Date;
  log: Log;
  signal: AbortSignal;
  /** Whether this process is certainly still the one that dispatches. */
  holds(): boolean;
  /** By how much the clock has jumped since this was asked last, in ms; 0 when it has not. */
  jumped(): number;
  /** Told of every attempt's outcome. */
  onOutcome(provider: Provider, outcome: SendResult["outcome"]): void;
};

/** Dispatches until the signal fires; then finishes the requests under way, records their results and returns. */
export async function dispatch(options: Dispatcher): Promise<void> {
  const { lease, db, bell, clock, log, signal } = options;
  const pace = new Pace(options.messagesPerSecond, clock());
  const inFlight = new Set<Promise<void>>();
  const recorder = new Recorder(db, options, bell, log);
  const askable = [...options.channels.values()]
    .filter((channel) => channel.canFind)
    .map((channel) => channel.provider);
  await pace.remember(db, clock());
  const left = await inherit(lease, askable, clock());
  if (left > 0)
    log.info(
      { messages: left },
      "messages were being sent when the last dispatcher ended: finding out whether they arrived",
    );

  let corrected = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    try {
      const now = clock();
      const jump = options.jumped();
      if (jump !== 0) {
        pace.shift(jump);
        await follow(lease, jump, now);
      }
      if (performance.now() - corrected > correctEveryMs) {
        const early = await correct(lease, now);
        if (early > 0)
          log.warn({ messages: early }, "messages were queued by a clock that was ahead: they are sent now");
        corrected = performance.now();
      }
      const free = maxInFlight - inFlight.size;
      const claimed = free > 0 ? await claim(lease, pace.budget(now), free, now) : [];
      if (claimed.length > 0) {
        for (const one of claimed) {
          const held = one.unanswered ? null : pace.pairFreeAt(one.conversation_id, clock());
          if (!held) pace.spend(one, clock());
          const fate = held ? Promise.resolve(holdBack(held)) : attempt(one, options, pace);
          const task: Promise<void> = fate
            .then((decision) => {
              if (decision)
                recorder.add({
                  messageId: one.message_id,
                  conversationId: one.conversation_id,
                  attempts: one.attempts,
                  decision,
                });
            })
            .finally(() => {
              inFlight.delete(task);
            });
          inFlight.add(task);
        }
        continue;
      }
      const next = await nextDue(lease, now);
      const wait = Math.min(
        1_000,
        pace.wait(now),
        next === null ? 1_000 : Math.max(1, next.getTime() - clock().getTime()),
      );
      await bell.wait(wait, signal);
    } catch (error) {
      if (signal.aborted) break;
      log.error({ err: error }, "the dispatcher stumbled, trying again");
      await pause(500, signal);
    }
  }
  await Promise.all(inFlight);
  await recorder.finish();
}

/**
 * One message: checks, asks, sends. Never throws. Null when this process lost the lease before it was sent, as one that was stopped
 * for a while: the next dispatcher finds it and decides.
 */
async function attempt(one: Claimed, options: Dispatcher, pace: Pace): Promise<Decision | null> {
  const { clock } = options;
  const channel = options.channels.get(one.provider);
  const { draft } = one.content;
  if (!channel)
    return localFault("The channel is not configured", `Set the credentials of ${one.provider} and send it again.`);
  if (
    draft.type !== "template" &&
    !one.window_exempt &&
    one.address_kind !== "group" &&
    !isOpen(one.last_inbound_at, clock())
  ) {
    return localFault(
      "The 24-hour window closed before it was sent",
      "Send a template, or wait until the customer writes.",
    );
  }
  const outbound: Outbound = {
    key: one.key,
    channel: {
      provider: one.provider,
      externalId: one.external_id,
      displayNumber: one.display_number,
      accountId: one.account_id,
    },
    to: { kind: one.address_kind, value: one.address },
    draft,
    attemptedAt: one.first_attempt_at,
  };
  let result: SendResult;
  try {
    const trace =
      one.unanswered && channel.canFind ? await seek(channel, outbound, one, options) : { found: "no" as const };
    if (trace.found === "unknown") return decideUnknown(one.attempts, clock());
    if (trace.found === "no" && !options.holds()) return null;
    result =
      trace.found === "yes"
        ? { outcome: "accepted", providerId: trace.providerId, waId: null, bsuid: null }
        : await channel.send({ ...outbound, attemptedAt: clock() });
  } catch (error) {
    options.log.error({ err: error, message: one.message_id }, "a channel broke its promise not to throw");
    result = { outcome: "unanswered", reason: "an unexpected fault while sending" };
  }
  options.onOutcome(one.provider, result.outcome);
  const decision = decide(
    result,
    { attempts: one.attempts, queuedAt: one.queued_at, canAsk: channel.canFind },
    clock(),
  );
  const until =
    decision.next === "again" && decision.pause ? decision.at : decision.next === "fail" ? decision.pause : null;
  if (until) {
    pace.pause(one.channel_id, until);
    await rest(options, one.channel_id, until, result);
  } else if (result.outcome === "refused" && result.advice.operator) alarm(options, one.channel_id, result);
  return decision;
}

type Refused = Extract<SendResult, { outcome: "refused" }>;

/** Tells whoever runs this Bellhop that they must act. */
function alarm({ log }: Dispatcher, channel: number, { error, advice }: Refused, until?: Date): void {
  log.error({ channel, code: error.code, title: error.title, until }, `sending needs an operator: ${advice.remedy}`);
}

/** Notes that a number rests, and why, where people can see it. */
async function rest(options: Dispatcher, channel: number, until: Date, result: SendResult): Promise<void> {
  if (result.outcome !== "refused") return;
  if (result.advice.operator) alarm(options, channel, result, until);
  await options.db
    .updateTable("channels")
    .set({ paused_until: until, pause_reason: `${result.error.code} ${result.error.title}` })
    .where("id", "=", channel)
    .execute()
    .catch((error: unknown) => options.log.warn({ err: error, channel }, "could not note that a number rests"));
}

/** Asks the provider for a trace of a message; other messages to the same person that have their name are not it. */
async function seek(
  channel: Channel,
  outbound: Outbound,
  one: Claimed,
  { db }: Dispatcher,
): ReturnType<Channel["find"]> {
  try {
    return await channel.find(outbound, await namedLately(db, one.conversation_id));
  } catch (error) {
    if (isTransient(error)) return { found: "unknown" };
    throw error;
  }
}

/** Nothing was attempted: the person has had as many messages as may be sent for now. */
function holdBack(until: Date): Decision {
  return { next: "again", at: until, reason: "too many messages to the same person", pause: false, attempted: false };
}

function localFault(title: string, remedy: string): Decision {
  return { next: "fail", code: null, title, details: null, remedy, pause: null };
}

const unrecorded = localFault(
  "What became of it could not be recorded",
  "It may or may not have arrived. Ask the customer, or send it again.",
);

/** Writes results down in groups: while one group is being committed the next one gathers. Keeps them until the database has them. */
class Recorder {
  readonly #db: Kysely<DB>;
  readonly #options: Dispatcher;
  readonly #bell: Bell;
  readonly #log: Log;
  #waiting: Result[] = [];
  #running: Promise<void> | null = null;

  constructor(db: Kysely<DB>, options: Dispatcher, bell: Bell, log: Log) {
    this.#db = db;
    this.#options = options;
    this.#bell = bell;
    this.#log = log;
  }

  add(result: Result): void {
    this.#waiting.push(result);
    this.#running ??= this.#run();
  }

  async finish(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // Results of requests that ended in the same turn of the event loop go together.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#write(group);
      this.#bell.ring();
    }
    this.#running = null;
  }

  async #write(group: Result[]): Promise<void> {
    const explain = (provider: Provider, error: Parameters<Channel["advise"]>[0]) =>
      this.#options.channels.get(provider)?.advise(error).remedy ?? "";
    for (let tries = 1; ; tries += 1) {
      try {
        return await write(this.#db, group, explain, this.#options.clock());
      } catch (error) {
        if (!isTransient(error) && group.length > 1) {
          for (const one of group) await this.#write([one]);
          return;
        }
        this.#log.error({ err: error, results: group.length }, "results could not be recorded");
        // Unrecorded, the message counts as being sent; the next dispatcher finds out what became of it.
        if (this.#options.signal.aborted && tries > 5) return;
        // Not ours alone is the database: a merge or an echo may have come in between, so it is tried again. What can't be
        // written at all must not hold up the conversation behind it.
        if (!isTransient(error) && tries >= 3) {
          if (group[0]!.decision === unrecorded) return;
          return await this.#write(group.map((one) => ({ ...one, decision: unrecorded })));
        }
        await pause(500, AbortSignal.timeout(60_000));
      }
    }
  }
}

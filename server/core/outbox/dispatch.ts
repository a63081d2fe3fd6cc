// The dispatcher: claims what is due, hands it to the providers within their rates, and records what became of it.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { isTransient } from "../../base/db.ts";
import { pause } from "../../base/lease.ts";
import type { Log } from "../../base/log.ts";
import { MAX_SLEEP_MS, type WakeSignal } from "../../base/wake-signal.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Outbound, SendResult } from "../../contract/outbound.ts";
import type { Channel } from "../../contract/ports.ts";
import { isOpen } from "../inbox/window.ts";
import * as claims from "./claim.ts";
import { correct, follow } from "./clock-shift.ts";
import { Holds } from "./holds.ts";
import { Pace } from "./pace.ts";
import { type Result, write } from "./results.ts";
import {
  askLater,
  type Decision,
  decide,
  expired,
  MAX_COPIES,
  noAnswer,
  type Sign,
  signOf,
  windowClosed,
} from "./retry.ts";
import { waitsForWindow } from "./validity.ts";

/** Requests under way at once, over all channels. */
const MAX_IN_FLIGHT = 256;
/** How long requests under way may take after the signal, in ms; then they are cut off and settled at the next start. */
const STOP_GRACE_MS = 4_000;
/** How often messages of held numbers are looked through for those that make no sense any more, in ms. */
const OVERDUE_CHECK_INTERVAL_MS = 5_000;

type Claimed = claims.Claimed;

/** How often it is looked for messages that were queued by a clock that was ahead, in ms. */
const CLOCK_CHECK_INTERVAL_MS = 5_000;

export type Dispatcher = {
  /** The lease's connection: claims are made on it, so that only the elected one claims. */
  lease: Kysely<DB>;
  /** Any connection: results are facts, whoever is elected. */
  db: Kysely<DB>;
  channels: ReadonlyMap<Provider, Channel>;
  messagesPerSecond(provider: Provider): number;
  wakeSignal: WakeSignal;
  clock: () => Date;
  log: Log;
  signal: AbortSignal;
  /** Whether this process is certainly still the one that dispatches. */
  leads(): boolean;
  /** By how much the clock has jumped since this was asked last, in ms; 0 when it has not. */
  jumped(): number;
  /** Told of every attempt's outcome. */
  onOutcome(provider: Provider, outcome: SendResult["outcome"]): void;
};

/** Dispatches until the signal fires; then finishes the requests under way or cuts them off, records their results and returns. */
export async function dispatch(options: Dispatcher): Promise<void> {
  const { lease, db, wakeSignal, clock, log, signal } = options;
  const pace = new Pace(options.messagesPerSecond, clock());
  const holds = new Holds(db, log);
  const inFlight = new Set<Promise<void>>();
  const recorder = new Recorder(db, options, wakeSignal, log);
  const cut = cutAfter(signal, STOP_GRACE_MS);
  const work: Work = { ...options, pace, holds, cut };
  const askable = [...options.channels.values()]
    .filter((channel) => channel.canFind)
    .map((channel) => channel.provider);
  await pace.remember(db, clock());
  await holds.load(lease, clock());
  const left = await claims.inherit(lease, askable, clock());
  if (left > 0)
    log.info(
      { messages: left },
      "messages were being sent when the last dispatcher ended: finding out whether they arrived",
    );
  let forWindow = true;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const record = (one: Pick<Claimed, "message_id" | "conversation_id" | "attempts" | "copies">, decision: Decision) => {
    const { attempts, copies } = one;
    recorder.add({ messageId: one.message_id, conversationId: one.conversation_id, attempts, copies, decision });
  };

  const begin = (one: Claimed, probe: boolean) => {
    const held = one.unanswered ? null : pace.pairFreeAt(one.conversation_id, clock());
    if (probe) holds.probe(one.channel_id);
    if (!held) pace.spend(one, clock());
    const fate = held ? Promise.resolve(holdBack(held)) : attempt(one, work, probe);
    if (held && probe) holds.note(one.channel_id, null, true, clock());
    const task: Promise<void> = fate
      .then((decision) => {
        if (decision?.next === "window") forWindow = true;
        if (decision) record(one, decision);
      })
      .finally(() => {
        inFlight.delete(task);
      });
    inFlight.add(task);
  };

  let corrected = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    try {
      const now = clock();
      const jump = options.jumped();
      if (jump !== 0) {
        pace.shift(jump);
        holds.shift(jump);
        lookedAt = Number.NEGATIVE_INFINITY;
        await follow(lease, jump, now);
      }
      if (performance.now() - corrected > CLOCK_CHECK_INTERVAL_MS) {
        const early = await correct(lease, now);
        if (early > 0)
          log.warn({ messages: early }, "messages were queued by a clock that was ahead: they are sent now");
        corrected = performance.now();
      }
      if (holds.any()) {
        await holds.refresh(lease, now);
        if (now.getTime() - lookedAt >= OVERDUE_CHECK_INTERVAL_MS) {
          lookedAt = now.getTime();
          for (const one of await claims.overdue(lease, holds.ids(), now)) {
            const reason = holds.reason(one.channel_id);
            record(one, one.copies > 0 ? noAnswer(reason) : expired(reason));
          }
        }
      }
      if (forWindow) {
        await claims.openWindows(lease, now);
        forWindow = await claims.anyForWindow(lease);
      }
      const free = MAX_IN_FLIGHT - inFlight.size;
      const claimed = free > 0 ? await claims.claim(lease, pace.budget(holds.ids(), now), free, now) : [];
      const probes = holds.any() ? await claims.claimProbes(lease, holds.due(now), now) : [];
      for (const one of claimed) begin(one, false);
      for (const one of probes) begin(one, true);
      if (claimed.length + probes.length > 0) continue;
      const next = await claims.nextDue(lease, now);
      const wait = Math.min(
        MAX_SLEEP_MS,
        pace.wait(now),
        holds.wait(now),
        next === null ? MAX_SLEEP_MS : Math.max(1, next.getTime() - clock().getTime()),
      );
      await wakeSignal.wait(wait, signal);
    } catch (error) {
      if (signal.aborted) break;
      log.error({ err: error }, "the dispatcher stumbled, trying again");
      await pause(500, signal);
    }
  }
  await Promise.all(inFlight);
  await holds.finish();
  await recorder.finish();
}

/** What an attempt needs: the options, the dispatcher's memory, and what cuts requests off. */
type Work = Dispatcher & { pace: Pace; holds: Holds; cut: AbortSignal };

/** Fires so long after another signal. */
function cutAfter(signal: AbortSignal, ms: number): AbortSignal {
  const cut = new AbortController();
  const later = () => setTimeout(() => cut.abort(), ms).unref();
  if (signal.aborted) later();
  else signal.addEventListener("abort", later, { once: true });
  return cut.signal;
}

/**
 * One message: asks, checks, sends. `probe`: its number is held, and this is the one that is tried. Never throws. Null when this process
 * lost the lease before it was sent, as one that was stopped for a while: the next dispatcher finds it and decides.
 */
async function attempt(one: Claimed, work: Work, probe: boolean): Promise<Decision | null> {
  const { clock, pace, holds, cut } = work;
  const outbound = outboundOf(one);
  pace.leaves(one, clock());
  let fate: Fate;
  try {
    fate = await chance(one, outbound, work, probe);
  } catch (error) {
    work.log.error({ err: error, message: one.message_id }, "a channel broke its promise not to throw");
    fate = sent({ outcome: "unanswered", reason: "an unexpected fault while sending" }, one, work, probe);
  }
  pace.lands(one, fate.answered, clock());
  // What we cut off ourselves says nothing about the provider; and who leads no more must not hold a number that another sends from.
  const counts = work.leads() && (fate.answered || !cut.aborted);
  holds.note(one.channel_id, counts ? fate.sign : null, probe, clock());
  return fate.decision;
}

/** What came of one attempt: what becomes of the message, null when the next dispatcher decides; and what it says about the number. */
type Fate = { decision: Decision | null; sign: Sign; answered: boolean };

/** A fate that was decided without the provider. */
const ours = (decision: Decision | null): Fate => ({ decision, sign: null, answered: false });

async function chance(one: Claimed, outbound: Outbound, work: Work, probe: boolean): Promise<Fate> {
  const { clock, cut } = work;
  const channel = work.channels.get(one.provider);
  if (!channel) return { ...ours(missing(clock())), sign: notConfigured(one.provider) };
  if (one.unanswered) {
    const trace = await seek(channel, outbound, one, work);
    if (trace === null) return ours(askLater(clock(), "the database could not be asked"));
    if (trace.found === "yes") {
      const result = { outcome: "accepted", providerId: trace.providerId, waId: null, bsuid: null } as const;
      return sent(result, one, work, probe);
    }
    const late = one.expires_at <= clock();
    if (trace.found === "several" || late || (trace.found === "no" && one.copies > MAX_COPIES))
      return ours(noAnswer(one.last_error));
    if (trace.found === "unknown") {
      const reason = "the provider could not be asked whether it arrived";
      const sign = { well: false, sure: true, operator: false, reason, remedy: null, retryAfterMs: null } as const;
      return { decision: askLater(clock(), one.last_error ?? reason), sign, answered: false };
    }
  }
  const { draft } = one.content;
  const closed =
    draft.type !== "template" && !one.window_exempt && one.address_kind !== "group" && !isOpen(one, clock());
  if (one.expires_at <= clock()) return ours(closed ? windowClosed : expired(one.last_error));
  if (closed) return ours(outsideWindow(one));
  if (!work.leads()) return ours(null);
  return sent(await channel.send({ ...outbound, attemptedAt: clock() }, cut), one, work, probe);
}

/** What follows from an outcome. */
function sent(result: SendResult, one: Claimed, work: Work, probe: boolean): Fate {
  work.onOutcome(one.provider, result.outcome);
  const canAsk = work.channels.get(one.provider)?.canFind ?? false;
  const so = { attempts: one.attempts, firstAttemptAt: one.first_attempt_at, well: !probe, canAsk };
  const decided = decide(result, so, work.clock());
  const template = result.outcome === "refused" && result.advice.action === "template";
  const decision = template && waitsForWindow.has(one.kind) ? outsideWindow(one) : decided;
  return { decision, sign: signOf(result), answered: result.outcome === "accepted" || result.outcome === "refused" };
}

/** The window is closed: what still makes sense when the customer writes again waits for that. */
const outsideWindow = ({ kind }: Claimed): Decision =>
  waitsForWindow.has(kind) ? { next: "window", reason: "the 24-hour window is closed" } : windowClosed;

const missing = (now: Date): Decision => ({
  next: "again",
  at: now,
  reason: "the number's provider is not configured",
  counted: false,
});

const notConfigured = (provider: Provider): Sign => ({
  well: false,
  sure: true,
  operator: true,
  reason: "The number's provider is not configured",
  remedy: `Set the credentials of ${provider} and restart.`,
  retryAfterMs: null,
});

const outboundOf = (one: Claimed): Outbound => ({
  key: one.key,
  channel: {
    provider: one.provider,
    externalId: one.external_id,
    displayNumber: one.display_number,
    accountId: one.account_id,
  },
  to: { kind: one.address_kind, value: one.address },
  draft: one.content.draft,
  attemptedAt: one.first_attempt_at,
});

/** Asks the provider for a trace of a message; other messages to the same person that have their name are not it. */
async function seek(channel: Channel, outbound: Outbound, one: Claimed, { db, cut }: Work) {
  try {
    return await channel.find(outbound, await claims.namedLately(db, one.conversation_id), cut);
  } catch (error) {
    if (isTransient(error)) return null;
    throw error;
  }
}

/** Nothing was attempted: the person has had as many messages as may be sent for now. */
function holdBack(until: Date): Decision {
  return { next: "again", at: until, reason: "too many messages to the same person", counted: false };
}

const unrecorded: Decision = {
  next: "fail",
  code: null,
  title: "What became of it could not be recorded",
  details: null,
  remedy: "It may or may not have arrived. Ask the customer, or send it again.",
};

/** Writes results down in groups: while one group is being committed the next one gathers. Keeps them until the database has them. */
class Recorder {
  readonly #db: Kysely<DB>;
  readonly #options: Dispatcher;
  readonly #wakeSignal: WakeSignal;
  readonly #log: Log;
  #waiting: Result[] = [];
  #running: Promise<void> | null = null;

  constructor(db: Kysely<DB>, options: Dispatcher, wakeSignal: WakeSignal, log: Log) {
    this.#db = db;
    this.#options = options;
    this.#wakeSignal = wakeSignal;
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
      this.#wakeSignal.wake();
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

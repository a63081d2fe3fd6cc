// The dispatcher: claims what is due, hands it to the providers within their rates, and records what became of it.
import { pause } from "../../base/lease.ts";
import { MAX_SLEEP_MS } from "../../base/wake-signal.ts";
import { providers } from "../../contract/inbound.ts";
import { attempt, type Work } from "./attempt.ts";
import * as claims from "./claim.ts";
import { correct, follow } from "./clock-shift.ts";
import type { DispatchOptions } from "./dispatch-options.ts";
import { createFileSender } from "./file-sender.ts";
import { Holds } from "./holds.ts";
import { Pace } from "./pace.ts";
import { Recorder } from "./recorder.ts";
import { type Decision, expired, noAnswer } from "./retry.ts";

/** Requests under way at once, over all channels. */
const MAX_IN_FLIGHT = 256;
/** How long requests under way may take after the signal, in ms; then they are cut off and settled at the next start. */
const STOP_GRACE_MS = 4_000;
/** How often messages of held numbers are looked through for those that make no sense any more, in ms. */
const OVERDUE_CHECK_INTERVAL_MS = 5_000;
/** How often it is looked for messages that were queued by a clock that was ahead, in ms. */
const CLOCK_CHECK_INTERVAL_MS = 5_000;

/** The dispatcher at work. */
type Dispatcher = Work & {
  recorder: Recorder;
  inFlight: Set<Promise<void>>;
  /** Whether messages may wait for customers to write again. */
  forWindow: boolean;
  /** When messages of held numbers were last looked through, in ms of the wall clock. */
  overdueCheckedAt: number;
  /** When it was last looked for messages of a clock that was ahead, in ms of the clock that cannot jump. */
  clockCheckedAt: number;
};

/** Dispatches until the signal fires; then finishes the requests under way or cuts them off, records their results and returns. */
export async function dispatch(options: DispatchOptions): Promise<void> {
  const { lease, wakeSignal, clock, log, signal } = options;
  const dispatcher = await begin(options);
  const { pace, holds, inFlight } = dispatcher;
  while (!signal.aborted) {
    try {
      const now = clock();
      const jump = options.jumped();
      if (jump !== 0) await followJump(dispatcher, jump, now);
      if (performance.now() - dispatcher.clockCheckedAt > CLOCK_CHECK_INTERVAL_MS) await sendEarly(dispatcher, now);
      if (holds.any()) await checkHeld(dispatcher, now);
      if (dispatcher.forWindow) {
        await claims.openWindows(lease, now);
        dispatcher.forWindow = await claims.anyForWindow(lease);
      }
      const free = MAX_IN_FLIGHT - inFlight.size;
      const claimed = free > 0 ? await claims.claim(lease, pace.budget(holds.ids(), now), free, now) : [];
      const probes = holds.any() ? await claims.claimProbes(lease, holds.due(now), now) : [];
      for (const one of claimed) start(dispatcher, one, false);
      for (const one of probes) start(dispatcher, one, true);
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
  await dispatcher.recorder.finish();
}

/** Learns what the last dispatcher left: how fast it sent, which numbers it held, and what it was sending when it ended. */
async function begin(options: DispatchOptions): Promise<Dispatcher> {
  const { lease, db, clock, log, signal } = options;
  const pace = new Pace(options.messagesPerSecond, clock());
  const holds = new Holds(db, log);
  const cut = cutAfter(signal, STOP_GRACE_MS);
  await pace.remember(db, clock());
  await holds.load(lease, clock());
  const askable = providers.filter((provider) => options.channels.get(provider)?.canFind);
  const left = await claims.inherit(lease, askable, clock());
  if (left > 0)
    log.info(
      { messages: left },
      "messages were being sent when the last dispatcher ended: finding out whether they arrived",
    );
  return {
    ...options,
    ...{
      pace,
      holds,
      cut,
      fileSender: createFileSender(options),
      recorder: new Recorder(options),
      inFlight: new Set(),
      forWindow: true,
    },
    ...{ overdueCheckedAt: Number.NEGATIVE_INFINITY, clockCheckedAt: Number.NEGATIVE_INFINITY },
  };
}

/** Fires so long after another signal. */
function cutAfter(signal: AbortSignal, ms: number): AbortSignal {
  const cut = new AbortController();
  const later = () => setTimeout(() => cut.abort(), ms).unref();
  if (signal.aborted) later();
  else signal.addEventListener("abort", later, { once: true });
  return cut.signal;
}

/** Starts an attempt at a message and records what came of it. `probe`: its number is held, and this is the message that is tried. */
function start(dispatcher: Dispatcher, one: claims.Claimed, probe: boolean): void {
  const { pace, holds, clock, inFlight, recorder } = dispatcher;
  const held = one.unanswered ? null : pace.pairFreeAt(one.conversation_id, clock());
  // The number may have been held while the message was being claimed.
  const late = !probe && holds.has(one.channel_id);
  if (probe) holds.probe(one.channel_id);
  if (!held && !late) pace.spend(one, clock());
  const fate = late ? giveBack(one, clock()) : held ? holdBack(held) : attempt(one, dispatcher, probe);
  if (held && probe) holds.note(one.channel_id, null, true, clock());
  const task: Promise<void> = Promise.resolve(fate)
    .then((decision) => {
      if (decision.next === "window") dispatcher.forWindow = true;
      recorder.add(one, decision);
    })
    .finally(() => {
      inFlight.delete(task);
    });
  inFlight.add(task);
}

/** Nothing was attempted: the number is held by now. What may have arrived already is still to be found out about. */
function giveBack({ unanswered }: claims.Claimed, at: Date): Decision {
  const reason = "the number is held";
  return unanswered ? { next: "settle", at, reason, left: false } : { next: "again", at, reason, counted: false };
}

/** Nothing was attempted: the person has had as many messages as may be sent for now. */
function holdBack(until: Date): Decision {
  return { next: "again", at: until, reason: "too many messages to the same person", counted: false };
}

/** The clock has jumped: what waits goes on waiting for as long as it was to. */
async function followJump(dispatcher: Dispatcher, jump: number, now: Date): Promise<void> {
  dispatcher.pace.shift(jump);
  dispatcher.holds.shift(jump);
  dispatcher.overdueCheckedAt = Number.NEGATIVE_INFINITY;
  await follow(dispatcher.lease, jump, now);
}

/** Makes messages due that a clock queued for later because it was ahead. */
async function sendEarly(dispatcher: Dispatcher, now: Date): Promise<void> {
  const early = await correct(dispatcher.lease, now);
  if (early > 0)
    dispatcher.log.warn({ messages: early }, "messages were queued by a clock that was ahead: they are sent now");
  dispatcher.clockCheckedAt = performance.now();
}

/** Looks which numbers are held now, and gives up messages of theirs that make no sense any more. */
async function checkHeld(dispatcher: Dispatcher, now: Date): Promise<void> {
  const { lease, holds, recorder } = dispatcher;
  await holds.refresh(lease, now);
  if (now.getTime() - dispatcher.overdueCheckedAt < OVERDUE_CHECK_INTERVAL_MS) return;
  dispatcher.overdueCheckedAt = now.getTime();
  for (const one of await claims.overdue(lease, holds.ids(), now)) {
    const reason = holds.reason(one.channel_id);
    recorder.add(one, one.copies > 0 ? noAnswer(reason) : expired(reason));
  }
}

// One attempt to send a message: the checks before it, and what follows from its result.
import { isTransient } from "../../base/db.ts";
import { logFields } from "../../base/log.ts";
import type { Provider } from "../../contract/inbound.ts";
import { fileOf, type Outbound, type SendResult } from "../../contract/outbound.ts";
import type { Channel } from "../../contract/ports.ts";
import { isOpen } from "../inbox/window.ts";
import { templateFor } from "../templates/bindings.ts";
import { wantSyncOf } from "../templates/sync.ts";
import * as claims from "./claim.ts";
import type { DispatchOptions } from "./dispatch-options.ts";
import { textOf } from "./draft-columns.ts";
import type { FileOutcome, FileSender } from "./file-sender.ts";
import type { Holds } from "./holds.ts";
import type { Pace } from "./pace.ts";
import {
  askLater,
  type Decision,
  decide,
  expired,
  MAX_COPIES,
  noAnswer,
  notSent,
  optedOut,
  type Sign,
  signOf,
  windowClosed,
  windowReason,
} from "./retry.ts";
import { waitsForWindow } from "./validity.ts";

type Claimed = claims.Claimed;

/** What an attempt needs: the options, the dispatcher's memory, and a signal that aborts requests. */
export type Work = DispatchOptions & { pace: Pace; holds: Holds; fileSender: FileSender; cut: AbortSignal };

/** Makes one attempt, with the message's trace in every log line. `probe`: the channel is held, and this message probes it. Never throws. */
export function attempt(one: Claimed, work: Work, probe: boolean): Promise<Decision> {
  const { message_id: message, webhook_id, queued_at, attempts, provider, kind: sort } = one;
  const trace = work.traces.ofOutbound(message, webhook_id);
  return logFields.run({ trace, message }, async () => {
    const from = work.clock();
    const decision = await attemptOnce(one, work, probe);
    if (!work.traces.on) return decision;
    const until = work.clock();
    const first = webhook_id === null && attempts === 1;
    const waited = {
      ...{ trace, name: "message.waited", kind: "internal" as const, from: queued_at, until: from },
      first,
    };
    if (attempts === 1) work.traces.note({ ...waited, attributes: { message, sort } });
    const attributes = { message, provider, attempts, next: decision.next };
    const failed = decision.next === "fail";
    work.traces.note({ ...{ trace, name: "message.attempted", kind: "client", from, until, attributes }, failed });
    return decision;
  });
}

async function attemptOnce(one: Claimed, work: Work, probe: boolean): Promise<Decision> {
  const { clock, pace, holds, cut } = work;
  const outbound = outboundOf(one);
  pace.leaves(one, clock());
  let fate: AttemptOutcome;
  try {
    fate = await checkAndSend(one, outbound, work, probe);
    // The list may be old: it is read anew soon.
    if (fate.templateFault)
      await wantSyncOf(work.db, [outbound.channel], clock()).catch((error: unknown) =>
        work.log.warn({ err: error }, "the templates were not asked for anew"),
      );
    if (fate.decision?.next === "window") fate.decision = await otherWords(one, fate.decision, work);
  } catch (error) {
    work.log.error({ err: error, message: one.message_id }, "a channel broke its promise not to throw");
    fate = sent({ outcome: "unanswered", reason: "an unexpected fault while sending" }, one, work, probe);
  }
  pace.lands(one, fate.answered, clock());
  // A request that we aborted says nothing about the provider. And a process that no longer dispatches must not hold a channel from which
  // another one sends.
  const counts = work.leads() && (fate.answered || !cut.aborted);
  holds.note(one.channel_id, counts ? fate.sign : null, probe, clock());
  return fate.decision;
}

/** The result of an attempt: what happens to the message, and what it says about the channel. */
type AttemptOutcome = { decision: Decision; sign: Sign; answered: boolean; templateFault?: boolean };

/** A result without asking the provider. */
const ours = (decision: Decision): AttemptOutcome => ({ decision, sign: null, answered: false });

async function checkAndSend(one: Claimed, outbound: Outbound, work: Work, probe: boolean): Promise<AttemptOutcome> {
  const { clock, cut } = work;
  const channel = work.channels.get(one.provider, outbound.channel);
  if (!channel) return { ...ours(missing(clock())), sign: notConfigured(one.provider) };
  if (one.unanswered) {
    const trace = await lookUp(channel, outbound, one, work);
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
  if (one.unwanted) return ours(unwanted(one));
  const { draft } = one.content;
  const closed =
    draft.type !== "template" && !one.window_exempt && one.address_kind !== "group" && !isOpen(one, clock());
  if (one.expires_at <= clock()) return ours(closed ? windowClosed : expired(one.last_error));
  if (closed) return ours(outsideWindow(one));
  if (!work.leads()) return ours(notSent(one, clock()));
  if (fileOf(draft)?.file !== undefined) return sendFile(channel, outbound, one, work, probe);
  return sent(await channel.send({ ...outbound, attemptedAt: clock() }, cut), one, work, probe);
}

/**
 * Makes the file ready and sends the message. Until the file is ready nothing was sent, so whatever fails before is repeated like a refused send.
 * A file that the provider no longer has is uploaded anew, once.
 */
async function sendFile(
  channel: Channel,
  outbound: Outbound,
  one: Claimed,
  work: Work,
  probe: boolean,
  isSecond = false,
): Promise<AttemptOutcome> {
  const ready = await prepareFile(channel, one, work);
  if ("decision" in ready) return ours(ready.decision);
  if ("result" in ready) return sent(ready.result, one, work, probe);
  // An upload may have taken minutes.
  if (!work.leads()) return ours(notSent(one, work.clock()));
  const result = await channel.send({ ...outbound, file: ready.file, attemptedAt: work.clock() }, work.cut);
  if (isSecond || !ready.reused || !isForgotten(channel, result)) return sent(result, one, work, probe);
  await work.fileSender.forget(one, ready.file);
  return sendFile(channel, outbound, one, work, probe, true);
}

/** Whether a provider refused a message because it no longer has the file. */
const isForgotten = ({ files }: Channel, result: SendResult): boolean =>
  files.by === "upload" && result.outcome === "refused" && files.isForgotten(result.error);

/** The file of a message, ready. While the database is away nothing was sent: it is tried again. */
async function prepareFile(channel: Channel, one: Claimed, { fileSender, cut, clock }: Work): Promise<FileOutcome> {
  try {
    return await fileSender.prepare(one, channel, cut);
  } catch (error) {
    if (!isTransient(error)) throw error;
    const again = { next: "again", at: clock(), reason: "the database could not be asked", counted: false } as const;
    return { decision: again };
  }
}

/** What follows from the provider's outcome. */
function sent(result: SendResult, one: Claimed, work: Work, probe: boolean): AttemptOutcome {
  work.onOutcome(one.provider, result.outcome);
  const canAsk = work.channels.get(one.provider)?.canFind ?? false;
  const so = { attempts: one.attempts, firstAttemptAt: one.first_attempt_at, well: !probe, canAsk };
  const decided = decide(result, so, work.clock());
  return {
    decision: outsideOf(result, one) ?? decided,
    sign: signOf(result),
    answered: result.outcome === "accepted" || result.outcome === "refused",
    templateFault: result.outcome === "refused" && result.advice.templateFault === true,
  };
}

/** What the provider refuses because of the window or of the template that stood in waits for the window; null: it says something else. */
function outsideOf(result: SendResult, one: Claimed): Decision | null {
  if (result.outcome !== "refused" || !waitsForWindow.has(one.kind)) return null;
  const { advice, error } = result;
  if (advice.action === "template") return outsideWindow(one);
  const { said } = one.content;
  if (said === undefined || advice.templateFault !== true) return null;
  const reason = `The provider refused its template: ${error.title}. ${advice.remedy}`;
  return { next: "window", reason, becomes: { draft: said, text: textOf(said) } };
}

/** Marketing for whoever wants none. What stood in for a message goes back to it, which waits for the customer to write. */
function unwanted({ kind, content: { said } }: Claimed): Decision {
  if (said === undefined || !waitsForWindow.has(kind)) return optedOut;
  const reason = "its template is marketing, which the customer does not want";
  return { next: "window", reason, becomes: { draft: said, text: textOf(said) } };
}

/** The window is closed: kinds that are still useful when the customer writes again wait for that. */
const outsideWindow = ({ kind }: Claimed): Decision =>
  waitsForWindow.has(kind) ? { next: "window", reason: windowReason } : windowClosed;

/** What waits for the window becomes the template that its number has for the occasion, if there is one; or says why it does not. */
async function otherWords(one: Claimed, waits: Decision & { next: "window" }, { db, clock }: Work): Promise<Decision> {
  const { draft, occasion } = one.content;
  if (occasion === undefined || draft.type === "template") return waits;
  try {
    const bound = await templateFor(db, one.channel_id, occasion, textOf(draft) ?? "");
    if (bound === null) return waits;
    if ("why" in bound) return { ...waits, reason: bound.why };
    return { next: "again", at: clock(), reason: waits.reason, counted: false, becomes: bound };
  } catch (error) {
    if (!isTransient(error)) throw error;
    return { next: "again", at: clock(), reason: "the database could not be asked", counted: false };
  }
}

const missing = (now: Date): Decision => ({
  next: "again",
  at: now,
  reason: "the number has no credentials",
  counted: false,
});

const notConfigured = (provider: Provider): Sign => ({
  well: false,
  sure: true,
  operator: true,
  reason: "There are no credentials for this number",
  remedy: `Add the number of ${provider} on the page Numbers, or set its credentials in the environment and restart.`,
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

/** Asks the provider whether it has a message. Other messages to the same person whose provider ids are known are excluded. */
async function lookUp(channel: Channel, outbound: Outbound, one: Claimed, { db, cut }: Work) {
  try {
    return await channel.find(outbound, await claims.namedLately(db, one.conversation_id), cut);
  } catch (error) {
    if (isTransient(error)) return null;
    throw error;
  }
}

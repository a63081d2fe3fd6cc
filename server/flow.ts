// The flow: a message comes in at the edge, is written down by ingest, becomes a line in the inbox, is answered by the bot, waits in the outbox, and
// leaves at the edge. This file connects these rooms, which do not know each other.
import type { Kysely, Transaction } from "kysely";
import type pg from "pg";
import type { DB } from "../db/rows.ts";
import type { Config } from "./base/config.ts";
import { overClient } from "./base/db.ts";
import { joinElection, type LeaderLease, type Leadership } from "./base/lease.ts";
import type { Log } from "./base/log.ts";
import type { Traces } from "./base/traces.ts";
import { WakeSignal } from "./base/wake-signal.ts";
import type { ChannelRef, Provider } from "./contract/inbound.ts";
import type { Draft, SendResult } from "./contract/outbound.ts";
import type { ByNumber, CallProvider, Channel, Clock, ReadWebhook } from "./contract/ports.ts";
import type { TemplateNews } from "./contract/templates.ts";
import { isAnswerable } from "./core/bot/answer.ts";
import * as states from "./core/bot/states.ts";
import { type TurnOptions, type Turns, take } from "./core/bot/turns.ts";
import { asksForCall, followCalls, refuseAtProvider } from "./core/calls/effects.ts";
import { passiveOf } from "./core/inbox/effects.ts";
import { unanswered } from "./core/inbox/inbound-messages.ts";
import { type Entry, type Recorded, record } from "./core/inbox/record.ts";
import { raiseUnknown } from "./core/inbox/unknown-numbers.ts";
import { answeredByPhone, begin, type Waiting } from "./core/inbox/waiting.ts";
import { drain, type Handle } from "./core/ingest/drain.ts";
import type { Files } from "./core/media/keep.ts";
import { dispatch } from "./core/outbox/dispatch.ts";
import { enqueue, type OutboundMessage, wakeDispatchers } from "./core/outbox/enqueue.ts";
import { type Notification, notifyContact } from "./core/outbox/notify-contact.ts";
import { confirmDelivery } from "./core/outbox/results.ts";
import { sayAsTemplates } from "./core/outbox/say-as-template.ts";
import { fitAnswer } from "./core/templates/answers.ts";
import { applyNews, wantSyncOf } from "./core/templates/sync.ts";
import { stepsOf } from "./flow-traces.ts";
import { echoesOf, type Messages, promptsOf } from "./prompts.ts";
import type { Plugin } from "./skills.ts";

/** What the flow needs. */
export type FlowParts = {
  url: string;
  db: Kysely<DB>;
  channels: ByNumber<Channel>;
  calls: ByNumber<CallProvider>;
  /** Where files are kept. */
  files: Files;
  read: ReadWebhook;
  /** How many messages a second a number may send unless it is set for it. */
  messagesPerSecond(number: Pick<ChannelRef, "provider" | "externalId">): number;
  /** All skills that are plugged in. */
  plugins: readonly Plugin[];
  /** Which of them answer, and how much the bot may answer in one conversation. */
  config: Pick<Config, "skills" | "botBudget" | "welcomeCreditCents" | "publicUrl">;
  /** Whether webhooks arrive so fast that the drain should pause. */
  crowded(): boolean;
  clock: Clock;
  log: Log;
  traces: Traces;
  onOutcome(provider: Provider, outcome: SendResult["outcome"]): void;
};

/** The running flow: wake signals for those who bring work, start and stop. */
export type Flow = {
  /** Woken when webhooks were committed. */
  webhooks: WakeSignal;
  /** Woken when messages were queued. */
  outbound: WakeSignal;
  /** Whether this process is draining now. */
  drains(): boolean;
  /** Joins the elections for the drain and the dispatcher. */
  start(): void;
  /** The skills that answer, and what checks their drafts. */
  bot: Bot;
  /** Called when the wall clock jumped, in ms: all loops look again, and the remaining waiting times stay as they were. */
  clockJumped(byMs: number): void;
  /** Finishes what is in flight and releases the leases. */
  stop(): Promise<void>;
};

/** Builds the flow; nothing runs before `start`. */
export function createFlow(parts: FlowParts): Flow {
  const { channels } = parts;
  const webhooks = new WakeSignal();
  const outbound = new WakeSignal();
  let draining = false;
  let dispatching = false;
  let elections: LeaderLease[] = [];
  let jumpedBy = 0;
  const jumped = () => {
    const by = jumpedBy;
    jumpedBy = 0;
    return by;
  };
  const bot: Bot = {
    skills: skillsOf(parts),
    check: (prompt, draft) => channels.get(prompt.channel.provider)?.check(draft) ?? [],
  };
  const handle = createHandle(parts, bot, outbound, () => dispatching);
  const ingest = async (client: pg.Client, signal: AbortSignal) => {
    draining = true;
    const lease = overClient<DB>(client);
    await drain({ ...parts, db: lease, handle, wakeSignal: webhooks, signal }).finally(() => {
      draining = false;
    });
  };
  const outbox = async (client: pg.Client, signal: AbortSignal, term: Leadership) => {
    dispatching = true;
    const lease = overClient<DB>(client);
    const { publicUrl } = parts.config;
    await dispatch({ ...parts, publicUrl, lease, wakeSignal: outbound, signal, leads: term.holds, jumped }).finally(
      () => {
        dispatching = false;
      },
    );
  };
  return {
    webhooks,
    outbound,
    drains: () => draining,
    bot,
    start() {
      const { url, log } = parts;
      elections = [
        joinElection({ url, name: "ingest", log, lead: ingest }),
        // Of two processes one drains and the other sends.
        joinElection({ url, name: "outbox", log, lead: outbox, yields: () => draining }),
      ];
    },
    clockJumped(byMs) {
      // A process that does not dispatch has no times to shift: when it begins, it reads them from the tables.
      jumpedBy = dispatching ? jumpedBy + byMs : 0;
      webhooks.wake();
      outbound.wake();
    },
    async stop() {
      await Promise.all(elections.map((election) => election.stop()));
    },
  };
}

/** The skills that answer, and the provider's checks of their drafts. */
type Bot = Pick<TurnOptions, "skills" | "check">;

/** The skills that answer, in the order of SKILLS. */
const skillsOf = (parts: FlowParts): Bot["skills"] =>
  parts.config.skills
    .flatMap((name) => parts.plugins.find((one) => one.name === name)?.create(parts) ?? [])
    .map(withTemplates);

/** A skill whose templates are checked while its turn can still be left to people. */
const withTemplates = (skill: Bot["skills"][number]): Bot["skills"][number] => ({
  ...skill,
  async answer(turn) {
    const drafts = await skill.answer(turn);
    const fitted: Draft[] = [];
    for (const draft of drafts ?? [])
      fitted.push(draft.type === "template" ? (await fitAnswer(turn.tx, turn.channel.id, draft)).draft : draft);
    return drafts && fitted;
  },
});

/** Handles a batch of webhooks: ingest → inbox → bot → outbox, in one transaction. */
function createHandle(parts: FlowParts, bot: Bot, outbound: WakeSignal, dispatches: () => boolean): Handle {
  const { channels, clock, read, traces } = parts;
  const budget = parts.config.botBudget;
  const explain: Parameters<typeof record>[2] = (provider, error) => channels.get(provider)?.advise(error).remedy ?? "";
  return async (tx, batch, careful) => {
    const began = clock();
    const entries = batch.flatMap((webhook) =>
      read(webhook).map((item) => {
        const { id: webhookId, source, received_at: receivedAt } = webhook;
        return { webhookId, source, receivedAt, item };
      }),
    );
    const recorded = await record(tx, entries, explain);
    await raiseUnknown(tx, recorded.messages, (channel) => channels.has(channel.provider, channel), clock());
    await confirmDelivery(tx, recorded.named, clock());
    await applyNews(tx, templateNewsIn(entries), clock());
    const calls = await followCalls(tx, recorded.calls, clock());
    const recordedAt = clock();
    const items = entries.map(({ item }) => item);
    await wantSyncOf(tx, refusedTemplates(items, channels), clock());
    await sayAsTemplates(tx, items, (provider, error) => channels.get(provider)?.advise(error), clock());
    const fresh = recorded.messages.filter(asks);
    const asked = [...fresh, ...(await leftUnanswered(tx, batch, recorded)).filter(asks)];
    const { prompts, known } = await promptsOf(tx, asked, recorded.optOuts, budget, clock());
    await answeredByPhone(tx, echoesOf(fresh), clock());
    const turns = await take(tx, prompts, { ...bot, careful, budget, states: known });
    await states.write(tx, known.values());
    await begin(tx, waitingOf(asked, turns));
    const answeredAt = clock();
    const answers = [...(await answersOf(tx, turns)), ...calls.answers];
    const queuedIds = await enqueue(tx, answers, clock(), { touched: recorded.touched, wake: !dispatches() });
    await notifyContact(tx, notificationsOf(turns), clock());
    for (const step of turns.afterwards) step();
    for (const skill of bot.skills) await skill.finish?.(tx, clock());
    if (recorded.named.length > 0 && !dispatches()) await wakeDispatchers(tx);
    const queued = answers.length + recorded.named.length > 0;
    const times = { began, recorded: recordedAt, answered: answeredAt, queued: clock() };
    const done = { entries, messages: recorded.messages, turns, answers, queuedIds };
    const steps = traces.on ? await stepsOf(tx, traces, done, times) : [];
    return {
      after: () => {
        if (queued) outbound.wake();
        for (const step of steps) traces.note(step);
        void refuseAtProvider(calls.refused, parts.calls);
      },
      reasons: turns.reasons,
    };
  };
}

/** The numbers of statuses that say that something is wrong with a template: at Twilio nothing else tells it. */
const refusedTemplates = (items: readonly Entry["item"][], channels: FlowParts["channels"]) =>
  items.flatMap((item) => {
    const isFault =
      item.kind === "status" &&
      item.error !== null &&
      channels.get(item.channel.provider)?.advise(item.error).templateFault === true;
    return isFault ? [item.channel] : [];
  });

/** What the items say of templates, in order. */
const templateNewsIn = (entries: readonly Entry[]): TemplateNews[] =>
  entries.flatMap(({ item }) => (item.kind === "notice" && item.template ? [item.template] : []));

/** Messages of webhooks that failed before: already recorded then, but not yet answered. */
async function leftUnanswered(
  tx: Transaction<DB>,
  batch: Parameters<Handle>[1],
  { arrivals, messages }: Recorded,
): Promise<Messages> {
  const failed = new Set(batch.flatMap((webhook) => (webhook.failed ? [webhook.id] : [])));
  const before = arrivals.filter((one) => failed.has(one.webhookId));
  if (before.length === 0) return [];
  const fresh = new Set(messages.map(({ id }) => id));
  return (await unanswered(tx, before)).filter(({ id }) => !fresh.has(id));
}

/**
 * Whether a message asks for something here. What Bellhop only looks on at is recorded, and nothing follows from it; nor does the bot answer whether it
 * may call, or a word that the provider has answered itself.
 */
const asks = ({ message }: Messages[number]): boolean =>
  passiveOf(message) === null && message.content.shown_as !== "call_permission" && !message.answeredByProvider;

/** Messages for people: those that the bot left to them, those that customers write in groups, and those that ask to be called back. */
function waitingOf(messages: Messages, { left }: Turns): Waiting[] {
  const callBack = messages.filter(asksForCall).map(({ id, conversationId, message, receivedAt }) => ({
    ...{ conversationId, messageId: id, reason: "call_back" as const },
    since: message.sentAt ?? receivedAt,
  }));
  const groups = messages
    .filter(({ message }) => message.groupId !== null && !message.echo && isAnswerable({ message }))
    .map(({ id, conversationId, message, receivedAt }) => ({
      ...{ conversationId, messageId: id, reason: "unanswered" as const },
      since: message.sentAt ?? receivedAt,
    }));
  const single = left.map(({ prompt: { conversation, message }, reason }) => ({
    ...{ conversationId: conversation.id, messageId: message.id, reason },
    since: message.sentAt,
  }));
  return [...callBack, ...groups, ...single];
}

/** The bot's answers, as messages to queue. */
async function answersOf(tx: Transaction<DB>, { said }: Turns): Promise<OutboundMessage[]> {
  const all: OutboundMessage[] = [];
  for (const { prompt, skill, drafts, answers } of said)
    for (const draft of drafts)
      all.push({
        channelId: prompt.channel.id,
        conversationId: prompt.conversation.id,
        ...(draft.type === "template" ? await fitAnswer(tx, prompt.channel.id, draft) : { draft }),
        origin: `bot:${skill}`,
        answersId: answers ? prompt.message.id : null,
        windowExempt: true,
      });
  return all;
}

/** The bot's notifications to people other than the writer. */
function notificationsOf({ said }: Turns): Notification[] {
  return said.flatMap(({ skill, notifications }) => notifications.map((one) => ({ ...one, origin: `bot:${skill}` })));
}

// Does what rules say when no customer waits for the answer: one action after another, up to the next wait. What fails loses only itself.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { openIncident } from "../../base/incidents.ts";
import { type Draft, fileOf } from "../../contract/outbound.ts";
import type { Language } from "../../contract/skill.ts";
import { usedUpUntil } from "../bot/budget.ts";
import * as states from "../bot/states.ts";
import * as conversations from "../inbox/conversations.ts";
import { writeIn as writeNote } from "../inbox/notes.ts";
import { optOutOf } from "../inbox/opt-outs.ts";
import { type Changes, changeIn } from "../inbox/update-conversation.ts";
import { waitForPeople } from "../inbox/waiting.ts";
import { isOpen } from "../inbox/window.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { fitAnswer } from "../templates/answers.ts";
import { languageOf } from "../texts/catalogue.ts";
import { filledDraft } from "./fill.ts";
import { mail } from "./mail.ts";
import { type Action, type AnswerAction, atOnce } from "./rule.ts";

/** Who changed something, in the audit log. */
const ACTOR = "bot:rules";

/** How many rules may set each other off. */
export const MAX_DEPTH = 3;

/** From how many faults of a rule within an hour on the team is told. */
const FAULTS_UNTIL_INCIDENT = 3;

/** What acting needs. `key` encrypts mails; null: there is none, and none can be sent. */
export type ActParts = { budget: states.Budget; key: Buffer | null };

/** A rule that applied in a conversation. `depth`: how many rules had set each other off before. */
export type Run = { id: number; rule: { id: number; name: string }; conversationId: number; depth: number };

type Acting = ActParts & { tx: Transaction<DB>; now: Date; run: Run };

/** Does actions, and puts off those after a wait. Faults are noted at the run. */
export async function act(
  tx: Transaction<DB>,
  { run, actions, now }: { run: Run; actions: readonly Action[]; now: Date },
  parts: ActParts,
): Promise<void> {
  // What the actions set off is one rule deeper.
  await sql`select set_config('bellhop.rule_depth', ${String(run.depth + 1)}, true)`.execute(tx);
  const soon = atOnce(actions);
  const faults: string[] = [];
  for (const action of soon) {
    const fault = await attempt({ ...parts, tx, now, run }, action);
    if (fault !== null) faults.push(fault);
  }
  const wait = actions[soon.length];
  if (wait?.do === "wait") await putOff(tx, run, wait, actions.slice(soon.length + 1), now);
  if (faults.length > 0) await noteFaults(tx, run, faults, now);
}

/** Does one action in a savepoint; returns what is wrong, or null. Errors of the database that pass are thrown: the run is tried again. */
async function attempt(acting: Acting, action: Action): Promise<string | null> {
  const { tx } = acting;
  await sql`savepoint action`.execute(tx);
  try {
    await doOne(acting, action);
    await sql`release savepoint action`.execute(tx);
    return null;
  } catch (error) {
    if (!(error instanceof Error) || /^(40|55|57)/.test(String((error as { code?: unknown }).code))) throw error;
    await sql`rollback to savepoint action`.execute(tx);
    return `${action.do}: ${error.message}`;
  }
}

async function doOne(acting: Acting, action: Action): Promise<void> {
  const { tx, now, run } = acting;
  const id = run.conversationId;
  const change = (changes: Changes) => changeIn(tx, id, changes, { by: ACTOR, now });
  switch (action.do) {
    case "answer":
      return send(acting, action);
    case "assign":
      return change({ assignee_id: action.user_id });
    case "add_label":
      return change({ label_ids: [...new Set([...(await labelsOf(tx, id)), action.id])] });
    case "remove_label":
      return change({ label_ids: (await labelsOf(tx, id)).filter((one) => one !== action.id) });
    case "snooze":
      return change({ state: "snoozed", snoozed_until: new Date(now.getTime() + action.minutes * 60_000) });
    case "done":
      return change({ state: "done" });
    case "hand_over":
      return action.to === "bot" ? change({ state: "bot" }) : waitForPeople(tx, [id], "handed_over", now);
    case "note":
      return void (await writeNote(tx, id, action.text, { personId: null, by: ACTOR, now }));
    case "email":
      return mail(tx, acting, action, now);
    case "wait":
      return;
  }
}

async function labelsOf(tx: Transaction<DB>, conversationId: number): Promise<number[]> {
  const { rows } = await sql<{ label_id: number }>`
    select label_id from conversation_labels where conversation_id = ${conversationId}`.execute(tx);
  return rows.map(({ label_id }) => label_id);
}

/** Queues what a rule says. Throws WINDOW_CLOSED and OPTED_OUT, and an error when the bot may not say more. */
async function send({ tx, now, run, budget }: Acting, answer: AnswerAction): Promise<void> {
  const { conversationId } = run;
  const conversation = await conversations.lock(tx, conversationId);
  if (!conversation || conversation.contact_id === null) throw new Error("The conversation is no longer there.");
  const known = (await states.read(tx, [conversationId], budget, now)).get(conversationId)!;
  if (usedUpUntil(known, budget, now)) throw new Error("The bot has said as much here as it may for now.");
  if (answer.draft?.type !== "template" && !isOpen(conversation, now))
    throw new Fault(
      "WINDOW_CLOSED",
      "The customer last wrote more than 24 hours ago. Only a template goes through then.",
    );
  const contact = await addressee(tx, conversation.contact_id, conversation.channel_id);
  const to = { now, channelId: conversation.channel_id, contact, language: contact.language, commands: [] };
  const fileId = (answer.draft && fileOf(answer.draft)?.file) ?? null;
  const draft = await filledDraft(tx, answer, { fileId, name: run.rule.name }, to);
  const fitted: { draft: Draft; text?: string; category?: string | null } =
    draft.type === "template" ? await fitAnswer(tx, to.channelId, draft, isOpen(conversation, now)) : { draft };
  if (fitted.category === "marketing" && (await optOutOf(tx, contact.id)) !== null)
    throw new Fault("OPTED_OUT", "The customer wants no marketing.");
  const { category: _, ...content } = fitted;
  const place = { channelId: to.channelId, conversationId };
  const message = { ...place, ...content, origin: states.rulesOrigin, answersId: null, windowExempt: false };
  await enqueue(tx, [message], now);
}

/** A contact, with the language in which the bot talks to them on a number. */
async function addressee(tx: Transaction<DB>, contactId: number, channelId: number) {
  const { rows } = await sql<{ id: number; name: string | null; own: Language | null; house: Language }>`
    select c.id, coalesce(c.given_name, c.name) as name, c.language as own, h.language as house
    from contacts c join channels h on h.id = ${channelId} where c.id = ${contactId}`.execute(tx);
  const { id, name, own, house } = rows[0]!;
  return { id, name, language: languageOf({ contact: { language: own }, channel: { language: house } }) };
}

async function putOff(
  tx: Transaction<DB>,
  { id, conversationId, depth }: Run,
  { minutes, unless }: Action & { do: "wait" },
  actions: readonly Action[],
  now: Date,
): Promise<void> {
  if (actions.length === 0) return;
  const due = new Date(now.getTime() + minutes * 60_000);
  await sql`
    insert into rule_steps (run_id, after_message_id, unless, actions, due_at, depth)
    select ${id}, coalesce((select max(id) from messages where conversation_id = ${conversationId}), 0), ${unless},
      ${JSON.stringify(actions)}::jsonb, ${due}, ${depth}`.execute(tx);
}

/** Notes what failed at a run, and tells the team when a rule fails again and again. */
async function noteFaults(tx: Transaction<DB>, { id, rule }: Run, faults: readonly string[], now: Date): Promise<void> {
  const text = faults.join(" ").slice(0, 500);
  await sql`update rule_runs set fault = concat_ws(' ', fault, ${text}::text) where id = ${id}`.execute(tx);
  const since = new Date(now.getTime() - 3_600_000);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from rule_runs where rule_id = ${rule.id} and at > ${since} and fault is not null`.execute(
    tx,
  );
  if (rows[0]!.n >= FAULTS_UNTIL_INCIDENT)
    await raise(tx, `The rule “${rule.name}” failed ${rows[0]!.n} times within an hour. ${text}`, now);
}

/** Opens the incident about rules, unless it is open. */
export const raise = (tx: Transaction<DB>, summary: string, now: Date) =>
  openIncident(tx, "rules_failing", {}, { summary }, now);

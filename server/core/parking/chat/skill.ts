// The parking skill: parking by chat. Makes sure that the sender has an account, understands the message, and calls the same functions as
// the API and the Desk.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../../db/rows.ts";
import type { Draft } from "../../../contract/outbound.ts";
import type { Command, Skill, Turn } from "../../../contract/skill.ts";
import * as accounts from "../../accounts/accounts.ts";
import { DEFAULT_WELCOME_CREDIT_CENTS, identityInDoubt } from "../../accounts/welcome.ts";
import { inLanguage, languageOf, type Messages, messagesIn } from "../../texts/catalogue.ts";
import { languagesOf } from "../../texts/languages.ts";
import type { CommandContext } from "../command-context.ts";
import * as lots from "../lots.ts";
import type { Notice } from "../notices.ts";
import { type ChatContext, statusDraft } from "./context.ts";
import { buttons } from "./fit.ts";
import { messageOf } from "./notices.ts";
import { type Intent, languagesOfText, parse } from "./parse.ts";
import { type Prepared, prepareTurns } from "./prepare.ts";
import * as replies from "./replies.ts";
import { replyTo } from "./run-intent.ts";
import * as session from "./session.ts";

/** Creates the skill; `credit` is the welcome credit for a person's first message, in cents of the default currency. */
export function createParkingSkill(credit: number = DEFAULT_WELCOME_CREDIT_CENTS): Skill<Transaction<DB>> {
  // The look-ups for the turns of a transaction.
  const prepared = new WeakMap<object, Prepared>();
  return {
    name: "parking",
    async prepare(turns) {
      prepared.set(turns[0]!.tx, await prepareTurns(turns, credit));
    },
    languagesOf: languagesOfText,
    commands: (tx, language) => commands(tx, messagesIn(language)),
    answer: (turn) => answer(turn, prepared.get(turn.tx), credit),
  };
}

async function commands(tx: Transaction<DB>, { typed, commands: does }: Messages): Promise<Command[]> {
  return [
    { example: typed.slots, does: does.slots },
    { example: typed.book(await exampleCode(tx)), does: does.book },
    { example: typed.status, does: does.status },
    { example: typed.cancel, does: does.cancel },
    { example: typed.extend, does: does.extend },
    { example: typed.balance, does: does.balance },
    { example: typed.history, does: does.history },
  ];
}

/** Answers one message; null when it is not for parking. `prepared`: the look-ups for its batch. */
async function answer(
  turn: Turn<Transaction<DB>>,
  prepared: Prepared | undefined,
  credit: number,
): Promise<Draft[] | null> {
  const ctx: CommandContext = { tx: turn.tx, now: turn.now, by: "driver", notices: [] };
  const t = messagesIn(languageOf(turn));
  const known = prepared?.accounts.get(turn.contact.id);
  const intent = parse(turn.message.text, turn.message.payload, t.language);
  if (prepared && intent === null) return null;
  const doubted = prepared?.doubted ?? (await identityInDoubt(turn.tx, [turn.contact.id]));
  if (doubted.has(turn.contact.id)) return intent === null || isAnswer(intent) ? null : [replies.doubted(t)];
  // One of many newcomers, whose account is not created yet. Other skills get messages that name no command.
  if (prepared && !known && intent?.kind === "words") return null;
  const account = known ?? (await accounts.guest(ctx, turn.contact, await lots.homeCurrency(ctx.tx), credit));
  if (intent === null) return null;
  const chat = await contextOf(turn, { ctx, account, t }, prepared);
  const reply = await replyTo(chat, intent, turn.quiet);
  if (reply === null) return null;
  const conversationId = turn.conversation.id;
  if (reply.next) {
    await session.write(ctx.tx, conversationId, { ...reply.next, askedBy: turn.message.id }, ctx.now);
    prepared?.open.add(conversationId);
  }
  if (reply.next === null && chat.session) await session.forget(ctx.tx, conversationId);
  const drafts = [...reply.drafts, ...(await deliver(chat, turn))];
  return [inLanguage(t, oneMessage(t, drafts.length > 0 ? drafts : [await statusDraft(chat)]))];
}

/** Everything needed to answer a turn. */
async function contextOf(
  { channel, conversation, message }: Turn<Transaction<DB>>,
  { ctx, account, t }: Pick<ChatContext, "ctx" | "account" | "t">,
  prepared: Prepared | undefined,
): Promise<ChatContext> {
  const { id, repliesTo, repliesToAnswerOf } = message;
  const nothingAsked = prepared?.open.has(conversation.id) === false;
  return {
    ...{ ctx, account, t },
    session: nothingAsked ? null : await session.read(ctx.tx, conversation.id, ctx.now),
    message: { id, conversationId: conversation.id, repliesTo, repliesToAnswerOf },
    writesChoicesOut: channel.provider === "twilio",
    key: `message:${id}`,
  };
}

/** Each message costs money, so a turn is answered with a single one. It has the choices of the last draft that has any. */
function oneMessage(t: Messages, drafts: readonly Draft[]): Draft {
  const [last, ...before] = [...drafts].reverse();
  if (before.length === 0) return last!;
  const text = drafts.flatMap((draft) => ("text" in draft ? [draft.text] : [])).join("\n\n");
  const choices = [...drafts].reverse().flatMap((draft) => (draft.type === "buttons" ? [draft.buttons] : []))[0];
  return choices ? buttons(t, text, choices) : { type: "text", text };
}

/** Sends notices to other people, and returns the drafts for the sender. */
async function deliver({ ctx, account, t }: ChatContext, turn: Turn<Transaction<DB>>): Promise<Draft[]> {
  const own: Draft[] = [];
  const others: { contactId: number; notice: Notice }[] = [];
  for (const notice of ctx.notices) {
    const { id, contact_id: contactId } = await accounts.get(ctx.tx, notice.accountId);
    if (id === account.id) own.push(messageOf(t, notice, ctx.now).draft);
    else if (contactId !== null) others.push({ contactId, notice });
  }
  const languages = await languagesOf(
    ctx.tx,
    others.map(({ contactId }) => contactId),
  );
  for (const { contactId, notice } of others)
    turn.notify({ contactId, ...messageOf(messagesIn(languages(contactId)), notice, ctx.now) });
  return own;
}

/** A code for the menu: of a free spot, or of any when none is free. */
async function exampleCode(tx: Transaction<DB>): Promise<string> {
  const { rows } = await sql<{ code: string }>`
    select coalesce((select code from spots where light_desired = 'green' order by id limit 1),
      (select s.code from spots s where light_desired = 'off' and not exists (
        select from devices d where d.spot_id = s.id and d.removed_at is null) order by id limit 1),
      (select code from spots order by id limit 1), 'A') as code`.execute(tx);
  return rows[0]!.code;
}

/** Intents that only make sense as the answer to a question. */
const isAnswer = ({ kind }: Intent): boolean => kind === "yes" || kind === "no" || kind === "words";

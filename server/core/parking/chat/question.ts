// Finds the question to which an answer belongs. A tap or a quote belongs to the message that it refers to; typed words belong to the last
// question, unless other messages came in between. An answer to any other question has no effect.
import { sql } from "kysely";
import type { Direction } from "../../../contract/messages.ts";
import * as bookings from "../bookings.ts";
import * as waitlist from "../waitlist.ts";
import type { ChatContext } from "./context.ts";

/**
 * What a yes, a no or a few words answer. `asked`: the skill's last question. `offer`: the spot that is offered to the driver. `over`: a
 * question that is no longer open. `unclear`: a question is open, but other messages followed it. `nothing`: no question is open.
 */
export type AnsweredQuestion = "asked" | "offer" | "over" | "unclear" | "nothing";

/** The relevant fields of a message in the conversation. */
type Line = { id: number; direction: Direction; answers_id: number | null; origin: string | null; sent_at: Date };

/** Types of messages that are not part of the dialogue. */
const silent = sql`('reaction', 'system', 'edit', 'revoke', 'unsupported')`;

/** Finds out what the message answers. */
export async function questionAnswered(chat: ChatContext): Promise<AnsweredQuestion> {
  const { session, message, ctx, account } = chat;
  const offer = await waitlist.openOf(ctx.tx, account.id);
  const offered = offer?.state === "offered" ? offer : null;
  if (message.repliesTo !== null) {
    if (session && message.repliesToAnswerOf === session.askedBy) return "asked";
    const said = await lineOf(chat, message.repliesTo);
    // Every message since the offer counts as a message about the offer.
    return offered && said && said.sent_at >= offered.offered_at! ? "offer" : "over";
  }
  const last = await lastBefore(chat);
  if (session) {
    const between = last !== null && last.id > session.askedBy && last.answers_id !== session.askedBy;
    if (!between) return session.kind === "offer" ? (offered ? "offer" : "over") : "asked";
    return isOurs(last) ? "unclear" : "nothing";
  }
  if (!offered) return "nothing";
  const told =
    last === null || (last.direction === "out" && last.answers_id === null && last.sent_at >= offered.offered_at!);
  if (told && (last === null || isOurs(last))) return "offer";
  return last !== null && isOurs(last) ? "unclear" : "nothing";
}

/** Whether the bot or the driver wrote it. When a colleague asked something, the answer is for the colleague. */
const isOurs = ({ direction, origin }: Line): boolean => direction === "in" || (origin ?? "").startsWith("bot:");

/**
 * Whether a command was tapped under a message that is older than the driver's open booking; then it is not meant for that booking. Typed
 * words, and taps under unknown messages, mean the open booking.
 */
export async function isOutdated(chat: ChatContext): Promise<boolean> {
  const { message, ctx, account } = chat;
  if (message.repliesTo === null || message.repliesTo === 0) return false;
  const said = await lineOf(chat, message.repliesTo);
  const own = await bookings.openOf(ctx.tx, account.id);
  return said !== null && own !== null && said.direction === "out" && said.sent_at < own.reserved_at;
}

async function lineOf({ ctx, message }: ChatContext, id: number): Promise<Line | null> {
  const { rows } = await sql<Line>`
    select id, direction, answers_id, origin, sent_at from messages where id = ${id} and conversation_id = ${message.conversationId}`.execute(
    ctx.tx,
  );
  return rows[0] ?? null;
}

/** The last relevant message of the conversation before this one. */
async function lastBefore({ ctx, message }: ChatContext): Promise<Line | null> {
  const { rows } = await sql<Line>`
    select * from (
      select id, direction, answers_id, origin, sent_at from messages
      where conversation_id = ${message.conversationId} and id < ${message.id} and type not in ${silent}
      -- Providers' times have whole seconds.
      order by sent_at desc, id desc limit 20
    ) latest order by id desc limit 1`.execute(ctx.tx);
  return rows[0] ?? null;
}

// Which question an answer belongs to: a tap and a quote belong to the message under which they stand, and typed words to the last
// question if nothing came between. An answer to another question does nothing.
import { sql } from "kysely";
import type { Direction } from "../../../contract/messages.ts";
import * as bookings from "../bookings.ts";
import * as waitlist from "../waitlist.ts";
import type { ChatContext } from "./context.ts";

/**
 * What a yes, a no or a few words answer. `asked`: what the skill asked last. `offer`: the spot that is kept for the driver. `over`: a
 * question that is no longer open. `unclear`: something is open, but other things were said since. `nothing`: nothing is open.
 */
export type AnsweredQuestion = "asked" | "offer" | "over" | "unclear" | "nothing";

/** A message of the conversation, as far as it matters here. */
type Line = { id: number; direction: Direction; answers_id: number | null; origin: string | null; sent_at: Date };

/** What comes without being said by anybody. */
const silent = sql`('reaction', 'system', 'edit', 'revoke', 'unsupported')`;

/** Finds out what the message answers. */
export async function questionAnswered(chat: ChatContext): Promise<AnsweredQuestion> {
  const { session, message, ctx, account } = chat;
  const offer = await waitlist.openOf(ctx.tx, account.id);
  const offered = offer?.state === "offered" ? offer : null;
  if (message.repliesTo !== null) {
    if (session && message.repliesToAnswerOf === session.askedBy) return "asked";
    const said = await lineOf(chat, message.repliesTo);
    // Whatever was told since the spot is kept was told of the offer.
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

/** Said by the bot, or by the driver: what a colleague asks is answered to the colleague. */
const isOurs = ({ direction, origin }: Line): boolean => direction === "in" || (origin ?? "").startsWith("bot:");

/**
 * Whether a tap on a command stands under a message about an earlier booking than the driver's open one: then it is not meant for that.
 * Words that are typed, and taps under messages that are not known, mean what is open now.
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

/** What was said last in the conversation before the message. */
async function lastBefore({ ctx, message }: ChatContext): Promise<Line | null> {
  const { rows } = await sql<Line>`
    select * from (
      select id, direction, answers_id, origin, sent_at from messages
      where conversation_id = ${message.conversationId} and id < ${message.id} and type not in ${silent}
      -- Providers tell times in whole seconds.
      order by sent_at desc, id desc limit 20
    ) latest order by id desc limit 1`.execute(ctx.tx);
  return rows[0] ?? null;
}

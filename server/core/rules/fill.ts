// The placeholders in what rules say.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import * as zones from "../../base/zones.ts";
import type { OpeningHours } from "../../contract/hours.ts";
import type { Draft } from "../../contract/outbound.ts";
import type { Command, Language } from "../../contract/skill.ts";
import { draftOf } from "../bot/saved.ts";
import { isOpenAt, nextOpening, spansOn } from "../inbox/opening-hours.ts";
import { messagesIn } from "../texts/catalogue.ts";
import * as builtIn from "./built-in.ts";
import type { AnswerAction } from "./rule.ts";

/** Whom an answer is for, and when. */
export type Addressee = {
  now: Date;
  channelId: number;
  contact: { name: string | null };
  language: Language;
  commands: readonly Command[];
};

/** The draft of an answer, filled in. Throws an error when its file is no longer here: then the message is for people. */
export async function filledDraft(
  tx: Transaction<DB>,
  answer: AnswerAction,
  { fileId, name }: { fileId: number | null; name: string },
  to: Addressee,
): Promise<Draft> {
  await checkFile(tx, fileId, name);
  const own = builtIn.answerOf(answer);
  const said = own === null ? answer : { ...answer, text: messagesIn(to.language).bot.rules[own] };
  const text = JSON.stringify(said);
  const calls = text.includes("{{calls}}") ? await callsOf(tx, to) : "";
  const hours = text.includes("{{hours}}") ? await hoursOf(tx, to) : "";
  return draftOf(said, (text) => fill(text, to, { calls, hours }));
}

async function checkFile(tx: Transaction<DB>, id: number | null, name: string): Promise<void> {
  if (id === null) return;
  const kept = tx.selectFrom("attachments").select("id").where("id", "=", id).where("state", "=", "ready");
  if (!(await kept.executeTakeFirst())) throw new Error(`the file of the rule "${name}" is no longer here`);
}

/** Replaces the placeholders of a text, once: what a customer is called cannot bring in another. */
export const fill = (
  text: string,
  { commands, contact }: Pick<Addressee, "commands" | "contact">,
  { calls = "", hours = "" } = {},
): string => {
  const values = { calls, hours, commands: commandList(commands), name: contact.name ?? "" };
  return text.replaceAll(/\{\{(calls|hours|commands|name)\}\}/g, (_, key: keyof typeof values) => values[key]);
};

const commandList = (commands: readonly Command[]): string =>
  commands.map(({ example, does }) => `*${example}* – ${does}`).join("\n");

/** What is said of calls on the number: how to call it, or the reply of one that takes none. Calls to a number of Twilio do not come to the Desk. */
async function callsOf(tx: Kysely<DB>, { channelId, language }: Addressee): Promise<string> {
  const { bot } = messagesIn(language);
  const number = await tx
    .selectFrom("channels")
    .select(["provider", "call_policy", "call_reply"])
    .where("id", "=", channelId)
    .executeTakeFirst();
  const rings = number?.provider === "meta" && number.call_policy === "ring_desk";
  return rings ? bot.callUs : (number?.call_reply ?? bot.noCalls);
}

async function hoursOf(tx: Kysely<DB>, { channelId, language, now }: Addressee): Promise<string> {
  const number = await tx.selectFrom("channels").select("opening_hours").where("id", "=", channelId).executeTakeFirst();
  return hoursText((number?.opening_hours ?? null) as OpeningHours | null, now, language);
}

/** The hours of a number as they stand in a sentence: today's while it is open, else when it opens. */
function hoursText(hours: OpeningHours | null, now: Date, language: Language): string {
  const texts = messagesIn(language).bot.hours;
  if (hours === null) return texts.always;
  if (isOpenAt(hours, now)) return texts.today(spansOn(hours, zones.dayOf(now, hours.time_zone)));
  const next = nextOpening(hours, now);
  return next === null ? texts.closed : texts.opens(next);
}

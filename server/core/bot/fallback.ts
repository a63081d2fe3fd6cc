// The bot's answer when no skill has one: one helpful sentence. // Pure.
import { near } from "../../base/near.ts";
import { command, normalizeText } from "../../base/normalize-text.ts";
import type { MessageType } from "../../contract/inbound.ts";
import type { Choice, Draft } from "../../contract/outbound.ts";
import type { Command } from "../../contract/skill.ts";
import { inLanguage, type Messages } from "../texts/catalogue.ts";
import { wants } from "./phrases.ts";

/** The payload of the button that asks for a person. */
export const personPayload = "person";

/** Whether a customer asks for a person. Only whole messages count, not sentences that contain such a phrase. */
export const asksForPerson = (said: { text: string | null; payload: string | null }): boolean =>
  said.payload === personPayload || (said.text !== null && wants("person", said.text));

/** Whether a message only ends the conversation: thanks, a goodbye, an emoji. It needs no second answer. */
export const isClosing = (text: string | null): boolean =>
  text !== null && text.trim() !== "" && (wants("closing", text) || !/[\p{L}\p{N}\p{P}]/u.test(text));

/** The answer to a message that no skill understood. */
export function help(
  t: Messages,
  message: { type: MessageType; text: string | null },
  commands: readonly Command[],
): Draft {
  const { bot, typed } = t;
  const text = message.text?.trim() || null;
  const meant = text === null ? null : suggestion(text, commands);
  const offers = commands.map(({ example }) => example);
  const menu = offers.find((one) => isCommand(one, typed.menu));
  const helps = offers.find((one) => isCommand(one, typed.help));
  const buttons: Choice[] = [meant, menu, meant === null ? helps : null]
    .filter((one) => one != null && [...one].length <= 20)
    .map((one) => ({ id: one!, title: titled(one!) }));
  return inLanguage(t, {
    type: "buttons",
    text: `${opening(bot, message.type, text, meant)} ${menu ? bot.menuOrPerson : bot.sayWhatYouNeed}`,
    buttons: [...buttons, { id: personPayload, title: bot.talkToPerson }],
  });
}

const isCommand = (example: string, command: string): boolean => normalizeText(example) === normalizeText(command);

function opening(bot: Messages["bot"], type: MessageType, text: string | null, meant: string | null): string {
  if (meant !== null) return bot.didYouMean(meant);
  if (text !== null && wants("greeting", text)) return bot.hello;
  if (isClosing(text)) return bot.gladToHelp;
  if (text === null)
    return Object.hasOwn(bot.cannotRead, type) ? bot.cannotRead[type as Readable] : bot.cannotRead.other;
  return bot.notUnderstood;
}

/** A type of message for which the bot has its own sentence. */
type Readable = keyof Messages["bot"]["cannotRead"];

/** In longer messages a word that looks like a command is probably not one. */
const MAX_GREETING_WORDS = 4;

/** The command that the customer probably meant, with the rest of what they wrote. */
function suggestion(text: string, commands: readonly Command[]): string | null {
  const words = command(text).split(" ");
  if (words.length > MAX_GREETING_WORDS) return null;
  const [first = "", ...rest] = words;
  const verbs = commands.map(({ example }) => normalizeText(example).split(" ")[0]!);
  const meant = near(first, verbs);
  if (meant === null) return null;
  const { example } = commands[verbs.indexOf(meant)]!;
  // `book A` needs an argument; `menu` takes none.
  if (!example.includes(" ")) return rest.length === 0 ? example : null;
  return rest.length === 0 ? null : `${meant} ${rest.join(" ").toUpperCase()}`;
}

const titled = (example: string): string => example.charAt(0).toUpperCase() + example.slice(1);

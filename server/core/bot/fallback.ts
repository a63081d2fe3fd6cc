// The bot's answer when no skill has one: one helpful sentence. Recognises greetings, goodbyes and requests for a person.
// Pure.
import { near } from "../../base/near.ts";
import { command, normalizeText } from "../../base/normalize-text.ts";
import type { MessageType } from "../../contract/inbound.ts";
import type { Choice, Draft } from "../../contract/outbound.ts";
import type { Command } from "../../contract/skill.ts";
import type { Messages } from "../texts/catalogue.ts";

/** The payload of the button that asks for a person. */
export const personPayload = "person";

/** How customers ask for a person. Only whole messages match, not sentences that contain one of these. */
const calls = new Set(
  [
    "person, a person, human, a human, agent, an agent, operator, representative, staff, colleague, real person, live agent, human agent",
    "help me, help me please, i need help, i need help please, can someone help me, can you help me, someone help",
    ...["talk", "speak", "chat"].flatMap((verb) =>
      ["a person", "a human", "an agent", "someone", "somebody", "a real person", "the team", "support", "staff"].map(
        (whom) => [`${verb} to ${whom}`, `i want to ${verb} to ${whom}`, `can i ${verb} to ${whom}`].join(","),
      ),
    ),
    "persona, una persona, humano, agente, hablar con una persona, hablar con un agente",
    "mensch, mitarbeiter, einen menschen, humain, un humain, une personne, un agent, pessoa, atendente, falar com atendente",
  ].flatMap((line) => line.split(",").map((words) => command(words))),
);

/** Whether a customer asks for a person. */
export const asksForPerson = (said: { text: string | null; payload: string | null }): boolean =>
  said.payload === personPayload ||
  [said.text ?? ""].some((text) => calls.has(command(text)) || calls.has(normalizeText(text)));

const greetings = new Set(
  "hi, hello, hey, hola, hallo, moin, servus, bonjour, salut, ciao, buongiorno, ola, oi, good morning, good afternoon, good evening, good day, hi there, hello there, hey there, start, hii, hiii, helo, yo, namaste, salam, merhaba"
    .split(",")
    .map((word) => normalizeText(word)),
);

/** Whether a message is only a greeting. */
const isGreeting = (text: string): boolean => greetings.has(normalizeText(text)) || greetings.has(command(text));

const closings = new Set(
  "thanks, thank you, thank you very much, many thanks, thx, ty, ok, okay, k, great, perfect, nice, cool, good, fine, all right, alright, bye, goodbye, see you, got it, gracias, danke, merci, obrigado, obrigada, grazie, vale"
    .split(",")
    .map((word) => normalizeText(word)),
);

/** Whether a message only ends the conversation: thanks, a goodbye, an emoji. It needs no second answer. */
export const isClosing = (text: string | null): boolean =>
  text !== null && text.trim() !== "" && (closings.has(normalizeText(text)) || !/[\p{L}\p{N}\p{P}]/u.test(text));

/** The answer to a message that no skill understood. */
export function help(
  { bot }: Messages,
  message: { type: MessageType; text: string | null },
  commands: readonly Command[],
): Draft {
  const text = message.text?.trim() || null;
  const meant = text === null ? null : suggestion(text, commands);
  const offers = commands.map(({ example }) => example);
  const menu = offers.find((one) => normalizeText(one) === "menu");
  const helps = offers.find((one) => normalizeText(one) === "help");
  const buttons: Choice[] = [meant, menu, meant === null ? helps : null]
    .filter((one) => one != null && [...one].length <= 20)
    .map((one) => ({ id: one!, title: titled(one!) }));
  return {
    type: "buttons",
    text: `${opening(bot, message.type, text, meant)} ${menu ? bot.menuOrPerson : bot.sayWhatYouNeed}`,
    buttons: [...buttons, { id: personPayload, title: bot.talkToPerson }],
  };
}

function opening(bot: Messages["bot"], type: MessageType, text: string | null, meant: string | null): string {
  if (meant !== null) return bot.didYouMean(meant);
  if (text !== null && isGreeting(text)) return bot.hello;
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

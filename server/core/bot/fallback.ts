// What the bot says when no skill has an answer: one helpful sentence, then that people will answer, then nothing. Pure.
import { near } from "../../base/near.ts";
import { command, normalizeText } from "../../base/normalize-text.ts";
import type { MessageType } from "../../contract/inbound.ts";
import type { Choice, Draft } from "../../contract/outbound.ts";
import type { Command } from "../../contract/skill.ts";

/** What comes back from the button by which somebody asks for people. */
export const personPayload = "person";

/** How people ask for people. Whole messages, so that a sentence in which one of these stands is not cut short. */
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

/** Whether somebody asks for a person. */
export const asksForPerson = (said: { text: string | null; payload: string | null }): boolean =>
  said.payload === personPayload ||
  [said.text ?? ""].some((text) => calls.has(command(text)) || calls.has(normalizeText(text)));

const greetings = new Set(
  "hi, hello, hey, hola, hallo, moin, servus, bonjour, salut, ciao, buongiorno, ola, oi, good morning, good afternoon, good evening, good day, hi there, hello there, hey there, start, hii, hiii, helo, yo, namaste, salam, merhaba"
    .split(",")
    .map((word) => normalizeText(word)),
);

/** Whether somebody only says hello. */
const isGreeting = (text: string): boolean => greetings.has(normalizeText(text)) || greetings.has(command(text));

const closings = new Set(
  "thanks, thank you, thank you very much, many thanks, thx, ty, ok, okay, k, great, perfect, nice, cool, good, fine, all right, alright, bye, goodbye, see you, got it, gracias, danke, merci, obrigado, obrigada, grazie, vale"
    .split(",")
    .map((word) => normalizeText(word)),
);

/** Whether somebody only rounds off: thanks, a goodbye, an emoji. Nobody needs to answer that twice. */
export const isClosing = (text: string | null): boolean =>
  text !== null && text.trim() !== "" && (closings.has(normalizeText(text)) || !/[\p{L}\p{N}\p{P}]/u.test(text));

/** That people answer from here on. Said once. */
export const colleagueWillAnswer: Draft = { type: "text", text: "A colleague will answer you here." };

/** That a skill has failed. */
export const didNotWork: Draft = {
  type: "text",
  text: "That did not work just now. A colleague will answer you here.",
};

/** That the bot has used up its answers. */
export const noMoreAnswers: Draft = {
  type: "text",
  text: "I have answered a lot here lately, so I am pausing. A colleague will answer you here.",
};

/** That the bot has said the same too often. */
export const saidOften: Draft = {
  type: "text",
  text: "I have told you this several times now. A colleague will answer you here.",
};

/** Some kinds of messages in the words of the sentence that says that a machine does not understand them. */
const unread: Partial<Record<MessageType, string>> = {
  audio: "I cannot listen to voice messages.",
  image: "I cannot look at pictures.",
  sticker: "I cannot look at stickers.",
  video: "I cannot watch videos.",
  document: "I cannot read files.",
  location: "I cannot use a location.",
  contacts: "I cannot use contact cards.",
  order: "I cannot take orders from the catalogue.",
};

/** The one helpful answer to what nobody understood. */
export function help(message: { type: MessageType; text: string | null }, commands: readonly Command[]): Draft {
  const text = message.text?.trim() || null;
  const meant = text === null ? null : suggestion(text, commands);
  const offers = commands.map(({ example }) => example);
  const menu = offers.find((one) => normalizeText(one) === "menu");
  const helps = offers.find((one) => normalizeText(one) === "help");
  const buttons: Choice[] = [meant, menu, meant === null ? helps : null]
    .filter((one) => one != null && [...one].length <= 20)
    .map((one) => ({ id: one!, title: titled(one!) }));
  const way = menu ? "Write *menu* to see what I can do" : "Write what you need";
  return {
    type: "buttons",
    text: `${opening(message.type, text, meant)} ${way}, or ask for a person.`,
    buttons: [...buttons, { id: personPayload, title: "Talk to a person" }],
  };
}

function opening(type: MessageType, text: string | null, meant: string | null): string {
  if (meant !== null) return `Did you mean *${meant}*?`;
  if (text !== null && isGreeting(text)) return "Hello! I answer by myself here.";
  if (isClosing(text)) return "Glad to help.";
  if (text === null) return unread[type] ?? "I cannot read this kind of message.";
  return "Sorry, I did not understand that.";
}

/** Longer messages are sentences, in which a word that looks like a command is none. */
const mostWords = 4;

/** The command that somebody probably meant, with what they wrote behind it. */
function suggestion(text: string, commands: readonly Command[]): string | null {
  const words = command(text).split(" ");
  if (words.length > mostWords) return null;
  const [first = "", ...rest] = words;
  const verbs = commands.map(({ example }) => normalizeText(example).split(" ")[0]!);
  const meant = near(first, verbs);
  if (meant === null) return null;
  const { example } = commands[verbs.indexOf(meant)]!;
  // `book A` takes something behind it; `menu` takes nothing.
  if (!example.includes(" ")) return rest.length === 0 ? example : null;
  return rest.length === 0 ? null : `${meant} ${rest.join(" ").toUpperCase()}`;
}

const titled = (example: string): string => example.charAt(0).toUpperCase() + example.slice(1);

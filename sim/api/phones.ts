// The API of the phones: the actions of a person with a phone.
import { isLine, type Line, type MediaKind } from "../chat/message.ts";
import { type PaymentState, paymentStates } from "../graph/payment.ts";
import { isObject } from "../http.ts";
import type { Simulator } from "../surface.ts";
import { type Input, Misuse, optional, text } from "./input.ts";

/** Performs an action of a phone; the answer is the message, or the phone. Throws `Misuse` for an invalid call. */
export async function actOnPhone(simulator: Simulator, phone: string, action: string, input: Input): Promise<unknown> {
  const line = lineOf(input);
  const quote = typeof input.quote === "string" ? { quote: input.quote } : {};
  const at = { line, ...quote };
  switch (action) {
    case "write":
      return await simulator.write(phone, text(input, "text"), at);
    case "tap":
      return await simulator.tap(phone, text(input, "messageId"), text(input, "choice"));
    case "media":
      return await simulator.sendMedia(phone, text(input, "kind") as MediaKind, mediaInput(input), at);
    case "location": {
      const place = { latitude: Number(input.latitude), longitude: Number(input.longitude) };
      return await simulator.sendLocation(phone, { ...place, ...optional(input, "name", "address") }, at);
    }
    case "contacts": {
      const cards = Array.isArray(input.contacts) ? input.contacts.filter(isObject) : [];
      const named = cards.map((one) => ({ name: text(one, "name"), phone: text(one, "phone") }));
      return await simulator.sendContacts(phone, named, at);
    }
    case "share-number":
      return await simulator.shareNumber(phone, text(input, "messageId"));
    case "kind":
      return await simulator.sendKind(phone, text(input, "kind"), at);
    case "react":
      return await simulator.react(phone, text(input, "messageId"), String(input.emoji ?? ""));
    case "edit":
      return await simulator.edit(phone, text(input, "messageId"), text(input, "text"));
    case "revoke":
      return await simulator.revoke(phone, text(input, "messageId"));
    case "call":
      return await simulator.call(phone, typeof input.sdp === "string" ? input.sdp : undefined);
    case "answer":
      return await simulator.answer(phone, text(input, "callId"), text(input, "sdp"));
    case "decline":
      return await simulator.decline(phone, text(input, "callId"));
    case "hang-up":
      return await simulator.hangUp(phone, text(input, "callId"), secondsOf(input.spoke));
    case "read":
      simulator.readChat(phone, line);
      return { ok: true };
    case "open":
      simulator.setChatOpen(phone, line, input.open !== false);
      return { ok: true };
    case "close-window":
      simulator.closeWindow(phone, line);
      return { ok: true };
    case "":
      return simulator.phone(phone, change(input));
    default:
      return await actBesideChat(simulator, phone, action, input);
  }
}

/** What is no message: a new number, marketing, payments, the business's address book. */
async function actBesideChat(simulator: Simulator, phone: string, action: string, input: Input): Promise<unknown> {
  switch (action) {
    case "change-number":
      return await simulator.changeNumber(phone, text(input, "to"));
    case "marketing":
      if (input.choice !== "stop" && input.choice !== "resume") throw new Misuse('"choice" must be stop or resume');
      return await simulator.setMarketing(phone, input.choice);
    case "pay":
      return await simulator.pay(phone, text(input, "messageId"), stateOf(input.state));
    case "save-name":
      return await simulator.saveName(phone, input.name === null ? null : text(input, "name"));
    default:
      throw new Misuse(`A phone cannot "${action}"`);
  }
}

function lineOf(input: Input): Line {
  if (input.line === undefined) return "meta";
  if (!isLine(input.line)) throw new Misuse(`There is no line "${String(input.line)}"`);
  return input.line;
}

function stateOf(state: unknown): PaymentState {
  const known = paymentStates.find((one) => one === state);
  if (!known) throw new Misuse(`"state" must be ${paymentStates.join(" or ")}`);
  return known;
}

/** How long somebody spoke, in whole seconds; undefined when nobody took the call. */
function secondsOf(spoke: unknown): number | undefined {
  if (spoke === undefined || spoke === null) return undefined;
  if (typeof spoke === "number" && Number.isInteger(spoke) && spoke >= 0) return spoke;
  throw new Misuse('"spoke" must be a number of whole seconds');
}

function mediaInput(input: Input) {
  const base64 = typeof input.base64 === "string" ? { bytes: Buffer.from(input.base64, "base64") } : {};
  const voice = input.voice === true ? { voice: true } : {};
  return { ...base64, ...voice, ...optional(input, "mimeType", "fileName", "caption") };
}

function change(input: Input) {
  const bools = ["hidesNumber", "online"] as const;
  const nullable = ["bsuid", "parentBsuid", "username"] as const;
  const known: Input = optional(input, "name", "waId");
  for (const key of bools) if (typeof input[key] === "boolean") known[key] = input[key];
  for (const key of nullable) if (input[key] === null || typeof input[key] === "string") known[key] = input[key];
  if (input.failsWith === null || typeof input.failsWith === "number") known.failsWith = input.failsWith;
  return known;
}

// How people and messages are named in the inbox.

import type { TFunction } from "i18next";
import { messageTypes } from "../../api/lists.ts";
import { phone } from "../../kit/format.ts";
import type { Detail, Message, Row } from "./data.ts";

type Words = TFunction<"inbox">;

/** What a conversation is called. */
export function nameOf(one: Pick<Row | Detail, "contact" | "group_id">, t: Words): string {
  if (one.group_id !== null) return t("group", { id: one.group_id.slice(-6) });
  const { contact } = one;
  return contact?.name || phone(contact?.phone) || (contact?.username ? `@${contact.username}` : t("somebody"));
}

/** How a text to the customer addresses them: without what only tells them apart for staff. */
export function addressOf({ contact, group_id }: Pick<Detail, "contact" | "group_id">): string {
  if (group_id !== null || contact === null) return "";
  return contact.given_name || contact.profile_name || phone(contact.phone) || contact.username || "";
}

/** Two letters for the round sign of a person. */
export function initials(name: string): string {
  const parts = name
    .replaceAll(/[^\p{L}\p{N} ]/gu, " ")
    .trim()
    .split(/\s+/);
  const letters = [parts[0], parts.length > 1 ? parts.at(-1) : ""].map((part) => [...(part ?? "")][0] ?? "");
  return letters.join("").toLocaleUpperCase() || "?";
}

/** One of a few colours, always the same for one id. */
export const hueOf = (id: number): number => (id * 47) % 360;

/** What a message is when it has no words. */
export function kindName(type: string, t: Words): string {
  const known = messageTypes.find((one) => one === type && one !== "text");
  return t(`type_${known ?? "unsupported"}` as "type_image");
}

/** Who wrote one of our messages, for colleagues: a person's name, the bot, an API key. */
export function writerOf(message: Pick<Message, "origin">, t: Words): string {
  const [kind, ...rest] = (message.origin ?? "").split(":");
  const name = rest.join(":");
  if (kind === "desk") return name;
  if (kind === "bot") return t("from_bot");
  if (kind === "api") return t("from_api", { name });
  if (kind === "phone") return t("from_phone");
  return name || (message.origin ?? "");
}

// Names of contacts, messages and authors in the inbox.

import type { TFunction } from "i18next";
import { phone } from "../../kit/format.ts";
import type { Detail, Message, Row } from "./data.ts";

type Words = TFunction<"inbox">;

/** The display name of a conversation. */
export function nameOf(one: Pick<Row | Detail, "contact" | "group_id">, t: Words): string {
  if (one.group_id !== null) return t("group", { id: one.group_id.slice(-6) });
  const { contact } = one;
  return contact?.name || phone(contact?.phone) || (contact?.username ? `@${contact.username}` : t("somebody"));
}

/** The name by which a text addresses the customer, without the additions that distinguish contacts for staff. */
export function addressOf({ contact, group_id }: Pick<Detail, "contact" | "group_id">): string {
  if (group_id !== null || contact === null) return "";
  return contact.given_name || contact.profile_name || phone(contact.phone) || contact.username || "";
}

/** Two letters for a contact's avatar. */
export function initials(name: string): string {
  const parts = name
    .replaceAll(/[^\p{L}\p{N} ]/gu, " ")
    .trim()
    .split(/\s+/);
  const letters = [parts[0], parts.length > 1 ? parts.at(-1) : ""].map((part) => [...(part ?? "")][0] ?? "");
  return letters.join("").toLocaleUpperCase() || "?";
}

/** A colour (hue in degrees) that is always the same for an id. */
export const hueOf = (id: number): number => (id * 47) % 360;

/** The label of a message without text; `shownAs`: what it is, where its type does not say it. */
export function kindName(type: string, t: Words, shownAs: string | null = null): string {
  return t(`type_${shownAs ?? type}` as "type_image", { defaultValue: t("type_unsupported") });
}

/** The author of an outbound message, as colleagues see it: a user's name, the bot, an API key. */
export function writerOf(message: Pick<Message, "origin">, t: Words): string {
  const [kind, ...rest] = (message.origin ?? "").split(":");
  const name = rest.join(":");
  if (kind === "desk") return name;
  if (kind === "bot") return t("from_bot");
  if (kind === "api") return t("from_api", { name });
  if (kind === "phone") return t("from_phone");
  if (kind === "app") return t("from_app");
  return name || (message.origin ?? "");
}

// Reads what a message contains besides text. The JSON comes from a customer's phone, so nothing about its structure is certain.
import type { z } from "zod";
import type { messageEntry } from "./shapes.ts";

type Entry = z.infer<typeof messageEntry>;
type Loose = { [key: string]: unknown };

/** A non-empty string, or null for anything else. */
export const textIn = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

const looseIn = (value: unknown): Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Loose) : {};
const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 100) : []);
const textsIn = (value: unknown, field: string): string[] =>
  listIn(value).flatMap((one) => textIn(looseIn(one)[field]) ?? []);

/** A number, also when a catalog sends it as text. */
function numberIn(value: unknown): number | null {
  const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : null;
}

/** Contact cards; null when there are none. */
export function contactsIn(content: Loose): Entry["contacts"] {
  if (!Array.isArray(content.contacts)) return null;
  return listIn(content.contacts).map((one) => {
    const card = looseIn(one);
    const name = looseIn(card.name);
    const parts = [textIn(name.first_name), textIn(name.last_name)].filter((part) => part !== null);
    return {
      name: textIn(name.formatted_name) ?? (parts.join(" ") || null) ?? textIn(looseIn(card.org).company),
      phones: textsIn(card.phones, "phone"),
      emails: textsIn(card.emails, "email"),
    };
  });
}

/** The items of an order; null when the message is not an order. */
export function linesIn(content: Loose): Entry["order"] {
  if (content.order === undefined) return null;
  const items = listIn(looseIn(content.order).product_items).map((one) => {
    const item = looseIn(one);
    return {
      product: textIn(item.product_retailer_id),
      quantity: numberIn(item.quantity),
      price: numberIn(item.item_price),
      currency: textIn(item.currency),
    };
  });
  return { items };
}

// Reads what a message contains besides text. The JSON comes from a customer's phone, so nothing about its structure is certain.
import type { z } from "zod";
import { labelled } from "../../base/labelled.ts";
import { messageTypes } from "../../contract/inbound.ts";
import { shownKinds } from "../../contract/shown-kinds.ts";
import type { messageEntry } from "./shapes.ts";

type Entry = z.infer<typeof messageEntry>;
type Loose = { [key: string]: unknown };

/** A non-empty string, or null for anything else. */
export const textIn = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

const looseIn = (value: unknown): Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Loose) : {};
const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 100) : []);
const textsIn = (value: unknown, ...fields: string[]): string[] =>
  listIn(value).flatMap(
    (one) => fields.map((field) => textIn(looseIn(one)[field])).find((text) => text !== null) ?? [],
  );

/** A number, also when a catalog sends it as text. */
function numberIn(value: unknown): number | null {
  const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : null;
}

/** An address of the web that may stand in a link; null for anything else. */
export function linkIn(value: unknown): string | null {
  const text = textIn(value)?.slice(0, 4_000);
  return text !== undefined && /^https?:\/\//i.test(text) && URL.canParse(text) ? text : null;
}

/** What the message is, where its type does not say it. */
export function shownAsIn(content: Loose): Entry["shown_as"] {
  const known = [...messageTypes, ...shownKinds].find((kind) => kind === content.shown_as);
  return known ?? (content.voice === true ? "voice" : null);
}

/** Contact cards; null when there are none. */
export function contactsIn(content: Loose): Entry["contacts"] {
  if (!Array.isArray(content.contacts)) return null;
  return listIn(content.contacts).map((one) => {
    const card = looseIn(one);
    const name = looseIn(card.name);
    const org = looseIn(card.org);
    const parts = [textIn(name.first_name), textIn(name.last_name)].filter((part) => part !== null);
    return {
      name: textIn(name.formatted_name) ?? (parts.join(" ") || null) ?? textIn(org.company),
      company: textIn(org.company),
      title: textIn(org.title),
      phones: textsIn(card.phones, "phone", "wa_id"),
      emails: textsIn(card.emails, "email"),
      addresses: listIn(card.addresses).flatMap((address) => addressIn(looseIn(address)) || []),
      urls: textsIn(card.urls, "url"),
      birthday: textIn(card.birthday),
    };
  });
}

function addressIn(address: Loose): string {
  const lines = [address.street, [address.zip, address.city], address.state, address.country];
  return lines
    .map((line) =>
      [line]
        .flat()
        .flatMap((part) => textIn(part) ?? [])
        .join(" "),
    )
    .filter((line) => line !== "")
    .join(", ");
}

/** The items of an order with their sums; null when the message has none. */
export function orderIn(content: Loose): Entry["order"] {
  const items = listIn(looseIn(content.order).product_items).map((one) => {
    const item = looseIn(one);
    return {
      product: textIn(item.product_retailer_id),
      quantity: numberIn(item.quantity),
      price: numberIn(item.item_price),
      currency: textIn(item.currency),
    };
  });
  return items.length === 0 ? null : { items, sums: sumsOf(items) };
}

function sumsOf(items: NonNullable<Entry["order"]>["items"]): NonNullable<Entry["order"]>["sums"] {
  if (items.some(({ price }) => price === null)) return [];
  const sums = new Map<string | null, number>();
  // In whole ten-thousandths, so that 0.1 and 0.2 are 0.3.
  for (const { price, quantity, currency } of items)
    sums.set(currency, (sums.get(currency) ?? 0) + Math.round(price! * 10_000) * (quantity ?? 1));
  // Prices may be so large that they have no sum.
  return [...sums].flatMap(([currency, sum]) =>
    Number.isFinite(sum) ? [{ currency, amount: Math.round(sum) / 10_000 }] : [],
  );
}

/** The answers of a form or an address; null when the message is none. */
export function answersIn(content: Loose): Entry["answers"] {
  if (content.kind !== "nfm_reply") return null;
  const listed = listIn(content.answers).flatMap((one) => {
    const { label, value } = looseIn(one);
    return typeof label === "string" && typeof value === "string" ? [{ label, value }] : [];
  });
  // Messages that were recorded before their answers were listed.
  const answers = listed.length > 0 ? listed : labelled(content.response);
  return answers.length === 0 ? null : answers;
}

/** The ad or post that led to the message. Meta and Twilio name the picture differently. */
export function referralIn(content: Loose): Entry["referral"] {
  if (content.referral === undefined) return null;
  const referral = looseIn(content.referral);
  const isVideo = textIn(referral.media_content_type)?.startsWith("video/") === true;
  return {
    source: textIn(referral.source_type),
    headline: textIn(referral.headline),
    body: textIn(referral.body),
    url: linkIn(referral.source_url),
    picture:
      linkIn(referral.image_url) ?? linkIn(referral.thumbnail_url) ?? (isVideo ? null : linkIn(referral.media_url)),
  };
}

/** The product of a catalogue that the message is about. */
export function productIn(content: Loose): Entry["product"] {
  if (content.referred_product === undefined) return null;
  const product = looseIn(content.referred_product);
  return { catalog_id: textIn(product.catalog_id), product: textIn(product.product_retailer_id) };
}

/** The answer to a request to call. */
export function permissionIn(content: Loose): Entry["call_permission"] {
  if (content.call_permission === undefined) return null;
  const permission = looseIn(content.call_permission);
  const seconds = numberIn(permission.expiration_timestamp);
  const until = new Date((seconds ?? Number.NaN) * 1_000);
  return {
    granted: permission.response === "accept",
    permanent: permission.is_permanent === true,
    until: Number.isNaN(until.getTime()) || until.getUTCFullYear() > 9_998 ? null : until.toISOString(),
    automatic: permission.response_source === "automatic",
  };
}

/** What a status says of a payment: the amount is `value` divided by `offset`. (Meta: payments, status of a transaction.) */
export function paymentIn({ at, status }: { at: string; status: Loose }): Entry["payments"][number] {
  const payment = looseIn(status.payment);
  const amount = looseIn(payment.amount);
  const value = numberIn(amount.value);
  return {
    state: textIn(status.status) ?? "unknown",
    amount: value === null ? null : numberIn(value / (numberIn(amount.offset) || 1)),
    currency: textIn(payment.currency),
    reference: textIn(payment.reference_id),
    at: new Date(at).toISOString(),
  };
}

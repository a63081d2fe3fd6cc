// Reads messages that carry data but no file: locations, contact cards, orders.
import { readVcards } from "../../base/vcard.ts";
import type { InboundLocation, Json, JsonObject } from "../../contract/inbound.ts";
import { list, number, record, text } from "./fields.ts";
import { compact, contentOf, hollow, type MessageContent } from "./message-content.ts";

/**
 * Reads a shared location. Without valid coordinates the message has no `location`, only the name as its text. (Meta: webhooks reference,
 * location.)
 */
export function readLocation(message: JsonObject): MessageContent {
  const place = record(message.location);
  if (!place) return hollow("location", "location");
  const location = locationFields(place);
  if (!location) {
    return contentOf("location", {
      text: text(place.name),
      content: { reason: "The place has no valid coordinates." },
    });
  }
  return contentOf("location", { location, content: compact({ url: text(place.url) }) });
}

function locationFields(place: JsonObject): InboundLocation | null {
  const latitude = number(place.latitude);
  const longitude = number(place.longitude);
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  return { latitude, longitude, name: text(place.name), address: text(place.address) };
}

/**
 * Reads contact cards. Any key inside a card may be missing, even the name; what is missing is taken from the card's `vcard`, which shared cards
 * have. (Meta: webhooks reference, contacts; request contact information.)
 */
export function readCards(message: JsonObject): MessageContent {
  const cards = list(message.contacts)?.map(completeCard);
  if (!cards) return hollow("contacts", "contacts");
  const names = cards.map(cardName).filter((name) => name !== null);
  return contentOf("contacts", {
    text: names.join(", ") || null,
    content: compact({ contacts: cards, origin: text(message.origin) }),
  });
}

function completeCard(element: Json): Json {
  const card = record(element);
  const [other] = typeof card?.vcard === "string" ? readVcards(card.vcard) : [];
  if (!card || !other) return element;
  const { vcard: _, ...own } = card;
  const isEmpty = (value: Json | undefined) =>
    value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);
  const more = Object.entries(other as JsonObject).filter(([key, value]) => isEmpty(own[key]) && !isEmpty(value));
  return { ...own, ...Object.fromEntries(more) };
}

function cardName(element: Json): string | null {
  const card = record(element);
  const name = record(card?.name);
  const parts = [text(name?.first_name), text(name?.last_name)].filter((part) => part !== null);
  const phone = record(list(card?.phones)?.[0]);
  return (
    text(name?.formatted_name) ?? (parts.join(" ") || null) ?? text(record(card?.org)?.company) ?? text(phone?.phone)
  );
}

/** Reads an order from a catalog. (Meta: webhooks reference, order.) */
export function readOrder(message: JsonObject): MessageContent {
  const order = record(message.order);
  if (!order) return hollow("order", "order");
  return contentOf("order", { text: text(order.text), content: { order } });
}

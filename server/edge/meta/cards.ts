// Reads messages that carry data but no file: locations, contact cards, orders.
import type { InboundLocation, Json, JsonObject } from "../../contract/inbound.ts";
import { kindOf, list, number, record, text } from "./fields.ts";
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

/** Reads contact cards. Any key inside a card may be missing, even the name. (Meta: webhooks reference, contacts.) */
export function readCards(message: JsonObject): MessageContent {
  const cards = list(message.contacts);
  if (!cards) return hollow("contacts", "contacts");
  const names = cards.map(cardName).filter((name) => name !== null);
  return contentOf("contacts", {
    text: names.join(", ") || null,
    content: compact({ contacts: cards, origin: text(message.origin) }),
  });
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

/** A message of a type that Bellhop does not know, or that WhatsApp itself could not deliver: it is kept, with the reason. */
export function readUnsupported(message: JsonObject): MessageContent {
  const kind = text(record(message.unsupported)?.type);
  const type = text(message.type);
  const named = type !== null && type !== "unsupported" && type !== "unknown";
  const reason = named
    ? `Messages of type "${type.slice(0, 100)}" are not supported.`
    : type === null
      ? `The message has no type (${kindOf(message.type)}).`
      : "WhatsApp does not hand over messages of this kind.";
  return contentOf("unsupported", {
    content: compact({ reason, provider_type: type, unsupported_type: kind, unsupported: message.unsupported ?? null }),
  });
}

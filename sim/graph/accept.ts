// Validates a send request as strictly as the Graph API (Meta: messages API) and returns what the phone will show.
import type { Content } from "../chat/message.ts";
import { isObject } from "../http.ts";
import { listAt, numberAt, objectAt, onlyKeys, optionalText, textAt } from "./check.ts";
import { GraphError } from "./errors.ts";
import { fileAt, type Kept } from "./file-part.ts";
import { interactive } from "./interactive.ts";
import { fillIn } from "./template-fill.ts";
import type { Templates } from "./template-store.ts";

/** What a request is checked against. `now`: milliseconds since 1970. */
export type Known = Kept & { templates: Pick<Templates, "find"> };

export type Accepted = {
  /** `to` as given, or the business-scoped id in `recipient`. */
  address: string;
  content: Content;
  quotes: string | null;
  key: string | null;
  template: boolean;
};

/** Throws GraphError if the real API would refuse the request at once. */
export function accept(body: unknown, known: Known): Accepted {
  if (!isObject(body)) throw new GraphError(100, "The request body must be a JSON object.");
  if (body.messaging_product !== "whatsapp") throw new GraphError(100, "The parameter messaging_product is required.");
  const recipientType = body.recipient_type ?? "individual";
  if (recipientType !== "individual" && recipientType !== "group") {
    throw new GraphError(100, "Param recipient_type must be one of {individual, group}.");
  }
  const address = body.to ?? body.recipient;
  if (typeof address !== "string" || address === "") throw new GraphError(100, "The parameter to is required.");
  const key = body.biz_opaque_callback_data;
  if (key !== undefined && (typeof key !== "string" || key.length > 512)) {
    throw new GraphError(100, "Param biz_opaque_callback_data must be at most 512 characters long.");
  }
  const type = body.type ?? "text";
  const content = contentOf(type, body, known);
  return {
    address,
    content,
    quotes: quoted(body, type),
    key: typeof key === "string" ? key : null,
    template: type === "template",
  };
}

function quoted(body: Record<string, unknown>, type: unknown): string | null {
  if (body.context === undefined) return null;
  if (type === "reaction") throw new GraphError(100, "A reaction cannot carry a context.");
  return textAt(objectAt(body, "context"), "message_id", "context['message_id']", 1000);
}

function contentOf(type: unknown, body: Record<string, unknown>, { media, templates, now }: Known): Content {
  switch (type) {
    case "text": {
      const text = objectAt(body, "text");
      onlyKeys(text, "text", ["body", "preview_url"]);
      return { type: "text", text: textAt(text, "body", "text['body']", 4096, 100) };
    }
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return fileAt(type, objectAt(body, type), { media, now });
    case "location": {
      const place = objectAt(body, "location");
      onlyKeys(place, "location", ["latitude", "longitude", "name", "address"]);
      const name = optionalText(place, "name", "location['name']", 1000);
      const address = optionalText(place, "address", "location['address']", 1000);
      return {
        type: "location",
        latitude: numberAt(place, "latitude", "location['latitude']", 90),
        longitude: numberAt(place, "longitude", "location['longitude']", 180),
        ...(name ? { name } : {}),
        ...(address ? { address } : {}),
      };
    }
    case "reaction": {
      const reaction = objectAt(body, "reaction");
      onlyKeys(reaction, "reaction", ["message_id", "emoji"]);
      const to = textAt(reaction, "message_id", "reaction['message_id']", 1000);
      if (typeof reaction.emoji !== "string") throw new GraphError(131008, "reaction['emoji'] is required.");
      return { type: "reaction", emoji: reaction.emoji, to };
    }
    case "contacts":
      return {
        type: "contacts",
        contacts: listAt(body, "contacts", "contacts", 1, 257).map((one) => {
          const card = isObject(one) ? one : {};
          onlyKeys(card, "contacts", ["name", "phones", "emails", "org", "addresses", "urls", "birthday"]);
          const whole = objectAt(card, "name", "contacts['name']");
          const name = textAt(whole, "formatted_name", "formatted_name", 1000);
          // The whole name needs one more part beside it (Meta: contacts messages).
          if (!NAME_PARTS.some((part) => typeof whole[part] === "string" && whole[part] !== ""))
            throw new GraphError(131008, `contacts['name']: one of ${NAME_PARTS.join(", ")} is required.`);
          const [phone = "", ...more] = [...values(card.phones, "phone"), ...values(card.emails, "email")];
          return { name, phone, ...(more.length > 0 ? { more } : {}) };
        }),
      };
    case "interactive":
      return interactive(objectAt(body, "interactive"), { media, now });
    case "template":
      return fillIn({ templates, media, now }, body.template);
    default:
      throw new GraphError(100, `Param type must not be ${JSON.stringify(type)}.`);
  }
}

/** What the entries of a card's list have under a key. */
const values = (list: unknown, key: string): string[] =>
  (Array.isArray(list) ? list.filter(isObject) : []).map((one) => String(one[key] ?? ""));

const NAME_PARTS = ["first_name", "last_name", "middle_name", "suffix", "prefix"];

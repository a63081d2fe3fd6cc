// Turns Twilio's webhooks (form fields, or JSON with the same keys) into one message or one status. verifier.ts checks signatures; files
// are not downloaded here.
import { excerpt, parseJson, wellFormed } from "../../base/text.ts";
import type { InboundItem, Json } from "../../contract/inbound.ts";
import { fieldsOf, parseForm } from "./form.ts";
import { readMessageFields } from "./messages.ts";
import { readStatusFields } from "./statuses.ts";

/**
 * Reads the webhook of an incoming message. Never throws; what cannot be read becomes `unreadable`. A status that was sent to this address
 * because of a wrong setting is read as a status. (Twilio: messaging webhooks.)
 */
export function readMessageWebhook(body: Buffer, query = ""): InboundItem[] {
  return guarded(body, query, (fields, callback) => {
    // Any status but `received` and `receiving` is of a message of ours: a status callback, and not a customer's message.
    const status = (fields.get("MessageStatus") ?? fields.get("SmsStatus") ?? "received").toLowerCase();
    const isStatus = status !== "received" && status !== "receiving" && status !== "";
    return isStatus ? readStatusFields(fields, callback) : readMessageFields(fields);
  });
}

/**
 * Reads a status callback; `query` is that of the callback URL, which has our key. Never throws. (Twilio: outbound message status in status
 * callbacks.)
 */
export function readStatusWebhook(body: Buffer, query = ""): InboundItem[] {
  return guarded(body, query, readStatusFields);
}

type Fields = Map<string, string>;

function guarded(body: Buffer, query: string, read: (fields: Fields, query: Fields) => InboundItem): InboundItem[] {
  try {
    const inQuery = fieldsOf(parseForm(query.replace(/^\?/, "")) ?? new Map());
    // With a callback configured as GET, Twilio puts all parameters into the query.
    const parsed = body.length === 0 ? { fields: inQuery } : parseFields(body);
    if ("fault" in parsed) return [{ kind: "unreadable", path: "", reason: parsed.fault, raw: excerpt(body) }];
    return [read(parsed.fields, inQuery)];
  } catch (error) {
    // A bug of ours, and no reason to lose the webhook.
    const reason = `Reading failed: ${error instanceof Error ? error.name : "unknown"}.`;
    return [{ kind: "unreadable", path: "", reason, raw: excerpt(body) }];
  }
}

/** The fields of a form, or of a JSON object with the same keys. */
function parseFields(body: Buffer): { fields: Fields } | { fault: string } {
  const first = body.toString("latin1", 0, 64).trimStart().charAt(0);
  if (first !== "{" && first !== "[") {
    const form = parseForm(body.toString("utf8"));
    return form ? { fields: fieldsOf(form) } : { fault: "The form has more fields than any webhook of Twilio's." };
  }
  const parsed = parseJson(body);
  if ("fault" in parsed) return { fault: `The body ${parsed.fault}.` };
  if (Array.isArray(parsed.value)) return { fault: "Expected a form or a JSON object, found an array." };
  const fields: Fields = new Map();
  for (const [key, value] of Object.entries(parsed.value as Record<string, Json>)) {
    if (value === null) continue;
    fields.set(key, typeof value === "object" ? wellFormed(JSON.stringify(value)) : String(value));
  }
  return { fields };
}

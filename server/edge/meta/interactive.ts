// Reads replies to interactive messages: taps on buttons and list rows, forms, call permissions.
import { asText, labelled } from "../../base/labelled.ts";
import { parseJson } from "../../base/text.ts";
import type { Json, JsonObject } from "../../contract/inbound.ts";
import { record, text } from "./fields.ts";
import { compact, contentOf, hollow, type MessageContent } from "./message-content.ts";

/** Reads `interactive`, whose inner `type` names the key that holds the reply. (Meta: webhooks reference, interactive.) */
export function readInteractive(message: JsonObject): MessageContent {
  const interactive = record(message.interactive);
  if (!interactive) return hollow("interactive", "interactive");
  const kind = text(interactive.type);
  switch (kind) {
    case "button_reply":
    case "list_reply": {
      const reply = record(interactive[kind]);
      return contentOf("interactive", {
        text: text(reply?.title),
        payload: text(reply?.id),
        content: compact({ kind, description: text(reply?.description) }),
      });
    }
    case "nfm_reply":
      return readForm(kind, record(interactive.nfm_reply) ?? {});
    case "call_permission_reply": {
      const reply = record(interactive.call_permission_reply) ?? {};
      return contentOf("interactive", {
        payload: text(reply.response),
        content: { kind, shown_as: "call_permission", call_permission: reply },
      });
    }
    default:
      // Echoes have this form too when the business sent a body with buttons or a list.
      return contentOf("interactive", { text: text(record(interactive.body)?.text), content: { kind, interactive } });
  }
}

/**
 * The reply of a flow or an address form: `response_json` is a string of JSON that may hold anything. Its answers are the message's text, so that
 * searches and exports have them.
 */
function readForm(kind: string, reply: JsonObject): MessageContent {
  const source = text(reply.response_json);
  const parsed = source === null ? null : parseJson(source);
  const response: Json = parsed && "value" in parsed ? (parsed.value as Json) : source;
  const answers = labelled(response);
  return contentOf("interactive", {
    text: answers.length > 0 ? asText(answers) : text(reply.body),
    content: compact({ kind, shown_as: "form", name: text(reply.name), body: text(reply.body), response }),
  });
}

/** Reads a tap on a quick reply button of a template. (Meta: webhooks reference, button.) */
export function readButton(message: JsonObject): MessageContent {
  const button = record(message.button);
  if (!button) return hollow("button", "button");
  return contentOf("button", { text: text(button.text), payload: text(button.payload) });
}

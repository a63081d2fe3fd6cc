// Turns a draft into the JSON body of a send to Meta. limits.ts checks the limits, channel.ts makes the request.
import type { JsonObject } from "../../contract/inbound.ts";
import type {
  Address,
  ButtonsDraft,
  Draft,
  ListDraft,
  MediaDraft,
  Outbound,
  TemplateButtonValue,
  TemplateDraft,
  TemplateHeaderValue,
} from "../../contract/outbound.ts";
import { compact } from "./message-content.ts";
import { composeOther, fileParameter, headerOf } from "./outgoing.ts";

/** The body of `POST /{phone-number-id}/messages`. (Meta: Cloud API, messages.) */
export function compose(message: Pick<Outbound, "key" | "to" | "draft" | "file">): JsonObject {
  return {
    messaging_product: "whatsapp",
    ...recipient(message.to),
    ...(message.draft.replyTo ? { context: { message_id: message.draft.replyTo } } : {}),
    // Meta repeats it in each status, so that a status can confirm a send that got no response.
    biz_opaque_callback_data: message.key,
    ...content(message.draft, message.file),
  };
}

/** With `+`, because Meta may read a bare number as a local one and prepend our own country code. */
function recipient(to: Address): JsonObject {
  if (to.kind === "group") return { recipient_type: "group", to: to.value };
  if (to.kind === "bsuid") return { recipient_type: "individual", recipient: to.value };
  return { recipient_type: "individual", to: `+${to.value}` };
}

function content(draft: Draft, uploaded: string | undefined): JsonObject {
  switch (draft.type) {
    case "text":
      return { type: "text", text: { preview_url: /https?:\/\//i.test(draft.text), body: draft.text } };
    case "buttons":
      return { type: "interactive", interactive: buttons(draft, uploaded) };
    case "list":
      return { type: "interactive", interactive: rows(draft) };
    case "template":
      return { type: "template", template: template(draft, uploaded) };
    case "media":
      return { type: draft.kind, [draft.kind]: file(draft, uploaded) };
    case "location": {
      const { latitude, longitude, name, address } = draft;
      return { type: "location", location: compact({ latitude, longitude, name, address }) };
    }
    default:
      return composeOther(draft, uploaded);
  }
}

function buttons(draft: ButtonsDraft, uploaded: string | undefined): JsonObject {
  const choices = draft.buttons.map(({ id, title }) => ({ type: "reply", reply: { id, title } }));
  return {
    type: "button",
    ...headerOf(draft.header, uploaded),
    body: { text: draft.text },
    ...footer(draft.footer),
    action: { buttons: choices },
  };
}

function rows(draft: ListDraft): JsonObject {
  const sections = draft.sections.map((section) =>
    compact({
      title: section.title,
      rows: section.rows.map(({ id, title, description }) => compact({ id, title, description })),
    }),
  );
  return {
    type: "list",
    body: { text: draft.text },
    ...footer(draft.footer),
    action: { button: draft.button, sections },
  };
}

function footer(text: string | undefined): JsonObject {
  return text === undefined ? {} : { footer: { text } };
}

/** (Meta: Cloud API, sending templates: each component with its parameters; what takes no value is left out.) */
function template(
  { name, language, parameters, named, header, buttons }: TemplateDraft,
  uploaded: string | undefined,
): JsonObject {
  const body: JsonObject[] = [
    ...parameters.map((text) => ({ type: "text", text })),
    ...Object.entries(named ?? {}).map(([parameter_name, text]) => ({ type: "text", parameter_name, text })),
  ];
  const components: JsonObject[] = [
    ...(header ? [{ type: "header", parameters: [headerValue(header, uploaded)] }] : []),
    ...(body.length > 0 ? [{ type: "body", parameters: body }] : []),
    ...(buttons ?? []).map(({ index, type, value }) => {
      return { type: "button", sub_type: type, index: String(index), parameters: [buttonValue(type, value)] };
    }),
  ];
  return { name, language: { code: language }, ...(components.length > 0 ? { components } : {}) };
}

function headerValue(header: TemplateHeaderValue, uploaded: string | undefined): JsonObject {
  if (header.type === "text") return compact({ type: "text", parameter_name: header.name, text: header.text });
  if (header.type === "location") {
    const { latitude, longitude, name, address } = header;
    // Meta's samples have strings here.
    const location = { latitude: String(latitude), longitude: String(longitude), name, address };
    return { type: "location", location };
  }
  return fileParameter(header, uploaded);
}

function buttonValue(type: TemplateButtonValue["type"], value: string): JsonObject {
  if (type === "quick_reply") return { type: "payload", payload: value };
  return type === "copy_code" ? { type: "coupon_code", coupon_code: value } : { type: "text", text: value };
}

/** By the id of an upload, or by a link. `voice` makes it a voice note. (Meta: Cloud API, media messages.) */
function file({ kind, link, caption, fileName, voice }: MediaDraft, uploaded: string | undefined): JsonObject {
  const captioned = kind !== "audio" && kind !== "sticker";
  return compact({
    ...(link === undefined ? { id: uploaded } : { link }),
    caption: captioned ? caption : null,
    filename: kind === "document" ? fileName : null,
    voice: kind === "audio" && voice ? true : null,
  });
}

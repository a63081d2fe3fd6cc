// What the fake Graph API accepts and refuses, with the error code.
import { expect, test } from "vitest";
import { createMediaStore } from "../media-store.ts";
import { accept } from "./accept.ts";
import { GraphError } from "./errors.ts";
import { createTemplates } from "./template-store.ts";

const to = { messaging_product: "whatsapp", to: "+15550100001" };
const long = (length: number) => "x".repeat(length);
const button = (id: string, title: string) => ({ type: "reply", reply: { id, title } });
const buttons = (...list: unknown[]) => ({
  ...to,
  type: "interactive",
  interactive: { type: "button", body: { text: "?" }, action: { buttons: list } },
});
const rows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({ id: `${from + n}`, title: `${from + n}` }));
const list = (...sections: unknown[]) => ({
  ...to,
  type: "interactive",
  interactive: { type: "list", body: { text: "?" }, action: { button: "Open", sections } },
});
const template = (name: string, code: string, parameters: unknown[]) => ({
  ...to,
  type: "template",
  template: { name, language: { code }, components: [{ type: "body", parameters }] },
});
const link = (parameters: object) => ({
  ...to,
  type: "interactive",
  interactive: {
    type: "cta_url",
    body: { text: "?" },
    action: { name: "cta_url", parameters: { display_text: "Pay", url: "https://example.com/p", ...parameters } },
  },
});
const request = (type: string, name: string, more: object = {}) => ({
  ...to,
  type: "interactive",
  interactive: { type, body: { text: "?" }, action: { name }, ...more },
});
const card = (name: object) => ({ ...to, type: "contacts", contacts: [{ name, phones: [{ phone: "+1" }] }] });
const text = (value: string) => ({ type: "text", text: value });

test.each<[string, Record<string, unknown>, number | "ok"]>([
  ["a text", { ...to, text: { body: "hello" } }, "ok"],
  ["a text to a business-scoped id", { messaging_product: "whatsapp", recipient: "US.1", text: { body: "x" } }, "ok"],
  ["4096 characters", { ...to, text: { body: long(4096) } }, "ok"],
  ["4097 characters", { ...to, text: { body: long(4097) } }, 100],
  ["no body", { ...to, text: {} }, 131008],
  ["no product", { to: "+15550100001", text: { body: "x" } }, 100],
  ["nobody", { messaging_product: "whatsapp", text: { body: "x" } }, 100],
  ["an unknown type", { ...to, type: "poll", poll: {} }, 100],
  ["an unknown key", { ...to, text: { body: "x", colour: "red" } }, 100],
  ["echo data of 513 characters", { ...to, text: { body: "x" }, biz_opaque_callback_data: long(513) }, 100],
  ["three buttons", buttons(button("a", "A"), button("b", "B"), button("c", "C")), "ok"],
  ["four buttons", buttons(...["a", "b", "c", "d"].map((id) => button(id, id))), 131009],
  ["no button", buttons(), 131009],
  ["a title of 20", buttons(button("a", long(20))), "ok"],
  ["a title of 21", buttons(button("a", long(21))), 131009],
  ["an id of 257", buttons(button(long(257), "A")), 131009],
  ["two titles alike", buttons(button("a", "A"), button("b", "A")), 131009],
  ["a link button", link({}), "ok"],
  ["a label of 21", link({ display_text: long(21) }), 131009],
  ["a link without an address", link({ url: "nowhere" }), 131009],
  ["a request for a place", request("location_request_message", "send_location"), "ok"],
  ["a request for the number", request("request_contact_info", "request_contact_info"), "ok"],
  ["a request of another name", request("location_request_message", "request_contact_info"), 131009],
  ["a request with a footer", request("request_contact_info", "request_contact_info", { footer: { text: "x" } }), 100],
  ["a card", card({ formatted_name: "Ana Paz", first_name: "Ana" }), "ok"],
  ["a card with the whole name alone", card({ formatted_name: "Ana Paz" }), 131008],
  ["a card without a name", card({}), 131008],
  [
    "a reaction that quotes",
    { ...to, type: "reaction", reaction: { message_id: "wamid.1", emoji: "👍" }, context: { message_id: "wamid.2" } },
    100,
  ],
  ["a reaction taken back", { ...to, type: "reaction", reaction: { message_id: "wamid.1", emoji: "" } }, "ok"],
  ["ten rows", list({ title: "1", rows: rows(5) }, { title: "2", rows: rows(5, 5) }), "ok"],
  ["eleven rows", list({ title: "1", rows: rows(6) }, { title: "2", rows: rows(5, 6) }), 131009],
  ["two sections without titles", list({ rows: rows(1) }, { rows: rows(1, 1) }), 131008],
  ["a row title of 25", list({ rows: [{ id: "1", title: long(25) }] }), 131009],
  ["a row description of 73", list({ rows: [{ id: "1", title: "1", description: long(73) }] }), 131009],
  ["a picture by link", { ...to, type: "image", image: { link: "https://a.example/a.jpg", caption: "x" } }, "ok"],
  [
    "a caption of 1025",
    { ...to, type: "image", image: { link: "https://a.example/a.jpg", caption: long(1025) } },
    131009,
  ],
  ["a caption on audio", { ...to, type: "audio", audio: { link: "https://a.example/a.ogg", caption: "x" } }, 100],
  ["a picture that was not uploaded", { ...to, type: "image", image: { id: "1" } }, 131009],
  ["neither id nor link", { ...to, type: "image", image: {} }, 131008],
  ["a place", { ...to, type: "location", location: { latitude: -34.6, longitude: -58.4 } }, "ok"],
  ["a place off the globe", { ...to, type: "location", location: { latitude: 91, longitude: 0 } }, 131009],
  ["a reaction", { ...to, type: "reaction", reaction: { message_id: "wamid.A", emoji: "" } }, "ok"],
  [
    "a reaction that quotes",
    { ...to, type: "reaction", reaction: { message_id: "wamid.A", emoji: "x" }, context: { message_id: "wamid.A" } },
    100,
  ],
  ["a template", template("call_instructions", "en_US", [text("dial")]), "ok"],
  ["a template with too few parameters", template("call_instructions", "en_US", []), 132000],
  ["a template that is not there", template("nothing", "en_US", []), 132001],
  ["a template in another language", template("call_instructions", "fr", [text("dial")]), 132001],
  ["a paused template", template("seasonal_offer", "en_US", [text("Ana")]), 132015],
])("%s", (_, body, expected) => {
  const templates = createTemplates({ clock: () => 0, typeOf: () => null });
  const run = () => accept(body, { media: createMediaStore(), templates, now: 0 });
  if (expected === "ok") expect(run().content).toBeDefined();
  else {
    expect(run).toThrow(GraphError);
    expect(run).toThrow(expect.objectContaining({ code: expected }));
  }
});

import { describe, expect, test } from "vitest";
import type { Draft, ListDraft } from "../../contract/outbound.ts";
import type { LinkButtonDraft } from "../../contract/outgoing-kinds.ts";
import { faultsOf } from "./limits.ts";

const x = (length: number) => "x".repeat(length);
const button = (n: number) => ({ id: `id${n}`, title: `Title ${n}` });
const list = (overrides: Partial<ListDraft> = {}): ListDraft => ({
  type: "list",
  text: "Choose",
  button: "Open",
  sections: [{ rows: [{ id: "9", title: "9:00", description: "two left" }] }],
  ...overrides,
});
const link = (overrides: Partial<LinkButtonDraft> = {}): LinkButtonDraft => ({
  type: "link_button",
  text: "Pay here",
  label: "Pay",
  url: "https://example.com/p",
  ...overrides,
});
const card = { name: "Ana Paz", phones: ["+15550100002"] };
const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ id: `r${i}`, title: `Row ${i}` }));

describe("what Meta takes", () => {
  test.each<[string, Draft]>([
    ["text at the limit", { type: "text", text: x(4096) }],
    ["a quoting text", { type: "text", text: "x", replyTo: "wamid.1" }],
    [
      "three buttons",
      { type: "buttons", text: x(1024), footer: x(60), buttons: [button(1), button(2), { id: x(200), title: x(20) }] },
    ],
    ["a list", list()],
    [
      "ten rows in two sections",
      list({
        sections: [
          { title: "A", rows: rows(5) },
          { title: x(24), rows: rows(10).slice(5) },
        ],
      }),
    ],
    ["a template", { type: "template", name: "order_update", language: "es_AR", parameters: ["Ana", "9"] }],
    ["a template without values", { type: "template", name: "hello", language: "en", parameters: [] }],
    ["a picture", { type: "media", kind: "image", link: "https://example.com/a.jpg", caption: x(1024) }],
    ["a document", { type: "media", kind: "document", link: "http://example.com/a.pdf", fileName: "a.pdf" }],
    ["audio", { type: "media", kind: "audio", link: "https://example.com/a.ogg" }],
    ["a link button", link({ header: x(60), text: x(1024), footer: x(60), label: x(20) })],
    ["a request for a place", { type: "location_request", text: x(1024) }],
    ["a request for the number", { type: "number_request", text: x(1024) }],
    ["contact cards", { type: "contacts", contacts: Array.from({ length: 257 }, () => card) }],
    ["a reaction", { type: "reaction", target: "wamid.1", emoji: "👨‍👩‍👧" }],
    ["a reaction taken back", { type: "reaction", target: "wamid.1", emoji: "" }],
    ["a place", { type: "location", latitude: -90, longitude: 180 }],
  ])("%s", (_, draft) => {
    expect(faultsOf(draft)).toEqual([]);
  });
});

describe("what it does not", () => {
  test.each<[Draft, string]>([
    [{ type: "text", text: " " }, "The text is empty."],
    [{ type: "text", text: x(4097) }, "The text has 4097 characters; at most 4096 are allowed."],
    [link({ header: x(61) }), "The header has 61 characters; at most 60 are allowed."],
    [link({ text: x(1025) }), "The text has 1025 characters; at most 1024 are allowed."],
    [link({ label: x(21) }), "The button's label has 21 characters; at most 20 are allowed."],
    [link({ url: "javascript:alert(1)" }), "The button's link must be an http or https address."],
    [{ type: "location_request", text: " " }, "The text is empty."],
    [{ type: "number_request", text: x(1025) }, "The text has 1025 characters; at most 1024 are allowed."],
    [{ type: "contacts", contacts: [] }, "Contact cards: 0; 1 to 257 are allowed."],
    [
      { type: "contacts", contacts: [{ name: "Ana", phones: [] }] },
      "Contact card 1 has neither a number nor an email.",
    ],
    [{ type: "contacts", contacts: [{ ...card, name: "" }] }, "The name of contact card 1 is empty."],
    [{ type: "reaction", target: "wamid.1", emoji: "ok" }, '"ok" is not one emoji.'],
    [{ type: "reaction", target: "wamid.1", emoji: "👍👍" }, '"👍👍" is not one emoji.'],
    [{ type: "reaction", target: "wamid.1", emoji: "👍", replyTo: "wamid.2" }, "A reaction cannot quote a message."],
    [{ type: "text", text: "x", replyTo: "" }, "The id of the quoted message is empty."],
    [
      { type: "buttons", text: x(1025), buttons: [button(1)] },
      "The text has 1025 characters; at most 1024 are allowed.",
    ],
    [{ type: "buttons", text: "x", footer: x(61), buttons: [button(1)] }, "The footer has 61 characters"],
    [{ type: "buttons", text: "x", buttons: [] }, "Buttons: 0; 1 to 3 are allowed."],
    [{ type: "buttons", text: "x", buttons: [1, 2, 3, 4].map(button) }, "Buttons: 4; 1 to 3 are allowed."],
    [{ type: "buttons", text: "x", buttons: [{ id: "a", title: x(21) }] }, "has 21 characters; at most 20"],
    [{ type: "buttons", text: "x", buttons: [{ id: x(201), title: "a" }] }, 'The id of button "a" has 201 characters'],
    [{ type: "buttons", text: "x", buttons: [{ id: "", title: "a" }] }, 'The id of button "a" is empty.'],
    [
      { type: "buttons", text: "x", buttons: [button(1), { id: "z", title: "Title 1" }] },
      'The button title "Title 1" occurs twice.',
    ],
    [
      { type: "buttons", text: "x", buttons: [button(1), { id: "id1", title: "z" }] },
      'The button id "id1" occurs twice.',
    ],
    [list({ text: x(4097) }), "The text has 4097"],
    [list({ button: x(21) }), "The label of the list's button has 21"],
    [list({ button: "" }), "The label of the list's button is empty."],
    [list({ sections: [{ rows: rows(11) }] }), "Rows in all sections together: 11; 1 to 10 are allowed."],
    [
      list({
        sections: [
          { title: "A", rows: [] },
          { title: "B", rows: rows(1) },
        ],
      }),
      "Section 1 has no rows.",
    ],
    [
      list({ sections: [{ title: "A", rows: rows(1) }, { rows: [{ id: "q", title: "q" }] }] }),
      "Section 2 needs a title",
    ],
    [list({ sections: [{ title: x(25), rows: rows(1) }] }), "The title of section 1 has 25"],
    [list({ sections: [{ rows: [{ id: "1", title: x(25) }] }] }), "has 25 characters; at most 24"],
    [
      list({ sections: [{ rows: [{ id: "1", title: "a", description: x(73) }] }] }),
      'The description of row "a" has 73',
    ],
    [list({ sections: [{ rows: [...rows(1), ...rows(1)] }] }), 'The row id "r0" occurs twice.'],
    [{ type: "template", name: "", language: "en", parameters: [] }, "The template's name is empty."],
    [{ type: "template", name: "t", language: "English", parameters: [] }, '"English" is not a template language'],
    [{ type: "template", name: "t", language: "en", parameters: ["a", " "] }, "The template's value {{2}} is empty."],
    [{ type: "media", kind: "image", link: "/tmp/a.jpg" }, "link must be a public http or https address"],
    [{ type: "media", kind: "image", link: "ftp://a.example/a.jpg" }, "link must be a public http or https address"],
    [{ type: "media", kind: "image", link: "https://a.example/", caption: x(1025) }, "The caption has 1025"],
    [{ type: "media", kind: "audio", link: "https://a.example/", caption: "x" }, "no caption with audio"],
    [{ type: "media", kind: "sticker", link: "https://a.example/", caption: "x" }, "no caption with sticker"],
    [{ type: "location", latitude: 91, longitude: 0 }, "The latitude 91 is not between"],
    [{ type: "location", latitude: 0, longitude: Number.NaN }, "The longitude NaN is not between"],
  ])("%j", (draft, fault) => {
    const faults = faultsOf(draft);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  test("a draft may have several faults", () => {
    expect(faultsOf(list({ sections: [] }))).toEqual([
      "Sections: 0; 1 to 10 are allowed.",
      "Rows in all sections together: 0; 1 to 10 are allowed.",
    ]);
  });
});

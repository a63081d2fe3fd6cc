import { describe, expect, test } from "vitest";
import type { OutboundContent } from "../sending.ts";
import { blankFields, contentOf, type Fields, type FormKind, fieldsOf, fitsForm, placeIn } from "./contents.ts";

describe("what a form makes", () => {
  test.each<[FormKind, Partial<Fields>, object]>([
    [
      "location",
      { place: " -34.6037, -58.3816 ", name: "Office" },
      { type: "location", latitude: -34.6037, longitude: -58.3816, name: "Office" },
    ],
    ["location", { place: "the office" }, { fault: "kind_place_fault" }],
    [
      "contacts",
      { name: "Ana Paz", phones: "+1 555 010 0002\n\n" },
      { type: "contacts", contacts: [{ name: "Ana Paz", phones: ["+1 555 010 0002"] }] },
    ],
    ["contacts", { name: "Ana Paz" }, { fault: "kind_number_fault" }],
    [
      "buttons",
      { text: "Sure?", choices: "Yes\n No " },
      {
        type: "buttons",
        text: "Sure?",
        buttons: [
          { id: "Yes", title: "Yes" },
          { id: "No", title: "No" },
        ],
      },
    ],
    [
      "buttons",
      { text: "Sure?", header: "left out", choices: "Yes", file: { type: "image", id: 7 } },
      { type: "buttons", header: { type: "image", id: 7 }, text: "Sure?", buttons: [{ id: "Yes", title: "Yes" }] },
    ],
    ["buttons", { text: "Sure?", choices: "1\n2\n3\n4" }, { fault: "kind_choices_fault" }],
    [
      "list",
      { text: "Which?", label: "Open", choices: "A | first\nB" },
      {
        type: "list",
        text: "Which?",
        button: "Open",
        sections: [
          {
            rows: [
              { id: "A", title: "A", description: "first" },
              { id: "B", title: "B" },
            ],
          },
        ],
      },
    ],
    ["list", { text: "Which?", label: "Open" }, { fault: "kind_rows_fault" }],
    [
      "link_button",
      { header: "Lot 4", text: "Pay here", label: "Pay", url: "https://e.com/p" },
      { type: "link_button", header: "Lot 4", text: "Pay here", label: "Pay", url: "https://e.com/p" },
    ],
    ["link_button", { text: "Pay", label: "Pay", url: "javascript:alert(1)" }, { fault: "kind_url_fault" }],
    ["number_request", { text: " Your number? " }, { type: "number_request", text: "Your number?" }],
  ])("%s %j", (kind, fields, content) => {
    expect(contentOf(kind, { ...blankFields, ...fields })).toEqual(content);
  });
});

test.each([
  ["-34.6037 -58.3816", -34.6037, -58.3816],
  ["https://www.google.com/maps/@48.8584,2.2945,17z", 48.8584, 2.2945],
  ["https://www.google.com/maps/search/?api=1&query=48.8584%2C2.2945", 48.8584, 2.2945],
  ["https://www.openstreetmap.org/#map=16/48.8584/2.2945", 48.8584, 2.2945],
  ["95, 10", null, null],
])("the place in %s", (text, latitude, longitude) => {
  expect(placeIn(text)).toEqual(latitude === null ? null : { latitude, longitude });
});

describe("a form that begins with a content makes the same content", () => {
  test.each<OutboundContent>([
    { type: "location", latitude: -34.6, longitude: 58.25, name: "Office", address: "Main Street 1" },
    { type: "contacts", contacts: [{ name: "Ana", company: "Shop", phones: ["+1", "+2"], emails: ["a@b.c"] }] },
    { type: "buttons", text: "Sure?", footer: "Shop", buttons: [{ id: "book A", title: "Yes" }] },
    {
      type: "list",
      text: "Which?",
      button: "Open",
      sections: [
        {
          rows: [
            { id: "1", title: "A", description: "near" },
            { id: "2", title: "B" },
          ],
        },
      ],
    },
    { type: "link_button", header: "Lot", text: "Pay", footer: "f", label: "Go", url: "https://e.com/" },
    { type: "number_request", text: "Your number?" },
  ])("%j", (content) => {
    expect(fitsForm(content)).toBe(true);
    expect(contentOf(content.type as FormKind, fieldsOf(content), content)).toEqual(content);
  });
  test("a list in parts and several cards do not fit", () => {
    const rows = [{ id: "1", title: "A" }];
    const card = { name: "A", phones: ["+1"] };
    expect(
      fitsForm({
        type: "list",
        text: "x",
        button: "y",
        sections: [
          { title: "a", rows },
          { title: "b", rows },
        ],
      }),
    ).toBe(false);
    expect(fitsForm({ type: "contacts", contacts: [card, card] })).toBe(false);
  });
});

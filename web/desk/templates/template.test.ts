import { expect, test } from "vitest";
import { outbound } from "./outbound.ts";
import {
  examplesOf,
  faultOf,
  faultsOf,
  filled,
  type Input,
  inputsOf,
  matches,
  ordered,
  type Template,
  uploadValue,
} from "./template.ts";

/** A template with what a test needs. */
const make = (some: Partial<Template> = {}): Template => ({
  id: 1,
  provider: "meta",
  account_id: "900000000000001",
  template: "bay_booked",
  name: "bay_booked",
  language: "en_US",
  status: "approved",
  category: "utility",
  quality: "unknown",
  rejected_reason: null,
  parameter_format: "named",
  header: { format: "none", text: null, variables: [], example: null },
  body: { text: "Hello {{guest}}, until {{ until }}.", variables: [] },
  footer: null,
  buttons: [],
  sendable: true,
  why_not: null,
  why_not_editable: null,
  synced_at: "2026-11-29T12:00:00Z",
  ...some,
});

const body = {
  text: "Hello {{guest}}, until {{until}}.",
  variables: [
    { name: "guest", example: "Ana" },
    { name: "until", example: "18:00" },
  ],
};
const button: Template["buttons"][number] = {
  type: "url",
  text: "Map",
  url: "https://x.test/{{1}}",
  phone: null,
  variable: "1",
  example: "B12",
};

test("the values to fill in are those of header, body and buttons, in the order of the message", () => {
  const template = make({
    header: { format: "text", text: "Bay {{bay}}", variables: [{ name: "bay", example: "B12" }], example: null },
    body,
    buttons: [
      { ...button, type: "quick_reply", variable: null },
      button,
      { ...button, type: "copy_code", variable: null, example: "SAVE15" },
    ],
  });
  expect(inputsOf(template).map(({ key }) => key)).toEqual([
    "header bay",
    "body guest",
    "body until",
    "button 1",
    "button 2",
  ]);
  expect(examplesOf(template)).toEqual({
    "header bay": "B12",
    "body guest": "Ana",
    "body until": "18:00",
    "button 1": "B12",
    "button 2": "SAVE15",
  });
});

test("a header that is a file needs a link, and a place needs its coordinates", () => {
  const header = { text: null, variables: [], example: null };
  expect(inputsOf(make({ header: { ...header, format: "document" } }))).toMatchObject([
    { key: "file", name: "document" },
  ]);
  const place = make({ header: { ...header, format: "location" } });
  expect(faultsOf(place, {})).toEqual({ latitude: "empty", longitude: "empty", place: "empty", address: "empty" });
  expect(faultsOf(place, { latitude: "52.5", longitude: "13.4", place: "Lot 4", address: "Main Street 1" })).toEqual(
    {},
  );
});

test("a variable without a value stays as it is written, and a value is not read again", () => {
  expect(filled(body.text, "body", { "body guest": "{{until}}" })).toBe("Hello {{until}}, until {{until}}.");
  expect(filled(body.text, "header", { "body guest": "Ana" })).toBe(body.text);
  expect(filled("{{ 1 }} $& {{2}}", "body", { "body 1": "$1", "body 2": " b " })).toBe("$1 $& b");
});

const input = (kind: Input["kind"]): Input => ({ key: "x", kind, name: "x", example: null });

test.each([
  ["body", "", "empty"],
  ["body", "   ", "empty"],
  ["body", "two\nlines", "lines"],
  ["body", "a\ttab", "lines"],
  ["body", "a     b", "spaces"],
  ["body", "a    b", null],
  ["file", "http://x.test/a.pdf", "link"],
  ["file", "https://x", "link"],
  ["file", "https://x.test/a.pdf", null],
  ["file", "media:12/price list.pdf", null],
  ["file", "media:12", "link"],
  ["latitude", "90.1", "number"],
  ["latitude", "north", "number"],
  ["longitude", "-180", null],
  ["code", "A".repeat(16), "code_long"],
  ["code", "A".repeat(15), null],
] as const)("of the %s %j the fault is %s", (kind, value, fault) => {
  expect(faultOf(input(kind), value)).toBe(fault);
});

test("the body with its values has a limit, which is told at the last of them", () => {
  const values = { "body guest": "a".repeat(900), "body until": "b".repeat(200) };
  expect(faultsOf(make({ body }), values)).toEqual({ "body until": "body_long" });
  expect(faultsOf(make({ body }), { ...values, "body until": "b".repeat(100) })).toEqual({});
});

test("the picker has those first that can be sent, of these the last used ones", () => {
  const all = [
    make({ id: 1, name: "a", sendable: false }),
    make({ id: 2, name: "c" }),
    make({ id: 3, name: "b" }),
    make({ id: 4, name: "d" }),
  ];
  expect(ordered(all, [4, 1]).map(({ id }) => id)).toEqual([4, 3, 2, 1]);
});

test("a search finds words of the name and of the text, in any order", () => {
  expect(matches(make(), "booked BAY")).toBe(true);
  expect(matches(make(), "until hello")).toBe(true);
  expect(matches(make(), "bay closed")).toBe(false);
  expect(matches(make(), "")).toBe(true);
});

test("Meta gets header, text and buttons apart, by name or in order", () => {
  const template = make({
    header: { format: "text", text: "Bay {{bay}}", variables: [{ name: "bay", example: "B12" }], example: null },
    body,
    buttons: [{ ...button, type: "quick_reply", variable: null }, button],
  });
  const values = { "header bay": " B7 ", "body guest": "Ana", "body until": "18:00", "button 1": "B7" };
  expect(outbound(template, values)).toEqual({
    template: "bay_booked",
    language: "en_US",
    parameters: { guest: "Ana", until: "18:00" },
    header: { type: "text", text: "B7" },
    buttons: [{ index: 1, type: "url", value: "B7" }],
  });
  expect(outbound(make({ body, parameter_format: "positional" }), values)).toEqual({
    template: "bay_booked",
    language: "en_US",
    parameters: ["Ana", "18:00"],
  });
});

test("a file and a place are headers of their own; Twilio has one list of variables", () => {
  const header = { text: null, variables: [], example: null };
  const file = outbound(make({ header: { ...header, format: "document" } }), { file: "https://x.test/a.pdf" });
  expect(file.header).toEqual({ type: "document", link: "https://x.test/a.pdf" });
  const uploaded = outbound(make({ header: { ...header, format: "document" } }), { file: uploadValue(12, "a.pdf") });
  expect(uploaded.header).toEqual({ type: "document", id: 12, filename: "a.pdf" });
  const place = { latitude: "52.5", longitude: "13.4", place: "Lot 4", address: "Main Street 1" };
  expect(outbound(make({ header: { ...header, format: "location" } }), place).header).toEqual({
    type: "location",
    ...{ latitude: 52.5, longitude: 13.4, name: "Lot 4", address: "Main Street 1" },
  });
  const content = make({
    provider: "twilio",
    template: "HX00000000000000000000000000000001",
    body: { text: "Hello {{1}}.", variables: [{ name: "1", example: "Ana" }] },
    buttons: [{ ...button, url: "https://x.test/{{2}}", variable: "2" }],
  });
  const photo = { ...header, format: "image" as const, example: "https://x.test/{{2}}" };
  expect(inputsOf({ ...content, header: photo }).map(({ key }) => key)).toEqual(["body 1", "button 0"]);
  const own = { ...content, header: { ...photo, variables: [{ name: "2", example: null }] }, buttons: [] };
  expect(inputsOf(own).map(({ key }) => key)).toEqual(["file", "body 1"]);
  expect(outbound(own, { "body 1": "Ana", file: uploadValue(12, "a.jpg") })).toMatchObject({
    ...{ parameters: { "1": "Ana" }, header: { type: "image", id: 12, filename: "a.jpg" } },
  });
  expect(outbound(content, { "body 1": "Ana", "button 0": "B12" })).toEqual({
    template: "HX00000000000000000000000000000001",
    language: "en_US",
    parameters: { "1": "Ana", "2": "B12" },
  });
});

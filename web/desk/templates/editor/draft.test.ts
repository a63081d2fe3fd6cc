import { expect, test } from "vitest";
import type { Occasion } from "../occasions/binding.ts";
import type { Template } from "../template.ts";
import {
  blank,
  type Draft,
  draftOf,
  emptyButton,
  nextVariable,
  numbered,
  ofOccasion,
  previewValues,
  written,
} from "./draft.ts";

const named: Draft = {
  ...blank,
  channel: 1,
  name: "bay_free",
  header: { format: "text", text: "Bay {{bay}}", link: "", file: null },
  body: "Hello {{guest}}, bay {{bay}} is free. {{guest}}, come.",
  buttons: [{ ...emptyButton("url"), text: "Map", url: "https://example.com/{{1}}", example: "B12" }],
  examples: { "header bay": "B12", "body bay": "B12", "body guest": "Ana" },
};

test("names become numbers: at Meta those of each text, at Twilio one list", () => {
  expect(numbered(named, "meta", "meta")).toMatchObject({
    parameter_format: "positional",
    header: { text: "Bay {{1}}" },
    body: "Hello {{1}}, bay {{2}} is free. {{1}}, come.",
    buttons: [{ url: "https://example.com/{{1}}" }],
    examples: { "header 1": "B12", "body 1": "Ana", "body 2": "B12" },
  });
  const atTwilio = numbered(named, "meta", "twilio");
  expect(atTwilio).toMatchObject({
    header: { text: "Bay {{1}}" },
    body: "Hello {{2}}, bay {{1}} is free. {{2}}, come.",
    buttons: [{ url: "https://example.com/{{3}}" }],
    examples: { "body 1": "B12", "body 2": "Ana" },
  });
  expect(numbered(atTwilio, "twilio", "meta")).toEqual(numbered(named, "meta", "meta"));
});

test("the numbers of Meta's texts are different variables at Twilio", () => {
  const draft = { ...numbered(named, "meta", "meta") };
  expect(numbered(draft, "meta", "twilio").body).toBe("Hello {{2}}, bay {{3}} is free. {{2}}, come.");
});

test("the next variable is the next number, or a name to type over", () => {
  expect(nextVariable(named, "meta", "body")).toBe("name");
  expect(nextVariable(named, "meta", "link")).toBe("1");
  const inNumbers = numbered(named, "meta", "meta");
  expect([nextVariable(inNumbers, "meta", "header"), nextVariable(inNumbers, "meta", "body")]).toEqual(["2", "3"]);
  expect(nextVariable(numbered(named, "meta", "twilio"), "twilio", "header")).toBe("4");
  expect(nextVariable({ ...blank, parameter_format: "positional" }, "twilio", "body")).toBe("1");
});

test("a draft as a request and as what the preview shows", () => {
  expect(written({ ...named, footer: " " }, "meta", 7)).toEqual({
    ...{ channel: 1, id: 7, name: "bay_free", language: "en_US", category: "utility", parameter_format: "named" },
    header: {
      ...{ format: "text", text: "Bay {{bay}}", media_id: null, link: null },
      variables: [{ name: "bay", example: "B12" }],
    },
    body: {
      text: named.body,
      variables: [
        { name: "guest", example: "Ana" },
        { name: "bay", example: "B12" },
      ],
    },
    footer: " ",
    buttons: [{ type: "url", text: "Map", url: "https://example.com/{{1}}", phone: null, example: "B12" }],
  });
  expect(previewValues(named, "meta")).toEqual({
    ...{ "header bay": "B12", "body guest": "Ana", "body bay": "B12", "button 0": "B12" },
  });
  const header = {
    format: "image",
    text: "not shown",
    link: "https://example.com/{{1}}.jpg",
    file: { id: 4, name: "bay.jpg" },
  } as const;
  const photo = { ...blank, header, examples: { "body 1": "b12" } };
  expect(written(photo, "meta", null).header).toMatchObject({ text: null, media_id: 4, link: null, variables: [] });
  expect(written(photo, "twilio", null).header).toMatchObject({
    ...{ media_id: null, link: header.link, variables: [{ name: "1", example: "b12" }] },
  });
});

test("another template or an occasion's text begins a draft", () => {
  const template = {
    ...{ provider: "meta", name: "bay_free", language: "en", category: "marketing", parameter_format: "positional" },
    header: { format: "image", text: null, variables: [], example: "https://provider.example/1" },
    body: { text: "Bay {{1}} is free.", variables: [{ name: "1", example: "B12" }] },
    footer: null,
    buttons: [{ type: "quick_reply", text: "Yes", url: null, phone: null, variable: null, example: null }],
  } as unknown as Template;
  expect(draftOf(template, 3)).toEqual({
    ...{ channel: 3, name: "bay_free", language: "en", category: "marketing", parameter_format: "positional" },
    header: { format: "image", text: "", link: "", file: null },
    ...{ body: "Bay {{1}} is free.", footer: "", buttons: [{ ...emptyButton("quick_reply"), text: "Yes" }] },
    examples: { "body 1": "B12" },
  });
  const occasion = {
    name: "stay.ended",
    values: [{ name: "booking", description: "", example: "P-1" }],
    templates: [{ language: "en", body: "Your receipt for {{booking}}.", buttons: ["Balance"] }],
  } as unknown as Occasion;
  expect(ofOccasion(occasion, "en")).toMatchObject({
    ...{ name: "stay_ended", language: "en", body: "Your receipt for {{booking}}.", category: "utility" },
    buttons: [{ type: "quick_reply", text: "Balance" }],
    examples: { "body booking": "P-1" },
  });
});

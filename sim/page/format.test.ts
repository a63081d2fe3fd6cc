// WhatsApp formatting as data: what is formatted and what must stay plain text.
import { expect, test } from "vitest";
import { parse } from "./format.js";

const text = (value: string) => ({ type: "text", text: value });

test.each([
  ["plain", [text("plain")]],
  [
    "*b* _i_ ~s~",
    [
      { type: "bold", parts: [text("b")] },
      text(" "),
      { type: "italic", parts: [text("i")] },
      text(" "),
      { type: "strike", parts: [text("s")] },
    ],
  ],
  ["```a *b*```", [{ type: "mono", text: "a *b*" }]],
  ["`x`", [{ type: "mono", text: "x" }]],
  ["*a _b_*", [{ type: "bold", parts: [text("a "), { type: "italic", parts: [text("b")] }] }]],
  ["2*3*4 and snake_case_name", [text("2*3*4 and snake_case_name")]],
  ["* not bold *", [text("* not bold *")]],
  ["see https://a.example/x.", [text("see "), { type: "link", text: "https://a.example/x" }, text(".")]],
  ["<b>no</b> javascript:alert(1)", [text("<b>no</b> javascript:alert(1)")]],
])("%s", (given, parts) => {
  expect(parse(given)).toEqual(parts);
});

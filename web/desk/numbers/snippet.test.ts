// The HTML for a business's own site: its links, and what is typed into it.
import { expect, test } from "vitest";
import { callLink, chatLink, type SnippetFields, snippetOf, telephoneOf } from "./snippet.ts";

const digits = "15550100000";
const fields: SnippetFields = {
  ...{ message: "", chat: "Write to us", hasCall: false, call: "Call us", telephone: "", telephoneLabel: "Ring us" },
  ...{ look: "filled", place: "inline" },
};
const linksIn = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);

test.each([
  ["", "https://wa.me/15550100000"],
  ["  \n ", "https://wa.me/15550100000"],
  ["Hi & bye?", "https://wa.me/15550100000?text=Hi%20%26%20bye%3F"],
  ["a\nb 50% #1", "https://wa.me/15550100000?text=a%0Ab%2050%25%20%231"],
  ["Grüße 🚗", "https://wa.me/15550100000?text=Gr%C3%BC%C3%9Fe%20%F0%9F%9A%97"],
  ["half a pair: \ud83d", "https://wa.me/15550100000?text=half%20a%20pair%3A%20%EF%BF%BD"],
])("the message %j is in the link", (message, link) => {
  expect(chatLink(digits, message)).toBe(link);
  expect(new URL(link).searchParams.get("text") ?? "").toBe(message.trim().toWellFormed());
});

test("there is a button for each way: a chat, a call over WhatsApp, a telephone", () => {
  expect(linksIn(snippetOf(digits, fields))).toEqual([chatLink(digits, "")]);
  const all = { ...fields, hasCall: true, telephone: "+91 (98) 765-22222" };
  expect(linksIn(snippetOf(digits, all))).toEqual([chatLink(digits, ""), callLink(digits), "tel:+919876522222"]);
});

test("what is typed stays text: no tag, no attribute, no script", () => {
  const hostile = `"><script>alert(1)</script><a href='javascript:x' onclick="y">&amp;`;
  const html = snippetOf(digits, { ...fields, chat: hostile, message: hostile, hasCall: true, call: hostile });
  expect(html.match(/<\w+/g)).toEqual(["<div", "<a", "<a"]);
  expect(html).toContain("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;a href=&#39;javascript:x&#39;");
  expect(linksIn(html).map((href) => new URL(href!.replaceAll("&#39;", "'")).host)).toEqual(["wa.me", "wa.me"]);
});

test.each([
  ["+91 98765 22222", "+919876522222"],
  ["(030) 123-45/6", "030123456"],
  ["112", "112"],
  ["", null],
  ["12", null],
  ["call me", null],
  ["+1 555 0100;phone-context=x", null],
  ["1234567890123456", null],
])("%j is the telephone number %s", (typed, number) => {
  expect(telephoneOf(typed)).toBe(number);
});

test("at a corner the buttons stay while the page scrolls", () => {
  expect(snippetOf(digits, { ...fields, place: "right" })).toContain("position:fixed;right:16px");
  expect(snippetOf(digits, { ...fields, place: "left" })).toContain("position:fixed;left:16px");
  expect(snippetOf(digits, fields)).not.toContain("fixed");
});

// Validation errors as people read them.
import { expect, test } from "vitest";
import { z } from "zod";
import { useApp } from "../../../test/support/app.ts";
import { sentencesOf, type Wrong, wordsOf } from "./wording.ts";

const world = useApp();

const post = (url: string, payload: object) => ({ method: "POST", url, payload }) as const;
const patch = (url: string, payload: object) => ({ method: "PATCH", url, payload }) as const;
const get = (url: string) => ({ method: "GET", url }) as const;

test.each<[Parameters<typeof world.call>[1], string]>([
  [post("/api/people", { name: "", email: "x@y.example", role: "agent" }), "name: must not be empty."],
  [
    post("/api/people", { name: "Ana", email: "nobody", role: "king" }),
    "email: must be an e-mail address such as ana@example.com. role: must be one of viewer, agent, admin.",
  ],
  [patch("/api/inbox/conversations/1", { customer_email: "nobody" }), "customer_email: is not an e-mail address."],
  [
    post("/api/accounts/1/adjustments", { amount_cents: 1e17, currency: "EUR", reason: "x" }),
    "amount_cents: at most 10000000000.",
  ],
  [get("/api/inbox/conversations?label=x"), "label: is not a number."],
  [get("/api/whatsapp/messages?limit=0"), expect.stringMatching(/^limit: at least 1\.$/)],
  [post("/api/bot/rules", { answer: "x" }), "keyword: is missing."],
  [post("/api/bot/rules", { keyword: "x", answer: "x".repeat(4_097) }), "answer: at most 4096 characters."],
  [post("/api/bot/rules", { keyword: "x", answer: "x", position: 1.5 }), "position: is not a whole number."],
  [post("/api/bot/rules", { keyword: "x", answer: "x", position: 1e300 }), "position: at most 1000000000."],
  [post("/api/people", []), "The body: is not an object."],
  [
    post("/api/people", { name: "A", email: "a@b.example", role: "agent", nmae: 1 }),
    'The body: there is no field "nmae"; it takes name, email, role.',
  ],
])("%o", async (request, detail) => {
  const { status, json } = await world.call("admin", request);
  expect([status, json.code]).toEqual([400, "BAD_REQUEST"]);
  expect(json.detail).toEqual(detail);
  expect(json.errors.length).toBeGreaterThan(0);
  for (const { path, message } of json.errors) {
    expect(path).toMatch(/^(body|querystring)\//);
    expect(message).not.toMatch(/Too |Invalid|expected|received/);
  }
});

test.each<[z.ZodType, unknown, string]>([
  [z.array(z.string()).min(1), [], "must not be empty"],
  [z.array(z.string()).max(1), ["a", "b"], "at most 1 entry"],
  [z.string().length(3), "ab", "exactly 3 characters"],
  [z.number().gt(0), 0, "more than 0"],
  [z.number().lt(5), 5, "less than 5"],
  [z.number().multipleOf(5), 7, "must be a multiple of 5"],
  [z.literal("a"), "b", "must be a"],
  [z.string().regex(/a/), "b", "is not written as it should be"],
  [z.union([z.string(), z.number()]), true, "has none of the forms that it may have"],
  [z.boolean(), "yes", "is not true or false"],
  [z.symbol(), 1, "is not of the kind symbol"],
  [z.custom(() => false), 1, "is not valid"],
])("%# in words", (schema, value, words) => {
  const read = schema.safeParse(value, { error: wordsOf as z.core.$ZodErrorMap });
  expect(read.error?.issues[0]?.message).toBe(words);
});

test("the first of a field is told, and a full stop only once", () => {
  const wrong = (path: string, message: string): Wrong => ({ where: "body", path, message });
  expect(sentencesOf([wrong("/a", "is small"), wrong("/a", "is odd"), wrong("/b/0", "Say why!")])).toBe(
    "a: is small. b/0: Say why!",
  );
});

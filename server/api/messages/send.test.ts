// Sending over HTTP: validation, the draft that results, and repeated requests.
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { metaChannel, twilioChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation } from "../../../test/support/record.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
beforeEach(async () => {
  await wipe(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
  await openConversation(world.db);
});

const send = (payload: unknown, headers: Record<string, string> = {}) =>
  world.call("agent", { method: "POST", url: "/api/whatsapp/send/", payload: payload as object, headers });
const to = "+1 555 010 0001";

test("a text: 202 with the message, its id and state, and the dispatcher is told", async () => {
  const answer = await send({ to, text: "hi" });
  expect(answer).toMatchObject({
    status: 202,
    json: {
      id: expect.any(Number),
      direction: "out",
      channel: "meta",
      message_id: null,
      to: "15550100001",
      type: "text",
      text_body: "hi",
      state: "queued",
      origin: "api:agent key",
      timestamp: "2026-01-01T12:00:00.000Z",
      error: null,
    },
  });
  expect(world.queued).toBe(1);
  expect(await world.db.selectFrom("outbox").select(["message_id", "window_exempt"]).execute()).toEqual([
    { message_id: answer.json.id, window_exempt: false },
  ]);
});

describe("what becomes of a body", () => {
  const link = "https://files.example.com/a";
  test.each<[object, object]>([
    [{ text: "hi" }, { type: "text", text: "hi" }],
    [
      { content: { type: "buttons", text: "Sure?", footer: "Shop", buttons: [{ id: "yes", title: "Yes" }] } },
      { type: "buttons", text: "Sure?", footer: "Shop", buttons: [{ id: "yes", title: "Yes" }] },
    ],
    [
      { content: { type: "link_button", text: "Pay here", label: "Pay", url: "https://e.com/p" } },
      { type: "link_button", text: "Pay here", label: "Pay", url: "https://e.com/p" },
    ],
    [
      { content: { type: "location", latitude: 1.5, longitude: -2 } },
      { type: "location", latitude: 1.5, longitude: -2 },
    ],
    [{ template: "t" }, { type: "template", name: "t", language: "en_US", parameters: [] }],
    [
      { template: "t", parameters: ["a", 5], language: "es" },
      { type: "template", name: "t", language: "es", parameters: ["a", "5"] },
    ],
    [{ media: `${link}.JPG?x=1.pdf` }, { type: "media", kind: "image", link: `${link}.JPG?x=1.pdf` }],
    [{ media: `${link}.ogg` }, { type: "media", kind: "audio", link: `${link}.ogg` }],
    [{ media: `${link}.webp` }, { type: "media", kind: "sticker", link: `${link}.webp` }],
    [{ media: `${link}.exe` }, { type: "media", kind: "document", link: `${link}.exe` }],
    [
      { media: link, text: "look" },
      { type: "media", kind: "document", link, caption: "look" },
    ],
    [
      { media: { link, type: "video", caption: "c", filename: "f" } },
      { type: "media", kind: "video", link, caption: "c", fileName: "f" },
    ],
  ])("%j", async (given, draft) => {
    const answer = await send({ to, ...given });
    expect(answer.json).toMatchObject({ content: { draft } });
    expect(answer.status).toBe(202);
  });
});

describe("refused with BAD_REQUEST", () => {
  test.each<[string, unknown]>([
    ["nothing", {}],
    ["no recipient", { text: "hi" }],
    ["no content", { to }],
    ["an empty text", { to, text: "" }],
    ["a text and a template", { to, text: "hi", template: "t" }],
    ["a file and a template", { to, media: "https://x.test/a.png", template: "t" }],
    ["all three", { to, text: "x", media: "https://x.test/a.png", template: "t" }],
    ["parameters without a template", { to, text: "hi", parameters: ["1"] }],
    ["parameters that are no values", { to, template: "t", parameters: [null] }],
    ["parameters that are objects", { to, template: "t", parameters: [{}] }],
    ["a file from elsewhere", { to, media: "file:///etc/passwd" }],
    ["a script for a link", { to, media: "javascript:alert(1)" }],
    ["a file by both names", { to, media_id: 1, media: { id: 1 } }],
    ["a file's id that is none", { to, media_id: "one" }],
    ["a file that is not here", { to, media_id: 4_711 }],
    ["an unknown provider", { to, text: "hi", channel: "sms" }],
    ["U+0000", { to, text: "a\0b" }],
    ["half an emoji", { to, text: "\ud83d" }],
    ["half an emoji in a parameter", { to, template: "t", parameters: ["\udc00"] }],
    ["U+0000 in a file name", { to, media: { link: "https://x.test/a", filename: "\0" } }],
    ["a list", []],
    ["a text", '"hi"'],
  ])("%s", async (_, given) => {
    const answer = await send(given, { "content-type": "application/json" });
    expect([answer.status, answer.json.code]).toEqual([400, "BAD_REQUEST"]);
    expect(world.queued).toBe(0);
  });
});

test.each([
  ["queued", /is tried again at 2026-01-01T12:05:00.000Z/],
  ["unanswered", /is being found out until 2026-01-01T12:05:00.000Z/],
])("what a message that is %s waits for can be seen", async (state, remedy) => {
  const { json } = await send({ to, text: "hi" });
  await world.db
    .updateTable("outbox")
    .set({ state, due_at: new Date("2026-01-01T12:05:00Z"), last_error: "ECONNREFUSED" })
    .execute();
  const told = await world.call("viewer", { method: "GET", url: `/api/whatsapp/messages/${json.id}` });
  expect(told.json.error).toEqual({
    code: null,
    title: "ECONNREFUSED",
    details: null,
    remedy: expect.stringMatching(remedy),
    retryable: false,
    can_send_again: false,
    cannot_send_again_because: null,
    waits_for: state === "queued" ? "turn" : "verdict",
    can_cancel: state === "queued",
  });
});

test("a key that is misspelt is told, not passed over", async () => {
  const answer = await send({ to, template: "hello", paramters: ["Ana"] });
  expect(answer).toMatchObject({
    status: 400,
    json: { code: "BAD_REQUEST", detail: expect.stringContaining("paramters") },
  });
});

test.each<[string, object, number, string]>([
  ["a recipient that is none", { to: "call me", text: "hi" }, 400, "BAD_RECIPIENT"],
  ["a stranger", { to: "15550100002", text: "hi" }, 409, "WINDOW_CLOSED"],
  ["a number of ours that is not there", { to, text: "hi", channel: 99 }, 409, "CHANNEL_NOT_CONFIGURED"],
])("%s", async (_, given, status, code) => {
  expect(await send(given)).toMatchObject({ status, json: { code } });
});

test("what a provider's limits rule out", async () => {
  world.meta.faults = ["The text has 5000 characters, at most 4096 are allowed."];
  expect(await send({ to, text: "long" })).toMatchObject({
    status: 400,
    json: { code: "BAD_DRAFT", detail: world.meta.faults[0] },
  });
});

describe("Idempotency-Key", () => {
  const key = { "idempotency-key": "order 17" };

  test("the same request again is the same message", async () => {
    const [first, second] = [await send({ to, text: "hi" }, key), await send({ to, text: "hi" }, key)];
    expect(second).toMatchObject({ status: 202, json: { id: first.json.id } });
    expect(await world.db.selectFrom("outbox").select("message_id").execute()).toHaveLength(1);
  });

  test("for another message or another person it is refused", async () => {
    await openConversation(world.db, { from: "15550100002" });
    await send({ to, text: "hi" }, key);
    for (const other of [
      { to, text: "bye" },
      { to: "15550100002", text: "hi" },
    ])
      expect(await send(other, key)).toMatchObject({ status: 409, json: { code: "IDEMPOTENCY_MISMATCH" } });
  });

  test.each([
    ["", 400],
    ["x".repeat(201), 400],
    ["x".repeat(200), 202],
  ])("%j: %d", async (value, status) => {
    expect((await send({ to, text: "hi" }, { "idempotency-key": value })).status).toBe(status);
  });
});

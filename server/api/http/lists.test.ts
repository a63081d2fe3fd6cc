// Lists over HTTP: every field, filters, pages without gaps or repeats, marking as read.
import { beforeEach, describe, expect, test } from "vitest";
import type { DB } from "../../../db/rows.ts";
import { type Answer, useApp } from "../../../test/support/app.ts";
import {
  at,
  makeEcho,
  makeInboundMessage,
  makeKeys,
  makeUnreadable,
  metaChannel,
  twilioChannel,
} from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import { createPool, overPool } from "../../base/db.ts";
import * as channels from "../../core/inbox/channels.ts";
import * as conversations from "../../core/inbox/find-conversations.ts";
import { newest } from "../../core/inbox/find-messages.ts";
import { everyMessage } from "../../core/inbox/message-filter.ts";

const world = useApp();
beforeEach(async () => {
  await wipe(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
});

const get = async (url: string) => {
  const answer = await world.call("viewer", { method: "GET", url });
  expect(answer.body, url).toMatch(/^\{/);
  expect(answer.status, answer.body).toBe(200);
  return answer.json;
};

/** All pages of a list, joined. */
async function pages(url: string, list: string): Promise<{ rows: Answer["json"][]; sizes: number[] }> {
  const rows = [];
  const sizes = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: Answer["json"] = await get(`${url}${url.includes("?") ? "&" : "?"}${cursor ? `cursor=${cursor}` : ""}`);
    rows.push(...page[list]);
    sizes.push(page[list].length);
    cursor = page.next_cursor;
    expect(sizes.length).toBeLessThan(50);
  }
  return { rows, sizes };
}

test("a message has its fields", async () => {
  await record(world.db, [
    makeInboundMessage({
      providerId: "wamid.HBgNMTU1",
      from: "919876543210",
      senderName: "John Doe",
      text: "Hello, I need help with my order",
    }),
  ]);
  expect(await get("/api/whatsapp/messages/")).toEqual({
    count: 1,
    count_is_at_least: false,
    messages: [
      {
        id: expect.any(Number),
        message_id: "wamid.HBgNMTU1",
        from_number: "919876543210",
        from_name: "John Doe",
        message_type: "text",
        text_body: "Hello, I need help with my order",
        caption: "",
        media_id: null,
        media_url: null,
        latitude: null,
        longitude: null,
        name: null,
        address: null,
        timestamp: "2026-01-01T12:00:00.000Z",
        status: "received",
      },
    ],
    next_cursor: null,
  });
});

describe("filters", () => {
  beforeEach(async () => {
    await record(world.db, [
      makeInboundMessage({ from: "5511987654321", text: "one" }),
      makeInboundMessage({ from: "5511987654321", text: "two", type: "image" }),
      makeInboundMessage({ from: "15550100002", text: "three", channel: twilioChannel }),
      makeInboundMessage({ sender: makeKeys({ bsuid: "US.1" }), text: "four" }),
      makeEcho({ to: "15550100002" }),
    ]);
  });

  test.each([
    ["", ["four", "one", "three", "two"]],
    ["phone=5511987654321", ["one", "two"]],
    ["phone=%2B55%2011%2098765-4321", ["one", "two"]],
    ["phone=551187654321", ["one", "two"]],
    ["phone=US.1", ["four"]],
    ["phone=15550100002", ["three"]],
    ["phone=15550109999", []],
    ["type=image", ["two"]],
    ["type=nothing", []],
    ["type=text&phone=5511987654321", ["one"]],
  ])("%s", async (query, texts) => {
    const { count, messages } = await get(`/api/whatsapp/messages?${query}`);
    expect(messages.map((message: { text_body: string }) => message.text_body).sort()).toEqual(texts);
    expect(count).toBe(texts.length);
  });

  test("the count is of all that match, whatever the page", async () => {
    expect(await get("/api/whatsapp/messages?limit=1")).toMatchObject({ count: 4, messages: [{}] });
  });
});

test("pages of messages: newest first, none twice, none missing, also of those sent at one moment", async () => {
  await record(
    world.db,
    Array.from({ length: 23 }, (_, index) =>
      makeInboundMessage({ sentAt: at(Math.floor(index / 6)), from: `1555010${1_000 + (index % 3)}` }),
    ),
  );
  const { rows, sizes } = await pages("/api/whatsapp/messages?limit=4", "messages");
  expect(sizes).toEqual([4, 4, 4, 4, 4, 3]);
  const order = rows.map((row) => [row.timestamp, row.id] as const);
  expect(order).toEqual([...order].sort((a, b) => b[0].localeCompare(a[0]) || b[1] - a[1]));
  expect(new Set(rows.map((row) => row.id)).size).toBe(23);
});

test("a page of more than is given at once is cut, and the cursor leads on", async () => {
  await record(
    world.db,
    Array.from({ length: 510 }, (_, index) => makeInboundMessage({ sentAt: at(index % 50) })),
  );
  const { sizes } = await pages("/api/whatsapp/messages?limit=100000", "messages");
  expect(sizes).toEqual([500, 10]);
});

test("what comes in while one turns the pages neither shifts nor doubles anything", async () => {
  await record(
    world.db,
    Array.from({ length: 6 }, (_, index) => makeInboundMessage({ sentAt: at(index) })),
  );
  const first = await get("/api/whatsapp/messages?limit=3");
  await record(world.db, [makeInboundMessage({ sentAt: at(99) })]);
  const second = await get(`/api/whatsapp/messages?limit=3&cursor=${first.next_cursor}`);
  const ids = [...first.messages, ...second.messages].map((row: { id: number }) => row.id);
  expect(new Set(ids).size).toBe(6);
});

test("conversations: those with the newest message first, each with its last ten, also of those to whom only we wrote", async () => {
  const { db } = world;
  for (let person = 0; person < 5; person += 1) {
    await record(db, [
      makeInboundMessage({ from: `1555010${1_000 + person}`, sentAt: at(person % 3), senderName: `P${person}` }),
    ]);
  }
  await record(
    db,
    Array.from({ length: 12 }, (_, index) =>
      makeInboundMessage({ from: "15550101000", sentAt: at(10 + index), text: `m${index}` }),
    ),
  );
  await record(db, [
    makeEcho({ to: "15550109000" }),
    makeEcho({ to: "15550109001" }),
    makeInboundMessage({ groupId: "g1", sentAt: at(-5) }),
  ]);
  const rows: Answer["json"][] = [];
  const sizes: number[] = [];
  for (let url: string | undefined = "/api/whatsapp/conversations/?limit=3"; url !== undefined; ) {
    const answer = await world.call("viewer", { method: "GET", url });
    expect(answer.headers["x-total-count"]).toBe("8");
    rows.push(...answer.json);
    sizes.push(answer.json.length);
    // Follows the `Link` header (RFC 8288) as a client would.
    url = /^<http:\/\/localhost(\/[^>]+)>; rel="next"$/.exec(String(answer.headers.link ?? ""))?.[1];
    expect(sizes.length).toBeLessThan(50);
  }
  expect(sizes).toEqual([3, 3, 2]);
  expect(rows.map((row) => row.phone_number)).toEqual([
    "15550101000",
    "15550101002",
    "15550101004",
    "15550101001",
    "15550109001",
    "15550109000",
    "15550101003",
    "g1",
  ]);
  expect(rows[0]).toEqual({
    id: expect.any(Number),
    phone_number: "15550101000",
    contact_name: "Ana",
    message_count: 13,
    unread_count: 13,
    last_message_at: "2026-01-01T12:00:21.000Z",
    customer_email: null,
    notes: "",
    channel: "meta",
    messages: expect.any(Array),
  });
  expect(rows[0].messages.map((row: { text_body: string }) => row.text_body)).toEqual(
    Array.from({ length: 10 }, (_, index) => `m${11 - index}`),
  );
  expect(rows.find((row) => row.phone_number === "15550109000").messages).toEqual([]);
  // As an existing client reads it.
  const names: string[] = [];
  const { json } = await world.call("viewer", { method: "GET", url: "/api/whatsapp/conversations/" });
  json.forEach((one: { phone_number: string }) => {
    names.push(one.phone_number);
  });
  expect(names).toHaveLength(8);
});

describe("one message", () => {
  test("of ours, with its delivery and why it failed", async () => {
    const place = await openConversation(world.db);
    const [id] = await queue(world.db, [place]);
    await world.db
      .updateTable("messages")
      .set({ status: "failed", error_code: 131026, error_title: "Undeliverable", error_remedy: "Ask." })
      .where("id", "=", id!)
      .execute();
    expect(await get(`/api/whatsapp/messages/${id}`)).toMatchObject({
      id,
      direction: "out",
      channel: "meta",
      message_id: null,
      to: "15550100001",
      state: "failed",
      origin: "api:test",
      error: { code: 131026, title: "Undeliverable", details: null, remedy: "Ask." },
      statuses: [],
    });
  });

  test.each(["queued", "sending", "unanswered", "accepted", "sent", "delivered", "read", "played"] as const)(
    "of ours that is %s",
    async (status) => {
      const [id] = await queue(world.db, [await openConversation(world.db)]);
      await world.db.updateTable("messages").set({ status }).where("id", "=", id!).execute();
      expect((await get(`/api/whatsapp/messages/${id}`)).state).toBe(status);
    },
  );

  test("of a customer, with the provider's own words", async () => {
    const { messageId } = await openConversation(world.db, { raw: { as: "it came" } });
    expect(await get(`/api/whatsapp/messages/${messageId}`)).toMatchObject({
      state: "received",
      from_name: "Ana",
      raw_payload: { as: "it came" },
      error: null,
    });
  });
});

describe("mark-read", () => {
  const mark = (phone_number: unknown) =>
    world.call("agent", { method: "POST", url: "/api/whatsapp/mark-read/", payload: { phone_number } });

  test("by any spelling, once", async () => {
    await record(world.db, [
      makeInboundMessage({ from: "5511987654321" }),
      makeInboundMessage({ from: "551187654321" }),
    ]);
    const asked = "+55 (11) 98765-4321";
    expect((await mark(asked)).json).toEqual({
      status: "success",
      phone_number: asked,
      messages_marked_read: 2,
      unread_count: 0,
    });
    expect((await mark("551187654321")).json).toMatchObject({ messages_marked_read: 0 });
    expect(
      (await get("/api/whatsapp/messages?phone=551187654321")).messages.map((row: { status: string }) => row.status),
    ).toEqual(["read", "read"]);
  });

  test.each([[""], [null], [5], ["call me"], ["555 0100"]])("%j is refused", async (phone) => {
    expect(await mark(phone)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  });
});

describe("dead letters", () => {
  const list = (query = "") => world.call("agent", { method: "GET", url: `/api/webhooks/dead-letters?${query}` });

  test("newest first, page by page", async () => {
    await record(
      world.db,
      Array.from({ length: 5 }, () => makeUnreadable()),
    );
    const first = (await list("limit=3")).json;
    const second = (await list(`limit=3&cursor=${first.next_cursor}`)).json;
    const ids = [...first.dead_letters, ...second.dead_letters].map((row: { id: number }) => row.id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(ids).toHaveLength(5);
    expect(second.next_cursor).toBeNull();
    expect(first.dead_letters[0]).toMatchObject({
      source: "meta",
      path: "entry[0]",
      reason: "Expected an object.",
      webhook_id: 1,
    });
  });

  test("replay takes what is dead, or a range of what was drained", async () => {
    await record(world.db, [makeUnreadable()]);
    await record(world.db, [makeInboundMessage()]);
    await world.db.updateTable("webhook_cursor").set({ position: 2 }).execute();
    const replay = (payload: object) => world.call("admin", { method: "POST", url: "/api/webhooks/replay", payload });
    expect(await replay({})).toMatchObject({ status: 202, json: { webhooks: 1 } });
    expect(await replay({ from: 1 })).toMatchObject({ json: { webhooks: 1 } });
    expect(await replay({ from: 3, to: 900 })).toMatchObject({ json: { webhooks: 0 } });
    expect(await replay({ from: "x" })).toMatchObject({ status: 400 });
    expect(await world.db.selectFrom("webhook_replays").select("webhook_id").execute()).toHaveLength(2);
  });
});

test("a database that goes away ends requests, not the process", async () => {
  const fatal: unknown[] = [];
  const note = (error: unknown) => void fatal.push(error);
  process.on("unhandledRejection", note);
  const pool = createPool("postgres://nobody@127.0.0.1:1/none", "test", 2);
  const db = overPool<DB>(pool);
  try {
    await expect(newest(db, everyMessage, { limit: 5, before: null })).rejects.toThrow();
    const page = { sort: "inbound", personId: null, limit: 5, before: null } as const;
    await expect(conversations.find(db, conversations.everyConversation, page)).rejects.toThrow();
    // Node reports an unhandled rejection only after the microtasks of its turn.
    await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    process.off("unhandledRejection", note);
    await pool.end();
  }
  expect(fatal).toEqual([]);
});

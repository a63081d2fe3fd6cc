// Changing a conversation over HTTP: its fields and labels, marking as read, and what a merge does to these.
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { at, makeEcho, makeInboundMessage, metaChannel, noon, twilioChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, record } from "../../../test/support/record.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
let agent: { id: number; name: string };
beforeEach(async () => {
  await wipe(world.db);
  await sql`truncate events, labels cascade`.execute(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
  agent = await world.person("agent");
});

const get = (url: string) => world.asPerson("agent", { method: "GET", url: `/api/inbox${url}` });
const post = (url: string, payload: object = {}) =>
  world.asPerson("agent", { method: "POST", url: `/api/inbox${url}`, payload });
const patch = (id: number, payload: object) =>
  world.asPerson("agent", { method: "PATCH", url: `/api/inbox/conversations/${id}`, payload });
const ids = (answer: { json: { conversations: { id: number }[] } }) => answer.json.conversations.map(({ id }) => id);

/** A conversation of a new number whose customer wrote `seconds` after noon. */
async function talk(seconds: number, given: Parameters<typeof openConversation>[1] = {}): Promise<number> {
  const from = `15550200${100 + seconds}`;
  return (await openConversation(world.db, { from, sentAt: at(seconds), ...given })).conversationId;
}

async function label(name: string): Promise<number> {
  const payload = { name, colour: "#F2B544" };
  return (await world.call("admin", { method: "POST", url: "/api/inbox/labels", payload })).json.id;
}

const changed = async () => {
  const { rows } = await sql<{ data: unknown }>`
    select data from events where type = 'conversation.changed' order by id`.execute(world.db);
  return rows.map(({ data }) => data);
};

describe("changing", () => {
  let id: number;
  beforeEach(async () => {
    id = await talk(1);
  });

  test("everything at once is written down with what was before, and told", async () => {
    const [urgent, vip] = [await label("urgent"), await label("VIP")];
    const answer = await patch(id, {
      assignee_id: "me",
      labels: [vip, urgent],
      customer_email: "ana@example.com",
      notes: "Drives a red car.",
      bot: "quiet",
      contact_name: "Ana P.",
    });
    expect(answer).toMatchObject({
      status: 200,
      json: {
        assignee: { id: agent.id, name: "agent person" },
        labels: [{ name: "urgent", colour: "#f2b544" }, { name: "VIP" }],
        customer_email: "ana@example.com",
        notes: "Drives a red car.",
        bot: { state: "quiet", quiet_since: noon.toISOString() },
        contact: { name: "Ana P.", profile_name: "Ana", given_name: "Ana P." },
      },
    });
    const log = await world.db.selectFrom("audit_log").selectAll().orderBy("id", "desc").limit(1).execute();
    expect(log).toMatchObject([
      {
        actor: "desk:agent person",
        action: "conversation.change",
        subject_id: id,
        before: {
          assignee_id: null,
          customer_email: null,
          notes: "",
          bot_quiet_since: null,
          contact_name: null,
          labels: [],
        },
        after: { assignee_id: agent.id, contact_name: "Ana P.", labels: ["urgent", "VIP"] },
      },
    ]);
    expect(await changed()).toEqual([{ conversation_ids: [id] }]);
    // Sending the same values again changes nothing and logs nothing.
    await patch(id, { assignee_id: agent.id, labels: [urgent, vip], bot: "quiet", contact_name: " Ana P. " });
    expect(await changed()).toHaveLength(1);
    expect((await patch(id, { labels: [], contact_name: "", assignee_id: null })).json).toMatchObject({
      labels: [],
      assignee: null,
      contact: { name: "Ana" },
    });
  });

  test("done gives the conversation back to the bot, and a new message opens it again", async () => {
    await patch(id, { bot: "quiet" });
    expect((await patch(id, { state: "done" })).json).toMatchObject({ state: "done", bot: { state: "active" } });
    expect(ids(await get("/conversations"))).toEqual([]);
    await record(world.db, [makeEcho({ to: "15550200101", sentAt: at(5) })]);
    expect(ids(await get("/conversations"))).toEqual([]);
    await record(world.db, [makeInboundMessage({ from: "15550200101", sentAt: at(6) })]);
    expect(ids(await get("/conversations"))).toEqual([id]);
  });

  test("a conversation can be given only to who may answer", async () => {
    const viewer = await world.person("viewer");
    await world.person("admin");
    for (const assignee_id of [viewer.id, 2_147_483_647]) {
      const answer = await patch(id, { assignee_id, notes: "x" });
      expect(answer).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
    }
    expect((await get(`/conversations/${id}`)).json).toMatchObject({ assignee: null, notes: "" });
    const request = { method: "PATCH", url: `/api/inbox/conversations/${id}`, payload: { assignee_id: "me" } } as const;
    expect(await world.call("agent", request)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
    expect((await get("/agents")).json.agents.map((one: { name: string }) => one.name)).toEqual([
      "admin person",
      "agent person",
    ]);
  });

  test.each([
    { state: "closed" },
    { labels: [999] },
    { labels: ["1"] },
    { customer_email: "nobody" },
    { notes: "a\0b" },
    { notes: "x".repeat(20_001) },
    { bot: true },
    { contact_name: "x".repeat(201) },
    { unknown: 1 },
  ])("%j is refused, and nothing is changed", async (body) => {
    expect((await patch(id, { assignee_id: "me", ...body })).status).toBe(400);
    expect((await get(`/conversations/${id}`)).json.assignee).toBeNull();
  });

  test("a group cannot be named", async () => {
    const group = await talk(2, { groupId: "G1" });
    expect((await patch(group, { contact_name: "x" })).status).toBe(400);
  });

  test("two colleagues at once do not undo each other", async () => {
    const urgent = await label("urgent");
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        patch(id, i % 2 ? { labels: [urgent] } : { notes: `note ${i}`, labels: [] }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect((await get(`/conversations/${id}`)).json.notes).toMatch(/^note \d$/);
  });

  test("what a colleague called somebody outlives a new profile name", async () => {
    await patch(id, { contact_name: "Ana P." });
    await record(world.db, [makeInboundMessage({ from: "15550200101", senderName: "Anita", sentAt: at(7) })]);
    expect((await get(`/conversations/${id}`)).json.contact).toMatchObject({ name: "Ana P.", profile_name: "Anita" });
  });
});

describe("read and unread", () => {
  test("reading counts down to nothing; unread brings the newest back", async () => {
    const id = await talk(1);
    await record(world.db, [makeInboundMessage({ from: "15550200101", sentAt: at(2) })]);
    expect(await post(`/conversations/${id}/read`)).toMatchObject({
      status: 200,
      json: { unread_count: 0, messages_marked_read: 2 },
    });
    expect((await post(`/conversations/${id}/read`)).json.messages_marked_read).toBe(0);
    expect(await post(`/conversations/${id}/unread`)).toMatchObject({ status: 200, json: { unread_count: 1 } });
    expect((await post(`/conversations/${id}/unread`)).json.unread_count).toBe(1);
    expect((await get("/conversations?filter=unread")).json.conversations).toMatchObject([
      { id, unread_count: 1, last_message: { state: "received" } },
    ]);
    expect((await post(`/conversations/${id}/read`)).json.messages_marked_read).toBe(1);
    expect(await changed()).toEqual(Array(3).fill({ conversation_ids: [id] }));
  });
});

test("contacts that turn out to be one keep labels, notes, names and whose they are", async () => {
  const urgent = await label("urgent");
  const [vip] = [await label("VIP")];
  const first = await talk(1, { sender: { waId: "15550100009", bsuid: null, parentBsuid: null, username: null } });
  const second = await talk(2, { sender: { waId: null, bsuid: "US.9", parentBsuid: null, username: null } });
  await patch(first, { labels: [urgent], state: "done" });
  await patch(second, { labels: [urgent, vip], assignee_id: "me", bot: "quiet", contact_name: "Nine" });
  await post(`/conversations/${second}/notes`, { text: "of the second" });
  await record(world.db, [
    makeInboundMessage({
      sender: { waId: "15550100009", bsuid: "US.9", parentBsuid: null, username: null },
      sentAt: at(3),
    }),
  ]);
  const answer = await get(`/conversations/${first}`);
  expect(answer.json).toMatchObject({
    state: "bot",
    assignee: { id: agent.id },
    bot: { state: "quiet" },
    contact: { name: "Nine" },
    labels: [{ name: "urgent" }, { name: "VIP" }],
  });
  const thread = await get(`/conversations/${first}/messages`);
  expect(thread.json.entries.filter((one: { kind: string }) => one.kind === "note")).toMatchObject([
    { text: "of the second", author: { id: agent.id, name: "agent person" } },
  ]);
  expect((await get(`/conversations/${second}`)).status).toBe(404);
});

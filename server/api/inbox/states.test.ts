// Conversation states over HTTP: lists and their counts, snoozing, per-person read marks, and replies that warn before they are sent.
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { at, metaChannel, noon, twilioChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation } from "../../../test/support/record.ts";
import * as channels from "../../core/inbox/channels.ts";
import { begin, type WaitingReason } from "../../core/inbox/waiting.ts";

const world = useApp();
beforeEach(async () => {
  await wipe(world.db);
  await sql`truncate events cascade`.execute(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
  await world.person("admin");
});

const get = (url: string, role: "agent" | "admin" = "agent") =>
  world.asPerson(role, { method: "GET", url: `/api${url}` });
const post = (url: string, payload: object = {}, role: "agent" | "admin" = "agent") =>
  world.asPerson(role, { method: "POST", url: `/api/inbox/conversations/${url}`, payload });
const patch = (id: number, payload: object) =>
  world.asPerson("agent", { method: "PATCH", url: `/api/inbox/conversations/${id}`, payload });
const ids = (answer: { json: { conversations: { id: number }[] } }) => answer.json.conversations.map(({ id }) => id);

let line = 100;
/** A conversation whose customer wrote so many seconds after noon; with a reason it waits for a person. */
async function talk(seconds: number, reason: WaitingReason | null = "unanswered") {
  line += 1;
  const made = await openConversation(world.db, { from: `15550300${line}`, sentAt: at(seconds) });
  const { conversationId, messageId } = made;
  if (reason !== null)
    await world.db
      .transaction()
      .execute((tx) => begin(tx, [{ conversationId, messageId, reason, since: at(seconds) }]));
  return { id: conversationId, messageId };
}

test("each state is a list; who waits is counted as it is listed, the newest or the longest first", async () => {
  const [bot, one, two, three] = [await talk(1, null), await talk(2), await talk(3, "handed_over"), await talk(4)];
  await patch(three.id, { state: "done" });
  expect(ids(await get("/inbox/conversations?state=waiting"))).toEqual([two.id, one.id]);
  expect(ids(await get("/inbox/conversations?state=waiting&sort=longest"))).toEqual([one.id, two.id]);
  expect(ids(await get("/inbox/conversations?state=bot"))).toEqual([bot.id]);
  expect(ids(await get("/inbox/conversations?state=done"))).toEqual([three.id]);
  expect(ids(await get("/inbox/conversations"))).toEqual([two.id, one.id, bot.id]);
  const first = await get("/inbox/conversations?state=waiting&sort=longest&limit=1");
  expect(ids(await get(`/inbox/conversations?state=waiting&sort=longest&cursor=${first.json.next_cursor}`))).toEqual([
    two.id,
  ]);
  const { json: counts } = await get("/inbox/counts");
  expect(counts).toMatchObject({ waiting: 2, bot: 1, snoozed: 0, done: 1, open: 3, unassigned: 2, mine: 0 });
  const { json: overview } = await get("/overview?days=1&time_zone=UTC");
  expect(overview.today).toMatchObject({
    waiting: 2,
    waiting_longest: { conversation_id: one.id, since: at(2).toISOString() },
  });
});

test("a row says since when people are needed, and why", async () => {
  const { id } = await talk(2, "budget");
  await sql`insert into bot_states (conversation_id, out_of_answers_until) values (${id}, ${at(600)})`.execute(
    world.db,
  );
  expect((await get(`/inbox/conversations/${id}`)).json).toMatchObject({
    state: "waiting",
    waiting: { since: at(2).toISOString(), reason: "budget" },
    bot: { out_of_answers_until: at(600).toISOString() },
  });
  world.clock.advance(700_000);
  expect((await get(`/inbox/conversations/${id}`)).json.bot.out_of_answers_until).toBeNull();
});

test("snoozing needs a time to come and ends the waiting", async () => {
  const { id } = await talk(2);
  const until = new Date(noon.getTime() + 3_600_000).toISOString();
  expect((await patch(id, { state: "snoozed" })).status).toBe(400);
  expect((await patch(id, { state: "snoozed", snoozed_until: noon.toISOString() })).status).toBe(400);
  expect((await patch(id, { snoozed_until: until })).status).toBe(400);
  expect((await patch(id, { state: "snoozed", snoozed_until: until })).json).toMatchObject({
    state: "snoozed",
    snoozed_until: until,
    waiting: null,
  });
  expect(ids(await get("/inbox/conversations?state=snoozed"))).toEqual([id]);
  expect((await patch(id, { state: "waiting" })).json).toMatchObject({
    state: "waiting",
    snoozed_until: null,
    waiting: { reason: "handed_over" },
  });
});

test("reading is each colleague's own; what is shared falls only when somebody acts", async () => {
  const { id, messageId } = await talk(2);
  const shown = async (role: "agent" | "admin") => {
    const { unread, unread_count } = (await get(`/inbox/conversations/${id}`, role)).json;
    return [unread, unread_count];
  };
  expect(await shown("agent")).toEqual([true, 1]);
  expect((await post(`${id}/seen`, { message_id: messageId })).status).toBe(204);
  expect(await shown("agent")).toEqual([false, 1]);
  expect(await shown("admin")).toEqual([true, 1]);
  expect((await get("/whatsapp/conversations")).body).toContain('"unread_count":1');
  // A later `seen` from an open browser window does not undo this for others.
  await post(`${id}/unread`, {}, "admin");
  expect(await shown("admin")).toEqual([true, 1]);
  expect(await shown("agent")).toEqual([true, 1]);
  await post(`${id}/seen`, { message_id: messageId }, "admin");
  expect(await shown("agent")).toEqual([true, 1]);
  await post(`${id}/read`);
  expect(await shown("agent")).toEqual([false, 0]);
  expect(await shown("admin")).toEqual([false, 0]);
});

test("what is seen must be in the conversation, and an API key sees nothing", async () => {
  const [one, two] = [await talk(2), await talk(3)];
  expect((await post(`${one.id}/seen`, { message_id: two.messageId })).status).toBe(404);
  const url = `/api/inbox/conversations/${one.id}/seen`;
  const asked = await world.call("agent", { method: "POST", url, payload: { message_id: one.messageId } });
  expect(asked.status).toBe(400);
});

test("who answers what a colleague has answered meanwhile is asked first", async () => {
  const { id, messageId } = await talk(2);
  const say = (text: string, role: "agent" | "admin", seen?: number) =>
    post(`${id}/messages`, { text, ...(seen ? { seen_message_id: seen } : {}) }, role);
  expect((await say("One moment.", "admin", messageId)).status).toBe(202);
  const refused = await say("It is here.", "agent", messageId);
  expect(refused).toMatchObject({ status: 409, json: { code: "ANSWERED_MEANWHILE" } });
  expect(refused.json.detail).toContain("“One moment.”");
  const { rows } = await sql`select from messages where direction = 'out'`.execute(world.db);
  expect(rows).toHaveLength(1);
  expect((await say("It is here.", "agent")).status).toBe(202);
  expect((await get(`/inbox/conversations/${id}`)).json).toMatchObject({ state: "bot", unread_count: 0 });
});

test("labels, canned replies and rules tell every page that they have changed", async () => {
  const payload = { name: "parcel", colour: "#f2b544" };
  await world.call("admin", { method: "POST", url: "/api/inbox/labels", payload });
  const { rows } = await sql<{ data: object }>`select data from events where type = 'settings.changed'`.execute(
    world.db,
  );
  expect(rows).toEqual([{ data: { what: "labels" } }]);
});

// Replying in a conversation over HTTP: taking it over, idempotency keys, the window, retrying failed messages, and internal notes.
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { at, makeEcho, makeStatus, metaChannel, noon, twilioChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, record } from "../../../test/support/record.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
let id: number;
let channelId: number;
beforeEach(async () => {
  await wipe(world.db);
  await sql`truncate events`.execute(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
  ({ conversationId: id, channelId } = await openConversation(world.db, { providerId: "wamid.first", text: "hello" }));
});

type Entry = { kind: string; id: number; text: string };
const thread = (query = "", of = id) =>
  world.asPerson("agent", { method: "GET", url: `/api/inbox/conversations/${of}/messages${query}` });
const say = (payload: object, headers: Record<string, string> = {}, of = id) =>
  world.asPerson("agent", { method: "POST", url: `/api/inbox/conversations/${of}/messages`, payload, headers });
const note = (text: unknown, of = id) =>
  world.asPerson("agent", { method: "POST", url: `/api/inbox/conversations/${of}/notes`, payload: { text } });
const retry = (messageId: number) =>
  world.asPerson("agent", { method: "POST", url: `/api/inbox/messages/${messageId}/retry` });
const textsOf = (answer: { json: { entries: Entry[] } }) => answer.json.entries.map(({ text }) => text);
const conversation = async () =>
  (await world.asPerson("agent", { method: "GET", url: `/api/inbox/conversations/${id}` })).json;

describe("answering", () => {
  test("queues, takes the conversation over, and tells", async () => {
    const agent = await world.person("agent");
    const answer = await say({ text: "On my way" });
    expect(answer).toMatchObject({
      status: 202,
      json: {
        kind: "message",
        direction: "out",
        text: "On my way",
        state: "queued",
        origin: "desk:agent person",
        at: noon.toISOString(),
      },
    });
    expect(world.queued).toBe(1);
    expect((await thread()).json.entries.at(-1)).toEqual(answer.json);
    expect(await conversation()).toMatchObject({
      assignee: { id: agent.id },
      bot: { state: "quiet", quiet_since: noon.toISOString() },
      last_message: { id: answer.json.id, state: "queued" },
    });
    const outbox = await world.db.selectFrom("outbox").selectAll().execute();
    expect(outbox).toMatchObject([{ message_id: answer.json.id, window_exempt: false, channel_id: channelId }]);
    const { rows } = await sql<{ type: string; data: unknown }>`
      select type, data from events where type in ('inbox.changed', 'conversation.changed') order by id`.execute(
      world.db,
    );
    expect(rows).toContainEqual({ type: "conversation.changed", data: { conversation_ids: [id] } });
    expect(rows).toContainEqual({
      type: "inbox.changed",
      data: { conversation_ids: [id], message_ids: [answer.json.id] },
    });
  });

  test("does not take it from a colleague, and opens it again when it was done", async () => {
    const other = await world.person("admin");
    const request = { method: "PATCH", url: `/api/inbox/conversations/${id}` } as const;
    await world.asPerson("agent", { ...request, payload: { assignee_id: other.id, state: "done" } });
    await say({ text: "hi" });
    expect(await conversation()).toMatchObject({ state: "bot", assignee: { id: other.id } });
  });

  test("of an API key leaves it to nobody", async () => {
    const url = `/api/inbox/conversations/${id}/messages`;
    const answer = await world.call("agent", { method: "POST", url, payload: { text: "hi" } });
    expect(answer.json.origin).toBe("api:agent key");
    expect(await conversation()).toMatchObject({ assignee: null, bot: { state: "quiet" } });
  });

  test("goes where the customer wrote, though they wrote elsewhere since", async () => {
    const { conversationId } = await openConversation(world.db, { channel: twilioChannel, sentAt: at(60) });
    await say({ text: "here" });
    const { channel_id } = await world.db.selectFrom("outbox").select("channel_id").executeTakeFirstOrThrow();
    expect(channel_id).toBe(channelId);
    expect((await thread("", conversationId)).json.entries).toHaveLength(1);
  });

  test("quotes a message of this conversation, by our id", async () => {
    const quoted = (await thread()).json.entries[0].id;
    const answer = await say({ text: "yes", reply_to: quoted });
    expect(answer.json.reply_to).toMatchObject({ message_id: quoted, direction: "in", type: "text", preview: "hello" });
    const { content } = await world.db
      .selectFrom("messages")
      .select("content")
      .where("id", "=", answer.json.id)
      .executeTakeFirstOrThrow();
    expect(content).toMatchObject({ draft: { replyTo: "wamid.first" } });
    const { messageId } = await openConversation(world.db, { from: "15550100002" });
    for (const reply_to of [messageId, answer.json.id, 2_147_483_647])
      expect(await say({ text: "no", reply_to })).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  });

  test("the same key queues once, whoever asks at the same time; another content is refused", async () => {
    const key = { "idempotency-key": "draft-1" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => say({ text: "once" }, key)));
    expect(new Set(answers.map((one) => `${one.status} ${one.json.id}`)).size).toBe(1);
    expect(textsOf(await thread())).toEqual(["hello", "once"]);
    expect(await say({ text: "twice" }, key)).toMatchObject({ status: 409, json: { code: "IDEMPOTENCY_MISMATCH" } });
    const { conversationId } = await openConversation(world.db, { from: "15550100002" });
    expect((await say({ text: "once" }, key, conversationId)).status).toBe(409);
    // The same idempotency key of another user does not conflict.
    const url = `/api/inbox/conversations/${id}/messages`;
    const theirs = await world.asPerson("admin", { method: "POST", url, payload: { text: "once" }, headers: key });
    expect(theirs.status).toBe(202);
    expect(theirs.json.id).not.toBe(answers[0]!.json.id);
  });

  test("a closed window lets only a template through, and nothing else changes", async () => {
    world.clock.advance(86_400_000);
    const answer = await say({ text: "too late" });
    expect(answer).toMatchObject({ status: 409, json: { code: "WINDOW_CLOSED" } });
    expect(await conversation()).toMatchObject({ assignee: null, bot: { state: "active" }, window: { open: false } });
    const template = await say({ template: "ready", parameters: ["4711"], language: "de" });
    expect(template).toMatchObject({ status: 202, json: { template: { name: "ready", language: "de" } } });
    const { conversationId } = await openConversation(world.db, { ...makeEcho({ to: "15550100077" }) });
    expect((await say({ text: "hi" }, {}, conversationId)).json.detail).toContain("has not written");
  });

  test("media goes with its caption", async () => {
    const link = "https://files.example.com/a.jpg";
    expect(await say({ media: link, text: "look" })).toMatchObject({
      status: 202,
      json: { type: "image", caption: "look", attachments: [{ id: null, url: link, state: "link" }] },
    });
  });

  test.each([
    {},
    { text: "" },
    { text: "a", template: "b" },
    { text: "a\0" },
    { text: "a", to: "+15550100001" },
    { media: "file:///etc/passwd" },
    { text: "a", reply_to: "1" },
  ])("%j is refused", async (body) => {
    expect((await say(body)).status).toBe(400);
    expect(await world.db.selectFrom("outbox").selectAll().execute()).toEqual([]);
  });

  test("what the provider would refuse, and a channel without credentials, are said", async () => {
    world.meta.faults = ["It is too long."];
    expect(await say({ text: "x" })).toMatchObject({
      status: 400,
      json: { code: "BAD_DRAFT", detail: "It is too long." },
    });
    expect((await say({ text: "x" }, {}, 99)).status).toBe(404);
  });
});

describe("retrying", () => {
  /** One of our messages that failed for a reason for which the channel gives advice. */
  async function failed(draft: object = { text: "hi" }): Promise<number> {
    const messageId = (await say(draft)).json.id;
    const error = { code: 131026, title: "Undeliverable", details: "no" };
    await sql`delete from outbox`.execute(world.db);
    await sql`update messages set provider_id = 'wamid.out' where id = ${messageId}`.execute(world.db);
    await record(world.db, [makeStatus({ providerId: "wamid.out", status: "failed", error })]);
    return messageId;
  }
  const advise = (action: "retry" | "never" | "template" | "wait") => {
    world.meta.advise = () => ({ action, scope: "message", operator: false, remedy: `remedy: ${action}` });
  };

  test("queues it anew once, however often it is asked, and leaves the failed one as it is", async () => {
    advise("retry");
    const messageId = await failed();
    expect((await thread()).json.entries.at(-1).error).toMatchObject({
      title: "Undeliverable",
      details: "no",
      retryable: true,
    });
    const answers = await Promise.all([retry(messageId), retry(messageId), retry(messageId)]);
    expect(answers[0]).toMatchObject({
      status: 202,
      json: { text: "hi", state: "queued", origin: "desk:agent person" },
    });
    expect(new Set(answers.map((one) => one.json.id)).size).toBe(1);
    expect(textsOf(await thread())).toEqual(["hello", "hi", "hi"]);
    expect(await world.db.selectFrom("outbox").select("message_id").execute()).toEqual([
      { message_id: answers[0]!.json.id },
    ]);
  });

  test("not what would fail again, nor what has not failed, nor what is not ours", async () => {
    advise("never");
    const messageId = await failed();
    expect((await thread()).json.entries.at(-1).error.retryable).toBe(false);
    expect(await retry(messageId)).toMatchObject({ status: 409, json: { code: "CANNOT_RETRY" } });
    const waiting = (await say({ text: "next" })).json.id;
    expect((await retry(waiting)).json.code).toBe("CANNOT_RETRY");
    const customers = (await thread()).json.entries[0].id;
    expect((await retry(customers)).json.code).toBe("CANNOT_RETRY");
    expect((await retry(999)).status).toBe(404);
  });

  test.each([
    ["of the number", { scope: "channel", operator: true }],
    ["of the account, seen at one message", { scope: "message", operator: true }],
    ["of the number, that passes by itself", { scope: "channel", operator: false }],
  ] as const)("what failed for a fault %s can be sent again: it may be mended by now", async (_, fault) => {
    world.meta.advise = () => ({ action: "never", ...fault, remedy: "Renew the token." });
    const messageId = await failed();
    expect((await thread()).json.entries.at(-1).error).toMatchObject({
      can_send_again: true,
      cannot_send_again_because: null,
    });
    expect(await retry(messageId)).toMatchObject({ status: 202, json: { state: "queued" } });
  });

  test("what needs a template now goes anew only as one; a closed window is said", async () => {
    advise("template");
    const messageId = await failed();
    expect(await retry(messageId)).toMatchObject({
      json: { code: "CANNOT_RETRY", detail: expect.stringContaining("template") },
    });
    advise("wait");
    world.clock.advance(86_400_000);
    expect(await retry(messageId)).toMatchObject({ status: 409, json: { code: "WINDOW_CLOSED" } });
  });
});

describe("cancelling", () => {
  const cancel = (messageId: number) =>
    world.asPerson("agent", { method: "POST", url: `/api/inbox/messages/${messageId}/cancel` });

  test("takes out what waits, says by whom, and lets it be sent again", async () => {
    const messageId = (await say({ text: "hi" })).json.id;
    await sql`update outbox set state = 'window', last_error = 'closed', expires_at = '2026-01-04T12:00:00Z'`.execute(
      world.db,
    );
    expect((await thread()).json.entries.at(-1).error).toMatchObject({
      title: "The 24-hour window is closed.",
      remedy: expect.stringContaining("2026-01-04T12:00:00.000Z"),
      waits_for: "window",
      can_cancel: true,
    });
    expect(await cancel(messageId)).toMatchObject({
      status: 200,
      json: { state: "failed", error: { title: "Cancelled by agent person", can_send_again: true } },
    });
    expect(await world.db.selectFrom("outbox").selectAll().execute()).toEqual([]);
    expect((await retry(messageId)).status).toBe(202);
  });

  test("not what may have left", async () => {
    const messageId = (await say({ text: "hi" })).json.id;
    await sql`update outbox set state = 'unanswered', copies = 1`.execute(world.db);
    expect(await cancel(messageId)).toMatchObject({ status: 409, json: { code: "CANNOT_CANCEL" } });
    expect((await cancel(999)).status).toBe(404);
  });

  test("what failed for the window is not offered before the customer has written again, and says why", async () => {
    const messageId = (await say({ text: "hi" })).json.id;
    await sql`delete from outbox`.execute(world.db);
    await sql`update messages set status = 'failed', error_title = 'closed' where id = ${messageId}`.execute(world.db);
    world.clock.advance(86_400_000);
    expect((await thread()).json.entries.at(-1).error).toMatchObject({
      can_send_again: false,
      cannot_send_again_because: expect.stringContaining("written again"),
    });
  });
});

describe("notes", () => {
  const remove = (role: "agent" | "admin", noteId: number) =>
    world.asPerson(role, { method: "DELETE", url: `/api/inbox/notes/${noteId}` });

  test("stand in the thread, and never leave the house", async () => {
    const agent = await world.person("agent");
    const answer = await note("Be careful with <b>this</b> one");
    const told = {
      kind: "note",
      author: { id: agent.id, name: "agent person" },
      text: "Be careful with <b>this</b> one",
    };
    expect(answer).toMatchObject({ status: 201, json: { ...told, at: noon.toISOString() } });
    expect((await thread()).json.entries).toMatchObject([{ text: "hello" }, told]);
    expect(await world.db.selectFrom("outbox").selectAll().execute()).toEqual([]);
    expect(await conversation()).toMatchObject({ assignee: null, bot: { state: "active" } });
    const { rows } = await sql<{
      n: number;
    }>`select count(*) as n from events where type = 'conversation.changed'`.execute(world.db);
    expect(rows[0]!.n).toBe(1);
  });

  test.each(["", "  ", "a\0b", "x".repeat(10_001), 5])("%j is refused", async (text) => {
    expect((await note(text)).status).toBe(400);
  });

  test("one removes one's own; an admin removes any, and the audit log keeps it", async () => {
    const [first, second] = [(await note("first")).json.id, (await note("second")).json.id];
    const url = `/api/inbox/conversations/${id}/notes`;
    const byKey = (await world.call("agent", { method: "POST", url, payload: { text: "by a key" } })).json;
    expect(byKey.author).toEqual({ id: null, name: "agent key" });
    const byAdmin = (await world.asPerson("admin", { method: "POST", url, payload: { text: "x" } })).json.id;
    expect((await remove("agent", first)).status).toBe(204);
    expect((await remove("agent", first)).status).toBe(404);
    expect(await remove("agent", byAdmin)).toMatchObject({ status: 403, json: { code: "NOT_ALLOWED" } });
    expect((await remove("agent", byKey.id)).status).toBe(403);
    expect((await remove("admin", second)).status).toBe(204);
    expect((await world.call("agent", { method: "DELETE", url: `/api/inbox/notes/${byKey.id}` })).status).toBe(204);
    expect(textsOf(await thread())).toEqual(["hello", "x"]);
    const log = await world.db
      .selectFrom("audit_log")
      .selectAll()
      .where("action", "=", "note.remove")
      .orderBy("id")
      .execute();
    expect(log).toMatchObject([
      { actor: "desk:agent person", subject_id: first, before: { text: "first" } },
      { actor: "desk:admin person", before: { text: "second", author: "desk:agent person" } },
      { actor: "api:agent key" },
    ]);
  });

  test("a conversation that is not there takes none", async () => {
    expect((await note("x", 99)).status).toBe(404);
  });
});

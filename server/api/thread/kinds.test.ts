// Everything besides text, files and templates that can be sent in a conversation: what is kept and shown, and reactions to messages.
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { metaChannel, twilioChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { makeKeptFile } from "../../../test/support/kept-file.ts";
import { openConversation } from "../../../test/support/record.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
let id: number;
let first: number;
beforeEach(async () => {
  await wipe(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
  ({ conversationId: id, messageId: first } = await openConversation(world.db, {
    providerId: "wamid.first",
    text: "hello",
  }));
});

// biome-ignore lint/suspicious/noExplicitAny: each test looks at the fields that it is about.
type Entry = any;
const url = () => `/api/inbox/conversations/${id}/messages`;
const say = (payload: object) => world.asPerson("agent", { method: "POST", url: url(), payload });
const entries = async (): Promise<Entry[]> =>
  (await world.asPerson("agent", { method: "GET", url: url() })).json.entries;
const react = (emoji: string, message_id = first) => say({ content: { type: "reaction", message_id, emoji } });
const lastDraft = async () => {
  const { rows } = await sql<{ draft: unknown }>`
    select content -> 'draft' as draft from messages where direction = 'out' order by id desc limit 1`.execute(
    world.db,
  );
  return rows[0]?.draft;
};

describe("what is sent is shown as the customer gets it", () => {
  test.each<[object, object]>([
    [
      {
        type: "link_button",
        header: "Lot 4",
        text: "Pay here",
        footer: "Secure",
        label: "Pay",
        url: "https://e.com/p",
      },
      {
        type: "interactive",
        text: "Pay here",
        interactive: {
          kind: "link_button",
          header: "Lot 4",
          footer: "Secure",
          button: "Pay",
          url: "https://e.com/p",
          choices: [],
        },
      },
    ],
    [
      {
        type: "list",
        text: "Which?",
        button: "Open",
        sections: [{ rows: [{ id: "a", title: "A", description: "d" }] }],
      },
      {
        type: "interactive",
        interactive: {
          kind: "list",
          button: "Open",
          choices: [{ id: "a", title: "A", description: "d", section: null }],
        },
      },
    ],
    [
      { type: "location_request", text: "Where are you?" },
      { type: "interactive", text: "Where are you?", interactive: { kind: "location_request" } },
    ],
    [
      { type: "number_request", text: "Your number?" },
      { type: "interactive", text: "Your number?", interactive: { kind: "number_request" } },
    ],
    [
      { type: "location", latitude: -34.6, longitude: -58.4, name: "Office" },
      { type: "location", location: { latitude: -34.6, longitude: -58.4, name: "Office", address: null } },
    ],
    [
      { type: "contacts", contacts: [{ name: "Ana Paz", phones: ["+15550100002"], emails: ["a@b.example"] }] },
      {
        type: "contacts",
        text: "Ana Paz",
        contacts: [{ name: "Ana Paz", phones: ["+15550100002"], emails: ["a@b.example"] }],
      },
    ],
  ])("%j", async (content, shown) => {
    const answer = await say({ content });
    expect(answer).toMatchObject({ status: 202, json: { ...shown, state: "queued" } });
    expect((await entries()).at(-1)).toEqual(answer.json);
    expect(await lastDraft()).toEqual(content);
  });

  test("quoting, also by the route for programs", async () => {
    expect(
      (await say({ content: { type: "location_request", text: "Where?" }, reply_to: first })).json.reply_to,
    ).toEqual(expect.objectContaining({ message_id: first, preview: "hello" }));
    const quoted = { to: "15550100001", text: "yes", reply_to: first };
    const send = (payload: object) => world.call("agent", { method: "POST", url: "/api/whatsapp/send", payload });
    expect((await send(quoted)).status).toBe(202);
    expect(await lastDraft()).toEqual({ type: "text", text: "yes", replyTo: "wamid.first" });
    const { messageId } = await openConversation(world.db, { from: "15550100002" });
    expect(await send({ ...quoted, reply_to: messageId })).toMatchObject({
      status: 400,
      json: { detail: `There is no message ${messageId} with this person to be quoted.` },
    });
    expect(await send({ ...quoted, channel: "twilio" })).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  });
});

describe("a reaction", () => {
  test("is shown at its message, changed and taken back, and is no answer", async () => {
    expect((await react("👍")).status).toBe(202);
    expect(await lastDraft()).toEqual({ type: "reaction", target: "wamid.first", emoji: "👍" });
    const reactionsOf = async () => (await entries()).map((entry) => entry.reactions);
    expect(await reactionsOf()).toEqual([[expect.objectContaining({ emoji: "👍", by: "us" })]]);
    world.clock.advance(1_000);
    await react("❤️");
    expect(await reactionsOf()).toEqual([[expect.objectContaining({ emoji: "❤️", by: "us" })]]);
    world.clock.advance(1_000);
    await react("");
    expect(await reactionsOf()).toEqual([[]]);
    const { json } = await world.asPerson("agent", { method: "GET", url: `/api/inbox/conversations/${id}` });
    expect(json).toMatchObject({ assignee: null, bot: { state: "active" }, unread_count: 1 });
  });

  test("that failed stands by itself with its reason", async () => {
    const { json } = await react("👍");
    await sql`update messages set status = 'failed', error_title = 'Too old' where id = ${json.id}`.execute(world.db);
    const shown = await entries();
    expect(shown[0].reactions).toEqual([]);
    expect(shown[1]).toMatchObject({ id: json.id, type: "reaction", text: "👍", state: "failed" });
  });

  test("needs a message of this conversation that has arrived, and that is none itself", async () => {
    const queued = (await say({ text: "on its way" })).json.id;
    const reaction = (await react("👍")).json.id;
    await sql`update messages set provider_id = 'wamid.reaction' where id = ${reaction}`.execute(world.db);
    const { messageId: foreign } = await openConversation(world.db, { from: "15550100002" });
    for (const [message_id, why] of [
      [queued, "has not reached the provider"],
      [reaction, "is itself a reaction"],
      [foreign, "There is no message"],
    ] as const)
      expect(await react("👍", message_id)).toMatchObject({
        status: 400,
        json: { code: "BAD_REQUEST", detail: expect.stringContaining(why) },
      });
  });
});

describe("forwarding", () => {
  const forward = (message_id: number, of: number) =>
    world.asPerson("agent", { method: "POST", url: `/api/inbox/conversations/${of}/forward`, payload: { message_id } });

  test("sends the content in the other conversation, without the quote and with what can be tapped as text", async () => {
    const { conversationId: other } = await openConversation(world.db, { from: "15550100002" });
    const link = { type: "link_button", text: "Pay here", label: "Pay", url: "https://e.com/p" };
    const sent = (await say({ content: link, reply_to: first })).json.id;
    expect(await forward(sent, other)).toMatchObject({ status: 202, json: { reply_to: null, text: "Pay here" } });
    expect(await lastDraft()).toEqual(link);
    const buttons = { type: "buttons", text: "Sure?", buttons: [{ id: "yes", title: "Yes" }] };
    await forward((await say({ content: buttons })).json.id, other);
    expect(await lastDraft()).toEqual({ type: "text", text: "Sure?" });
    await forward(first, other);
    expect(await lastDraft()).toEqual({ type: "text", text: "hello" });
  });

  test("takes a customer's file with its caption, and holds it to the provider's limits", async () => {
    const kept = await makeKeptFile(world.db, world.files, "%PDF-1.4", { fileName: "plan.pdf" });
    const file = world.db.selectFrom("attachments").select("message_id").where("id", "=", kept);
    const { message_id } = await file.executeTakeFirstOrThrow();
    await world.db.updateTable("messages").set({ caption: "The plan" }).where("id", "=", message_id!).execute();
    const sent = await forward(message_id!, id);
    expect(sent).toMatchObject({ status: 202, json: { type: "document", caption: "The plan" } });
    expect(sent.json.attachments).toMatchObject([{ state: "ready", file_name: "plan.pdf" }]);
    world.meta.check = (_, given) => (given?.id === kept ? ["The file is too large."] : []);
    expect(await forward(message_id!, id)).toMatchObject({ status: 400, json: { code: "BAD_DRAFT" } });
    world.meta.check = () => [];
  });

  test("takes what was edited as it reads now, and not what was deleted", async () => {
    const acts = (type: "edit" | "revoke", text: string | null) =>
      openConversation(world.db, { type, text, target: "wamid.first", providerId: `wamid.${type}` });
    await acts("edit", "hello again");
    await forward(first, id);
    expect(await lastDraft()).toEqual({ type: "text", text: "hello again" });
    await acts("revoke", null);
    expect(await forward(first, id)).toMatchObject({
      status: 400,
      json: { detail: expect.stringContaining("has deleted it") },
    });
  });

  test("takes a customer's location and cards, and refuses what has neither text nor those", async () => {
    const receive = async (some: object) => (await openConversation(world.db, { text: null, ...some })).messageId;
    const location = { latitude: 1.5, longitude: -2, name: "Here", address: null };
    await forward(await receive({ type: "location", location }), id);
    expect(await lastDraft()).toEqual({ type: "location", latitude: 1.5, longitude: -2, name: "Here" });
    const card = { name: { formatted_name: "Bob" }, org: { company: "Uno" }, phones: [{ phone: "+1 2" }, {}] };
    await forward(await receive({ type: "contacts", content: { contacts: [card, {}] } }), id);
    expect(await lastDraft()).toEqual({
      type: "contacts",
      contacts: [{ name: "Bob", company: "Uno", phones: ["+1 2"] }],
    });
    expect(await forward(await receive({ type: "sticker" }), id)).toMatchObject({
      status: 400,
      json: { detail: expect.stringContaining("cannot be forwarded") },
    });
    expect((await forward(2_147_483_647, id)).status).toBe(404);
  });
});

test.each<[object, string]>([
  [{ content: { type: "buttons", text: "?", buttons: [] } }, "content/buttons: must not be empty."],
  [{ content: { type: "location", latitude: 91, longitude: 0 } }, "content/latitude: at most 90."],
  [{ content: { type: "poll" } }, "content"],
  [{ content: { type: "location_request", text: "?" }, text: "too" }, "exactly one of"],
  [{ content: { type: "reaction", message_id: 1, emoji: "👍" }, reply_to: 1 }, 'takes no "reply_to"'],
])("%j is refused with a sentence", async (body, said) => {
  const answer = await say(body);
  expect(answer).toMatchObject({ status: 400, json: { detail: expect.stringContaining(said) } });
  expect(await world.db.selectFrom("outbox").selectAll().execute()).toEqual([]);
});

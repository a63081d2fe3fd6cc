// Uploading files, and queueing messages with them over HTTP.
import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { metaChannel, twilioChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { formOf } from "../../../test/support/forms.ts";
import { openConversation } from "../../../test/support/record.ts";
import * as channels from "../../core/inbox/channels.ts";
import { MAX_FILE_BYTES } from "../../core/media/keep.ts";

const world = useApp();
const to = "+1 555 010 0001";
const jpeg = Buffer.concat([Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"), randomBytes(2_000)]);
const photo = { content: jpeg, name: "bay.jpg", type: "image/jpeg" };
const upload = (file: Parameters<typeof formOf>[0]) =>
  world.call("agent", { method: "POST", url: "/api/media", ...formOf(file) });
const send = (payload: object, headers: Record<string, string> = {}) =>
  world.call("agent", { method: "POST", url: "/api/whatsapp/send/", payload, headers });
let conversation: number;

beforeEach(async () => {
  await wipe(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
  conversation = (await openConversation(world.db)).conversationId;
});

describe("an upload", () => {
  test("is kept, described by its content, and served", async () => {
    const answer = await upload({ ...photo, type: "text/html" });
    expect(answer.status, answer.body).toBe(201);
    const { id } = answer.json;
    expect(answer.json).toEqual({
      ...{ id, url: `/api/media/${id}`, mime_type: "image/jpeg", size: jpeg.length },
      ...{ file_name: "bay.jpg", kind: "image" },
    });
    const served = await world.app.inject({
      url: answer.json.url,
      headers: { authorization: `Bearer ${world.keys.viewer}` },
    });
    expect(served.rawPayload).toEqual(jpeg);
  });

  test("that is repeated is the same, and another one with another name", async () => {
    const { id } = (await upload(photo)).json;
    expect((await upload(photo)).json.id).toBe(id);
    expect((await upload({ ...photo, name: "other.jpg" })).json.id).not.toBe(id);
  });

  test.each([
    ["no file", null, 400, /field "file"/],
    ["a file in another field", { ...photo, field: "photo" }, 400, /"photo"; it must be "file"/],
  ])("with %s is refused", async (_, file, status, detail) => {
    const answer = await upload(file);
    expect([answer.status, answer.json.detail]).toEqual([status, expect.stringMatching(detail)]);
  });

  test.each([
    [{ verdict: "infected", found: "Eicar-Test-Signature" }, 400, "FILE_INFECTED", /Eicar-Test-Signature/],
    [{ verdict: "unknown", reason: "ClamAV is away" }, 503, "NOT_READY", /ClamAV is away. Send it again later/],
  ] as const)("that the scanner calls %o is not kept", async (verdict, status, code, detail) => {
    world.files.scanner = { scan: () => Promise.resolve(verdict) };
    const answer = await upload(photo);
    world.files.scanner = null;
    expect([answer.status, answer.json.code, answer.json.detail]).toEqual([
      status,
      code,
      expect.stringMatching(detail),
    ]);
    expect(await world.db.selectFrom("blobs").select("id").execute()).toEqual([]);
    expect(await readdir(world.files.temporary)).toEqual([]);
  });

  test("is sent by its id alone", async () => {
    const { id } = (await upload(photo)).json;
    const sent = await send({ to: "15550100001", media_id: id });
    expect([sent.status, sent.json.type, sent.json.attachments[0].id]).toEqual([202, "image", expect.any(Number)]);
    expect(sent.json.content.draft).toMatchObject({ type: "media", kind: "image" });
  });

  test("as JSON is refused with what to send", async () => {
    const answer = await world.call("agent", { method: "POST", url: "/api/media", payload: { file: "x" } });
    expect([answer.status, answer.json.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
  });

  test("that breaks off is refused", async () => {
    const { payload, headers } = formOf(photo);
    const half = payload.subarray(0, payload.length - 500);
    const answer = await world.call("agent", { method: "POST", url: "/api/media", payload: half, headers });
    expect(answer.status, answer.body).toBe(400);
  });

  test("that is too large is refused, and leaves nothing", async () => {
    const answer = await upload({ content: Buffer.alloc(MAX_FILE_BYTES + 1), name: "x.pdf", type: "application/pdf" });
    expect([answer.status, answer.json.code]).toEqual([413, "TOO_LARGE"]);
    expect(await readdir(world.files.temporary).catch(() => [])).toEqual([]);
  });

  test("with a hostile name is kept under a harmless one", async () => {
    const name = `${"a".repeat(5_000)}\u202efdp.exe`;
    const { json } = await upload({ ...photo, name });
    expect(json.file_name).toMatch(/^a+fdp\.exe$/);
    expect(json.file_name).toHaveLength(240);
  });

  test("needs an agent", async () => {
    const answer = await world.call("viewer", { method: "POST", url: "/api/media", ...formOf(photo) });
    expect(answer.status).toBe(403);
  });
});

describe("a message with an upload", () => {
  test("has the file as its own attachment, in the thread and in the API", async () => {
    const { id } = (await upload(photo)).json;
    const url = `/api/inbox/conversations/${conversation}/messages`;
    const answer = await world.call("agent", {
      method: "POST",
      url,
      payload: { media: { id, caption: "Your bay" } },
    });
    expect(answer.status, answer.body).toBe(202);
    const [attachment] = answer.json.attachments;
    expect(answer.json).toMatchObject({ type: "image", caption: "Your bay" });
    expect(attachment).toMatchObject({ state: "ready", mime_type: "image/jpeg", file_name: "bay.jpg" });
    expect(attachment.id).not.toBe(id);
    const one = await world.call("viewer", { method: "GET", url: `/api/whatsapp/messages/${answer.json.id}` });
    expect(one.json.attachments).toMatchObject([{ id: attachment.id, url: `/api/media/${attachment.id}` }]);
  });

  test("may be sent to several, and that of a message again", async () => {
    const { id } = (await upload(photo)).json;
    const first = await send({ to, media: { id } });
    const again = await send({ to, media: { id: first.json.attachments[0].id } });
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(new Set([id, first.json.attachments[0].id, again.json.attachments[0].id]).size).toBe(3);
  });

  test("as one form, which may be repeated", async () => {
    const form = () => formOf(photo, { to, caption: "look", channel: "meta" });
    const post = () => {
      const { payload, headers } = form();
      return send(payload, { ...headers, "idempotency-key": "once" });
    };
    const first = await post();
    expect(first.status, first.body).toBe(202);
    expect(first.json).toMatchObject({ type: "image", caption: "look", attachments: [{ file_name: "bay.jpg" }] });
    expect((await post()).json.id).toBe(first.json.id);
  });

  test.each([
    ["a field that is not known", { to, colour: "red" }],
    ["no recipient", {}],
    ["a kind that does not exist", { to, type: "hologram" }],
    ["a voice that is neither true nor false", { to, voice: "yes" }],
  ])("as a form with %s is refused", async (_, fields) => {
    const { payload, headers } = formOf(photo, fields);
    expect((await send(payload, headers)).json).toMatchObject({ code: "BAD_REQUEST" });
  });

  test("that is not there is refused, and nothing is queued", async () => {
    const answer = await send({ to, media: { id: 999_999 } });
    expect([answer.status, answer.json.detail]).toEqual([400, expect.stringMatching(/no file 999999 to send/)]);
    expect(await world.db.selectFrom("outbox").selectAll().execute()).toEqual([]);
  });

  test.each([{ id: 1, link: "https://x.test/a.png" }, { caption: "x" }])("%j is refused", async (media) => {
    expect((await send({ to, media })).json).toMatchObject({ code: "BAD_REQUEST" });
  });

  test("is checked by the number's provider, with what is known of the file", async () => {
    const { id } = (await upload(photo)).json;
    world.meta.faults = ["Too large."];
    expect((await send({ to, media: { id } })).json).toMatchObject({ code: "BAD_DRAFT", detail: "Too large." });
  });
});

// Rules and canned replies with more than text: what is kept, shown and refused.
import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { makeTemplate } from "../../../test/support/fake-templates.ts";
import { upload } from "../../core/media/uploads.ts";

const world = useApp();
const ways = [
  ["/api/bot/rules", { keyword: "offer" }, "answer"],
  ["/api/inbox/canned", { shortcut: "offer" }, "text"],
] as const;
beforeEach(async () => {
  await world.db.deleteFrom("keyword_rules").where("keyword", "=", "offer").execute();
  await world.db.deleteFrom("canned_replies").execute();
});

const buttons = { type: "buttons", text: "Hi {{name}}", buttons: [{ id: "yes", title: "Yes" }] };
const uploaded = async () => {
  const content = Readable.from([Buffer.from("%PDF-1.4 prices")]);
  return upload(world.db, world.files, { content, mimeType: "application/pdf", name: "prices.pdf", by: "desk:A" });
};

describe.each(ways)("%s", (url, given, text) => {
  const post = (payload: object) => world.call("admin", { method: "POST", url, payload: { ...given, ...payload } });
  const patch = (id: number, payload: object) => world.call("admin", { method: "PATCH", url: `${url}/${id}`, payload });

  test("content and a file replace the text and each other", async () => {
    const made = await post({ content: buttons });
    expect(made).toMatchObject({ status: 201, json: { [text]: buttons.text, content: buttons, media: null } });
    const { id } = made.json;
    const { id: file } = await uploaded();
    expect((await patch(id, { media: { id: file }, [text]: "Our prices" })).json).toMatchObject({
      [text]: "Our prices",
      content: null,
      media: {
        ...{ type: "document", caption: "Our prices", filename: "prices.pdf", voice: false },
        file: { id: file, state: "ready", url: `/api/media/${file}`, mime_type: "application/pdf", size: 15 },
      },
    });
    expect((await patch(id, { [text]: "words" })).json).toMatchObject({ [text]: "words", content: null, media: null });
    const location = { type: "location", latitude: 1.5, longitude: -2 };
    expect((await patch(id, { content: location })).json).toMatchObject({ [text]: "", content: location });
    expect((await patch(id, {})).json).toMatchObject({ content: location });
  });

  test("nothing, several at once, a reaction and a file that is not here are refused", async () => {
    const { id: file } = await uploaded();
    for (const wrong of [
      {},
      { content: buttons, [text]: "x" },
      { content: buttons, media: { id: file } },
      { content: { type: "reaction", message_id: 1, emoji: "x" } },
      { media: { id: file + 1_000 } },
      { media: {} },
      { content: { type: "location", latitude: 91, longitude: 0 } },
    ])
      expect(await post(wrong)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  });

  test("what a provider does not take is refused, with its name unless all say the same", async () => {
    world.twilio.faults = ["The file is too large."];
    const { id: file } = await uploaded();
    const detail = "Through Twilio: The file is too large.";
    expect(await post({ media: { id: file } })).toMatchObject({ status: 400, json: { code: "BAD_DRAFT", detail } });
    world.meta.faults = world.twilio.faults;
    expect((await post({ content: buttons })).json).toMatchObject({ detail: "The file is too large." });
  });
});

describe("templates", () => {
  const template = { name: "bay_booked", language: "en_US", parameters: { guest: "{{name}}", until: "18:00" } };
  const listed = async () => {
    world.metaTemplates.listed = [makeTemplate()];
    world.twilioTemplates.listed = [makeTemplate({ name: "other", providerId: `HX${"1".repeat(32)}`, language: "en" })];
    world.clock.advance(1_000);
    await world.call("agent", { method: "POST", url: "/api/templates/sync" });
  };
  const post = (way: 0 | 1, payload: object) =>
    world.call("admin", { method: "POST", url: ways[way][0], payload: { ...ways[way][1], ...payload } });

  test("are kept with their values, and read as customers do", async () => {
    await listed();
    expect(await post(1, { template })).toMatchObject({
      status: 201,
      json: { text: "Hello {{name}}, your bay is kept until 18:00 today.", template, content: null, media: null },
    });
  });

  test("of a rule must be there on the number that answers, and without one on all", async () => {
    await listed();
    const { json: refused } = await post(0, { template });
    expect(refused).toMatchObject({ code: "BAD_DRAFT", detail: expect.stringMatching(/no template bay_booked/) });
    const [meta] = await world.db.selectFrom("channels").select("id").where("provider", "=", "meta").execute();
    expect(await post(0, { template, channel_id: meta!.id })).toMatchObject({ status: 201, json: { template } });
    const lacking = { ...template, parameters: { guest: "Ana" } };
    expect((await post(0, { template: lacking, channel_id: meta!.id })).json).toMatchObject({
      detail: expect.stringMatching(/needs a value for \{\{until\}\}/),
    });
  });
});

test("a text that a provider does not take is refused for a rule, and kept as a canned reply", async () => {
  world.twilio.faults = ["The text is too long."];
  const [[rules, rule], [canned, reply]] = ways;
  const post = (url: string, payload: object) => world.call("admin", { method: "POST", url, payload });
  expect(await post(rules, { ...rule, answer: "x" })).toMatchObject({ status: 400, json: { code: "BAD_DRAFT" } });
  expect(await post(canned, { ...reply, text: "x" })).toMatchObject({ status: 201 });
});

test("trying a message shows the content of its answer", async () => {
  await world.call("admin", { method: "POST", url: ways[0][0], payload: { ...ways[0][1], content: buttons } });
  const payload = { text: "offer", name: "Mia" };
  const tried = await world.call("viewer", { method: "POST", url: "/api/bot/rules/try", payload });
  expect(tried.json.answer.messages).toEqual([
    { text: "Hi Mia", choices: ["Yes"], content: { ...buttons, text: "Hi Mia" }, media: null, template: null },
  ]);
});

test("a file that was lost shows as such, and the list still comes", async () => {
  const { id: file } = await uploaded();
  await world.call("admin", { method: "POST", url: ways[1][0], payload: { shortcut: "offer", media: { id: file } } });
  await world.db.deleteFrom("attachments").where("id", "=", file).execute();
  const { json } = await world.call("viewer", { method: "GET", url: ways[1][0] });
  expect(json.canned[0].media.file).toMatchObject({ id: file, state: "failed", url: null });
});

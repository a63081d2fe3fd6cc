// Files above a text from the API to the phone: of templates and of buttons, on both lines, with every part in between real.
import { randomBytes } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { Media } from "../../sim/chat/message.ts";
import { useBellhop } from "../support/bellhop.ts";
import { until } from "../support/until.ts";

// Twilio takes only https addresses of files. The simulator finds Bellhop there.
const journey = useBellhop(() => ({ PUBLIC_URL: "https://127.0.0.1" }));
const lines = ["meta", "twilio"] as const;
type Line = (typeof lines)[number];
const jpeg = Buffer.concat([Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"), randomBytes(20_000)]);
const photo = () => new File([new Uint8Array(jpeg)], "bay.jpg", { type: "image/jpeg" });

/** Posts a form. */
async function post(url: string, fields: Record<string, string | File>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return journey.form(url, form);
}
const upload = async () => ((await post("/api/media", { file: photo() })).body as { id: number }).id;

/** Creates a template with a picture above its text, and has it approved. `channel`: the number's id. */
async function approved(line: Line, channel: number) {
  const header = line === "meta" ? { media_id: await upload() } : { link: "https://127.0.0.1/{{2}}" };
  const variables = line === "meta" ? [] : [{ name: "2", example: "api/media/1" }];
  const made = await journey.api("POST", "/api/templates", {
    ...{ channel, name: "bay_photo", language: line === "meta" ? "en_US" : "en", category: "utility" },
    header: { format: "image", variables, ...header },
    body: { text: "Hello {{1}}, this is your bay.", variables: [{ name: "1", example: "Ana" }] },
  });
  expect(made.body).toMatchObject({ id: expect.any(Number) });
  const there = journey.sim.templates().find((one) => one.line === line && one.name === "bay_photo")!;
  await journey.sim.decideTemplate(there.id, "approve");
}

beforeAll(async () => {
  const channels = await journey.database.db.selectFrom("channels").select(["id", "provider"]).execute();
  for (const line of lines) await approved(line, channels.find(({ provider }) => provider === line)!.id);
  // The reading at the start may still be under way.
  await until("both templates are approved", async () => {
    await journey.api("POST", "/api/templates/sync");
    const { body } = await journey.api("GET", "/api/templates?q=bay_photo");
    return (body as { templates: { sendable: boolean }[] }).templates.filter(({ sendable }) => sendable).length === 2;
  });
});

let phones = 0;
/** A phone that has just written. */
async function newPhone(line: Line): Promise<string> {
  const phone = String(15_550_500_000 + ++phones);
  journey.sim.setChatOpen(phone, line, true);
  await journey.sim.write(phone, "menu", { line });
  await journey.sim.waitForReply(phone, /menu/, { line });
  return phone;
}

/** The file of the last message with one on a phone, once it is delivered: above a text or, of a Content without buttons, with it. */
async function fileOn(phone: string, line: Line): Promise<Media & { bytes: Buffer | undefined }> {
  const fileIn = (content: object) => ("file" in content ? (content.file as Media) : (content as Media));
  const last = () =>
    journey.sim.transcript(phone, line).findLast(({ content }) => content.type === "media" || "file" in content);
  await expect.poll(() => last()?.tick ?? "", { timeout: 20_000 }).toMatch(/delivered|read/);
  const file = fileIn(last()!.content);
  return { ...file, bytes: journey.sim.media.get(file.media ?? "")?.bytes };
}

for (const line of lines) {
  test(`${line}: a template goes out with an uploaded picture, which the thread shows too`, async () => {
    const phone = await newPhone(line);
    const given = { to: `+${phone}`, channel: line, template: "bay_photo", parameters: ["Ana"] };
    const sent = await journey.api("POST", "/api/whatsapp/send/", {
      ...given,
      header: { type: "image", id: await upload() },
    });
    expect(sent).toMatchObject({ status: 202, body: { attachments: [{ state: "ready", mime_type: "image/jpeg" }] } });
    expect(await fileOn(phone, line)).toMatchObject({ kind: "image", mimeType: "image/jpeg", bytes: jpeg });
  });

  test(`${line}: a template with its picture in one form`, async () => {
    const phone = await newPhone(line);
    const fields = { to: `+${phone}`, channel: line, template: "bay_photo", parameters: '["Ana"]', file: photo() };
    expect(await post("/api/whatsapp/send/", fields)).toMatchObject({ status: 202 });
    expect(await fileOn(phone, line)).toMatchObject({ kind: "image", bytes: jpeg });
    const broken = await post("/api/whatsapp/send/", { ...fields, parameters: "Ana" });
    expect(broken).toMatchObject({ status: 400, body: { detail: expect.stringMatching(/^parameters: is no JSON/) } });
  });

  test(`${line}: buttons with an uploaded picture`, async () => {
    const phone = await newPhone(line);
    const buttons = [{ id: "yes", title: "Yes" }];
    const content = { type: "buttons", header: { type: "image", id: await upload() }, text: "Take it?", buttons };
    const sent = await journey.api("POST", "/api/whatsapp/send/", { to: `+${phone}`, channel: line, content });
    expect(sent).toMatchObject({ status: 202, body: { attachments: [{ state: "ready" }] } });
    expect(await fileOn(phone, line)).toMatchObject({ kind: "image", bytes: jpeg });
  });

  test(`${line}: a rule answers with a template, its picture and the customer's name`, async () => {
    const keyword = `photo${line}`;
    const template = { name: "bay_photo", parameters: ["{{name}}"], header: { type: "image", id: await upload() } };
    expect((await journey.api("POST", "/api/bot/rules", { keyword, template })).body).toMatchObject({ keyword });
    const phone = await newPhone(line);
    await journey.sim.write(phone, keyword, { line });
    expect(await fileOn(phone, line)).toMatchObject({ kind: "image", bytes: jpeg });
    const templates = journey.database.db.selectFrom("messages").select("text_body").where("type", "=", "template");
    expect(await templates.orderBy("id", "desc").limit(1).executeTakeFirst()).toEqual({
      text_body: expect.stringMatching(/^Hello .+, this is your bay\.$/),
    });
  });

  test(`${line}: a file that does not fit is refused at the door`, async () => {
    const phone = await newPhone(line);
    const to = { to: `+${phone}`, channel: line };
    const gif = new File([Buffer.from("GIF89a\x01\0\x01\0\0\0\0", "latin1")], "a.gif", { type: "image/gif" });
    const { id } = (await post("/api/media", { file: gif })).body as { id: number };
    const template = { template: "bay_photo", parameters: ["Ana"], header: { type: "image", id } };
    const content = {
      type: "link_button",
      header: { type: "image", id },
      text: "Map",
      label: "Open",
      url: "https://e.com",
    };
    for (const given of [template, { content }])
      expect(await journey.api("POST", "/api/whatsapp/send/", { ...to, ...given })).toMatchObject({
        body: { code: "BAD_DRAFT", detail: expect.stringMatching(/image\/gif cannot be sent as image. Send a JPEG/) },
      });
  });
}

test("twilio: where a card cannot be made, text and picture go as one message", async () => {
  const phone = await newPhone("twilio");
  const header = { type: "image", link: "http://files.example/not-https.jpg" };
  const content = { type: "buttons", header, text: "Take it?", buttons: [{ id: "yes", title: "Yes" }] };
  await journey.api("POST", "/api/whatsapp/send/", { to: `+${phone}`, channel: "twilio", content });
  await expect
    .poll(() => journey.sim.transcript(phone, "twilio").at(-1)!.content, { timeout: 20_000 })
    .toMatchObject({ type: "media", link: header.link, caption: "Take it?\n\nReply *yes*" });
});

test("twilio: a document above buttons is refused, with what to do", async () => {
  const phone = await newPhone("twilio");
  const header = { type: "document", link: "https://127.0.0.1/a.pdf" };
  const content = { type: "buttons", header, text: "Take it?", buttons: [{ id: "yes", title: "Yes" }] };
  const answer = await journey.api("POST", "/api/whatsapp/send/", { to: `+${phone}`, channel: "twilio", content });
  expect(answer.body).toMatchObject({ code: "BAD_DRAFT", detail: expect.stringMatching(/Send it on its own/) });
});

test("twilio: a template that WhatsApp no longer has is told in words, and the list is read anew", async () => {
  const phone = await newPhone("twilio");
  const { db } = journey.database;
  journey.sim.phone(phone, { failsWith: 63027 });
  const given = { to: `+${phone}`, channel: "twilio", template: "bay_photo", parameters: ["Ana"] };
  const header = { type: "image", id: await upload() };
  const { body } = await journey.api("POST", "/api/whatsapp/send/", { ...given, header });
  const { id } = body as { id: number };
  const row = () => db.selectFrom("messages").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  await expect.poll(async () => (await row()).status, { timeout: 20_000 }).toBe("failed");
  expect(await row()).toMatchObject({ error_code: 63027, error_remedy: expect.stringMatching(/page Templates/) });
  const sync = db.selectFrom("template_syncs").select(["synced_at", "wanted_at"]).where("provider", "=", "twilio");
  const { synced_at, wanted_at } = await sync.executeTakeFirstOrThrow();
  expect(wanted_at!.getTime()).toBeGreaterThan(synced_at!.getTime());
});

// Files from the API to the phone, on both lines, with every part in between real.
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { useBellhop } from "../support/bellhop.ts";

const journey = useBellhop();
const lines = ["meta", "twilio"] as const;
const jpeg = Buffer.concat([Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"), randomBytes(20_000)]);
const pdf = Buffer.concat([Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1"), randomBytes(20_000)]);
/** The first page of an OGG file with Opus. */
const opus = (channels: number) => {
  const head = Buffer.from(`OpusHead\x01${String.fromCharCode(channels)}\x38\x01\x80\xbb\0\0\0\0\0`, "latin1");
  const page = Buffer.concat([Buffer.from("OggS\0\x02", "latin1"), Buffer.alloc(20), Buffer.from([1, head.length])]);
  return Buffer.concat([page, head, randomBytes(3_000)]);
};

let phones = 0;
/** A phone that has just written. */
async function newPhone(line: (typeof lines)[number]): Promise<string> {
  const phone = String(15_550_400_000 + ++phones);
  journey.sim.setChatOpen(phone, line, true);
  await journey.sim.write(phone, "menu", { line });
  await journey.sim.waitForReply(phone, /menu/, { line });
  return phone;
}

async function post(url: string, fields: Record<string, string | File>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return journey.form(url, form);
}
const fileOf = (bytes: Uint8Array, name: string, type: string) => new File([new Uint8Array(bytes)], name, { type });

/** The last message of the business on a phone, once it is a file and has a tick. */
async function shownOn(phone: string, line: (typeof lines)[number], tick: "delivered" | "failed" = "delivered") {
  const last = () => journey.sim.transcript(phone, line).findLast(({ content }) => content.type === "media");
  await expect.poll(() => last()?.tick, { timeout: 20_000 }).toMatch(tick === "failed" ? /failed/ : /delivered|read/);
  return last()!;
}

for (const line of lines) {
  test(`${line}: an uploaded photo with a caption is on the phone, byte for byte`, async () => {
    const phone = await newPhone(line);
    const uploaded = await post("/api/media", { file: fileOf(jpeg, "bay.jpg", "image/jpeg") });
    expect(uploaded).toMatchObject({ status: 201, body: { kind: "image", size: jpeg.length } });
    const { id } = uploaded.body as { id: number };
    const media = { id, caption: "Your bay" };
    const sent = await journey.api("POST", "/api/whatsapp/send/", { to: `+${phone}`, channel: line, media });
    expect(sent).toMatchObject({ status: 202, body: { attachments: [{ state: "ready" }] } });
    const { content } = await shownOn(phone, line);
    expect(content).toMatchObject({ kind: "image", mimeType: "image/jpeg", caption: "Your bay" });
    expect(journey.sim.media.get((content as { media: string }).media)?.bytes).toEqual(jpeg);
  });

  test(`${line}: a document sent as one form keeps its name`, async () => {
    const phone = await newPhone(line);
    const file = fileOf(pdf, "price-list.pdf", "application/pdf");
    expect(await post("/api/whatsapp/send/", { to: `+${phone}`, channel: line, file })).toMatchObject({ status: 202 });
    const { content } = await shownOn(phone, line);
    expect(content).toMatchObject({ kind: "document", mimeType: "application/pdf", fileName: "price-list.pdf" });
  });

  test(`${line}: a voice note arrives as sound`, async () => {
    const phone = await newPhone(line);
    const file = fileOf(opus(1), "note.ogg", "audio/ogg");
    const sent = await post("/api/whatsapp/send/", { to: `+${phone}`, channel: line, voice: "true", file });
    expect(sent).toMatchObject({ status: 202, body: { type: "audio", attachments: [{ voice: true }] } });
    const { content } = await shownOn(phone, line);
    expect(content).toMatchObject({ kind: "audio", ...(line === "meta" ? { voice: true } : {}) });
  });

  test(`${line}: what the provider would refuse is refused at the door, with what would do`, async () => {
    const phone = await newPhone(line);
    const refusal = async (file: File, more: Record<string, string> = {}) => {
      const answer = await post("/api/whatsapp/send/", { to: `+${phone}`, channel: line, file, ...more });
      expect(answer.body).toMatchObject({ code: "BAD_DRAFT" });
      return (answer.body as { detail: string }).detail;
    };
    const gif = Buffer.concat([Buffer.from("GIF89a\x01\0\x01\0\0\0\0", "latin1"), randomBytes(100)]);
    expect(await refusal(fileOf(gif, "a.gif", "image/gif"))).toMatch(/image\/gif cannot be sent as image. Send a JPEG/);
    const large = Buffer.concat([jpeg, Buffer.alloc(5 * 1024 * 1024)]);
    expect(await refusal(fileOf(large, "a.jpg", "image/jpeg"))).toMatch(/The image has 5.1 MB; at most 5 MB/);
    if (line === "twilio") {
      expect(await refusal(fileOf(pdf, "a.pdf", "application/pdf"), { caption: "x" })).toMatch(
        /no caption with document/,
      );
    } else {
      expect(await refusal(fileOf(opus(2), "a.ogg", "audio/ogg"))).toMatch(/2 channels. Send it in mono/);
    }
  });
}

test("meta: a file goes up once for several messages, and again when Meta has forgotten it", async () => {
  const phone = await newPhone("meta");
  const { body } = await post("/api/media", { file: fileOf(jpeg, "once.jpg", "image/jpeg") });
  const send = async () => {
    const media = { id: (body as { id: number }).id };
    const before = journey.sim.transcript(phone, "meta").length;
    await journey.api("POST", "/api/whatsapp/send/", { to: `+${phone}`, channel: "meta", media });
    await expect.poll(() => journey.sim.transcript(phone, "meta").length, { timeout: 20_000 }).toBe(before + 1);
    return (journey.sim.transcript(phone, "meta").at(-1)!.content as { media: string }).media;
  };
  const first = await send();
  expect(await send()).toBe(first);
  journey.sim.media.remove(first);
  expect(await send()).not.toBe(first);
});

import { expect, test } from "vitest";
import { createMediaStore } from "../media-store.ts";
import { alive, undeliverable, upload } from "./media.ts";

async function send(fields: Record<string, string | File>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const response = new Response(form);
  const store = createMediaStore();
  const body = Buffer.from(await response.arrayBuffer());
  const reply = await upload(store, response.headers.get("content-type") ?? "", body, 0);
  return store.get((reply.body as { id: string }).id);
}

const file = new File([new Uint8Array([0, 255, 13, 10, 45, 45])], "plan ü.png", { type: "image/png" });
const whatsapp = { messaging_product: "whatsapp" };

test("an upload is kept byte for byte, with its name and type", async () => {
  const media = await send({ ...whatsapp, file });
  expect(media).toMatchObject({ mimeType: "image/png", fileName: "plan ü.png" });
  expect([...media!.bytes]).toEqual([0, 255, 13, 10, 45, 45]);
});

test("what the Graph API refuses is refused", async () => {
  await expect(send({ file })).rejects.toThrow(/messaging_product/);
  await expect(send(whatsapp)).rejects.toThrow(/file is required/);
  await expect(send({ ...whatsapp, file: new File(["x"], "x.gif", { type: "image/gif" }) })).rejects.toThrow(
    /image\/gif cannot be sent/,
  );
  await expect(send({ ...whatsapp, file, type: "image/jpeg" })).rejects.toThrow(/does not fit the type image\/jpeg/);
  await expect(send({ ...whatsapp, file: new File([], "x.png", { type: "image/png" }) })).rejects.toThrow(/empty/);
  await expect(upload(createMediaStore(), "text/plain", Buffer.from("x"), 0)).rejects.toThrow(/messaging_product/);
});

test("an upload lives 30 days, a customer's file seven", () => {
  const store = createMediaStore();
  const ids = [true, false].map((uploaded) => store.put(Buffer.from("x"), "image/png", null, 0, uploaded).id);
  const at = (days: number) => ids.map((id) => alive(store, id, days * 24 * 60 * 60 * 1000) !== null);
  expect([at(7), at(8), at(30), at(31)]).toEqual([
    [true, true],
    [true, false],
    [true, false],
    [false, false],
  ]);
});

/** The first page of an OGG file with Opus. */
const opus = (channels: number) =>
  Buffer.concat([
    Buffer.from("OggS"),
    Buffer.alloc(22),
    Buffer.from([1, 19]),
    Buffer.from(`OpusHead\x01${String.fromCharCode(channels)}`),
  ]);
const webp = (flags: number, bytes: number) =>
  Buffer.concat([Buffer.from("RIFF\0\0\0\0WEBPVP8X\0\0\0\0"), Buffer.from([flags]), Buffer.alloc(bytes)]);

test.each([
  ["audio", true, opus(1), "audio/ogg", null],
  ["audio", true, opus(2), "audio/ogg", /in mono/],
  ["audio", false, Buffer.from("OggSx"), "audio/ogg", /Opus/],
  ["audio", true, Buffer.from("x"), "audio/mpeg", /OGG with Opus/],
  ["audio", false, Buffer.from("x"), "audio/mpeg", null],
  ["image", false, Buffer.alloc(5 * 1024 * 1024), "image/jpeg", null],
  ["image", false, Buffer.alloc(5 * 1024 * 1024 + 1), "image/jpeg", /more than/],
  ["image", false, Buffer.from("x"), "application/pdf", /cannot be sent as image/],
  ["sticker", false, webp(0, 110 * 1024), "image/webp", /does not move/],
  ["sticker", false, webp(2, 110 * 1024), "image/webp", null],
] as const)("as %s (voice: %s) %#: 131053 or not", (kind, voice, bytes, mimeType, why) => {
  const stored = createMediaStore().put(bytes, mimeType, null, 0, true);
  const found = undeliverable(kind, voice, stored);
  if (why === null) expect(found).toBeNull();
  else expect(found).toMatch(why);
});

// Files from a phone to the Desk, on both lines, with every part in between real: fetched, checked, kept, served; also while the provider fails.
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { useBellhop } from "../support/bellhop.ts";
import { until } from "../support/until.ts";

const journey = useBellhop();
const lines = ["meta", "twilio"] as const;
let phones = 0;
const newPhone = () => String(15_550_700_000 + ++phones);

type File = { id: number; url: string; thumbnail_url: string; state: string; [field: string]: unknown };

/** The file of the phone's only message, once `is` says so. */
const fileOf = (phone: string, is: (file: File) => boolean) =>
  until(`the file of ${phone}`, async () => {
    const list = (await journey.api("GET", `/api/whatsapp/messages?phone=%2B${phone}`)).body as {
      messages: { id: number }[];
    };
    const [message] = list.messages;
    if (!message) return null;
    const one = (await journey.api("GET", `/api/whatsapp/messages/${message.id}`)).body as { attachments: File[] };
    const [file] = one.attachments;
    return file && is(file) ? file : null;
  });
const isReady = ({ state }: File) => state === "ready";

/** The bytes at an address of the API, with the key. */
const bytesAt = async (url: string) => {
  const { url: link } = (await journey.api("POST", `${url}/link`)).body as { url: string };
  return Buffer.from(await (await fetch(new URL(new URL(link).pathname, journey.bellhop.address!))).arrayBuffer());
};

for (const line of lines) {
  test(`${line}: a photo is fetched, kept and served, and has a thumbnail`, async () => {
    const phone = newPhone();
    await journey.sim.sendMedia(phone, "image", { caption: "my car" }, { line });
    const file = await fileOf(phone, isReady);
    expect(file).toMatchObject({ mime_type: "image/png", width: 96, height: 64, reason: null, animated: false });
    expect(file.url).toBe(`/api/media/${file.id}`);
    expect(file.thumbnail_url).toBe(`/api/media/${file.id}/thumbnail`);
    expect((await bytesAt(file.url)).subarray(1, 4).toString()).toBe("PNG");
  });

  test(`${line}: a provider that fails is asked again`, async () => {
    const phone = newPhone();
    const bytes = randomBytes(50_000);
    journey.sim.faults.set("server_error", { line, on: "media", count: 2 });
    await journey.sim.sendMedia(phone, "document", { bytes, mimeType: "application/pdf", fileName: "a.pdf" }, { line });
    const file = await fileOf(phone, isReady);
    expect(file).toMatchObject({ mime_type: "application/octet-stream", size: bytes.length });
    expect(await bytesAt(file.url)).toEqual(bytes);
  });
}

test("voice notes say how long they are, and a video that is none does no harm", async () => {
  const [one, two] = [newPhone(), newPhone()];
  await journey.sim.sendMedia(one, "audio", { voice: true });
  await journey.sim.sendMedia(two, "video");
  expect(await fileOf(one, isReady)).toMatchObject({ voice: true, duration_ms: 1_000 });
  expect(await fileOf(two, isReady)).toMatchObject({ mime_type: "video/mp4", thumbnail_url: null });
});

test("the same photo is kept once", async () => {
  const bytes = randomBytes(10_000);
  const [one, two] = [newPhone(), newPhone()];
  for (const phone of [one, two]) await journey.sim.sendMedia(phone, "document", { bytes, mimeType: "text/plain" });
  await Promise.all([one, two].map((phone) => fileOf(phone, isReady)));
  const { rows } = await journey.database.pool.query("select count(*)::int as n from blobs where size = 10000");
  expect(rows).toEqual([{ n: 1 }]);
});

test("a file that cannot be had says why, and is fetched by hand", async () => {
  const phone = newPhone();
  journey.sim.faults.set("error_code", { line: "meta", on: "media", code: 100, status: 400 });
  await journey.sim.sendMedia(phone, "image");
  const failed = await fileOf(phone, ({ state }) => state === "failed");
  expect(failed).toMatchObject({ url: null, reason: "Meta no longer has the file: it keeps files for seven days." });
  journey.sim.faults.clear();
  const again = await journey.api("POST", `/api/media/${failed.id}/fetch`);
  expect(again).toMatchObject({ status: 200, body: { id: failed.id, state: "waiting", reason: null } });
  await fileOf(phone, isReady);
});

import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { useFiles } from "../../../test/support/files.ts";
import type { ByteRange } from "../../contract/ports.ts";
import { blobKey, keepFile, MAX_FILE_BYTES } from "./keep.ts";

const database = useDatabase();
const files = useFiles();

const keep = (content: string | Uint8Array, maxBytes?: number) =>
  keepFile(database.db, files, Readable.from([Buffer.from(content)]), maxBytes);
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const read = async (sha256: string, range?: ByteRange) => {
  const stream = await files.blobs.read(blobKey(sha256), range);
  return stream && buffer(stream);
};
const temporary = () => readdir(files.temporary);

test("a file is kept under its checksum, and read whole or in part", async () => {
  const content = randomBytes(300_000);
  const kept = await keep(content);
  expect(kept).toMatchObject({ size: 300_000, mimeType: "application/octet-stream" });
  expect(await read(kept.sha256)).toEqual(content);
  expect(await read(kept.sha256, { start: 100_000, end: 100_009 })).toEqual(content.subarray(100_000, 100_010));
  expect(await temporary()).toEqual([]);
});

test("the same content is kept once", async () => {
  const [one, two] = await Promise.all([keep("twice"), keep("twice")]);
  expect(two).toEqual(one);
});

test.each([
  ["a picture", png, "image/png"],
  ["text", "Bay B12", "text/plain"],
  ["a page that says that it is text", "<html><script>alert(1)</script>", "text/plain"],
  ["nothing", "", "application/octet-stream"],
])("%s is of the type that its bytes say", async (_, content, mimeType) => {
  expect((await keep(content)).mimeType).toBe(mimeType);
});

test("a file that is too large is refused without a trace", async () => {
  await expect(keep(randomBytes(1_001), 1_000)).rejects.toMatchObject({ code: "TOO_LARGE" });
  expect(await temporary()).toEqual([]);
});

test("a source that breaks off leaves nothing", async () => {
  const source = Readable.from(
    (async function* () {
      yield Buffer.from("half a");
      throw new Error("connection reset");
    })(),
  );
  await expect(keepFile(database.db, files, source)).rejects.toThrow("connection reset");
  expect(await temporary()).toEqual([]);
});

test("what is not there is said to be missing", async () => {
  expect(await read("0".repeat(64))).toBeNull();
});

test("the largest file that WhatsApp takes is kept", () => {
  expect(MAX_FILE_BYTES).toBe(104_857_600);
});

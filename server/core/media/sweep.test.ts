// What is deleted of files, and what stays.
import { Readable } from "node:stream";
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { useFiles } from "../../../test/support/files.ts";
import { makeKeptFile } from "../../../test/support/kept-file.ts";
import { blobKey, keepFile } from "./keep.ts";
import { sweepFiles } from "./sweep.ts";
import { upload } from "./uploads.ts";

const database = useDatabase();
const files = useFiles();
beforeEach(() => wipe(database.db));

const send = (content: string) =>
  upload(database.db, files, {
    content: Readable.from([Buffer.from(content)]),
    mimeType: null,
    name: null,
    by: "desk:A",
  });
/** Makes everything as old as this. */
const age = async (hours: number) => {
  for (const table of ["attachments", "blobs"] as const)
    await sql`update ${sql.table(table)} set created_at = created_at - make_interval(hours => ${hours})`.execute(
      database.db,
    );
};
const left = async () =>
  (await database.db.selectFrom("attachments").select("id").orderBy("id").execute()).map(({ id }) => id);
const kept = async () => {
  const rows = await database.db.selectFrom("blobs").select("sha256").execute();
  for (const { sha256 } of rows) {
    const stream = (await files.blobs.read(blobKey(sha256))) as Readable | null;
    expect(stream).not.toBeNull();
    stream?.destroy();
  }
  return rows.length;
};

test("an upload that was not sent is deleted after a day, with its content", async () => {
  const { id } = await send("forgotten");
  const [{ sha256 }] = (await database.db.selectFrom("blobs").select("sha256").execute()) as [{ sha256: string }];
  await age(23);
  expect(await sweepFiles(database.db, files)).toEqual({ uploads: 0, blobs: 0 });
  expect(await left()).toEqual([id]);
  await age(2);
  expect(await sweepFiles(database.db, files)).toEqual({ uploads: 1, blobs: 1 });
  expect([await left(), await kept(), await files.blobs.read(blobKey(sha256))]).toEqual([[], 0, null]);
});

test("one that was uploaded again in between stays", async () => {
  const { id } = await send("again");
  await age(25);
  expect((await send("again")).id).toBe(id);
  expect(await sweepFiles(database.db, files)).toEqual({ uploads: 0, blobs: 0 });
});

test("what a message has stays, and the upload with the same content too", async () => {
  const file = await makeKeptFile(database.db, files, "sent");
  const { id } = await send("sent");
  await age(1_000);
  expect(await sweepFiles(database.db, files)).toEqual({ uploads: 0, blobs: 0 });
  expect([await left(), await kept()]).toEqual([[file, id], 1]);
});

test("a thumbnail stays, and content to which nothing refers goes", async () => {
  const file = await makeKeptFile(database.db, files, "photo");
  const keep = (content: string) => keepFile(database.db, files, Readable.from([Buffer.from(content)]));
  const thumbnail = await keep("small");
  await keep("nobody's");
  await database.db.updateTable("attachments").set({ thumbnail_id: thumbnail.id }).where("id", "=", file).execute();
  await age(25);
  expect(await sweepFiles(database.db, files)).toEqual({ uploads: 0, blobs: 1 });
  expect(await kept()).toBe(2);
});

test("content that is kept again while it is deleted is there afterwards", async () => {
  await send("both");
  await age(25);
  const [, again] = await Promise.all([sweepFiles(database.db, files), send("both")]);
  expect(await kept()).toBe(1);
  expect(await left()).toEqual([again.id]);
});

test.each(["keyword_rules", "canned_replies"] as const)(
  "one that %s send stays until they no longer do",
  async (table) => {
    const { id } = await send("price list");
    await age(25);
    const draft = JSON.stringify({ type: "media", kind: "document", file: id });
    const at = new Date();
    if (table === "keyword_rules")
      await database.db
        .insertInto(table)
        .values({ position: 900, keyword: "prices", match: "exact", answer: "", draft })
        .execute();
    else
      await database.db
        .insertInto(table)
        .values({ shortcut: "prices", body: "", draft, created_at: at, updated_at: at })
        .execute();
    expect(await sweepFiles(database.db, files)).toEqual({ uploads: 0, blobs: 0 });
    expect([await left(), await kept()]).toEqual([[id], 1]);
    await database.db.deleteFrom(table).where("file_id", "=", id).execute();
    expect(await sweepFiles(database.db, files)).toEqual({ uploads: 1, blobs: 1 });
  },
);

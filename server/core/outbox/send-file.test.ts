// Sending kept files: uploads are made once and reused, fail harmlessly, and are made anew when the provider forgot them; addresses are signed.
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { makeStatus, metaChannel, twilioChannel } from "../../../test/support/build.ts";
import { useDispatcher } from "../../../test/support/dispatcher.ts";
import { refused } from "../../../test/support/fake-channel.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import type { UploadResult } from "../../contract/outbound.ts";
import type { FileToUpload } from "../../contract/ports.ts";
import { blobKey } from "../media/keep.ts";
import * as links from "../media/links.ts";
import { upload } from "../media/uploads.ts";

const world = useDispatcher();
const day = 24 * 60 * 60;

/** Makes Meta take uploads; returns those that it took. */
function takeUploads(...answers: UploadResult[]): (Omit<FileToUpload, "content"> & { bytes: string })[] {
  const taken: (Omit<FileToUpload, "content"> & { bytes: string })[] = [];
  Object.assign(world.meta, {
    files: {
      by: "upload",
      keptDays: 30,
      async upload(_: string, { content, ...file }: FileToUpload): Promise<UploadResult> {
        taken.push({ ...file, bytes: (await buffer(content as Readable)).toString() });
        return answers.shift() ?? { outcome: "uploaded", providerId: `700${taken.length}` };
      },
      isForgotten: ({ code }: { code: number }) => code === 131009,
    },
  });
  return taken;
}

const makeUpload = (content = "%PDF-1.7 rates") =>
  upload(world.db, world.files, {
    content: Readable.from([Buffer.from(content)]),
    mimeType: "application/pdf",
    name: "price list.pdf",
    by: "desk:A",
  });
const queueFile = async (file: number, from = "15550100001", channel = metaChannel) => {
  const place = await openConversation(world.db, { from, channel });
  return queue(world.db, [{ ...place, draft: { type: "media", kind: "document", file, fileName: "price list.pdf" } }]);
};
const message = (id: number) =>
  world.db.selectFrom("messages").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

describe("at a provider that takes uploads", () => {
  test("one upload serves many messages of a number while it lives", async () => {
    const taken = takeUploads();
    const { id } = await makeUpload();
    for (const from of ["15550100001", "15550100002", "15550100003"]) await queueFile(id, from);
    world.start();
    await world.sent(3);
    expect(taken).toEqual([{ mimeType: "application/pdf", size: 14, name: "price-list.pdf", bytes: "%PDF-1.7 rates" }]);
    expect(world.meta.sent.map(({ file }) => file)).toEqual(["7001", "7001", "7001"]);
    world.pass(31 * day);
    await queueFile(id);
    await world.idle();
    expect(taken).toHaveLength(1);
  });

  test("an upload that has ended at the provider is made anew", async () => {
    const taken = takeUploads();
    const { id } = await makeUpload();
    await queueFile(id);
    world.start();
    await world.sent(1);
    await world.idle();
    await world.db.updateTable("provider_files").set({ expires_at: world.clock() }).execute();
    await queueFile(id, "15550100002");
    await world.sent(2);
    expect(taken).toHaveLength(2);
    expect(world.meta.sent.at(-1)).toMatchObject({ file: "7002" });
  });

  test("an upload with which a message failed is not used for the next", async () => {
    const taken = takeUploads();
    const { id } = await makeUpload();
    const [first] = await queueFile(id);
    world.start();
    await world.sent(1);
    await world.idle();
    const providerId = (await message(first!)).provider_id!;
    const error = { code: 131053, title: "Media upload error", details: null };
    await record(world.db, [makeStatus({ providerId, status: "failed", error, fileRefused: true })]);
    await queueFile(id, "15550100002");
    await world.sent(2);
    expect(taken).toHaveLength(2);
    expect(world.meta.sent.at(-1)).toMatchObject({ file: "7002" });
  });

  test("an upload that fails is repeated like a send, and nothing counts as unanswered", async () => {
    const failure = refused({ action: "retry" }, { code: 131053 }) as UploadResult;
    const taken = takeUploads(failure, { outcome: "unreachable", reason: "ECONNREFUSED" });
    const { id } = await makeUpload();
    const [sent] = await queueFile(id);
    world.start();
    await world.idle();
    expect([taken.length, world.meta.sent.length]).toEqual([1, 0]);
    expect(await world.db.selectFrom("outbox").select(["state", "copies"]).execute()).toEqual([
      { state: "queued", copies: 0 },
    ]);
    world.pass(5);
    await world.idle();
    world.pass(60);
    await world.sent(1);
    await world.idle();
    expect(await message(sent!)).toMatchObject({ status: "accepted" });
    expect(world.outcomes).toEqual(["refused", "unreachable", "accepted"]);
  });

  test("an id that the provider no longer knows is uploaded anew, once", async () => {
    const taken = takeUploads();
    const { id } = await makeUpload();
    await queueFile(id);
    world.start();
    await world.sent(1);
    await world.idle();
    const unknown = refused({}, { code: 131009, title: "Parameter value is not valid" });
    world.meta.answers = [unknown];
    const [second] = await queueFile(id, "15550100002");
    await world.sent(3);
    await world.idle();
    expect(world.meta.sent.map(({ file }) => file)).toEqual(["7001", "7001", "7002"]);
    expect(await message(second!)).toMatchObject({ status: "accepted" });
    world.meta.answers = [unknown, unknown];
    const [third] = await queueFile(id, "15550100003");
    await world.sent(5);
    await world.idle();
    expect([taken.length, (await message(third!)).status]).toEqual([3, "failed"]);
  });

  test("a file that the store has lost fails its message with what to do", async () => {
    takeUploads();
    const { id } = await makeUpload("lost");
    const [sent] = await queueFile(id);
    const { sha256 } = await world.db.selectFrom("blobs").select("sha256").executeTakeFirstOrThrow();
    await world.files.blobs.remove(blobKey(sha256));
    world.start();
    await world.idle();
    expect(await message(sent!)).toMatchObject({
      status: "failed",
      error_title: "The file is no longer here",
      error_remedy: expect.stringMatching(/^Attach it again/),
    });
  });
});

test("a provider that fetches gets a signed address of the message's own file, with a short name", async () => {
  const { id } = await makeUpload();
  const [sent] = await queueFile(id, "15550100001", twilioChannel);
  world.start();
  await world.idle();
  const url = new URL(world.twilio.sent[0]!.file!);
  const [, token, name] = /^\/api\/media\/links\/([^/]+)\/([^/]+)$/.exec(url.pathname)!;
  expect([url.origin, name]).toEqual(["http://desk.test", "price-list.pdf"]);
  const own = await world.db.selectFrom("attachments").select("id").where("message_id", "=", sent!).executeTakeFirst();
  expect(await links.read(world.db, token!, world.clock())).toBe(own!.id);
  world.clock.advance(15 * 60_000);
  await expect(links.read(world.db, token!, world.clock())).rejects.toMatchObject({ code: "LINK_INVALID" });
});

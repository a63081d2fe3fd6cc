// The stickers that can be sent again.
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { openConversation, queue } from "../../../test/support/record.ts";
import { upload } from "../../core/media/uploads.ts";

const world = useApp();
const webp = (content: string) => {
  const body = Buffer.from(`WEBPVP8 ${content}`);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from("RIFF"), size, body]);
};

test("each picture once, the latest first; other files are none", async () => {
  const place = await openConversation(world.db);
  const send = async (content: string, kind: "sticker" | "document") => {
    const given = { content: Readable.from([webp(content)]), mimeType: "image/webp", name: null, by: "desk:A" };
    const { id: file } = await upload(world.db, world.files, given);
    const [id] = await queue(world.db, [{ ...place, draft: { type: "media", kind, file } }]);
    return id!;
  };
  await send("car", "sticker");
  const dog = await send("dog", "sticker");
  const carAgain = await send("car", "sticker");
  await send("plan", "document");
  const { json } = await world.call("agent", { method: "GET", url: "/api/inbox/stickers" });
  const found = json.stickers as { id: number; url: string }[];
  expect(found[0]!.url).toBe(`/api/media/${found[0]!.id}`);
  const messages = await world.db
    .selectFrom("attachments")
    .select(["id", "message_id"])
    .where(
      "id",
      "in",
      found.map(({ id }) => id),
    )
    .execute();
  const messageOf = new Map(messages.map(({ id, message_id }) => [id, message_id]));
  expect(found.map(({ id }) => messageOf.get(id))).toEqual([carAgain, dog]);
  expect((await world.call("viewer", { method: "GET", url: "/api/inbox/stickers" })).status).toBe(403);
});

// The files of a conversation over HTTP: by kind, newest first, page by page.
import { beforeEach, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { at, makeInboundMessage, metaChannel, twilioChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, record } from "../../../test/support/record.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
let id: number;
beforeEach(async () => {
  await wipe(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
  ({ conversationId: id } = await openConversation(world.db, { providerId: "wamid.first", text: "hello" }));
});

type Given = Parameters<typeof makeInboundMessage>[0];
const receive = (...given: Given[]) =>
  record(
    world.db,
    given.map((one) => makeInboundMessage(one)),
  );
const file = (fileName: string) => [{ providerId: fileName, url: null, mimeType: null, sha256: null, fileName }];
const media = (query = "", of = id) =>
  world.asPerson("viewer", { method: "GET", url: `/api/inbox/conversations/${of}/media${query}` });
type Page = { json: { media: { attachment: { file_name: string } }[]; next_cursor: string | null } };
const namesOf = ({ json }: Page) => json.media.map(({ attachment }) => attachment.file_name);

test("each kind has its messages, newest first, with when they were sent", async () => {
  await receive(
    { type: "image", text: null, caption: "The gate", media: file("a.jpg"), sentAt: at(1) },
    { type: "video", text: null, media: file("b.mp4"), sentAt: at(3) },
    { type: "audio", text: null, media: file("c.ogg"), sentAt: at(2) },
    { type: "document", text: null, media: file("d.pdf"), sentAt: at(4) },
    { type: "sticker", text: null, media: file("e.webp"), sentAt: at(5) },
  );
  const found = await media();
  expect(namesOf(found)).toEqual(["b.mp4", "a.jpg"]);
  expect(found.json.media[1]).toMatchObject({
    message_id: expect.any(Number),
    direction: "in",
    type: "image",
    at: at(1).toISOString(),
    caption: "The gate",
  });
  expect(namesOf(await media("?kind=photo"))).toEqual(["a.jpg"]);
  expect(namesOf(await media("?kind=audio"))).toEqual(["c.ogg"]);
  expect(namesOf(await media("?kind=document"))).toEqual(["d.pdf"]);
});

test("pages follow each other without a gap, also among messages of the same second", async () => {
  const names = Array.from({ length: 7 }, (_, n) => `${n}.jpg`);
  await receive(
    ...names.map((name, n) => ({
      type: "image" as const,
      text: null,
      media: file(name),
      sentAt: at(Math.floor(n / 3)),
    })),
  );
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Page = await media(`?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
    seen.push(...namesOf(page));
    cursor = page.json.next_cursor;
  }
  expect(seen).toEqual(names.toReversed());
});

test("another conversation's files are none of it, and an unknown one is said to be none", async () => {
  await receive({ type: "image", text: null, media: file("theirs.jpg"), from: "447700900999" });
  expect(namesOf(await media())).toEqual([]);
  expect(await media("", 999_999)).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
});

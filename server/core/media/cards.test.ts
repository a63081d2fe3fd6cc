// Contact cards that come as a file, on a real database.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { twilioChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { useFiles } from "../../../test/support/files.ts";
import { openConversation } from "../../../test/support/record.ts";
import type { MessageType } from "../../contract/inbound.ts";
import { cardsIn, keepCards } from "./cards.ts";

const database = useDatabase();
const files = useFiles();
beforeEach(() => wipe(database.db));

const card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ivo Marsh\r\nTEL;TYPE=CELL:+47 400 00 001\r\nEND:VCARD\r\n";
async function read(text: string, type = "text/vcard", size = text.length) {
  await mkdir(files.temporary, { recursive: true });
  const place = path.join(files.temporary, "card.vcf");
  await writeFile(place, text);
  return cardsIn({ place, sha256: "", size, mimeType: "text/plain" }, type);
}
/** The message of which the cards were kept. */
async function kept(type: MessageType, text: string | null = null, source = card) {
  const given = { channel: twilioChannel, type, text, content: { provider_type: "contacts" } };
  const { messageId } = await openConversation(database.db, given);
  const cards = await read(source);
  await database.db.transaction().execute((tx) => keepCards(tx, messageId, cards));
  await database.db.transaction().execute((tx) => keepCards(tx, messageId, []));
  return database.db
    .selectFrom("messages")
    .select(["text_body", "content"])
    .where("id", "=", messageId)
    .executeTakeFirstOrThrow();
}

test("the cards of a vCard file are those of its message", async () => {
  expect(await kept("contacts")).toMatchObject({
    text_body: "Ivo Marsh",
    content: {
      provider_type: "contacts",
      contacts: [{ name: { formatted_name: "Ivo Marsh" }, phones: [{ phone: "+47 400 00 001" }] }],
    },
  });
});

test("words beside the card stay", async () => {
  expect(await kept("contacts", "ask him")).toMatchObject({ text_body: "ask him" });
});

test("a document stays a document", async () => {
  expect((await kept("document")).content).toEqual({ provider_type: "contacts" });
});

test.each<[string, string, string?, number?]>([
  ["a file of another type", card, "text/plain"],
  ["one of a megabyte", card, "text/vcard", 1_000_001],
  ["what is no card", "<svg onload=alert(1)>"],
  ["an empty one", ""],
])("%s has no cards", async (_, text, type, size) => {
  expect(await read(text, type, size)).toEqual([]);
});

test.each([
  ["with a zero byte", "A\0B"],
  ["with half an emoji where it is cut", `${"x".repeat(499)}\u{1F600}`],
  ["of five thousand letters", "x".repeat(5_000)],
])("a name %s can be kept", async (_, name) => {
  const { content } = await kept("contacts", null, card.replace("Ivo Marsh", name));
  expect((content as { contacts: object[] }).contacts).toHaveLength(1);
});

// Search on a real database: words of any script, names, usernames and numbers, and malicious texts.
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { at, makeInboundMessage, makeKeys } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import { find } from "./search.ts";

const database = useDatabase();
beforeEach(() => wipe(database.db));

const hitsOf = async (text: string) => (await find(database.db, text)).hits.map((hit) => hit.messageId);
const peopleOf = async (text: string) => (await find(database.db, text)).people.sort((a, b) => a - b);
const say = async (text: string, from = "15550100001") =>
  (await openConversation(database.db, { from, text, senderName: "Somebody" })).messageId;

describe("words of messages", () => {
  test.each<[said: string, sought: string, found: boolean]>([
    ["Where is my car?", "car", true],
    ["Where is my car?", "CAR where", true],
    ["Where is my car?", "ca wh", true],
    ["Where is my car?", "ar", false],
    ["Where is my car?", "car bike", false],
    ["Row a of the lot", "a", true],
    ["Another row", "a", false],
    ["Crème brûlée", "creme brulee", true],
    ["creme", "Crème", true],
    ["Ｆｕｌｌ width", "full", true],
    ["«Привет», мир!", "ПРИВЕТ", true],
    ["ΣΊΣΥΦΟΣ", "σισυφ", true],
    ["שלום עולם", "שלום", true],
    ["שָׁלוֹם", "שלום", true],
    ["مرحبا بالعالم", "بالعالم", true],
    ["我在东京塔", "东京", true],
    ["我在东京塔", "塔", true],
    ["नमस्ते दुनिया", "नमस्ते", true],
    ["don’t park here", "don", true],
    ["mail ana.perez@example.com", "example", true],
    ["it costs 12.50", "12.50", true],
    ["booking #A-17", "a-17", true],
    ["👍👍", "👍", true],
    ["great 👍🏽", "👍", true],
    ["great 👍", "👎", false],
    ["❤️ it", "❤", true],
    ["we are in 🇩🇪", "🇩🇪", true],
    ["we are in 🇩🇪", "🇪🇸", false],
    ["อยากกินข้าวผัด", "ข้าว", true],
    ["อยากกินข้าวผัด", "ข", true],
    ["อ่านข่าวเช้า", "ข้าว", false],
    ["ຂ້ອຍຢາກກິນເຂົ້າ", "ເຂົ້າ", true],
    ["ខ្ញុំចង់ញ៉ាំបាយ", "បាយ", true],
    ["ကျွန်တော်ထမင်းစားချင်တယ်", "ထမင်း", true],
    ["バスで行く", "パス", false],
    ["ﾊﾞｽで行く", "バス", true],
    ["कार कहाँ है", "कर", false],
    ["कार कहाँ है", "कार", true],
    ["강남역", "가", false],
    ["강남역", "강", true],
    ["तल १२", "12", true],
    ["й", "и", false],
    ["ёлка", "елка", true],
    ["الطابق ٣", "3", true],
    [`${"x".repeat(3_000)} end`, "x".repeat(150), true],
    [`${"x".repeat(3_000)} end`, "end", true],
    [`${"é ".repeat(30_000)}`, "é", true],
  ])("in %j one finds %j: %s", async (said, sought, found) => {
    const id = await say(said);
    await say("nothing of the kind", "15550100002");
    expect(await hitsOf(sought)).toEqual(found ? [id] : []);
  });

  test("captions count too, and the newest message of each conversation is the hit", async () => {
    const first = await say("red car");
    const { messageId } = await openConversation(database.db, {
      type: "image",
      text: null,
      caption: "a red car",
      sentAt: at(5),
    });
    const other = await say("red bike", "15550100002");
    const { conversationId, channelId } = await openConversation(database.db, { from: "15550100003", text: "hi" });
    const [ours] = await queue(database.db, [
      { conversationId, channelId, draft: { type: "text", text: "your red car is ready" } },
    ]);
    expect(await hitsOf("red")).toEqual([ours, other, messageId]);
    expect(await hitsOf("red car")).toEqual([ours, messageId]);
    expect(first).toBeLessThan(messageId);
  });

  test("what lies many stretches back is found, and the newest first", async () => {
    const { db } = database;
    const { conversationId, channelId, contactId } = await openConversation(db, { text: "the oldest needle" });
    await sql`
      insert into messages (channel_id, conversation_id, contact_id, direction, provider_id, type, text_body, sent_at, received_at)
      overriding system value
      select ${channelId}, ${conversationId}, ${contactId}, 'in', 'wamid.gap', 'text', 'a needle in the middle', now(), now()`.execute(
      db,
    );
    await sql`select setval(pg_get_serial_sequence('messages', 'id'), 4096 * 70)`.execute(db);
    const newest = await say("a needle of another", "15550100002");
    expect(newest).toBeGreaterThan(4_096 * 70);
    const { hits } = await find(db, "needle");
    expect(hits.map(({ messageId }) => messageId)).toEqual([newest, 2]);
    expect(await hitsOf("oldest needle")).toEqual([1]);
    await sql`select setval(pg_get_serial_sequence('messages', 'id'), 1, false)`.execute(db);
  });

  test("of a word that is everywhere the newest messages are looked at", async () => {
    const items = Array.from({ length: 600 }, (_, i) =>
      makeInboundMessage({ from: `1555040${1_000 + i}`, text: "hello" }),
    );
    await record(database.db, items);
    const { hits } = await find(database.db, "hello");
    expect(hits.map(({ messageId }) => messageId)).toEqual(Array.from({ length: 500 }, (_, i) => 600 - i));
  });
});

describe("people", () => {
  let id: number;
  beforeEach(async () => {
    const sender = makeKeys({ waId: "491512345678", bsuid: "DE.1", username: "ana.lopez99" });
    id = (await openConversation(database.db, { sender, senderName: "Ana-María López", text: null })).conversationId;
    await openConversation(database.db, { from: "15550100002", senderName: "Bob", text: null });
  });

  test.each<[string, boolean]>([
    ["ana", true],
    ["maria lop", true],
    ["LOPEZ ana", true],
    ["ópez", false],
    ["ana bob", false],
    ["a", false],
    ["@ana.lopez99", true],
    ["lopez99", true],
    ["+49 151 2345678", true],
    ["0049 (151) 234-5678", true],
    ["0151 2345678", true],
    ["0151 23", true],
    ["5678", true],
    ["234", true],
    ["56", false],
    ["ana 5678", true],
    ["bob 5678", false],
    ["999999", false],
    ["1".repeat(400), false],
  ])("%j finds Ana: %s", async (sought, found) => {
    expect(await peopleOf(sought)).toEqual(found ? [id] : []);
  });

  test("a number is found by its other spelling", async () => {
    const { conversationId } = await openConversation(database.db, {
      from: "5511912345678",
      senderName: null,
      text: null,
    });
    const { conversationId: old } = await openConversation(database.db, {
      from: "551187654321",
      senderName: null,
      text: null,
    });
    expect(await peopleOf("+55 11 98765-4321")).toEqual([old]);
    expect(await peopleOf("+55 11 91234-5678")).toEqual([conversationId]);
  });

  test("both conversations of somebody with two are found, and nobody twice", async () => {
    const sender = makeKeys({ waId: "491512345678" });
    const channel = { provider: "twilio", externalId: "+1", displayNumber: null, accountId: null } as const;
    const { conversationId } = await openConversation(database.db, { sender, channel, text: null });
    expect(await peopleOf("ana lopez99")).toEqual([id, conversationId]);
    expect(await peopleOf("ana")).toEqual([id, conversationId]);
  });

  test("a name that a colleague gave is found beside the profile name", async () => {
    await sql`update contacts set given_name = 'Señor Rojas' where name = 'Bob'`.execute(database.db);
    expect(await peopleOf("senor")).toHaveLength(1);
    expect(await peopleOf("bob")).toHaveLength(1);
  });
});

test.each([
  "",
  "   ",
  "!!! ???",
  "👍",
  "a & b | !c",
  "foo:* <-> bar",
  "'",
  "''); drop table messages; --",
  "\\",
  "\\'",
  "hello'",
  "%_",
  "a".repeat(10_000),
  "word ".repeat(2_000),
  "é".repeat(10_000),
  "\u202Eevil\u202C",
  "\u200B\u200B",
  "1/hello",
  "#hello",
  "0/",
  "$1",
  "{}[]()<>",
  "ﷺ".repeat(200),
  "\uD83D",
  "\0",
  "he\0llo",
])("%j does no harm", async (text) => {
  await say("hello evil word");
  const { people, hits } = await find(database.db, text);
  expect(people.length).toBeLessThanOrEqual(1);
  expect(hits.length).toBeLessThanOrEqual(1);
});

test("texts that mean harm are kept and found like any other", async () => {
  for (const said of ["'", "\\", "a:* & !b", "ﷺ".repeat(4_000), "\u202Eevil", "x'y\\z", "́́́", "0/0/0"]) await say(said);
  expect(await hitsOf("evil")).toHaveLength(1);
  expect(await hitsOf("x y z")).toHaveLength(1);
});

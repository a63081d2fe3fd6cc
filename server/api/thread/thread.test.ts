// A thread over HTTP: pages in both directions, annotations, and every type of content.
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { at, makeEcho, makeInboundMessage, metaChannel, twilioChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import type { InboundMessage, InboundNotice, Json } from "../../contract/inbound.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
let id: number;
let channelId: number;
beforeEach(async () => {
  await wipe(world.db);
  await sql`truncate events`.execute(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
  ({ conversationId: id, channelId } = await openConversation(world.db, { providerId: "wamid.first", text: "hello" }));
});

type Entry = { kind: string; id: number; text: string };
const thread = (query = "", of = id) =>
  world.asPerson("agent", { method: "GET", url: `/api/inbox/conversations/${of}/messages${query}` });
const note = (text: unknown, of = id) =>
  world.asPerson("agent", { method: "POST", url: `/api/inbox/conversations/${of}/notes`, payload: { text } });
type Given = Parameters<typeof makeInboundMessage>[0];
const receive = (...given: Given[]) =>
  record(
    world.db,
    given.map((one) => makeInboundMessage(one)),
  );
const textsOf = (answer: { json: { entries: Entry[] } }) => answer.json.entries.map(({ text }) => text);

describe("pages", () => {
  /** Twenty entries: every third is a note at the same second as the message before it. */
  beforeEach(async () => {
    for (let i = 1; i <= 20; i++) {
      if (i % 3 !== 0) {
        await receive({ text: `m${i}`, sentAt: at(i) });
        continue;
      }
      world.clock.advance(at(i - 1).getTime() - world.clock().getTime());
      await note(`n${i}`);
    }
  });
  const all = ["hello", ...Array.from({ length: 20 }, (_, i) => `${(i + 1) % 3 ? "m" : "n"}${i + 1}`)];

  test("the newest first, then back to the beginning", async () => {
    const seen: string[] = [];
    let query = "?limit=4";
    let last = await thread(query);
    expect(last.json.at_end).toBe(true);
    for (let pages = 1; ; pages++) {
      expect(pages).toBeLessThan(8);
      seen.unshift(...textsOf(last));
      if (last.json.before === null) break;
      query = `?limit=4&before=${last.json.before}`;
      last = await thread(query);
      expect(last.json.at_end).toBe(false);
    }
    expect(seen).toEqual(all);
  });

  test("from any place forward to the end, and what comes later", async () => {
    const newest = await thread("?limit=1");
    expect(textsOf(newest)).toEqual(["m20"]);
    const oldest = await thread(`?limit=200&before=${newest.json.before}`);
    const seen = [all[0]!];
    const beginning = await thread(`?around=${oldest.json.entries[0].id}&limit=1`);
    expect(beginning.json).toMatchObject({ before: null, at_end: false });
    let { after } = beginning.json;
    for (let more = true; more; ) {
      const page = await thread(`?limit=3&after=${after}`);
      seen.push(...textsOf(page));
      ({ after } = page.json);
      more = !page.json.at_end;
    }
    expect(seen).toEqual(all);
    expect((await thread(`?after=${after}`)).json).toEqual({ entries: [], before: null, after, at_end: true });
    await receive({ text: "later", sentAt: at(50) });
    expect(textsOf(await thread(`?after=${after}`))).toEqual(["later"]);
  });

  test("around a message stands what is before and after it", async () => {
    const { entries } = (await thread("?limit=200")).json as { entries: Entry[] };
    const middle = entries.find(({ text }) => text === "m10")!;
    const page = await thread(`?around=${middle.id}&limit=5`);
    expect(textsOf(page)).toEqual(["m8", "n9", "m10", "m11", "n12"]);
    expect(page.json.at_end).toBe(false);
    expect(textsOf(await thread(`?before=${page.json.before}&limit=2`))).toEqual(["n6", "m7"]);
    expect(textsOf(await thread(`?after=${page.json.after}&limit=2`))).toEqual(["m13", "m14"]);
    const last = entries.at(-1)!;
    expect((await thread(`?around=${last.id}&limit=4`)).json).toMatchObject({ at_end: true });
  });

  test.each(["?before=x", "?after=e30", `?before=${Buffer.from('["x","message",1]').toString("base64url")}`])(
    "%s is no place",
    async (query) => {
      expect(await thread(query)).toMatchObject({ status: 400, json: { code: "BAD_CURSOR" } });
    },
  );

  test("only one place at a time, and only of this conversation", async () => {
    const { after } = (await thread()).json;
    expect((await thread(`?before=${after}&after=${after}`)).status).toBe(400);
    const { messageId } = await openConversation(world.db, { from: "15550100002" });
    expect((await thread(`?around=${messageId}`)).status).toBe(404);
    expect((await thread("", 99)).status).toBe(404);
  });
});

const edit = (text: string, seconds: number): Partial<InboundMessage> => ({
  type: "edit",
  text,
  target: "wamid.first",
  sentAt: at(seconds),
});

describe("what acts on a message is folded into it", () => {
  const reaction = (text: string | null, seconds: number): Partial<InboundMessage> => ({
    type: "reaction",
    text,
    target: "wamid.first",
    sentAt: at(seconds),
  });
  const revoke: Partial<InboundMessage> = { type: "revoke", text: null, target: "wamid.first", sentAt: at(9) };

  test("in whatever order it came, even before the message itself", async () => {
    const acts = [reaction("👍", 1), reaction("❤️", 3), edit("hello!", 2), edit("hello!!", 4), revoke];
    const first: Partial<InboundMessage> = { providerId: "wamid.first", text: "hello" };
    const orders = [
      [first, ...acts],
      [...acts, first],
      [acts[4]!, acts[1]!, first, acts[3]!, acts[0]!, acts[2]!],
    ];
    for (const order of orders) {
      await wipe(world.db);
      for (const one of order) await receive(one);
      ({ id } = await world.db.selectFrom("conversations").select("id").executeTakeFirstOrThrow());
      expect((await thread()).json.entries).toMatchObject([
        {
          text: "hello",
          reactions: [{ emoji: "❤️", by: "customer", name: "Ana", at: at(3).toISOString() }],
          edited: { text: "hello!!", at: at(4).toISOString() },
          revoked_at: at(9).toISOString(),
        },
      ]);
    }
  });

  test("a reaction that was taken back is gone, and ours stands beside the customer's", async () => {
    await receive(reaction("👍", 1));
    await record(world.db, [makeEcho({ type: "reaction", text: "🙏", target: "wamid.first", sentAt: at(2) })]);
    expect((await thread()).json.entries[0].reactions).toMatchObject([
      { emoji: "👍", by: "customer" },
      { emoji: "🙏", by: "us", name: null },
    ]);
    await receive({ ...reaction(null, 3), content: { removed: true } });
    expect((await thread()).json.entries).toMatchObject([{ reactions: [{ by: "us" }] }]);
  });

  test("of an unknown message it stands by itself", async () => {
    await receive({ ...reaction("👍", 1), target: "wamid.nothing" }, { ...revoke, target: "wamid.nothing" });
    expect((await thread()).json.entries).toMatchObject([{ text: "hello" }, { type: "reaction" }, { type: "revoke" }]);
  });

  test("nobody deletes or corrects what others wrote, or reaches into another conversation", async () => {
    const { conversationId: mallory } = await openConversation(world.db, { ...revoke, from: "15550100066" });
    await receive({ ...reaction("👎", 2), from: "15550100066" });
    await record(world.db, [makeEcho({ type: "edit", text: "bye", target: "wamid.first", sentAt: at(3) })]);
    const [mine, theirs] = [await thread(), await thread("", mallory)];
    expect(mine.json.entries).toMatchObject([
      { text: "hello", revoked_at: null, edited: null, reactions: [] },
      { type: "edit", direction: "out", text: "bye" },
    ]);
    expect(theirs.json.entries).toMatchObject([{ type: "reaction" }, { type: "revoke" }]);
  });

  test("in a group each has their own reaction, and only the writer may delete", async () => {
    const group = { groupId: "G1" };
    const { conversationId } = await openConversation(world.db, { ...group, providerId: "wamid.g", text: "all" });
    const on = { ...group, target: "wamid.g" };
    await receive(
      { ...on, ...reaction("👍", 1), target: "wamid.g" },
      { ...on, ...reaction("🎉", 2), target: "wamid.g", from: "15550100002", senderName: "Bob" },
      { ...on, ...revoke, target: "wamid.g", from: "15550100002", sentAt: at(3) },
    );
    expect((await thread("", conversationId)).json.entries).toMatchObject([
      {
        text: "all",
        sender: { name: "Ana", address: "15550100001" },
        revoked_at: null,
        reactions: [
          { emoji: "👍", name: "Ana" },
          { emoji: "🎉", name: "Bob" },
        ],
      },
      { type: "revoke" },
    ]);
  });

  test("around a reaction stands the message on which it is", async () => {
    const { messages } = await receive(reaction("👍", 50), { text: "second", sentAt: at(5) });
    expect(textsOf(await thread(`?around=${messages[0]!.id}&limit=1`))).toEqual(["hello"]);
  });
});

describe("a line", () => {
  test("is a notice where nobody said anything, and words where the customer did", async () => {
    await receive(
      { type: "system", text: "Ana changed from 15550100001 to 15550100009", sentAt: at(1) },
      { type: "system", text: null, content: { kind: "request_welcome" }, sentAt: at(2) },
      { type: "unsupported", text: null, sentAt: at(3) },
      { type: "text", text: "and I", sentAt: at(4) },
    );
    const { entries } = (await thread()).json;
    expect(entries.map(({ drawn }: { drawn: string }) => drawn)).toEqual([
      "words",
      "notice",
      "notice",
      "words",
      "words",
    ]);
  });

  test("tells everything that a message can hold", async () => {
    await receive(
      {
        type: "image",
        text: null,
        caption: "<script>alert(1)</script>",
        media: [{ providerId: "M1", url: null, mimeType: "image/jpeg", sha256: "00", fileName: "../a.jpg" }],
        replyTo: "wamid.first",
        content: { forwarded: true },
        sentAt: at(1),
      },
      {
        type: "location",
        text: null,
        location: { latitude: 1.5, longitude: -2, name: "Here", address: null },
        sentAt: at(2),
      },
      {
        type: "contacts",
        text: "Bob",
        content: {
          contacts: [
            { name: { first_name: "Bob" }, phones: [{ phone: "+1 2" }, 5] },
            null,
            { emails: [{ email: "b@x" }] },
          ],
        },
        replyTo: "wamid.unknown",
        sentAt: at(3),
      },
      {
        type: "order",
        text: null,
        content: {
          order: {
            product_items: [{ product_retailer_id: "p1", quantity: "2", item_price: 9.5, currency: "EUR" }, "x"],
          },
        },
        sentAt: at(4),
      },
      { type: "unsupported", text: null, content: { reason: "WhatsApp does not hand it over." }, sentAt: at(5) },
      { type: "interactive", text: "Yes", payload: "yes", sentAt: at(6) },
    );
    const { entries } = (await thread()).json;
    const [first, image, place, cards, order, odd, tap] = entries;
    expect(first).toMatchObject({
      kind: "message",
      state: "received",
      sender: { name: "Ana" },
      error: null,
      reply_to: null,
    });
    expect(image).toMatchObject({
      caption: "<script>alert(1)</script>",
      attachments: [{ media_id: "M1", url: null, mime_type: "image/jpeg", file_name: "../a.jpg", state: "waiting" }],
      reply_to: { message_id: first.id, direction: "in", type: "text", preview: "hello" },
      forwarded: true,
    });
    expect(place.location).toEqual({ latitude: 1.5, longitude: -2, name: "Here", address: null, url: null });
    const blank = {
      name: null,
      company: null,
      title: null,
      phones: [],
      emails: [],
      addresses: [],
      urls: [],
      birthday: null,
    };
    expect(cards.contacts).toEqual([{ ...blank, name: "Bob", phones: ["+1 2"] }, blank, { ...blank, emails: ["b@x"] }]);
    expect(cards.reply_to).toMatchObject({ message_id: null, direction: null, type: null, preview: null });
    expect(order.order.items[0]).toEqual({ product: "p1", quantity: 2, price: 9.5, currency: "EUR" });
    expect(odd.reason).toBe("WhatsApp does not hand it over.");
    expect(tap).toMatchObject({ text: "Yes", payload: "yes" });
  });

  test("tells the rest of a card, a form, an order, an ad, a product, a permission and a place", async () => {
    const card = {
      name: { formatted_name: "Bob" },
      org: { company: "Uno SA", title: "Director" },
      phones: [{ phone: "+1 2" }, { wa_id: "15550100003" }],
      addresses: [{ street: "Main St 1", city: "Lima", zip: "15001", country: "Peru" }, {}],
      urls: [{ url: "https://e.com" }],
      birthday: "1990-01-31",
    };
    const item = { product_retailer_id: "p1", quantity: 3, item_price: 0.1, currency: "EUR" };
    const referral = {
      source_type: "ad",
      source_url: "javascript:alert(1)",
      headline: "Sale",
      image_url: "https://e.com/a.jpg",
    };
    const permission = { response: "accept", expiration_timestamp: "1767830400", response_source: "automatic" };
    await receive(
      { type: "contacts", text: "Bob", content: { contacts: [card] }, sentAt: at(1) },
      {
        type: "interactive",
        text: "Rating: 5",
        content: { kind: "nfm_reply", shown_as: "form", response: { flow_token: "t", rating: "5" } },
        sentAt: at(2),
      },
      {
        type: "interactive",
        text: "Zone: 1\nA: 2",
        content: {
          kind: "nfm_reply",
          response: { zone: 1, a: 2 },
          answers: [
            { label: "Zone", value: "1" },
            { label: "A", value: "2" },
          ],
        },
        sentAt: at(2.5),
      },
      {
        type: "order",
        text: null,
        content: { order: { product_items: [item, { ...item, item_price: 0.2, quantity: 1 }] } },
        sentAt: at(3),
      },
      { text: "Is it open?", content: { referral, forwarded: true, frequently_forwarded: true }, sentAt: at(4) },
      {
        text: "And this?",
        content: { referred_product: { catalog_id: "6", product_retailer_id: "SKU-1" } },
        sentAt: at(5),
      },
      {
        type: "interactive",
        text: null,
        content: { kind: "call_permission_reply", shown_as: "call_permission", call_permission: permission },
        sentAt: at(6),
      },
      {
        type: "location",
        text: "We are here",
        location: { latitude: 1, longitude: 2, name: "Here", address: null },
        content: { url: "https://e.com/place" },
        sentAt: at(7),
      },
      { type: "unsupported", text: null, content: { reason: "Gone.", shown_as: "view_once" }, sentAt: at(8) },
      { type: "unsupported", text: null, content: { shown_as: "a word of nobody's" }, sentAt: at(9) },
    );
    const [, cards, form, ordered, order, ad, product, call, place, once, odd] = (await thread()).json.entries;
    expect(cards.contacts).toEqual([
      {
        name: "Bob",
        company: "Uno SA",
        title: "Director",
        phones: ["+1 2", "15550100003"],
        emails: [],
        addresses: ["Main St 1, 15001 Lima, Peru"],
        urls: ["https://e.com"],
        birthday: "1990-01-31",
      },
    ]);
    expect(form).toMatchObject({ shown_as: "form", answers: [{ label: "Rating", value: "5" }] });
    expect(ordered.answers).toMatchObject([{ label: "Zone" }, { label: "A" }]);
    expect(order.order.sums).toEqual([{ currency: "EUR", amount: 0.5 }]);
    expect(ad.referral).toEqual({
      source: "ad",
      headline: "Sale",
      body: null,
      url: null,
      picture: "https://e.com/a.jpg",
    });
    expect(ad).toMatchObject({ forwarded: true, forwarded_often: true });
    expect(product.product).toEqual({ catalog_id: "6", product: "SKU-1" });
    const until = "2026-01-08T00:00:00.000Z";
    expect(call.call_permission).toEqual({ granted: true, permanent: false, until, automatic: true });
    expect(place).toMatchObject({ text: "We are here", location: { url: "https://e.com/place" } });
    expect(once).toMatchObject({ shown_as: "view_once", reason: "Gone." });
    expect(odd.shown_as).toBe(null);
  });

  test("shows a conversation whatever an order in it says", async () => {
    const items = (product_items: Json) => ({
      type: "order" as const,
      text: null,
      content: { order: { product_items } },
    });
    await receive(
      { ...items([{ item_price: 1e308, quantity: 10, currency: "EUR" }]), sentAt: at(1) },
      { ...items([{ item_price: 1e305, quantity: 1, currency: "EUR" }, { item_price: 2 }]), sentAt: at(2) },
      { ...items("none"), sentAt: at(3) },
    );
    const { status, json } = await thread();
    expect(status).toBe(200);
    expect(json.entries.slice(1).map(({ order }: { order: unknown }) => order)).toMatchObject([
      { items: [{ price: 1e308, quantity: 10 }], sums: [] },
      { sums: [{ currency: null, amount: 2 }] },
      null,
    ]);
  });

  test("tells the state of a payment at the message that asks for it, and leaves its delivery as it was", async () => {
    await record(world.db, [makeEcho({ providerId: "wamid.bill", text: "Please pay", sentAt: at(1) })]);
    const payment = (state: string, seconds: number): InboundNotice => ({
      kind: "notice",
      channel: metaChannel,
      topic: "payments",
      at: at(seconds),
      raw: {
        status: {
          id: "wamid.bill",
          type: "payment",
          status: state,
          payment: {
            reference_id: "order-42",
            amount: { value: 21_000, offset: state === "odd" ? 1e-308 : 100 },
            currency: "INR",
          },
        },
      },
    });
    const { touched } = await record(world.db, [
      payment("pending", 2),
      payment("captured", 3),
      payment("captured", 3),
      payment("odd", 4),
    ]);
    const bill = (await thread()).json.entries[1];
    const paid = { amount: 210, currency: "INR", reference: "order-42" };
    expect(bill).toMatchObject({
      text: "Please pay",
      state: "sent",
      payments: [
        { ...paid, state: "pending", at: at(2).toISOString() },
        { ...paid, state: "captured", at: at(3).toISOString() },
        { ...paid, state: "odd", amount: null, at: at(4).toISOString() },
      ],
    });
    expect(touched).toContainEqual({ messageId: bill.id, conversationId: id });
  });

  test("quotes a message as it reads now", async () => {
    await receive(
      { ...edit("hello again", 1) },
      { text: "about that", replyTo: "wamid.first", sentAt: at(2) },
      { text: "other", providerId: "wamid.other", sentAt: at(3) },
      { type: "revoke", text: null, target: "wamid.other", sentAt: at(4) },
      { text: "and that", replyTo: "wamid.other", sentAt: at(5) },
    );
    const { entries } = (await thread()).json;
    const quotes = entries.flatMap((one: { reply_to: object | null }) => one.reply_to ?? []);
    expect(quotes).toMatchObject([
      { preview: "hello again", edited: true, revoked: false },
      { preview: "other", edited: false, revoked: true },
    ]);
  });

  test("of ours tells who wrote it, what was offered, and how far it came", async () => {
    const rows = [{ id: "yes", title: "Yes", description: "do it" }];
    const [buttons, list, template] = await queue(world.db, [
      {
        conversationId: id,
        channelId,
        draft: { type: "buttons", text: "Book?", buttons: [{ id: "yes", title: "Yes" }] },
        origin: "bot:parking",
      },
      {
        conversationId: id,
        channelId,
        draft: { type: "list", text: "Which?", button: "Show", sections: [{ title: "Lot", rows }] },
      },
      {
        conversationId: id,
        channelId,
        draft: { type: "template", name: "ready", language: "en_US", parameters: ["4711"] },
      },
    ]);
    await record(world.db, [makeEcho({ text: "from the phone", sentAt: at(9) })]);
    const { entries } = (await thread()).json;
    const of = (messageId: number | undefined) => entries.find((one: Entry) => one.id === messageId);
    expect(of(buttons)).toMatchObject({
      direction: "out",
      sender: null,
      origin: "bot:parking",
      state: "queued",
      interactive: {
        kind: "buttons",
        button: null,
        choices: [{ id: "yes", title: "Yes", description: null, section: null }],
      },
    });
    expect(of(list).interactive).toEqual({
      kind: "list",
      header: null,
      footer: null,
      button: "Show",
      url: null,
      choices: [{ id: "yes", title: "Yes", description: "do it", section: "Lot" }],
    });
    expect(of(template).template).toEqual({ name: "ready", language: "en_US", parameters: ["4711"], instead: false });
    // As the outbox leaves it when it sends a template in place of the bot's own words.
    await sql`update messages set content = content || '{"said": {"type": "text", "text": "Ready"}}' where id = ${template}`.execute(
      world.db,
    );
    const later = (await thread()).json.entries.find((one: Entry) => one.id === template);
    expect(later.template.instead).toBe(true);
    expect(entries.at(-1)).toMatchObject({ origin: "phone", state: "sent" });
  });
});

// What drivers are told while their 24-hour window is closed: as the template that their number has for it, or when they write again.
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import {
  at,
  makeInboundMessage,
  makeStatus,
  metaChannel,
  next,
  twilioChannel,
  wordsOf,
} from "../test/support/build.ts";
import { makeTemplate, makeTemplates } from "../test/support/fake-templates.ts";
import { useFlow } from "../test/support/flow.ts";
import { until } from "../test/support/until.ts";
import { toldOf } from "./api/parking/told.ts";
import type { ChannelRef } from "./contract/inbound.ts";
import type { ProviderTemplate } from "./contract/templates.ts";
import { notifyContact } from "./core/outbox/notify-contact.ts";
import { createRunCommand } from "./core/parking/chat/run-command.ts";
import type { CommandContext } from "./core/parking/command-context.ts";
import * as lots from "./core/parking/lots.ts";
import * as staffActions from "./core/parking/staff-actions.ts";
import { usual } from "./core/parking/terms.ts";
import { bind } from "./core/templates/bindings.ts";
import { syncTemplates } from "./core/templates/sync.ts";

const world = useFlow();
const HOUR_MS = 3_600_000;
const runCommand = <T>(run: (ctx: CommandContext) => Promise<T>) =>
  createRunCommand(world.db, () => world.clock())("test", run);

const receipt = makeTemplate({
  name: "parking_receipt",
  body: {
    text: "Your receipt: {{place}}, {{sum}} in all. {{rest}} Thank you.",
    variables: ["place", "sum", "rest"].map((name) => ({ name, example: null })),
  },
});
const values = { body: { place: "spot", sum: "total", rest: "note" }, header: null, buttons: {} };

let channel: ChannelRef;
let spot: string;
let phone: string;
let seconds = 0;
async function say(text: string): Promise<void> {
  seconds += 1;
  const sentAt = new Date(Math.max(world.clock().getTime(), at(seconds).getTime()));
  await world.receive([makeInboundMessage({ channel, from: phone, text, sentAt })]);
}
const sent = () => [...world.meta.sent, ...world.twilio.sent].slice(-1)[0]!;
const message = () =>
  world.db
    .selectFrom("messages")
    .selectAll()
    .where("direction", "=", "out")
    .orderBy("id", "desc")
    .executeTakeFirstOrThrow();
/** What the story of the newest booking says of messages. */
const told = async () => {
  const booking = await world.db.selectFrom("bookings").selectAll().orderBy("id", "desc").executeTakeFirstOrThrow();
  const moments = await world.db.transaction().execute((tx) => toldOf(tx, booking));
  return moments.map(({ type, data }) => ({ type, data }));
};
const waiting = () => world.db.selectFrom("outbox").select(["state", "kind", "last_error", "expires_at"]).execute();

/** A driver of a number has parked, and 30 hours later staff end the stay. */
async function stayOfThirtyHours(of: ChannelRef, before: () => Promise<void> = async () => {}) {
  channel = of;
  // Bookings and accounts of earlier tests refer to ids of contacts and messages: new ids must not collide with them.
  await sql`
    select setval(pg_get_serial_sequence(name, 'id'), ${1_000 * next()}::bigint) from unnest(array['contacts', 'messages']) name`.execute(
    world.db,
  );
  [spot, phone] = [`A${next()}`, String(15_550_800_000 + next())];
  world.start({ config: { skills: ["parking", "keywords"] } });
  const input = { name: `Lot ${next()}`, currency: "USD", rate_cents_per_hour: 300, ...usual };
  await runCommand((ctx) => lots.create(ctx, { ...input, max_stay_minutes: 10_000 }, [spot]));
  await say(`book ${spot}`);
  await world.settled();
  await say("parked");
  await world.settled();
  await before();
  world.clock.advance(30 * HOUR_MS);
  const { id } = await world.db.selectFrom("bookings").select("id").orderBy("id", "desc").executeTakeFirstOrThrow();
  await runCommand((ctx) => staffActions.complete(ctx, id, { note: "left", endedAt: null }));
}

/** The provider of the number lists this template, and it is bound to receipts. */
async function bindReceipt(template: ProviderTemplate): Promise<void> {
  const provider = makeTemplates(channel.provider);
  provider.listed = [template];
  const { db, clock } = world;
  await syncTemplates({ db, clock, own: [channel], templates: new Map([[channel.provider, provider]]) }, "all");
  const { id } = await db
    .selectFrom("channels")
    .select("id")
    .where("provider", "=", channel.provider)
    .executeTakeFirstOrThrow();
  const { name, language } = template;
  await db
    .transaction()
    .execute((tx) =>
      bind(
        tx,
        { channelId: id, occasion: "stay.ended", by: "test", now: clock() },
        { template: name, language, values },
      ),
    );
}

beforeEach(() => {
  seconds = 0;
});

describe.each([metaChannel, twilioChannel])("on a number of $provider", (line) => {
  const listed = line.provider === "meta" ? receipt : { ...receipt, providerId: `HX${"7".repeat(32)}`, language: "en" };

  test("the receipt of a stay of more than 24 hours arrives as the template that is bound to it", async () => {
    await stayOfThirtyHours(line, () => bindReceipt(listed));
    await world.settled();
    const text = `Your receipt: ${spot}, $90.00 in all. Your balance is $10.00. Thank you.`;
    expect(sent().draft).toEqual({
      ...{ type: "template", language: listed.language, parameters: [] },
      name: line.provider === "meta" ? "parking_receipt" : listed.providerId,
      named: { place: spot, sum: "$90.00", rest: "Your balance is $10.00." },
    });
    expect(await message()).toMatchObject({
      type: "template",
      text_body: text,
      status: "accepted",
      origin: "bot:parking",
    });
    expect((await message()).content).toMatchObject({ occasion: { name: "stay.ended" }, said: { type: "text" } });
    expect(await told()).toEqual([
      { type: "message.as_template", data: { title: "Receipt", template: "parking_receipt" } },
    ]);
    // What is counted by the hour followed the change of its type.
    const { rows: counted } = await sql`
      select type, sum(messages)::int as n from (
        select type, messages from message_hours where direction = 'out'
        union all select type, messages from rollup_changes where direction = 'out'
      ) c group by 1 having sum(messages) <> 0 order by 1`.execute(world.db);
    const { rows: there } = await sql`
      select type, count(*)::int as n from messages where direction = 'out' group by 1 order by 1`.execute(world.db);
    expect(counted).toEqual(there);
  });

  test("without a template it waits, and goes out in its own words when the driver writes again", async () => {
    await stayOfThirtyHours(line);
    await until("it waits", async () => (await waiting())[0]?.state === "window");
    expect(await waiting()).toMatchObject([{ kind: "receipt", last_error: "the 24-hour window is closed" }]);
    expect(await told()).toEqual([{ type: "message.waits", data: { title: "Receipt" } }]);
    await say("hello");
    await world.settled();
    expect(await told()).toEqual([]);
    expect([...world.meta.sent, ...world.twilio.sent].map(wordsOf)).toContainEqual(
      expect.stringMatching(/^\*Receipt\*/),
    );
  });
});

test("while its template is paused it waits and says so", async () => {
  await stayOfThirtyHours(metaChannel, () => bindReceipt({ ...receipt, status: "paused" }));
  await until("it waits", async () => (await waiting())[0]?.state === "window");
  expect((await waiting())[0]!.last_error).toMatch(/^The template parking_receipt is paused/);
  await say("hello");
  await world.settled();
  expect(world.meta.sent.every(({ draft }) => draft.type !== "template")).toBe(true);
});

test("a driver who wants no marketing gets no marketing template, and the message in its own words when they write", async () => {
  await stayOfThirtyHours(metaChannel, async () => {
    await bindReceipt({ ...receipt, category: "marketing" });
    await say("unsubscribe");
    await world.settled();
  });
  await until("it waits", async () => (await waiting())[0]?.last_error?.includes("is marketing"));
  expect(await message()).toMatchObject({ type: "text", status: "queued" });
  await say("hello");
  await world.settled();
  expect(world.meta.sent.map(wordsOf)).toContainEqual(expect.stringMatching(/^\*Receipt\*/));
  expect(world.meta.sent.every(({ draft }) => draft.type !== "template")).toBe(true);
});

test("when the provider refuses the template, the message waits in its own words", async () => {
  await stayOfThirtyHours(metaChannel, async () => {
    await bindReceipt(receipt);
    world.meta.answers = [
      {
        outcome: "refused",
        error: { code: 132015, title: "Template is paused", details: null },
        advice: { action: "never", scope: "message", operator: true, remedy: "Use another.", templateFault: true },
        retryAfterMs: null,
      },
    ];
  });
  await until("it waits", async () => (await waiting())[0]?.state === "window");
  expect((await waiting())[0]!.last_error).toBe("The provider refused its template: Template is paused. Use another.");
  expect(await message()).toMatchObject({
    type: "text",
    status: "queued",
    text_body: expect.stringMatching(/^\*Receipt/),
  });
  await say("hello");
  await world.settled();
  expect(world.meta.sent.map(wordsOf)).toContainEqual(expect.stringMatching(/^\*Receipt\*/));
});

test("what the provider took and then failed for the window goes out as its template, once", async () => {
  await stayOfThirtyHours(metaChannel, async () => {
    await bindReceipt(receipt);
    const window_maybe_at = new Date(world.clock().getTime() + 20 * HOUR_MS);
    await world.db.updateTable("conversations").set({ window_maybe_at }).execute();
  });
  await world.settled();
  expect(sent().draft.type).toBe("text");
  const before = world.meta.sent.length;
  const { id, provider_id: providerId } = await message();
  // The webhooks of these tests all come at noon, and no status comes before its message was written.
  await world.db
    .updateTable("messages")
    .set({ received_at: at(0) })
    .where("id", "=", id)
    .execute();
  world.meta.advise = () => ({ action: "template", scope: "message", operator: false, remedy: "Send a template." });
  const error = { code: 131047, title: "Re-engagement message", details: null };
  const failed = makeStatus({ providerId: providerId!, status: "failed", error, echoKey: "no uuid" });
  await world.receive([failed, failed], [failed]);
  await world.settled();
  expect(world.meta.sent.slice(before).map(({ draft }) => draft.type)).toEqual(["template"]);
  // Nobody has to look at the one that failed.
  expect(await world.db.selectFrom("conversations").select("stage").executeTakeFirst()).toEqual({ stage: "bot" });
  expect((await message()).content).toMatchObject({ said: { type: "text" }, occasion: { name: "stay.ended" } });
});

test("an offer is not sent when it is over", async () => {
  await stayOfThirtyHours(metaChannel, async () => {});
  await until("the receipt waits", async () => (await waiting())[0]?.state === "window");
  const { contact_id: contactId } = await world.db
    .selectFrom("conversations")
    .select("contact_id")
    .executeTakeFirstOrThrow();
  const soon = new Date(world.clock().getTime() + 600_000);
  await world.db.transaction().execute((tx) =>
    notifyContact(
      tx,
      [
        {
          contactId: contactId!,
          draft: { type: "text", text: "A spot!" },
          origin: "bot:parking",
          occasion: { name: "offer.made", language: "en", values: {} },
          until: soon,
        },
      ],
      world.clock(),
    ),
  );
  await until("both wait", async () => (await waiting()).filter(({ state }) => state === "window").length === 2);
  world.clock.advance(HOUR_MS);
  await say("hello");
  await world.settled();
  const said = world.meta.sent.map(wordsOf);
  expect(said).toContainEqual(expect.stringMatching(/^\*Receipt\*/));
  expect(said).not.toContain("A spot!");
});

test("when the provider says that the window is closed, the template goes out too", async () => {
  await stayOfThirtyHours(metaChannel, async () => {
    await bindReceipt(receipt);
    // By our clock it is open: something came that may have been a message.
    await world.db
      .updateTable("conversations")
      .set({ window_maybe_at: new Date(world.clock().getTime() + 20 * HOUR_MS) })
      .execute();
    world.meta.answers = [
      {
        outcome: "refused",
        error: { code: 131047, title: "Re-engagement message", details: null },
        advice: { action: "template", scope: "message", operator: false, remedy: "Send a template." },
        retryAfterMs: null,
      },
    ];
  });
  await world.settled();
  expect(world.meta.sent.slice(-2).map(({ draft }) => draft.type)).toEqual(["text", "template"]);
});

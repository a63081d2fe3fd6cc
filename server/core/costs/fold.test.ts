// Costs on a real database: computed once for each delivery, whatever comes twice or late, and summed up by the hour.
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { at, makeKeys, makeStatus, twilioChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import type { InboundStatus } from "../../contract/inbound.ts";
import { readBudgets, setBudget } from "./budgets.ts";
import { foldCosts } from "./fold.ts";
import { enterRate } from "./rates.ts";
import { byCategory, byChannel, byDay, ofConversations, ofMessage } from "./sums.ts";

const database = useDatabase();
const november = new Date("2026-11-29T10:20:00Z");
const later = (minutes: number) => new Date(+november + minutes * 60_000);

beforeEach(async () => {
  await wipe(database.db);
  await sql`update cost_progress set status_id = 0`.execute(database.db);
  await database.db.deleteFrom("message_rates").where("entered_by", "is not", null).execute();
});

const german = makeKeys({ waId: "4915112345678" });
const priced = (category: string, type = "regular") => ({ pricing: { billable: true, type, category } });
const delivered = (given: Partial<InboundStatus> = {}) =>
  makeStatus({
    providerId: "wamid.A",
    status: "delivered",
    at: november,
    recipient: german,
    details: priced("utility"),
    ...given,
  });
const fold = () => foldCosts(database.db, later(60));
const costs = async () =>
  (
    await database.db
      .selectFrom("message_costs")
      .select(["provider_id", "basis", "micros"])
      .orderBy("provider_id")
      .execute()
  ).map(({ provider_id, basis, micros }) => `${provider_id} ${basis} ${micros}`);
const day = () => byDay(database.db, [new Date("2026-11-29T00:00:00Z"), new Date("2026-11-30T00:00:00Z")]);

test("a delivery has a cost, and what comes twice has one", async () => {
  await record(database.db, [delivered({ status: "sent" }), delivered(), delivered({ status: "read", at: later(1) })]);
  expect(await fold()).toBe(1);
  await record(database.db, [delivered(), delivered({ status: "played", at: later(2) })]);
  await fold();
  expect(await costs()).toEqual(["wamid.A rate 55000"]);
  expect(await day()).toEqual([{ key: 0, currency: "USD", micros: 55_000, messages: 1, free: 0, unknown: 0 }]);
});

test("what was sent and not delivered, or failed, costs nothing yet", async () => {
  await record(database.db, [delivered({ status: "sent" }), delivered({ providerId: "wamid.B", status: "failed" })]);
  expect(await fold()).toBe(0);
  expect(await costs()).toEqual([]);
});

test("pricing that only the status sent told counts, whenever it comes", async () => {
  await record(database.db, [delivered({ details: {} })]);
  await fold();
  expect(await costs()).toEqual(["wamid.A unknown null"]);
  expect(await day()).toEqual([{ key: 0, currency: "USD", micros: 0, messages: 1, free: 0, unknown: 1 }]);
  await record(database.db, [delivered({ status: "sent" })]);
  await fold();
  expect(await costs()).toEqual(["wamid.A rate 55000"]);
  expect(await day()).toEqual([{ key: 0, currency: "USD", micros: 55_000, messages: 1, free: 0, unknown: 0 }]);
});

test("service messages of a number are free up to a thousand a month", async () => {
  const many = Array.from({ length: 1_001 }, (_, n) =>
    delivered({
      providerId: `wamid.${String(n).padStart(4, "0")}`,
      details: priced("service"),
      at: new Date(+november + n),
    }),
  );
  await record(database.db, many.slice(0, 700));
  await fold();
  await record(database.db, many.slice(700));
  await fold();
  expect(await day()).toEqual([{ key: 0, currency: "USD", micros: 55_000, messages: 1_001, free: 1_000, unknown: 0 }]);
  expect(await costs()).toContain("wamid.1000 rate 55000");
});

test("a message to a group costs for each member", async () => {
  await record(
    database.db,
    ["49151", "49152"].map((participant) => delivered({ participant })),
  );
  await fold();
  expect(await day()).toMatchObject([{ messages: 2, micros: 110_000 }]);
});

test("sums by number and category, of a conversation and of a message", async () => {
  const conversation = await openConversation(database.db);
  const [id] = await queue(database.db, [conversation], november);
  await database.db
    .updateTable("messages")
    .set({ provider_id: "wamid.A", sent_at: november })
    .where("id", "=", id!)
    .execute();
  await record(database.db, [
    delivered(),
    delivered({ providerId: "wamid.B", details: priced("marketing") }),
    delivered({ providerId: "SM1", channel: twilioChannel, details: {} }),
  ]);
  await fold();
  const [from, to] = [new Date("2026-11-01T00:00:00Z"), new Date("2026-12-01T00:00:00Z")];
  expect((await byChannel(database.db, from, to)).map(({ micros }) => micros).sort()).toEqual([191_500, 60_000].sort());
  expect((await byCategory(database.db, from, to)).map(({ key, micros }) => [key, micros])).toEqual([
    ["marketing", 136_500],
    ["service", 60_000],
    ["utility", 55_000],
  ]);
  const only = { currency: "USD", micros: 55_000, messages: 1, free: 0, unknown: 0 };
  expect(await ofConversations(database.db, [conversation.conversationId], { from: null, to: null })).toEqual([only]);
  expect(await ofConversations(database.db, [conversation.conversationId], { from: later(1), to: null })).toEqual([]);
  expect(await ofMessage(database.db, id!)).toEqual({
    ...{ micros: 55_000, currency: "USD", basis: "rate", category: "utility", market: "Germany" },
  });
});

test("a rate that is entered counts from its day on, for what is computed afterwards", async () => {
  const rate = {
    market: "Germany",
    category: "utility",
    micros: 70_000,
    currency: "USD",
    source: "our contract",
  } as const;
  const enter = (validFrom: string, market = "Germany") =>
    database.db.transaction().execute((tx) => enterRate(tx, { ...rate, market, validFrom }, "desk:Ana", november));
  await enter("2026-11-29");
  await enter("2026-12-01");
  await record(database.db, [delivered()]);
  await fold();
  expect(await costs()).toEqual(["wamid.A rate 70000"]);
  await expect(enter("2026-11-29", "Atlantis")).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("the team is told once at 80 and once at 100 percent of a month's budget", async () => {
  await record(database.db, [delivered()]);
  await fold();
  const { id: channelId } = await database.db.selectFrom("channels").select("id").executeTakeFirstOrThrow();
  const set = (monthlyMicros: number | null) =>
    database.db
      .transaction()
      .execute((tx) =>
        setBudget(
          tx,
          channelId,
          monthlyMicros === null ? null : { monthlyMicros, currency: "USD" },
          "desk:Ana",
          later(60),
        ),
      );
  const incidents = async () =>
    (
      await database.db
        .selectFrom("incidents")
        .select(["detail", "closed_at"])
        .where("kind", "=", "message_budget")
        .orderBy("id")
        .execute()
    ).map(
      ({ detail, closed_at }) => `${(detail as { percent: number }).percent} ${closed_at === null ? "open" : "closed"}`,
    );
  await set(130_000);
  expect(await readBudgets(database.db, later(60))).toEqual([
    { channelId, monthlyMicros: 130_000, currency: "USD", spentMicros: 55_000 },
  ]);
  expect(await incidents()).toEqual([]);
  for (const name of ["wamid.B", "wamid.C", "wamid.D"]) {
    await record(database.db, [delivered({ providerId: name })]);
    await fold();
  }
  expect(await incidents()).toEqual(["80 closed", "100 open"]);
  expect(await readBudgets(database.db, at(0))).toMatchObject([{ spentMicros: 220_000 }]);
  await set(null);
  expect(await incidents()).toEqual(["80 closed", "100 closed"]);
});

test("a template at Twilio costs what its listed category does", async () => {
  const { channelId, conversationId } = await openConversation(database.db, { channel: twilioChannel });
  const values = { provider: "twilio", account_id: twilioChannel.accountId!, name: "offer", language: "en" };
  await database.db.deleteFrom("templates").execute();
  await database.db
    .insertInto("templates")
    .values({
      ...{ ...values, provider_id: "HX1", status: "approved", category: "marketing", quality: "unknown" },
      ...{ parameter_format: "named", synced_at: november, content: "{}" },
    })
    .execute();
  const draft = (name: string) => ({ type: "template" as const, name, language: "en", parameters: [] });
  const sent = ["HX1", "HX2"].map((name) => ({ channelId, conversationId, draft: draft(name) }));
  const ids = await queue(database.db, sent, november);
  for (const [place, id] of ids.entries())
    await database.db
      .updateTable("messages")
      .set({ provider_id: `SM${place + 1}` })
      .where("id", "=", id)
      .execute();
  const given = { channel: twilioChannel, details: {} };
  await record(database.db, [delivered({ providerId: "SM1", ...given }), delivered({ providerId: "SM2", ...given })]);
  await fold();
  expect(await costs()).toEqual(["SM1 rate 141500", "SM2 unknown null"]);
  expect(await ofMessage(database.db, ids[0]!)).toMatchObject({ category: "marketing", market: "Germany" });
});

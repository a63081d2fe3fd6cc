// Prices that Twilio charged on a real database: they replace estimates, once, in the costs and in their sums.
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { makeKeys, makeStatus, twilioChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { record } from "../../../test/support/record.ts";
import type { BilledPrice, PriceSource } from "../../contract/costs.ts";
import { keepBilled } from "./billed.ts";
import { foldCosts } from "./fold.ts";
import { byDay } from "./sums.ts";

const database = useDatabase();
const november = new Date("2026-11-29T10:20:00Z");
const later = new Date("2026-11-29T14:00:00Z");

beforeEach(async () => {
  await wipe(database.db);
  await sql`update cost_progress set status_id = 0`.execute(database.db);
});

/** Delivers messages of a Twilio number to Germany, and has their costs estimated. */
async function deliver(...ids: string[]): Promise<void> {
  const recipient = makeKeys({ waId: "4915112345678" });
  const given = { channel: twilioChannel, status: "delivered", at: november, recipient } as const;
  await record(
    database.db,
    ids.map((providerId) => makeStatus({ ...given, providerId })),
  );
  await foldCosts(database.db, later);
}

type Told = PriceSource & { asked: Date[] };
function telling(...pages: BilledPrice[][]): Told {
  const source: Told = {
    asked: [],
    async *read(since) {
      source.asked.push(since);
      yield* pages;
    },
  };
  return source;
}

const price = (providerId: string, micros: number): BilledPrice => ({ providerId, micros, currency: "USD" });
const keep = (source: PriceSource, now = later) => keepBilled(database.db, [source], now, new AbortController().signal);
const costs = () =>
  database.db.selectFrom("message_costs").select(["provider_id", "basis", "micros"]).orderBy("provider_id").execute();
const day = async () => {
  const [sum] = await byDay(database.db, [new Date("2026-11-29T00:00:00Z"), new Date("2026-11-30T00:00:00Z")]);
  return sum;
};

test("a price above Twilio's own fee is the whole cost, counted once", async () => {
  await deliver("SM1", "SM2");
  const estimate = (await costs())[0]!.micros!;
  const source = telling([price("SM1", 71_000), price("SM9", 71_000)], []);
  expect(await keep(source)).toBe(1);
  expect(await costs()).toEqual([
    { provider_id: "SM1", basis: "billed", micros: 71_000 },
    { provider_id: "SM2", basis: "rate", micros: estimate },
  ]);
  expect(await day()).toMatchObject({ messages: 2, micros: 71_000 + estimate });
  expect(await keep(source)).toBe(0);
  expect(await day()).toMatchObject({ messages: 2, micros: 71_000 + estimate });
});

test("a price of Twilio's fee alone says nothing of Meta's part, and leaves the estimate", async () => {
  await deliver("SM1");
  const before = await costs();
  expect(await keep(telling([price("SM1", 5_000)]))).toBe(0);
  expect(await costs()).toEqual(before);
});

test("a price in a currency in which Twilio's fee is not known leaves the estimate", async () => {
  await deliver("SM1");
  const before = await costs();
  expect(await keep(telling([{ ...price("SM1", 4_700), currency: "EUR" }]))).toBe(0);
  expect(await costs()).toEqual(before);
});

test("an account that cannot be read is told, and keeps no other from it", async () => {
  await deliver("SM1");
  const broken: PriceSource = {
    // biome-ignore lint/correctness/useYield: it fails before the first page.
    async *read() {
      throw new Error("Twilio did not list messages: HTTP 401");
    },
  };
  const both = [broken, telling([price("SM1", 71_000)])];
  await expect(keepBilled(database.db, both, later, new AbortController().signal)).rejects.toThrow("HTTP 401");
  expect(await costs()).toEqual([{ provider_id: "SM1", basis: "billed", micros: 71_000 }]);
});

test("it is asked from the day before the oldest estimate of the last week on, and not at all without one", async () => {
  const source = telling();
  await keep(source);
  expect(source.asked).toEqual([]);
  await deliver("SM1");
  await keep(source);
  expect(source.asked).toEqual([new Date("2026-11-28T10:20:00Z")]);
  await keep(source, new Date("2026-12-07T10:00:00Z"));
  expect(source.asked).toHaveLength(1);
});

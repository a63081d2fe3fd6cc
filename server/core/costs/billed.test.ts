// What a provider charged, on a real database: it replaces an estimate once, in the message and in the sums, and nothing that it does not tell.
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
const delivered = new Date("2026-11-29T10:20:00Z");
const now = new Date("2026-11-29T12:00:00Z");

/** Two messages to Germany, each estimated as Twilio's fee and Meta's rate. */
beforeEach(async () => {
  await wipe(database.db);
  await sql`update cost_progress set status_id = 0`.execute(database.db);
  const recipient = makeKeys({ waId: "4915112345678" });
  await record(
    database.db,
    ["SM1", "SM2"].map((providerId) =>
      makeStatus({ providerId, status: "delivered", at: delivered, recipient, channel: twilioChannel, details: {} }),
    ),
  );
  await foldCosts(database.db, now);
});

const source = (...prices: BilledPrice[]): PriceSource => ({
  async *read() {
    yield prices;
  },
});
const broken: PriceSource = {
  // biome-ignore lint/correctness/useYield: it fails before the first page.
  async *read() {
    throw new Error("Twilio did not list messages: HTTP 401");
  },
};
const price = (providerId: string, micros: number, currency = "USD"): BilledPrice => ({ providerId, micros, currency });
const keep = (...sources: PriceSource[]) => keepBilled(database.db, sources, now, new AbortController().signal);
async function costs() {
  const columns = ["provider_id", "basis", "micros"] as const;
  const rows = await database.db.selectFrom("message_costs").select(columns).orderBy("provider_id").execute();
  return rows.map(({ provider_id, basis, micros }) => `${provider_id} ${basis} ${micros}`);
}
const estimates = ["SM1 rate 60000", "SM2 rate 60000"];

test("a price replaces the estimate, in the sums too, and once", async () => {
  const prices = source(price("SM1", 48_000), price("SM9", 48_000));
  expect(await keep(prices)).toBe(1);
  expect(await keep(prices)).toBe(0);
  expect(await costs()).toEqual(["SM1 billed 48000", "SM2 rate 60000"]);
  const day = await byDay(database.db, [new Date("2026-11-29T00:00:00Z"), new Date("2026-11-30T00:00:00Z")]);
  expect(day).toEqual([{ key: 0, currency: "USD", micros: 108_000, messages: 2, free: 0, unknown: 0 }]);
});

test.each([
  ["no more than Twilio's own fee", price("SM1", 5_000)],
  ["in a currency in which that fee is not known", price("SM1", 4_700, "EUR")],
])("a price of %s leaves the estimate", async (_, given) => {
  expect(await keep(source(given))).toBe(0);
  expect(await costs()).toEqual(estimates);
});

test("an account that cannot be read is told and keeps no other from it", async () => {
  await expect(keep(broken, source(price("SM1", 48_000)))).rejects.toThrow("HTTP 401");
  expect(await costs()).toEqual(["SM1 billed 48000", "SM2 rate 60000"]);
});

test("without estimates of the last week nobody is asked", async () => {
  await sql`update message_costs set delivered_at = ${now}::timestamptz - interval '8 days'`.execute(database.db);
  expect(await keep(broken)).toBe(0);
});

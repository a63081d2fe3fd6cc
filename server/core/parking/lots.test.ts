// Lots and their spots on a real database, and the light that each spot should show.
import { beforeEach, expect, test } from "vitest";
import { noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import type { CommandContext } from "./command-context.ts";
import * as lots from "./lots.ts";
import * as spots from "./spots.ts";

const database = useDatabase();

const command = <T>(run: (ctx: CommandContext) => Promise<T>) =>
  database.db.transaction().execute((tx) => run({ tx, now: noon, by: "test", notices: [] }));

const input: lots.LotInput = {
  name: "Market Square",
  currency: "EUR",
  time_zone: "UTC",
  rate_cents_per_hour: 300,
  daily_cap_cents: null,
  free_minutes: 0,
  hold_minutes: 720,
  reminder_minutes: 30,
  extension_minutes: 60,
  offer_minutes: 10,
  debounce_seconds: 30,
  minimum_balance_cents: 100,
  low_balance_minutes: 30,
  max_stay_minutes: 1_440,
  agent_limit_cents: 10_000,
};

let lot: lots.Lot;
beforeEach(async () => {
  lot = await command((one) => lots.create(one, input, ["A10", "A2", "B"]));
});

test("a lot has its spots in the order in which people count", async () => {
  expect(await lots.get(database.db, lot.id)).toMatchObject(input);
  expect((await lots.list(database.db)).map(({ id }) => id)).toContain(lot.id);
  const own = await spots.list(database.db, lot.id);
  expect(own.map((spot) => spot.code)).toEqual(["A2", "A10", "B"]);
  expect(own.map(spots.stateOfSpot)).toEqual(["free", "free", "free"]);
});

test("a code is used once in a lot, whatever its case, and nothing of a refused lot stays", async () => {
  await expect(command((one) => lots.addSpots(one, lot.id, ["C", "b"]))).rejects.toMatchObject({ code: "CODE_TAKEN" });
  expect(await spots.list(database.db, lot.id)).toHaveLength(3);
});

test("the house's currency is that of its oldest lot", async () => {
  await command((one) => lots.create(one, { ...input, currency: "GBP" }, []));
  expect(await lots.homeCurrency(database.db)).toBe("EUR");
});

test("who changed a lot, and what, is in the audit log", async () => {
  await command((one) => lots.change(one, lot.id, { rate_cents_per_hour: 450 }));
  const row = await database.db
    .selectFrom("audit_log")
    .selectAll()
    .where("action", "=", "lot.change")
    .executeTakeFirstOrThrow();
  expect(row).toMatchObject({ actor: "test", subject: "lot", subject_id: lot.id });
  expect(row.before).toMatchObject({ rate_cents_per_hour: 300 });
  expect(row.after).toMatchObject({ rate_cents_per_hour: 450 });
});

test("a spot that goes out of service wants amber, and says so once", async () => {
  const [spot] = await spots.list(database.db, lot.id);
  await database.db.updateTable("spots").set({ maintenance_at: noon }).where("id", "=", spot!.id).execute();
  for (let times = 0; times < 2; times += 1) {
    await command(async (one) => {
      await spots.lock(one, [spot!.id]);
      await spots.show(one, [await spots.get(one.tx, spot!.id)]);
    });
  }
  expect(await spots.get(database.db, spot!.id)).toMatchObject({ light_desired: "amber" });
  const told = await database.db.selectFrom("events").selectAll().where("spot_id", "=", spot!.id).execute();
  expect(told).toMatchObject([{ type: "spot.changed", data: { state: "maintenance", light: "amber" } }]);
});

test("what is not there is said", async () => {
  await expect(lots.get(database.db, 999_999)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(spots.get(database.db, 999_999)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

// Devices on a real database: credentials, spots, reports, and that an LED is commanded until the board reports its colour.
import { expect, test, vi } from "vitest";
import type { DB } from "../../../db/rows.ts";
import { at, noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import type { CommandContext } from "../../base/journal.ts";
import { createLog } from "../../base/log.ts";
import { WakeSignalForIds } from "../../base/wake-signal.ts";
import type { DeviceMessage, Light } from "../../contract/devices.ts";
import * as devices from "./devices.ts";
import { syncLeds } from "./led-sync.ts";
import * as state from "./state.ts";

const database = useDatabase();

const command = <T>(run: (ctx: CommandContext<DB>) => Promise<T>, now = noon) =>
  database.db.transaction().execute((tx) => run({ tx, now, by: "test" }));

let codes = 0;
async function newSpot(): Promise<number> {
  const lot = await database.db
    .insertInto("lots")
    .values({ name: "Lot", currency: "USD", rate_cents_per_hour: 300 })
    .returning("id")
    .executeTakeFirstOrThrow();
  const spot = { lot_id: lot.id, code: `S${++codes}` };
  return (await database.db.insertInto("spots").values(spot).returning("id").executeTakeFirstOrThrow()).id;
}

const mounted = async () => {
  const spotId = await newSpot();
  return { spotId, ...(await command((one) => devices.create(one, { name: "Post", spotId }))) };
};

type What =
  | { kind: "reading"; occupied: boolean }
  | { kind: "presence"; online: boolean }
  | { kind: "light"; light: Light };
const say = (deviceId: number, what: What, seconds: number, more: Partial<DeviceMessage> & { late?: number } = {}) => {
  const { late = 0, ...rest } = more;
  const message = { deviceId, retained: false, at: at(seconds - late), ...what, ...rest } as DeviceMessage;
  return database.db
    .transaction()
    .execute((tx) => state.note(tx, [{ ...message, transport: "mqtt", receivedAt: at(seconds) }]));
};
const get = (id: number) => devices.get(database.db, id);

test("only the newest password lets a device in, and none after it was removed", async () => {
  const made = await mounted();
  const knock = (password: string, name = made.username) => devices.authenticate(database.db, name, password);
  expect(await knock(made.password)).toBe(made.id);
  expect(await knock(`${made.password}x`)).toBeNull();
  expect(await knock(made.password, "device-0")).toBeNull();
  expect(await knock(made.password, "somebody")).toBeNull();
  const renewed = await command((one) => devices.renew(one, made.id));
  expect(await knock(made.password)).toBeNull();
  expect(await devices.knows(database.db, made.id, renewed.password)).toBe(true);
  await command((one) => devices.remove(one, made.id));
  expect(await knock(renewed.password)).toBeNull();
  await expect(get(made.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a spot has one device; a device that moves forgets what it saw", async () => {
  const made = await mounted();
  const second = command((one) => devices.create(one, { name: "Other", spotId: made.spotId }));
  await expect(second).rejects.toMatchObject({ code: "SPOT_HAS_DEVICE" });
  const nowhere = command((one) => devices.create(one, { name: "Other", spotId: 999_999 }));
  await expect(nowhere).rejects.toMatchObject({ code: "NOT_FOUND" });
  await say(made.id, { kind: "reading", occupied: true }, 1);
  const spotId = await newSpot();
  await command((one) => devices.change(one, made.id, { spotId, name: "Moved" }));
  expect(await get(made.id)).toMatchObject({ name: "Moved", spot_id: spotId, occupied: null });
  expect((await devices.list(database.db)).map(({ id }) => id)).toContain(made.id);
});

test("a reading counts once; one that is older than the newest is stale, one of the future is early", async () => {
  const { id, spotId } = await mounted();
  expect([...(await say(id, { kind: "reading", occupied: true }, 10)).spots]).toEqual([[spotId, id]]);
  expect((await say(id, { kind: "reading", occupied: true }, 11)).spots.size).toBe(0);
  // A fault of the clock is shown at the spot; the sensor's last value stays.
  expect([...(await say(id, { kind: "reading", occupied: false }, 12, { late: 5 })).spots]).toEqual([[spotId, id]]);
  expect(await get(id)).toMatchObject({ occupied: true, occupied_at: at(10), reading_fault: "stale" });
  expect([...(await say(id, { kind: "reading", occupied: false }, 13, { late: -3_600 })).spots]).toEqual([
    [spotId, id],
  ]);
  expect(await get(id)).toMatchObject({
    occupied: true,
    occupied_at: at(10),
    presence: "online",
    reading_fault: "early",
  });
  const outcomes = (await state.readings(database.db, id, 10)).map((row) => row.outcome);
  expect(outcomes).toEqual(["early", "stale", "taken"]);
});

test("what a broker kept says nothing of a board that is not there", async () => {
  const { id } = await mounted();
  await say(id, { kind: "reading", occupied: true }, 1, { retained: true });
  expect(await get(id)).toMatchObject({ presence: "never", last_seen_at: null, sensed_at: null });
  await say(id, { kind: "presence", online: true }, 2, { retained: true });
  await say(id, { kind: "reading", occupied: true }, 3, { retained: true });
  expect(await get(id)).toMatchObject({ presence: "never", last_seen_at: null, sensed_at: null });
  await say(id, { kind: "presence", online: true }, 4);
  expect(await get(id)).toMatchObject({ occupied: true, presence: "online", sensed_at: null });
});

test("who does not come back after a broker's start is offline; who does is not", async () => {
  const [away, back] = [await mounted(), await mounted()];
  for (const { id } of [away, back]) await say(id, { kind: "presence", online: true }, 1);
  await state.doubt(database.db, at(10));
  await say(back.id, { kind: "presence", online: true }, 12);
  const quiet = (seconds: number) => database.db.transaction().execute((tx) => state.goneQuiet(tx, at(seconds)));
  expect(await quiet(10 + state.timeouts.returnMs / 1_000 - 1)).not.toContain(away.spotId);
  const gone = await quiet(10 + state.timeouts.returnMs / 1_000);
  expect(gone).toContain(away.spotId);
  expect(gone).not.toContain(back.spotId);
  expect(await get(away.id)).toMatchObject({ presence: "offline" });
  expect(await get(back.id)).toMatchObject({ presence: "online" });
});

test("a light is commanded at once, again until the board reports it, and not after that", async () => {
  const { id, spotId } = await mounted();
  await say(id, { kind: "presence", online: true }, 1);
  const [over, wakeSignal] = [new AbortController(), new WakeSignalForIds()];
  const commands: Light[] = [];
  let now = noon.getTime();
  const link = { command: async (device: number, light: Light) => void (device === id && commands.push(light)) };
  const log = createLog("silent");
  const clock = () => new Date(now);
  const done = syncLeds({
    db: database.db,
    link,
    wakeSignal,
    clock,
    log,
    signal: over.signal,
    onCommand: () => {},
    round: () => 0,
  });
  const wish = async (light: Light) => {
    const change = { light_desired: light, light_desired_at: clock() };
    await database.db.updateTable("spots").set(change).where("id", "=", spotId).execute();
    wakeSignal.wakeFor([spotId]);
  };
  // The LED of a board stays off until its sensor has reported.
  await vi.waitFor(() => expect(commands).toEqual(["off"]));
  await wish("blue");
  await vi.waitFor(() => expect(commands).toEqual(["off", "blue"]));
  now += 1_500;
  wakeSignal.wake();
  await vi.waitFor(() => expect(commands).toEqual(["off", "blue", "blue"]));
  await say(id, { kind: "light", light: "blue" }, 2);
  now += 60_000;
  wakeSignal.wake();
  await wish("red");
  await vi.waitFor(() => expect(commands).toEqual(["off", "blue", "blue", "red"]));
  over.abort();
  await done;
});

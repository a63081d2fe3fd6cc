// The connection to the devices on a real database, with a link that the test controls: starting, leading, and faults.
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { usePark } from "../test/support/parking.ts";
import { until } from "../test/support/until.ts";
import { createLog } from "./base/log.ts";
import { WakeSignalForIds } from "./base/wake-signal.ts";
import type { DeviceLink, DeviceMessage, HearDevice, Light, LinkWatch } from "./contract/devices.ts";
import { type Devices, type DevicesOptions, startDevices } from "./devices.ts";

const park = usePark();

/** A link to the devices that was opened. */
type Way = { hear: HearDevice; watch: LinkWatch; commands: [number, Light][]; dropped: number[]; closed: boolean };

let running: Devices[] = [];
let ways: Way[] = [];
let logged: string[] = [];
let lights = new WakeSignalForIds();
/** The error with which commands fail; null while they succeed. */
let deaf: Error | null = null;
beforeEach(() => {
  ways = [];
  logged = [];
  lights = new WakeSignalForIds();
  deaf = null;
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(running.map((one) => one.stop()));
  running = [];
  expect(ways.every(({ closed }) => closed)).toBe(true);
});

const open = async (hear: HearDevice, watch: LinkWatch): Promise<DeviceLink> => {
  const way: Way = { hear, watch, commands: [], dropped: [], closed: false };
  ways.push(way);
  return {
    command: async (deviceId, light) => {
      if (deaf) throw deaf;
      way.commands.push([deviceId, light]);
    },
    drop: (deviceId) => void way.dropped.push(deviceId),
    close: async () => {
      way.closed = true;
    },
  };
};

const start = (given: Partial<DevicesOptions> = {}): Devices => {
  const boards = startDevices({
    url: park.url,
    db: park.db,
    runCommand: park.runCommand,
    lights,
    open,
    clock: () => park.clock(),
    log: createLog("info", { write: (line) => void logged.push(JSON.parse(line).msg) }),
    onHeard: () => {},
    onCommand: () => {},
    ...given,
  });
  running.push(boards);
  return boards;
};

const opened = (place = 0) => until("a way to the boards", () => ways[place]);
const message = (
  deviceId: number,
  what: { kind: "reading"; occupied: boolean } | { kind: "presence"; online: boolean },
) => ({ ...what, deviceId, at: park.clock(), retained: false }) satisfies DeviceMessage;

test("a start looks at every spot, however many there are, and then tells every board its light", async () => {
  const codes = Array.from({ length: 230 }, (_, place) => `S${place}`);
  const { ids } = await park.lot(codes);
  const [first, last] = [await park.board(ids[0]!), await park.board(ids.at(-1)!)];
  const { id } = await park.reserve(await park.guest(), ids[0]!);
  // As if a process had ended after storing something and before acting on it.
  await park.db.updateTable("spots").set({ light_desired: "amber" }).where("id", "in", ids).execute();
  await park.db
    .updateTable("devices")
    .set({ occupied: true, occupied_at: park.clock() })
    .where("id", "=", last)
    .execute();
  start();
  const { commands, hear } = await opened();
  await until("every light", async () => {
    const wrong = park.db.selectFrom("spots").select("id").where("id", "in", ids).where("light_desired", "=", "amber");
    return (await wrong.execute()).length === 0;
  });
  await until("both commands", () => commands.length >= 2);
  // The second device has not reported since the start, so its earlier sensor reading does not count.
  expect(commands).toEqual([
    [first, "blue"],
    [last, "off"],
  ]);
  await hear(message(last, { kind: "presence", online: true }));
  await until("the last command", () => commands.some(([id, light]) => id === last && light === "red"));
  expect((await park.booking(id)).status).toBe("reserved");
  expect(await park.matters(ids.at(-1)!)).toEqual(["car_without_booking"]);
});

test("a start doubts who was online, whoever's the broker is, until they are heard", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  const spot = () => park.spot(ids[0]!);
  start();
  const { hear } = await opened();
  await until("doubt", async () => (await spot()).unsure);
  await hear({ ...message(board, { kind: "presence", online: true }), retained: true });
  expect((await spot()).unsure).toBe(true);
  await hear(message(board, { kind: "presence", online: true }));
  expect((await spot()).unsure).toBe(false);
});

test("when the way to the boards breaks they are in doubt, and asked for a word when it stands again", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  start();
  const { hear, watch, commands } = await opened();
  const said = (what: Parameters<typeof message>[1]) => hear(message(board, what));
  await said({ kind: "presence", online: true });
  await hear({ deviceId: board, at: park.clock(), retained: false, kind: "light", light: "green" });
  await until("a green light", async () => (await park.spot(ids[0]!)).light_desired === "green");
  watch.broken();
  await until("doubt", async () => (await park.spot(ids[0]!)).light_desired === "off");
  const before = commands.length;
  watch.ready();
  await until("a question", () => commands.length > before);
  // The command repeats the colour that the LED already shows, so that nobody notices the query.
  expect(commands.at(-1)).toEqual([board, "green"]);
  await hear({ deviceId: board, at: park.clock(), retained: false, kind: "light", light: "green" });
  expect(await park.spot(ids[0]!)).toMatchObject({ unsure: false, light_desired: "green" });
});

test("what boards say is heard, counted, and seen to before it is acknowledged", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  const { id } = await park.reserve(await park.guest(), ids[0]!);
  let heard = 0;
  start({ onHeard: () => (heard += 1) });
  const { hear } = await opened();
  await hear(message(board, { kind: "reading", occupied: true }));
  expect(await park.booking(id)).toMatchObject({ status: "active", started_at: park.clock() });
  expect(heard).toBe(1);
});

test("what cannot be written down is not acknowledged, and what comes after it is heard", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  let full = true;
  const runCommand: DevicesOptions["runCommand"] = (by, run) =>
    full && by === "sensor" ? Promise.reject(new Error("no room on disk")) : park.runCommand(by, run);
  start({ runCommand });
  const { hear } = await opened();
  await expect(hear(message(board, { kind: "reading", occupied: true }))).rejects.toThrow("no room");
  full = false;
  await hear(message(board, { kind: "reading", occupied: true }));
  expect((await park.spot(ids[0]!)).occupied).toBe(true);
});

test("of two one has the boards; when it stops the other opens its own way", async () => {
  const first = start();
  await opened();
  const second = start();
  await second.settled;
  expect(ways).toHaveLength(1);
  first.drop(7);
  second.drop(8);
  expect(ways[0]!.dropped).toEqual([7]);
  await first.stop();
  expect(ways[0]!.closed).toBe(true);
  await opened(1);
  await until("the drop", () => {
    second.drop(9);
    return ways[1]!.dropped.includes(9);
  });
});

test("who loses the lease closes its way and opens another when it has the lease again", async () => {
  const { ids } = await park.lot(["A"]);
  start();
  await opened();
  await park.db.updateTable("spots").set({ light_desired: "amber" }).where("id", "=", ids[0]!).execute();
  await sql`
    select pg_terminate_backend(l.pid) from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.granted and a.datname = current_database()`.execute(park.db);
  await until("the end of the first way", () => ways[0]!.closed);
  await opened(1);
  expect(ways[1]!.closed).toBe(false);
  await until("another look at every spot", async () => (await park.spot(ids[0]!)).light_desired === "off");
});

test("a taken port is told once, holds up no start, and is tried until it is free", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  let tries = 0;
  let taken = "port 1883 is taken";
  const boards = start({
    open: (hear, watch) => {
      tries += 1;
      return taken === "" ? open(hear, watch) : Promise.reject(new Error(taken));
    },
  });
  await boards.settled;
  const another = async () => {
    const before = tries;
    await vi.advanceTimersByTimeAsync(5_000);
    await until("another try", () => tries > before);
  };
  expect(logged).toEqual(["port 1883 is taken"]);
  await another();
  await another();
  expect(logged).toEqual(["port 1883 is taken"]);
  boards.drop(1);
  taken = "port 1883 may not be used";
  await another();
  expect(logged).toEqual(["port 1883 is taken", "port 1883 may not be used"]);
  taken = "";
  await another();
  await opened();
});

test("a start that is stopped while the port is taken ends at once", async () => {
  const boards = start({ open: () => Promise.reject(new Error("port 1883 is taken")) });
  await boards.settled;
  const since = performance.now();
  await boards.stop();
  expect(performance.now() - since).toBeLessThan(4_500);
});

test("a command that the broker does not take goes out as soon as it does", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  deaf = new Error("the broker is out of reach");
  start();
  await until("the warning", () => logged.length > 0);
  expect(logged).toEqual(["lights cannot be commanded for now, trying again"]);
  deaf = null;
  const { commands } = await opened();
  await until("the command", () => commands.length > 0);
  // The device has not reported since the start.
  expect(commands[0]).toEqual([board, "off"]);
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { createSimulator, type Simulator } from "../simulator.ts";
import { testOptions } from "../test-bellhop.ts";
import { type FakeBellhop, startFakeBellhop } from "./bellhop.fixture.ts";
import type { Park } from "./surface.ts";

let bellhop: FakeBellhop;
let sim: Simulator;
let park: Park;

const start = (apiKey = "key") => {
  sim = createSimulator(testOptions(bellhop.target, { park: { apiKey, mqttUrl: bellhop.mqttUrl, reconnectMs: 50 } }));
  park = sim.park!;
};
const lit = (r: number, g: number, b: number) => ({ state: "ON", color: { r, g, b } });
const heardFrom = (code: string, topic: string) =>
  bellhop.heard.filter(([one]) => one === `${bellhop.prefix(code)}/${topic}`).map(([, payload]) => payload);
const sensor = (code: string) => heardFrom(code, "binary_sensor/car/state");
const lights = (code: string) => heardFrom(code, "light/led/state").map((one) => JSON.parse(one));
const until = (look: () => unknown, timeoutMs?: number) => expect.poll(look, { timeout: timeoutMs ?? 4000 });

beforeEach(async () => {
  bellhop = await startFakeBellhop();
  start();
});
afterEach(async () => {
  await sim.close();
  await bellhop.close();
});

test("nothing is asked of Bellhop before the car park is opened", async () => {
  expect(park.spots()).toEqual([]);
  expect(() => park.driveIn("A")).toThrow("There is no spot A");
  expect(bellhop.calls).toEqual([]);
});

test("without access to Bellhop there is no car park", async () => {
  const plain = createSimulator(testOptions(bellhop.target));
  expect(plain.park).toBeNull();
  await plain.close();
});

test("opened three times at once it makes one lot with a connected post on each spot", async () => {
  const [opened] = await Promise.all([park.open(), park.open(), park.open()]);
  expect(bellhop.lots).toMatchObject([{ name: "Market Square", rate_cents_per_hour: 300, debounce_seconds: 5 }]);
  expect(bellhop.devices.map(({ name }) => name).sort()).toEqual(
    ["A", "B", "C", "D", "E", "F"].map((code) => `Virtual post ${code}`),
  );
  expect(opened.spots).toHaveLength(6);
  for (const spot of opened.spots)
    expect(spot).toMatchObject({ board: "virtual", online: true, light: "off", car: false });
  await until(() => heardFrom("A", "status")).toEqual(["online"]);
  await until(() => sensor("A")).toEqual(["OFF"]);
  await until(() => lights("A")).toMatchObject([{ state: "OFF", color_mode: "rgb" }]);
  const asked = bellhop.calls.length;
  await park.open();
  expect(bellhop.calls.slice(asked)).toEqual([
    "GET /api/parking/lots",
    "GET /api/parking/lots",
    "GET /api/parking/spots",
  ]);
});

test("lots that are there are used, and a real board is only looked at", async () => {
  bellhop.lots.push({ id: "l1", name: "North" });
  bellhop.spots.push({ id: "s1", lot_id: "l1", code: "1" }, { id: "s2", lot_id: "l1", code: "2" });
  bellhop.devices.push({ id: "d1", name: "Hall board", spot_id: "s2", username: "x", password: "y" });
  await park.open();
  expect(bellhop.lots).toHaveLength(1);
  expect(park.spots()).toMatchObject([
    { code: "1", lot: "North", board: "virtual" },
    { code: "2", board: "real", device: "Hall board", light: "green" },
  ]);
  expect(() => park.driveIn("2")).toThrow("real board");
});

test("spots of the same code are told apart by lot or id", async () => {
  bellhop.lots.push({ id: "l1", name: "North" }, { id: "l2", name: "South" });
  bellhop.spots.push({ id: "s1", lot_id: "l1", code: "A" }, { id: "s2", lot_id: "l2", code: "A" });
  await park.open();
  expect(() => park.driveIn("A")).toThrow("2 spots are called A");
  park.driveIn({ lot: "South", code: "A" });
  park.driveIn({ id: "s1" });
  expect(park.spots().map(({ car }) => car)).toEqual([true, true]);
});

test("a command changes the LED, and the board reports it", async () => {
  await park.open();
  const told: string[] = [];
  sim.listen((event) => event.type === "park" && event.data.code === "B" && told.push(event.data.light));
  await bellhop.command("B", lit(0, 0, 255));
  expect(await park.waitForLight("B", "blue")).toMatchObject({ code: "B", light: "blue" });
  expect(told.at(-1)).toBe("blue");
  await until(() => lights("B").at(-1)).toMatchObject({ state: "ON", color: { r: 0, g: 0, b: 255 } });
  const wire = sim.wire.entries({ direction: "mqtt", path: /led\/command/ });
  expect(wire).toMatchObject([{ method: "receive", line: null, request: lit(0, 0, 255) }]);
  await expect(park.waitForLight("B", "red", 50)).rejects.toThrow("the LED of B to be red");
});

test("cars are seen by the sensor, at once or when they have arrived", async () => {
  await park.open();
  park.driveIn("A");
  await until(() => sensor("A")).toEqual(["OFF", "ON"]);
  expect(() => park.driveIn("A")).toThrow("There is a car on A already");
  park.driveOut("A", 100);
  expect(park.spot("A")).toMatchObject({ car: false, sensed: true });
  await until(() => sensor("A")).toEqual(["OFF", "ON", "OFF"]);
  expect(() => park.driveOut("A")).toThrow("There is no car on A");
});

test("a power cut is told by the last will; afterwards the board says what is so", async () => {
  await park.open();
  await bellhop.command("C", lit(0, 255, 0));
  await park.waitForLight("C", "green");
  park.unplug("C");
  expect(park.spot("C")).toMatchObject({ powered: false, online: false, light: "off" });
  await until(() => heardFrom("C", "status")).toEqual(["online", "offline"]);
  park.driveIn("C");
  expect(sensor("C")).toEqual(["OFF"]);
  park.plugIn("C");
  await park.waitForLight("C", "green");
  await until(() => sensor("C")).toEqual(["OFF", "ON"]);
  await until(() => heardFrom("C", "status").at(-1)).toBe("online");
});

test("a stuck sensor says nothing new until it is freed", async () => {
  await park.open();
  park.stuck("D");
  park.driveIn("D");
  expect(park.spot("D")).toMatchObject({ car: true, sensed: false, stuck: true });
  park.stuck("D", false);
  await until(() => sensor("D")).toEqual(["OFF", "ON"]);
});

test("a flapping sensor ends with the truth", async () => {
  await park.open();
  park.driveIn("E");
  park.flap("E");
  park.flap("E");
  await until(() => park.spot("E").flapping, 5000).toBe(false);
  await until(() => sensor("E")).toEqual(["OFF", "ON", "OFF", "ON", "OFF", "ON", "OFF", "ON"]);
});

test("a broken LED stays dark and is not reported", async () => {
  await park.open();
  await until(() => lights("F")).toHaveLength(1);
  park.breakLed("F");
  await bellhop.command("F", lit(255, 0, 0));
  await bellhop.command("E", lit(255, 0, 0));
  await park.waitForLight("E", "red");
  expect(park.light("F")).toBe("off");
  expect(lights("F")).toHaveLength(1);
  park.breakLed("F", false);
  await park.waitForLight("F", "red");
  await until(() => lights("F").at(-1)).toMatchObject({ state: "ON" });
});

test("a simulator that starts anew takes its posts over with new passwords", async () => {
  await park.open();
  await sim.close();
  expect(heardFrom("A", "status")).toEqual(["online", "offline"]);
  start();
  await park.open();
  expect(bellhop.devices).toHaveLength(6);
  expect(bellhop.calls.filter((call) => call.endsWith("/credentials"))).toHaveLength(6);
  expect(park.spots().every(({ online }) => online)).toBe(true);
});

test("posts that are refused get new credentials at the next opening, and the car stays", async () => {
  await park.open();
  park.driveIn("A");
  bellhop.forgetPasswords();
  await until(() => park.spots().some(({ online }) => online)).toBe(false);
  await new Promise((done) => setTimeout(done, 200));
  await park.open();
  expect(park.spots().every(({ online }) => online)).toBe(true);
  expect(park.spot("A").car).toBe(true);
});

test("a spot whose virtual post was replaced by a real board is let go", async () => {
  await park.open();
  bellhop.devices[0]!.name = "Hall board";
  const id = bellhop.devices[0]!.spot_id;
  await park.open();
  expect(park.spot({ id })).toMatchObject({ board: "real", device: "Hall board" });
});

test("what Bellhop refuses is told in its words", async () => {
  bellhop.refusals.push(503);
  await expect(park.open()).rejects.toThrow("Bellhop answered 503 to GET /api/parking/lots: not now");
  await park.open();
  expect(park.spots()).toHaveLength(6);
});

test("closing while it opens leaves nothing behind", async () => {
  const opening = park.open().catch((error: Error) => error);
  await new Promise((done) => setTimeout(done, 5));
  await sim.close();
  await opening;
});

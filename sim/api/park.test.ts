import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeBellhop, startFakeBellhop } from "../park/bellhop.fixture.ts";
import { type Json, type Rig, startRig } from "../test-bellhop.ts";

let bellhop: FakeBellhop;
let rig: Rig;

beforeEach(async () => {
  bellhop = await startFakeBellhop();
});
afterEach(async () => {
  await rig.close();
  await bellhop.close();
});

const post = async (path: string, body: object = {}): Promise<{ status: number; body: Json }> => {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${rig.url}/api/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
};
const get = async (path: string): Promise<Json> => (await fetch(`${rig.url}/api/${path}`)).json();

test("the car park over HTTP", async () => {
  rig = await startRig({ target: bellhop.target, park: { apiKey: "key", mqttUrl: bellhop.mqttUrl } });
  expect(await get("state")).toMatchObject({ park: true });
  expect(await get("park")).toEqual({ lots: [], spots: [] });
  const opened = await post("park/open");
  expect(opened.body.lots).toMatchObject([{ name: "Market Square", debounceSeconds: 5, rateCentsPerHour: 300 }]);
  const [first, second] = opened.body.spots;
  expect((await post("park/drive-in", { code: "A" })).body).toMatchObject({ id: first.id, car: true, sensed: true });
  expect((await post("park/drive-out", { id: first.id, afterMs: 50 })).body).toMatchObject({
    car: false,
    sensed: true,
  });
  expect((await post("park/unplug", { lot: "Market Square", code: "B" })).body).toMatchObject({ powered: false });
  expect((await post("park/plug-in", { id: second.id })).body).toMatchObject({ powered: true });
  expect((await post("park/stuck", { code: "C" })).body).toMatchObject({ stuck: true });
  expect((await post("park/stuck", { code: "C", on: false })).body).toMatchObject({ stuck: false });
  expect((await post("park/break-led", { code: "C" })).body).toMatchObject({ ledBroken: true });
  expect((await post("park/flap", { code: "D" })).body).toMatchObject({ flapping: true });
  expect((await get("park")).spots[2]).toMatchObject({ code: "C", ledBroken: true });
});

test.each([
  ["park/drive-in", { code: "Z" }, "There is no spot Z"],
  ["park/drive-in", {}, '"code" is missing'],
  ["park/fly", { code: "A" }, 'Nobody can "fly" in the car park'],
])("%s with %j is refused in words", async (path, body, words) => {
  rig = await startRig({ target: bellhop.target, park: { apiKey: "key", mqttUrl: bellhop.mqttUrl } });
  await post("park/open");
  expect(await post(path, body)).toEqual({ status: 400, body: { error: words } });
});

test("without a key for Bellhop there is none", async () => {
  rig = await startRig();
  expect(await get("state")).toMatchObject({ park: false });
  expect((await post("park/open")).body.error).toContain("There is no car park");
});

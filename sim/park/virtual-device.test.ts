import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeBellhop, startFakeBellhop } from "./bellhop.fixture.ts";
import { createVirtualDevice, type VirtualDevice } from "./virtual-device.ts";

let bellhop: FakeBellhop;
let board: VirtualDevice;

const make = (password = "secret") => {
  board = createVirtualDevice({
    mqttUrl: bellhop.mqttUrl.replace("//", "//somebody:else@"),
    username: "me",
    password,
    topicPrefix: "bellhop/devices/7",
    reconnectMs: 20,
  });
  board.plugIn();
};
beforeEach(async () => {
  bellhop = await startFakeBellhop();
  bellhop.devices.push({ id: "7", name: "Post", spot_id: "", username: "me", password: "secret" });
});
afterEach(async () => {
  await board.close();
  await bellhop.close();
});

test("it introduces itself as ESPHome does, and says goodbye", async () => {
  make();
  await expect.poll(() => bellhop.heard).toHaveLength(3);
  expect(bellhop.heard).toEqual([
    ["bellhop/devices/7/status", "online"],
    ["bellhop/devices/7/binary_sensor/car/state", "OFF"],
    [
      "bellhop/devices/7/light/led/state",
      '{"color_mode":"rgb","state":"OFF","brightness":255,"color":{"r":255,"g":255,"b":255}}',
    ],
  ]);
  await board.close();
  expect(bellhop.heard.at(-1)).toEqual(["bellhop/devices/7/status", "offline"]);
  expect(board.powered()).toBe(false);
});

test("it keeps trying with a wrong password, and knows that it was refused", async () => {
  make("wrong");
  await expect.poll(() => board.refused()).toBe(true);
  expect(board.connected()).toBe(false);
  bellhop.devices[0]!.password = "wrong";
  await expect.poll(() => board.connected()).toBe(true);
  expect(board.refused()).toBe(false);
});

test("it comes back after the broker has cut it off", async () => {
  make();
  await expect.poll(() => board.connected()).toBe(true);
  bellhop.forgetPasswords();
  await expect.poll(() => board.connected()).toBe(false);
  bellhop.devices[0]!.password = "secret";
  board.sense(true);
  await expect.poll(() => bellhop.heard.filter(([, payload]) => payload === "ON")).toHaveLength(1);
});

test("what it sees while nobody listens is said once it is connected", async () => {
  make();
  board.unplug();
  board.unplug();
  board.sense(true);
  board.sense(false);
  board.sense(true);
  board.plugIn();
  board.plugIn();
  await expect.poll(() => bellhop.heard.some(([topic]) => topic.endsWith("car/state"))).toBe(true);
  expect(bellhop.heard.filter(([topic]) => topic.endsWith("car/state"))).toEqual([
    ["bellhop/devices/7/binary_sensor/car/state", "ON"],
  ]);
});

test("closing while the broker is away ends at once", async () => {
  make();
  board.unplug();
  await bellhop.close();
  board.plugIn();
  await board.close();
  bellhop = await startFakeBellhop();
});

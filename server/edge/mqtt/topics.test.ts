import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Light, lights } from "../../contract/devices.ts";
import { command, commandTopic, isKnown, mayPublish, maySubscribe, prefixOf, read } from "./topics.ts";

const said = (path: string, payload: string) => read(`bellhop/devices/7/${path}`, Buffer.from(payload));

describe("what boards say", () => {
  test.each([
    ["ON", true],
    ["OFF", false],
    [" on\r\n", true],
    ["Off", false],
  ])("a sensor: %j", (payload, occupied) => {
    expect(said("binary_sensor/car/state", payload)).toEqual({ deviceId: 7, kind: "reading", occupied });
  });

  test.each([
    ["online", true],
    ["OFFLINE ", false],
  ])("presence: %j", (payload, online) => {
    expect(said("status", payload)).toEqual({ deviceId: 7, kind: "presence", online });
  });

  test.each<[string, Light | null]>([
    ['{"state":"ON","brightness":255,"color_mode":"rgb","color":{"r":0,"g":0,"b":255}}', "blue"],
    ['{"color_mode":"rgb","state":"ON","brightness":128,"color":{"r":255,"g":140,"b":0}}', "amber"],
    ['{"state":"ON","color":{"r":128,"g":70,"b":0}}', "amber"],
    ['{"state":"on","color":{"r":254,"g":3,"b":1}}', "red"],
    ['{"state":"ON","color":{"g":255}}', "green"],
    ['{"state":"OFF","brightness":255,"color":{"r":0,"g":0,"b":255}}', "off"],
    ['{"state":"ON","brightness":0,"color":{"r":0,"g":0,"b":255}}', "off"],
    ['{"state":"ON","color":{"r":0,"g":0,"b":0}}', "off"],
    ['{"state":"ON","color":{"r":255,"g":255,"b":255}}', null],
    ['{"state":"ON","color":{"r":255,"g":0,"b":255}}', null],
    ['{"state":"ON","color":{"r":2,"g":1,"b":0}}', null],
    ['{"state":"ON","color":{"r":"255"}}', null],
    ['{"state":"ON"}', null],
  ])("a light: %s", (payload, light) => {
    expect(said("light/led/state", payload)).toEqual({ deviceId: 7, kind: "light", light });
  });

  test.each([
    ["binary_sensor/car/state", "1", 'expected ON or OFF, got "1"'],
    ["status", "asleep", 'expected online or offline, got "asleep"'],
    ["light/led/state", "blue", 'expected the JSON of a light, but this is not JSON (it does not parse): "blue"'],
    ["light/led/state", "[]", 'expected the JSON of a light, with a "state" of ON or OFF: "[]"'],
    ["light/led/state", "null", 'expected the JSON of a light, but this is no object: "null"'],
  ])("unreadable: %s %s", (path, payload, reason) => {
    expect(said(path, payload)).toEqual({
      deviceId: 7,
      kind: "unreadable",
      topic: `bellhop/devices/7/${path}`,
      reason,
    });
  });

  test("what cannot be read is quoted briefly and safely", () => {
    const payload = Buffer.concat([Buffer.from("a\0b"), Buffer.from([0xff, 0xed, 0xa0]), Buffer.alloc(10_000, "x")]);
    const message = read("bellhop/devices/7/status", payload);
    const reason = message?.kind === "unreadable" ? message.reason : "";
    expect(reason).toContain("ab");
    expect(reason.length).toBeLessThan(300);
    expect(reason.isWellFormed() && !reason.includes("\0")).toBe(true);
  });

  test.each([
    "bellhop/devices/7/debug",
    "bellhop/devices/7/light/led/command",
    "bellhop/devices/7/sensor/distance/state",
    "bellhop/devices/7",
    "bellhop/devices/07/status",
    "bellhop/devices/0/status",
    "bellhop/devices/-7/status",
    "bellhop/devices/7e0/status",
    "bellhop/devices/2147483648/status",
    "bellhop/devices//status",
    "Bellhop/devices/7/status",
    "/bellhop/devices/7/status",
    "bellhop/devices/7/status/",
    "",
  ])("says nothing to us: %j", (topic) => {
    expect(read(topic, Buffer.from("ON"))).toBeNull();
  });

  test("an empty payload takes a retained message back and says nothing", () => {
    expect(said("status", "")).toBeNull();
  });

  test("never throws", () => {
    const path = fc.constantFrom("status", "binary_sensor/car/state", "light/led/state", "debug");
    const topic = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.tuple(fc.nat(), path).map(([id, rest]) => `bellhop/devices/${id}/${rest}`),
    );
    const payload = fc.oneof(
      fc.uint8Array(),
      fc.json().map((json) => Buffer.from(json)),
      fc.object().map((object) => Buffer.from(JSON.stringify({ state: "ON", ...object }))),
      fc.dictionary(fc.constantFrom("r", "g", "b"), fc.anything()).map((color) => {
        const json = JSON.stringify({ state: "ON", color }, (_, value) => (typeof value === "bigint" ? 1 : value));
        return Buffer.from(json);
      }),
    );
    fc.assert(
      fc.property(topic, payload, (where, what) => {
        const message = read(where, Buffer.from(what));
        if (message?.kind === "unreadable") expect(message.reason.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("commands", () => {
  test.each([
    ["green", '{"state":"ON","color":{"r":0,"g":255,"b":0}}'],
    ["blue", '{"state":"ON","color":{"r":0,"g":0,"b":255}}'],
    ["red", '{"state":"ON","color":{"r":255,"g":0,"b":0}}'],
    ["amber", '{"state":"ON","color":{"r":255,"g":140,"b":0}}'],
    ["off", '{"state":"OFF"}'],
  ] as const)("%s", (light, payload) => {
    expect(command(light)).toBe(payload);
  });

  test("what is commanded is recognised in the answer, at any brightness", () => {
    fc.assert(
      fc.property(fc.constantFrom(...lights), fc.integer({ min: 16, max: 255 }), (light, brightness) => {
        const { state, color } = JSON.parse(command(light)) as { state: string; color?: Record<string, number> };
        const dimmed = Object.fromEntries(
          Object.entries(color ?? {}).map(([channel, value]) => [channel, Math.round((value * brightness) / 255)]),
        );
        const answer = said("light/led/state", JSON.stringify({ state, brightness: 255, color: dimmed }));
        expect(answer).toEqual({ deviceId: 7, kind: "light", light });
      }),
    );
  });
});

describe("rights", () => {
  test.each([
    ["bellhop/devices/7/status", true],
    ["bellhop/devices/7/debug", true],
    ["bellhop/devices/7/light/led/command", false],
    ["bellhop/devices/7/light/led/command/x", false],
    ["bellhop/devices/7", false],
    ["bellhop/devices/7/", false],
    ["bellhop/devices/70/status", false],
    ["bellhop/devices/8/status", false],
    ["$SYS/x", false],
    ["esphome/discover/x", false],
  ])("to say something at %s: %s", (topic, allowed) => {
    expect(mayPublish(7, topic)).toBe(allowed);
  });

  test.each([
    ["bellhop/devices/7/light/led/command", true],
    ["bellhop/devices/7/light/+/command", false],
    ["bellhop/devices/7/#", false],
    ["bellhop/devices/8/light/led/command", false],
    ["bellhop/devices/7/a+b", false],
    ["#", false],
    ["$SYS/#", false],
    [`bellhop/devices/7/${"x".repeat(300)}`, false],
  ])("to listen at %s: %s", (topic, allowed) => {
    expect(maySubscribe(7, topic)).toBe(allowed);
  });

  test("only shared topics are kept and passed on", () => {
    expect(isKnown(7, commandTopic(7))).toBe(true);
    expect(isKnown(7, `${prefixOf(7)}/status`)).toBe(true);
    expect(isKnown(7, `${prefixOf(7)}/debug`)).toBe(false);
    expect(isKnown(7, `${prefixOf(8)}/status`)).toBe(false);
  });
});

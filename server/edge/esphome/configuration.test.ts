import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { DevicePlan } from "../../contract/devices.ts";
import { esphomeConfiguration } from "./configuration.ts";

const plan: DevicePlan = {
  name: "Spot A",
  deviceId: 7,
  topicPrefix: "bellhop/devices/7",
  username: "device-7",
  password: "AbC-_123",
  broker: { host: "192.168.1.10", port: 1883, tls: false },
};

type Yaml = Record<string, Record<string, unknown>> &
  Record<"light" | "sensor" | "binary_sensor" | "ota", Record<string, unknown>[]>;

/** Parses YAML as ESPHome does, with its own tags. */
const load = (text: string): Yaml =>
  parse(text, {
    customTags: [
      { tag: "!secret", resolve: (name: string) => `secret ${name}` },
      { tag: "!lambda", resolve: (code: string) => `lambda ${code}` },
    ],
  });

describe("the configuration of a board", () => {
  const yaml = load(esphomeConfiguration(plan));

  test("names the board", () => {
    expect(yaml.esphome).toEqual({ name: "bellhop-7", friendly_name: "Spot A" });
    expect(yaml.esp32).toEqual({ board: "esp32dev", framework: { type: "esp-idf" } });
  });

  test("leaves what is the reader's own to secrets", () => {
    expect(yaml.wifi).toEqual({ ssid: "secret wifi_ssid", password: "secret wifi_password" });
    expect(yaml.ota).toEqual([{ platform: "esphome", password: "secret ota_password" }]);
  });

  test("connects, says that it is there, and keeps to its own topics", () => {
    const status = { topic: "bellhop/devices/7/status", retain: true, qos: 1 };
    expect(yaml.mqtt).toEqual({
      broker: "192.168.1.10",
      port: 1883,
      username: "device-7",
      password: "AbC-_123",
      client_id: "bellhop-7",
      topic_prefix: "bellhop/devices/7",
      keepalive: "30s",
      discovery: false,
      discover_ip: false,
      log_topic: null,
      birth_message: { ...status, payload: "online" },
      will_message: { ...status, payload: "offline" },
      shutdown_message: { ...status, payload: "offline" },
    });
  });

  test("has the light and the sensor whose names make the topics", () => {
    expect(yaml.light).toEqual([
      expect.objectContaining({
        platform: "esp32_rmt_led_strip",
        id: "led",
        name: "led",
        num_leds: 1,
        rgb_order: "GRB",
      }),
    ]);
    expect(yaml.sensor).toEqual([expect.objectContaining({ platform: "ultrasonic", id: "distance", internal: true })]);
    expect(yaml.binary_sensor).toEqual([expect.objectContaining({ platform: "template", name: "car", qos: 1 })]);
    expect(yaml.binary_sensor[0]!.lambda).toContain("id(distance).state");
  });

  test("uses every pin once", () => {
    const pins = [...esphomeConfiguration(plan).matchAll(/GPIO(\d+)/g)].map(([, pin]) => Number(pin));
    expect(new Set(pins).size).toBe(pins.length);
    // Pins that affect how an ESP32 boots, pins of its flash, and pins that are inputs only.
    expect(pins.filter((pin) => [0, 1, 2, 3, 5, 12, 15].includes(pin) || (pin > 5 && pin < 12) || pin > 33)).toEqual(
      [],
    );
  });
});

test("the sensor that is commented out is a configuration too", () => {
  const text = esphomeConfiguration(plan);
  const other = text.slice(text.lastIndexOf("# binary_sensor:")).replace(/^# ?/gm, "");
  expect(load(other).binary_sensor).toEqual([
    expect.objectContaining({ platform: "gpio", id: "car", name: "car", qos: 1 }),
  ]);
});

test("TLS asks for the broker's certificate authority", () => {
  const { mqtt } = load(esphomeConfiguration({ ...plan, broker: { host: "mqtt.example.com", port: 8883, tls: true } }));
  expect(mqtt).toMatchObject({ broker: "mqtt.example.com", port: 8883, certificate_authority: "secret mqtt_ca" });
});

test("several LEDs", () => {
  expect(load(esphomeConfiguration({ ...plan, leds: 12 })).light[0]).toMatchObject({ num_leds: 12 });
});

test.each([
  ["A: the first # spot", "A: the first # spot"],
  ["\"quoted\" and 'quoted'", "\"quoted\" and 'quoted'"],
  ["two\nlines", "two lines"],
  ["$".concat("{password} $name"), "password name"],
  ["Übergröße 停车 🚗", "Übergröße 停车 🚗"],
  ["\u0000\u2028", "Bellhop 7"],
  ["!secret wifi_password", "!secret wifi_password"],
])("a board named %j", (name, friendly) => {
  expect(load(esphomeConfiguration({ ...plan, name })).esphome!.friendly_name).toBe(friendly);
});

test("nothing that a value holds changes anything else", () => {
  const nasty = fc.oneof(
    fc.string({ unit: "binary", maxLength: 100 }),
    fc.string({ unit: fc.constantFrom(..."\"'\\#:{}[]&*!|>%@`$ \n\r\t-?,\u0000\u0085\u2028\ufeff\ud800".split("")) }),
  );
  fc.assert(
    fc.property(nasty, nasty, nasty, nasty, (name, username, password, host) => {
      const yaml = load(esphomeConfiguration({ ...plan, name, username, password, broker: { ...plan.broker, host } }));
      const usual = load(esphomeConfiguration(plan));
      expect(yaml.mqtt).toEqual({
        ...usual.mqtt,
        username: username.toWellFormed(),
        password: password.toWellFormed(),
        broker: host.toWellFormed(),
      });
      expect(yaml.esphome!.friendly_name).toMatch(/^[^\n${}]{1,120}$/);
      expect({ ...yaml, mqtt: null, esphome: null }).toEqual({ ...usual, mqtt: null, esphome: null });
    }),
  );
});

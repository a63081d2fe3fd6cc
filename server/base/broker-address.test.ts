import { expect, test } from "vitest";
import { brokerAddress } from "./broker-address.ts";

const ours = { url: null, host: "0.0.0.0", port: 1884, publicHost: null, publicPort: null };

test.each([
  ["ours", ours, "https://desk.example.com/x", { host: "desk.example.com", port: 1884, tls: false }],
  ["ours at an address", ours, "http://192.168.1.10:3000", { host: "192.168.1.10", port: 1884, tls: false }],
  ["another", { ...ours, url: "mqtt://u:p@broker.test" }, "http://x", { host: "broker.test", port: 1883, tls: false }],
  ["with TLS", { ...ours, url: "mqtts://broker.test" }, "http://x", { host: "broker.test", port: 8883, tls: true }],
  ["its port", { ...ours, url: "mqtts://broker.test:9" }, "http://x", { host: "broker.test", port: 9, tls: true }],
  [
    "over WebSocket",
    { ...ours, url: "ws://broker.test:80" },
    "http://x",
    { host: "broker.test", port: 1883, tls: false },
  ],
  ["over WSS", { ...ours, url: "wss://broker.test:443" }, "http://x", { host: "broker.test", port: 8883, tls: true }],
])("the broker that boards are told: %s", (_, mqtt, publicUrl, broker) => {
  expect(brokerAddress({ mqtt, publicUrl })).toEqual({ ...broker, unreachable: null });
});

test.each([
  ["said by name", { publicHost: "192.168.1.10" }, "http://localhost:3000", "192.168.1.10", 1884],
  [
    "behind a forwarded port",
    { publicHost: "10.0.0.2", publicPort: 2883, host: "127.0.0.1" },
    "http://localhost:3000",
    "10.0.0.2",
    2883,
  ],
  [
    "another's inside address",
    { url: "mqtt://mosquitto:1883", publicHost: "broker.lan" },
    "http://x",
    "broker.lan",
    1883,
  ],
])("what is said wins: %s", (_, more, publicUrl, host, port) => {
  expect(brokerAddress({ mqtt: { ...ours, ...more }, publicUrl })).toEqual({
    host,
    port,
    tls: false,
    unreachable: null,
  });
});

test.each([
  [
    { host: "127.0.0.1" },
    "http://localhost:3000",
    /listens on this machine only \(MQTT_HOST is 127\.0\.0\.1\).*MQTT_PUBLIC_HOST/,
  ],
  [{ host: "127.0.0.1" }, "https://desk.example.com", /listens on this machine only/],
  [{}, "http://localhost:3000", /localhost is the board itself.*MQTT_PUBLIC_HOST/],
  [{ url: "mqtt://127.0.0.1:1883" }, "https://desk.example.com", /127\.0\.0\.1 is the board itself/],
])("a broker that no board can reach is said to be one: %j, %s", (more, publicUrl, sentence) => {
  expect(brokerAddress({ mqtt: { ...ours, ...more }, publicUrl }).unreachable).toMatch(sentence);
});

import { expect, test } from "vitest";
import { brokerOf } from "./reach.ts";

const ours = { url: null, host: "0.0.0.0", port: 1884 };

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
  expect(brokerOf({ mqtt, publicUrl })).toEqual(broker);
});

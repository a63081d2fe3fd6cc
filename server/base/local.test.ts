// Which requests come from this machine: the traces of a proxy, a tunnel or another site rule it out.
import { expect, test } from "vitest";
import { isLoopback, whyNotLocal } from "./local.ts";

const ask = (headers: Record<string, string>, remoteAddress = "127.0.0.1") =>
  whyNotLocal({ headers: { host: "localhost:3000", ...headers }, socket: { remoteAddress } });

test.each([
  "localhost",
  "localhost:3000",
  "127.0.0.1:80",
  "[::1]:3000",
  "LOCALHOST",
  "sim.localhost:3000",
  "localhost.:3000",
])("Host %s is this machine", (host) => {
  expect(ask({ host })).toBeNull();
});

test.each([
  "evil.example",
  "localhost.evil.example",
  "10.0.0.1:3000",
  "127.0.0.1.nip.io",
  "localhost@evil.example",
  "",
  "0.0.0.0:3000",
])("Host %j is not", (host) => {
  expect(ask({ host })).toMatch(/Host/);
});

test.each([
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "forwarded",
  "x-real-ip",
  "via",
  "cf-connecting-ip",
  "cf-ray",
  "cdn-loop",
  "true-client-ip",
  "tailscale-user-login",
  "ngrok-skip-browser-warning",
  "x-original-host",
  "x-envoy-external-address",
  "fly-client-ip",
  "x-arr-log-id",
  "x-amzn-trace-id",
])("%s is a proxy's or a tunnel's, whatever it says", (name) => {
  expect(ask({ [name]: "127.0.0.1" })).toMatch(new RegExp(`\\(${name}\\)`));
});

test("pages of other sites and other machines are refused, one's own page and a link are not", () => {
  expect(ask({ origin: "https://evil.example" })).toMatch(/another site/);
  expect(ask({ origin: "null" })).toMatch(/another site/);
  expect(ask({ "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" })).toMatch(/another site/);
  expect(ask({}, "192.168.1.5")).toMatch(/another machine/);
  expect(ask({ origin: "http://localhost:3000", "sec-fetch-site": "same-origin" })).toBeNull();
  expect(ask({ "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" })).toBeNull();
  expect(ask({ "user-agent": "curl/8" }, "::ffff:127.0.0.1")).toBeNull();
});

test.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["::1", true],
  ["[::1]", true],
  ["::ffff:127.0.0.1", true],
  ["::ffff:7f00:1", true],
  ["::ffff:10.0.0.1", false],
  ["0.0.0.0", false],
  ["128.0.0.1", false],
  ["localhost.example.com", false],
  ["", false],
])("%j is loopback: %s", (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

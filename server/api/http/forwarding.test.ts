// Forwarding headers that are not trusted: reported once in the log, and on the health page.
import { describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { watchForwarding } from "./forwarding.ts";

const bare = useApp();
const proxied = useApp({ trustProxy: ["127.0.0.1", "10.0.0.0/8"] });

const health = async (world: typeof bare) =>
  (await world.call("viewer", { method: "GET", url: "/api/health/delivery" })).json.forwarding;
const from = (world: typeof bare, remoteAddress: string, headers: Record<string, string>) =>
  world.call(null, { method: "GET", url: "/healthz", remoteAddress, headers });

test("without TRUST_PROXY the first one is told, with the address that it came from", async () => {
  expect(await health(bare)).toBeNull();
  await from(bare, "10.0.0.7", { "x-forwarded-for": "198.51.100.1" });
  await from(bare, "10.0.0.8", { "x-forwarded-for": "198.51.100.1" });
  const at = "2026-01-01T12:00:00.000Z";
  expect(await health(bare)).toEqual({ at, from: "10.0.0.7", header: "x-forwarded-for" });
});

test("what a named proxy says is believed, also through several; what another says is not", async () => {
  await from(proxied, "127.0.0.1", { "x-forwarded-for": "198.51.100.1" });
  await from(proxied, "10.1.2.3", { "x-forwarded-for": "198.51.100.1, 10.9.9.9" });
  await from(proxied, "127.0.0.1", { "x-forwarded-for": "127.0.0.1" });
  expect(await health(proxied)).toBeNull();
  await from(proxied, "192.0.2.9", { "x-forwarded-for": "198.51.100.1" });
  expect(await health(proxied)).toMatchObject({ from: "192.0.2.9" });
});

describe("the log", () => {
  test.each(["x-forwarded-for", "forwarded", "x-real-ip"])("warns of %s once", (header) => {
    const warned: unknown[] = [];
    const log = { warn: (...given: unknown[]) => warned.push(given) } as never;
    const { look } = watchForwarding({ clock: () => new Date(), log });
    const request = { headers: { [header]: "198.51.100.1" }, ip: "::ffff:10.0.0.7" };
    const whole = { ...request, socket: { remoteAddress: "::ffff:10.0.0.7" } } as never;
    look(whole);
    look(whole);
    expect(warned).toEqual([[{ from: "10.0.0.7", header }, expect.stringContaining("TRUST_PROXY")]]);
  });
});

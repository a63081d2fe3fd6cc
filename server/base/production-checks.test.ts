import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { useDatabase } from "../../test/support/database.ts";
import { readConfig } from "./config.ts";
import {
  clockFaults,
  clockLead,
  isPublic,
  type Machine,
  machineOf,
  productionFaults,
  refuse,
} from "./production-checks.ts";

const database = useDatabase();

const fine: Machine = { dataIsLost: null, root: false, now: new Date("2026-05-01") };
const https = { PUBLIC_URL: "https://desk.example.com" };
const everywhere = { DATABASE_URL: "postgres://db/bellhop", APP_SECRET_KEY: "0f1e2d3c4b5a6978".repeat(4) };
const bucket = {
  S3_ENDPOINT: "https://s3.example.com",
  S3_BUCKET: "files",
  S3_ACCESS_KEY_ID: "id",
  S3_SECRET_ACCESS_KEY: "s",
};
const random = "5b1f0c7ae29d4836b1c05f7d8e92a3645b1f0c7ae29d4836b1c05f7d8e92a36e";
const name = (environment: Record<string, string>, machine: Partial<Machine> = {}) =>
  productionFaults(readConfig(environment, ["keywords"], "/srv"), { ...fine, ...machine }).map((fault) => fault.name);

test.each<[Record<string, string>, boolean]>([
  [{}, false],
  [{ PUBLIC_URL: "http://localhost:3000" }, false],
  [{ PUBLIC_URL: "http://[::1]:3000" }, false],
  [{ PUBLIC_URL: "http://192.168.1.10:3000" }, true],
  [https, true],
  [{ HOST: "0.0.0.0" }, false],
  [{ WHATSAPP_ACCESS_TOKEN: random }, false],
  [{ WHATSAPP_ACCESS_TOKEN: random, HOST: "0.0.0.0" }, true],
])("%j is public: %s", (environment, expected) => {
  expect(isPublic(readConfig(environment, [], "/srv"))).toBe(expected);
});

test("what only this machine reaches may be as it likes", () => {
  expect(name({ APP_SECRET_KEY: "0".repeat(64) }, { dataIsLost: "is lost", root: true, now: new Date(0) })).toEqual([]);
});

test("a good configuration on a good machine has no fault", () => {
  expect(name({ ...https, BELLHOP_API_KEY: random, APP_SECRET_KEY: random })).toEqual([]);
});

test("every fault is told at once and can be allowed by the name that the message gives", () => {
  const environment = { PUBLIC_URL: "http://desk.example.com", BELLHOP_API_KEY: "change-me-change-me-change-me-ok" };
  const machine = { dataIsLost: "lies in memory (tmpfs)", root: true, now: new Date(0) };
  const given = { ...fine, ...machine };
  const faults = productionFaults(readConfig(environment, ["keywords"], "/srv"), given);
  expect(faults.map(({ says }) => says)).toEqual([
    expect.stringMatching(/^PUBLIC_URL must begin with https:\/\/: .* Put a proxy with a certificate before Bellhop/),
    expect.stringMatching(/^BELLHOP_API_KEY can be guessed\. Make a secret with: openssl rand -hex 32/),
    expect.stringMatching(
      /^DATA_DIR \(\/srv\/data\) lies in memory \(tmpfs\): messages and bookings would be lost\. Set it/,
    ),
    expect.stringMatching(/^Bellhop runs as root .* Start it as a user of its own/),
    expect.stringMatching(/^The clock of this machine shows 1970-01-01\. Have it set by the network/),
  ]);
  const [, allowed] = /set ALLOW_UNSAFE=(\S+)\.$/.exec(messageOf(faults))!;
  expect(name({ ...environment, ALLOW_UNSAFE: allowed! }, machine)).toEqual([]);
  expect(name({ ...environment, ALLOW_UNSAFE: "http,root" }, machine)).toEqual([
    "weak-secrets",
    "temporary-data",
    "clock",
  ]);
});

function messageOf(faults: Parameters<typeof refuse>[0]): string {
  try {
    refuse(faults);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

test.each<[string, Record<string, string>, boolean]>([
  ["the database", { ...bucket, APP_SECRET_KEY: random }, true],
  ["files", { ...everywhere, APP_SECRET_KEY: random }, true],
  ["the key for secrets", { DATABASE_URL: everywhere.DATABASE_URL, ...bucket }, true],
  ["nothing that must last", { ...everywhere, APP_SECRET_KEY: random, ...bucket }, false],
])("DATA_DIR holds %s", (_what, environment, refused) => {
  expect(name({ ...https, ...environment }, { dataIsLost: "is lost" })).toEqual(refused ? ["temporary-data"] : []);
});

describe("secrets that can be guessed", () => {
  test.each([
    ["APP_SECRET_KEY", "0".repeat(64)],
    ["APP_SECRET_KEY", "0123456789abcdef".repeat(4)],
    ["APP_SECRET_KEY", `${random},${"ab".repeat(32)}`],
    ["BELLHOP_API_KEY", "a-key-for-example-of-32-characters"],
    ["BELLHOP_API_KEY", "abcabcabcabcabcabcabcabcabcabcabcabc"],
    ["WHATSAPP_APP_SECRET", "your_facebook_app_secret_here"],
    ["TWILIO_AUTH_TOKEN", "your_auth_token_here"],
    ["TWILIO_AUTH_TOKEN", "1111111111"],
  ])("%s=%s is refused", (variable, value) => {
    const faults = productionFaults(readConfig({ ...https, [variable]: value }, [], "/srv"), fine);
    expect(faults).toEqual([{ name: "weak-secrets", says: expect.stringMatching(new RegExp(`^${variable} can be`)) }]);
    expect(faults[0]!.says).not.toContain(value);
  });

  test.each([
    ["WHATSAPP_APP_SECRET", "9c4f2b7d1e6a8035c4f2b7d1e6a80359"],
    ["TWILIO_AUTH_TOKEN", `${"3f9a1c7e5b2d8064"}${"f1a9c3e7b5d28460"}`],
    ["BELLHOP_API_KEY", "bh_Zk3v9QpL7xTn2wRy5sBd8mHf4jGc6aUe"],
  ])("%s=%s is taken", (variable, value) => {
    expect(name({ ...https, [variable]: value })).toEqual([]);
  });
});

test("a folder among temporary files, in memory, or on a disk, whether it is there yet or not", async () => {
  const at = await mkdtemp(path.join(tmpdir(), "bellhop-lost-"));
  try {
    expect((await machineOf(path.join(at, "data"))).dataIsLost).toMatch(/^lies among temporary files/);
  } finally {
    await rm(at, { recursive: true });
  }
  expect((await machineOf(path.join(homedir(), "not-there-yet/data"))).dataIsLost).toBeNull();
  if (process.platform === "linux")
    expect((await machineOf("/proc/../dev/shm")).dataIsLost).toMatch(/memory|temporary/);
});

test("clocks that are apart are told with by how much and in which direction", async () => {
  const config = readConfig(https, [], "/srv");
  expect(clockFaults(config, 299_000)).toEqual([]);
  expect(clockFaults(config, 420_000)[0]!.says).toMatch(
    /^The clock of this machine is 7 minutes ahead of the database/,
  );
  expect(clockFaults(config, -3_600_000)[0]!.says).toMatch(/is 60 minutes behind the database.s\. Have it set/);
  expect(clockFaults(readConfig({ ...https, ALLOW_UNSAFE: "clock" }, [], "/srv"), 420_000)).toEqual([]);
  expect(clockFaults(readConfig({}, [], "/srv"), 420_000)).toEqual([]);
  expect(Math.abs(await clockLead(database.url))).toBeLessThan(5_000);
});

// Numbers as a process keeps them: told of a change by any process, made good when the notification was lost, and re-encrypted after a rotation.
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { metaChannel, noon } from "../test/support/build.ts";
import { useDatabase } from "../test/support/database.ts";
import { wipe } from "../test/support/dump.ts";
import { until } from "../test/support/until.ts";
import { createLog } from "./base/log.ts";
import { createShutdown, type Shutdown } from "./base/shutdown.ts";
import type { StoredNumber } from "./contract/numbers.ts";
import * as credentials from "./core/numbers/credentials.ts";
import { watchNumbers } from "./number-watch.ts";

const database = useDatabase();
const key = randomBytes(32);
const secrets = { accessToken: "EAAG-token", appSecrets: ["app-secret"], verifyToken: "a word" };
let shutdown: Shutdown;
let used: (readonly StoredNumber[])[];

beforeEach(async () => {
  await wipe(database.db);
  shutdown = createShutdown(createLog("silent"));
  used = [];
});
afterEach(() => shutdown.run());

const add = (keys: Buffer[] = [key]) =>
  database.db
    .transaction()
    .execute((tx) => credentials.add({ tx, now: noon, by: "test" }, keys, { ref: metaChannel, secrets }, false));
const watch = (keys: Buffer[], everyMs: number) => {
  const providers = { use: (numbers: readonly StoredNumber[]) => void used.push(numbers) };
  const { url, db } = database;
  return watchNumbers({ url, db, keys, providers, simulated: false, log: createLog("silent"), everyMs }, shutdown);
};

test("a change in another process is used at once", async () => {
  // Nothing is looked for by itself within the test.
  await watch([key], 600_000);
  expect(used).toEqual([[]]);
  // Whoever begins to listen reads once more.
  await until("listening", () => used.length > 1);
  await add();
  await until("the number", () => used.at(-1)!.length === 1);
  expect(used.at(-1)).toMatchObject([{ ref: metaChannel, secrets }]);
});

test("a change whose notification was lost is found all the same", async () => {
  const id = await add();
  await watch([key], 20);
  await database.db.updateTable("number_credentials").set({ revision: 7 }).where("channel_id", "=", id).execute();
  await until("the change", () => used.at(-1)![0]?.revision === 7);
});

test("the first start with a new key and the old one encrypts anew; with the wrong key the number is there without secrets", async () => {
  const [fresh, wrong] = [randomBytes(32), randomBytes(32)];
  await add();
  await watch([fresh, key], 600_000);
  expect(used[0]).toMatchObject([{ secrets }]);
  expect(await credentials.load(database.db, [fresh], false)).toMatchObject([{ secrets }]);
  await watch([wrong], 600_000);
  await until("the wrong key's", () => used.some(([one]) => one?.secrets === null));
});

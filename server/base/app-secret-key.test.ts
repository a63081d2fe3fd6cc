// The key of providers' secrets: from the environment, else made once in the data folder.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { APP_SECRET_KEY_FILE, appSecretKeys } from "./app-secret-key.ts";

const folders: string[] = [];
let dataDir: string;
const file = () => path.join(dataDir, APP_SECRET_KEY_FILE);

beforeEach(async () => {
  dataDir = path.join(await mkdtemp(path.join(tmpdir(), "bellhop-key-")), "data");
  folders.push(path.dirname(dataDir));
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

test("the environment's keys are used in order, and no file is made", async () => {
  const [fresh, old] = ["ab".repeat(32), "01".repeat(32)];
  const keys = await appSecretKeys({ appSecretKeys: [fresh, old], dataDir });
  expect(keys.map((key) => key.toString("hex"))).toEqual([fresh, old]);
  await expect(stat(file())).rejects.toThrow(/ENOENT/);
});

test("the first start makes a key that only its owner can read, and later ones use it", async () => {
  const [first] = await appSecretKeys({ appSecretKeys: [], dataDir });
  expect(first).toHaveLength(32);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect((await readFile(file(), "utf8")).trim()).toBe(first!.toString("hex"));
  expect(await appSecretKeys({ appSecretKeys: [], dataDir })).toEqual([first]);
});

test("processes that start together share one key and leave nothing else behind", async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => appSecretKeys({ appSecretKeys: [], dataDir })));
  expect(new Set(made.map(([key]) => key!.toString("hex"))).size).toBe(1);
  expect(await readdir(dataDir)).toEqual([APP_SECRET_KEY_FILE]);
});

test("a damaged file is said and kept", async () => {
  await appSecretKeys({ appSecretKeys: [], dataDir });
  await writeFile(file(), "abc");
  await expect(appSecretKeys({ appSecretKeys: [], dataDir })).rejects.toThrow(/backup, or set APP_SECRET_KEY/);
  expect(await readFile(file(), "utf8")).toBe("abc");
});

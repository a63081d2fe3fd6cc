// kill -9 of Bellhop while drivers book, park and leave: nobody pays twice or not at all, and the LEDs are soon right again.
import { expect, test } from "vitest";
import { runCrashTest } from "../support/crash-test.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

// A message whose sending is uncertain is repeated after a minute or two, later on a slow machine, and each kill may leave one. `npm run bench -- park-crash` has more kills.
test("stays and lights outlive Bellhop's sudden end", async () => {
  const verdict = await runCrashTest({
    databaseUrl: database.url,
    kills: 3,
    drivers: 4,
    reconnectMs: 250,
    upMs: [400, 2_500],
    tell: () => {},
  });
  expect(verdict.broken).toEqual([]);
  expect(verdict.holds.length).toBeGreaterThan(0);
}, 1_500_000);

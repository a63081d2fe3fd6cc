// kill -9 of Bellhop at random moments while drivers book, park and leave; the database, the phones and the devices keep running.
// npm run bench -- park-crash [kills] [drivers]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createLog } from "../server/base/log.ts";
import { startPostgres } from "../server/base/postgres.ts";
import { runCrashTest } from "../test/support/crash-test.ts";

const directory = await mkdtemp(path.join(tmpdir(), "bellhop-park-crash-"));
const database = await startPostgres({ directory: path.join(directory, "postgres"), log: createLog("silent") });
try {
  const verdict = await runCrashTest({
    databaseUrl: database.url,
    kills: Number(process.argv[2] ?? 20),
    drivers: Number(process.argv[3] ?? 10),
    // As in ESPHome. A run is long enough for devices to reconnect, and often too short.
    reconnectMs: 5_000,
    upMs: [500, 15_000],
    tell: console.log,
  });
  for (const line of verdict.holds) console.log(`holds   ${line}`);
  for (const line of verdict.broken) console.log(`BROKEN  ${line}`);
  if (verdict.broken.length > 0) process.exitCode = 1;
} finally {
  await database.stop();
  await rm(directory, { recursive: true, force: true });
}

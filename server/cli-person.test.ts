// The list of erasures on the command line.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import { useDatabase } from "../test/support/database.ts";

const database = useDatabase();

// The command is a process of its own, which starts slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

test("an erasure after which ledger, audit log or archive had faults is told from those that were verified", async () => {
  for (const archive of [[], ["The file ab of message 1, 2025-01, is missing."]])
    await database.pool.query(
      `insert into erasures (contact_ids, key_id, digests, begun_at, begun_by, step, done_at, proof)
      values ('{7}', 'k', '{}', now(), 'cli', 'done', now(), $1)`,
      [{ verified: { ledger: [], audit_log: [], archive } }],
    );
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    PUBLIC_URL: "https://desk.test",
    MQTT_PORT: "1884",
  };
  const command = [path.join(import.meta.dirname, "cli.ts"), "person", "proofs"];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env });
  expect(stdout.trim().split("\n")).toEqual([
    expect.stringMatching(/by cli {2}done, not verified: bellhop person proofs \d+$/),
    expect.stringMatching(/by cli {2}done$/),
  ]);
});

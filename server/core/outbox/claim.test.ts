// Claiming on a real database: how much of the outbox it reads.
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { DB } from "../../../db/rows.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { openConversation, queue } from "../../../test/support/record.ts";
import { createClient, overClient } from "../../base/db.ts";
import { claim } from "./claim.ts";

const world = useDatabase();

test("a burst is claimed with a few reads a message, even when the plan was made for an empty outbox", async () => {
  const people = 200;
  const places = [];
  for (let person = 0; person < people; person += 1)
    places.push(await openConversation(world.db, { from: `1555010${1_000 + person}` }));
  // As after a quiet time: the statistics are of an empty table, and the plan is kept.
  await sql`delete from outbox`.execute(world.db);
  await sql`analyze outbox`.execute(world.db);
  const client = createClient(world.url, "lease outbox", "lease", 60_000);
  await client.connect();
  try {
    const lease = overClient<DB>(client);
    const later = () => new Date(Date.now() + 1_000);
    const claimAll = () => claim(lease, { channels: [], others: people }, people, later());
    for (let round = 0; round < 10; round += 1) expect(await claimAll()).toEqual([]);
    await queue(world.db, places);
    const reads = await lease.transaction().execute(async (tx) => {
      const claimed = await claim(tx, { channels: [], others: people }, people, later());
      expect(claimed).toHaveLength(people);
      const { rows } = await sql<{ reads: number }>`
        select seq_tup_read + idx_tup_fetch as reads from pg_stat_xact_user_tables where relname = 'outbox'`.execute(
        tx,
      );
      return rows[0]!.reads;
    });
    expect(reads).toBeLessThan(10 * people);
  } finally {
    await client.end();
  }
});

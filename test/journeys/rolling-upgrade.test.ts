// While processes of a released version still write, this one migrates and takes over: what they wrote is recorded, and each answer queued, once.
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createClient, isTransient } from "../../server/base/db.ts";
import { migrate } from "../../server/base/migrate.ts";
import { core, namesIn, releases } from "../../server/base/migrations.ts";
import { plugins } from "../../server/skills.ts";
import { makeInboundMessage } from "../support/build.ts";
import { useFlow } from "../support/flow.ts";
import { until } from "../support/until.ts";
import { makeOld, oldRows, unpacked } from "../support/upgrade/old-database.ts";

const flow = useFlow();
const older = releases().filter(({ schema }) => schema < namesIn(core).at(-1)!);

/** What the processes of 0.1.0 sent to the database. */
const statements = unpacked<string[]>("0.1.0-statements.json.gz");
const appending = statements.find((text) => text.includes("insert into webhooks"))!;

const waiting = "select count(*)::int from webhooks w, webhook_cursor c where w.id > c.position";
test.each(older)(
  "from $version: what is written during the migration is recorded and its answer queued, once, and nothing is lost",
  { timeout: 90_000 },
  async ({ schema }) => {
    await makeOld(flow);
    await migrate(flow.url, [], { upTo: { schema_migrations: namesIn(core).filter((name) => name <= schema) } });
    const web = createClient(flow.url, "webhook log", "log");
    const drain = createClient(flow.url, "lease ingest", "lease", 10_000);
    await Promise.all([web.connect(), drain.connect()]);
    let [written, migrated, going] = [0, 0, true];
    const writing = (async () => {
      for (; going; written += 1) {
        const body = Buffer.from(String(written));
        await web.query({
          name: "append",
          text: appending,
          values: [body, ["meta"], [1], [1], [body.length], new Date(), [""], false],
        });
        await sleep(5);
      }
    })();
    // Batches as the drain of the version before holds them: rows of tables that migrations alter are locked for some time.
    const draining = (async () => {
      while (going) {
        await drain
          .query("begin; select * from channels, keyword_rules, conversations for update of conversations")
          // It repeats what a fault of the moment ended.
          .catch((error: unknown) => expect(error).toSatisfy(isTransient));
        await sleep(50);
        await drain.query("commit");
        await sleep(20);
      }
    })();
    try {
      await until("webhooks of the version before", () => written > 20);
      const before = written;
      await migrate(flow.url, plugins);
      migrated = written;
      expect(migrated).toBeGreaterThan(before);
      await until("webhooks after the migration", () => written > migrated + 20);
    } finally {
      going = false;
      await Promise.all([writing, draining]);
      await Promise.all([web.end(), drain.end()]);
    }
    flow.start({
      read: ({ body }) => [
        makeInboundMessage({
          text: "menu",
          providerId: `wamid.${body}`,
          sender: { waId: String(15_550_700_000 + Number(body)), bsuid: null, parentBsuid: null, username: null },
        }),
      ],
    });
    const count = async (text: string): Promise<number> =>
      Object.values((await flow.pool.query(text)).rows[0])[0] as number;
    await until("what was written is recorded", async () => !(await count(waiting)));
    const { rows } = await flow.pool.query(
      `select count(*)::int as messages, count(distinct provider_id)::int as different,
      (select count(*)::int from messages where direction = 'out' and answers_id in (select id from messages where direction = 'in' and provider_id ~ '^wamid\\.\\d+$')) as answers,
      (select count(*)::int from dead_letters where resolved_at is null) as dead
     from messages m where direction = 'in' and provider_id ~ '^wamid\\.\\d+$'`,
    );
    expect(rows[0]).toEqual({
      messages: written,
      different: written,
      answers: written,
      dead: oldRows.dead_letters!.length,
    });
  },
);

test("what the processes of 0.1.0 say to the database is still understood", async () => {
  const client = await flow.pool.connect();
  try {
    const refused: string[] = [];
    for (const text of statements)
      await client
        .query(`prepare old as ${text}; deallocate old`)
        .catch((error: Error) => refused.push(`${error.message}: ${text}`));
    expect(refused).toEqual([]);
    expect(statements.length).toBeGreaterThan(100);
  } finally {
    client.release();
  }
});

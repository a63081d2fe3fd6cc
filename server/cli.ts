// The command line: thin, it calls core. `npm run bellhop -- help` lists what there is.
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Kysely } from "kysely";
import type { DB } from "../db/rows.ts";
import { wallClock } from "./base/clock.ts";
import { ConfigFault, loadConfig } from "./base/config.ts";
import { createPool, overPool } from "./base/db.ts";
import { createLog } from "./base/log.ts";
import { migrate } from "./base/migrate.ts";
import { borrowPostgres } from "./base/postgres.ts";
import * as keys from "./core/access/keys.ts";
import { type Role, roles } from "./core/access/roles.ts";
import * as deadLetters from "./core/ingest/dead-letters.ts";

/** Runs a command on the configured database, starting the embedded one when Bellhop itself is not running. */
async function withDatabase(run: (db: Kysely<DB>) => Promise<void>): Promise<void> {
  const config = loadConfig();
  const server =
    config.databaseUrl === null
      ? await borrowPostgres(path.join(config.dataDir, "postgres"), createLog("silent"))
      : null;
  const url = config.databaseUrl ?? server!.url;
  try {
    await migrate(url);
    const pool = createPool(url, "cli", 2);
    try {
      await run(overPool<DB>(pool));
    } finally {
      await pool.end();
    }
  } finally {
    await server?.stop();
  }
}

const id = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
};

const program = new Command("bellhop").description("Looks after a Bellhop.").showHelpAfterError();

program
  .command("migrate")
  .description("bring the database to the newest schema (every start does this by itself)")
  .action(() => withDatabase(async () => console.log("The database has the newest schema.")));

const keysCommand = program.command("keys").description("API keys");
keysCommand
  .command("create")
  .argument("<name>", "what the key is for")
  .addOption(new Option("--role <role>", "what it may do").choices(roles).default("admin" satisfies Role))
  .description("make a key and print it; it cannot be shown again")
  .action((name: string, options: { role: Role }) =>
    withDatabase(async (db) => {
      console.log(await keys.create(db, name, options.role));
    }),
  );
keysCommand
  .command("list")
  .description("all keys, without the keys themselves")
  .action(() =>
    withDatabase(async (db) => {
      const rows = await keys.list(db);
      if (rows.length === 0)
        return console.log("There are no keys. Make one with: npm run bellhop -- keys create NAME");
      console.table(
        rows.map((row) => ({
          name: row.name,
          role: row.role,
          begins: row.prefix,
          created: row.created_at.toISOString(),
          "last used": row.last_used_at?.toISOString() ?? "never",
          revoked: row.revoked_at?.toISOString() ?? "",
        })),
      );
    }),
  );
keysCommand
  .command("revoke")
  .argument("<name>")
  .description("end a key at once")
  .action((name: string) =>
    withDatabase(async (db) => {
      await keys.revoke(db, name, wallClock());
      console.log(`The key ${name} no longer works.`);
    }),
  );

program
  .command("dead-letters")
  .description("webhooks that could not be used, and why")
  .action(() =>
    withDatabase(async (db) => {
      const rows = await deadLetters.list(db, null, 100);
      if (rows.length === 0) return console.log("There are no dead letters.");
      for (const row of rows)
        console.log(
          `webhook ${row.webhook_id}  ${row.created_at.toISOString()}  ${row.source} ${row.path}\n  ${row.reason}`,
        );
    }),
  );

program
  .command("replay")
  .description("take webhooks again, as if they had just come; what is recorded stays as it is")
  .option("--from <id>", "first webhook", id)
  .option("--to <id>", "last webhook", id)
  .option("--all", "the whole log")
  .action((options: { from?: number; to?: number; all?: boolean }) =>
    withDatabase(async (db) => {
      const range: deadLetters.ReplayRange = options.all
        ? { what: "all" }
        : options.from === undefined && options.to === undefined
          ? { what: "dead" }
          : { what: "range", from: options.from ?? 1, to: options.to ?? Number.MAX_SAFE_INTEGER };
      const asked = await deadLetters.replay(db, range);
      if (asked === 0) return console.log("There is nothing to replay.");
      console.log(`${asked} webhooks will be taken again by the running Bellhop.`);
      // Whoever drains picks them up within a second; nobody may be running, so do not wait for ever.
      for (let waited = 0; waited < 30; waited += 1) {
        await sleep(1_000);
        const { n } = await db
          .selectFrom("webhook_replays")
          .select(db.fn.countAll<number>().as("n"))
          .executeTakeFirstOrThrow();
        if (Number(n) === 0) return console.log("Done.");
      }
      console.log("They still wait: start Bellhop, and it takes them first.");
    }),
  );

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof ConfigFault ? error.message : `That did not work. ${(error as Error).message}`);
  process.exitCode = 1;
}

// The command line: a thin layer over core. `npm run bellhop -- help` lists the commands.
import { setTimeout as sleep } from "node:timers/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Kysely } from "kysely";
import type { DB } from "../db/rows.ts";
import { wallClock } from "./base/clock.ts";
import { type Config, ConfigFault } from "./base/config.ts";
import { simulated } from "./base/simulated.ts";
import { version } from "./base/version.ts";
import { addArchiveCommands } from "./cli-archive.ts";
import { addBackupCommands } from "./cli-backup.ts";
import { withDatabase, withUrl } from "./cli-database.ts";
import { addDoctorCommand } from "./cli-doctor.ts";
import { addKeyCommands } from "./cli-keys.ts";
import { addMediaCommands } from "./cli-media.ts";
import { wholeNumber } from "./cli-options.ts";
import { addParkingCommands } from "./cli-parking.ts";
import { addPersonCommands } from "./cli-person.ts";
import { addRetentionCommands } from "./cli-retention.ts";
import { addUpgradeCommands } from "./cli-upgrade.ts";
import { addUserCommands } from "./cli-users.ts";
import * as seals from "./core/access/seals.ts";
import * as ledger from "./core/accounts/ledger.ts";
import * as deadLetters from "./core/ingest/dead-letters.ts";
import * as holds from "./core/outbox/holds.ts";
import { verifyCharges } from "./core/parking/billing.ts";
import { isUsed, seed } from "./core/seed/seed.ts";

/** The actor in the audit log. */
const by = "cli";

const program = new Command("bellhop")
  .description("Looks after a Bellhop.")
  .version(version, "-v, --version", "print the version")
  .addHelpText("after", "\nTo start it: bellhop start, or in a clone npm start.")
  .showHelpAfterError();

program
  .command("sql")
  .description("reading with SQL")
  .command("url")
  .description("print the connection string of the role that reads the views of docs/sql.md; it holds a password")
  .action(() =>
    withUrl(async ({ readerUrl, lasts }) => {
      if (readerUrl === null)
        throw new Error("The database is one of your own (DATABASE_URL): make the role there, as docs/sql.md says.");
      if (!lasts)
        throw new Error("Bellhop is not running, and its database listens only while it does. Start it first.");
      console.log(readerUrl);
    }),
  );

addUpgradeCommands(program, withDatabase, withUrl);
addKeyCommands(program, withDatabase, by);
addUserCommands(program, withDatabase, by);

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

const channelsCommand = program.command("channels").description("the business's numbers");
channelsCommand
  .command("list")
  .description("the numbers, and which of them are held because their provider refuses them")
  .action(() =>
    withDatabase(async (db) => {
      const rows = await db.selectFrom("channels").selectAll().orderBy("id").execute();
      if (rows.length === 0) return console.log("There are no numbers yet.");
      for (const row of rows) {
        const name = `${row.id}  ${row.provider}  ${row.display_number ?? row.external_id}`;
        if (row.held_since === null) console.log(`${name}  sends`);
        else
          console.log(
            `${name}  held since ${row.held_since.toISOString()}: ${row.pause_reason}\n  ${row.held_remedy ?? "Bellhop tries again automatically."}`,
          );
      }
    }),
  );
channelsCommand
  .command("try")
  .argument("[id]", "a number's id; without it all that are held", wholeNumber)
  .description("try at once whether a held number sends again")
  .action((channelId: number | undefined) =>
    withDatabase(async (db) => {
      const ctx = { now: wallClock(), by };
      const tried = await db.transaction().execute((tx) => holds.tryNow({ tx, ...ctx }, channelId ?? null));
      if (tried.length === 0) return console.log("None is held.");
      console.log(
        `Number ${tried.join(", ")}: one waiting message is tried now; when it goes through, all go. See: channels list`,
      );
    }),
  );

program
  .command("replay")
  .description("take webhooks again, as if they had just come; what is recorded stays as it is")
  .option("--from <id>", "first webhook", wholeNumber)
  .option("--to <id>", "last webhook", wholeNumber)
  .option("--all", "the whole log")
  .action((options: { from?: number; to?: number; all?: boolean }) =>
    withDatabase(async (db) => {
      const range: deadLetters.ReplayRange = options.all
        ? { what: "all" }
        : options.from === undefined && options.to === undefined
          ? { what: "dead" }
          : { what: "range", from: options.from ?? 1, to: options.to ?? Number.MAX_SAFE_INTEGER };
      const asked = await deadLetters.ask(db, range, { by, now: wallClock() });
      if (asked === 0) return console.log("There is nothing to replay.");
      console.log(`${asked} webhooks will be taken again by the running Bellhop.`);
      // A running drain takes them within a second. None may be running, so the wait is limited.
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

addParkingCommands(program, withDatabase);
addMediaCommands(program, withDatabase);
addArchiveCommands(program, withDatabase);
addPersonCommands(program, withDatabase, by);
addRetentionCommands(program, withDatabase);
addDoctorCommand(program, withDatabase);
addBackupCommands(program, withUrl);

program
  .command("ledger")
  .description("the books")
  .command("verify")
  .description("prove that every entry sums to zero and that every balance and every charge equals its lines")
  .action(() =>
    withDatabase(async (db) => {
      const faults = [...(await ledger.verify(db)), ...(await verifyCharges(db))];
      if (faults.length === 0) return console.log("The ledger adds up.");
      for (const fault of faults) console.log(fault);
      process.exitCode = 1;
    }),
  );

/** The head of the chain as printed by `audit verify`. */
const head = (text: string): seals.Head => {
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (!position || !hash)
    throw new InvalidArgumentError("It must be as audit verify printed it: a number, a colon, 64 digits.");
  return { position: Number(position), hash };
};

program
  .command("audit")
  .description("the audit log")
  .command("verify")
  .option("--noted <head>", "the end of the chain as it was noted earlier, which must still be part of it", head)
  .description("prove by its hash chain that nobody changed, inserted or removed an entry")
  .action((options: { noted?: seals.Head }) =>
    withDatabase(async (db) => {
      const proof = await seals.verify(db, options.noted ?? null);
      if (proof.faults.length > 0) {
        for (const fault of proof.faults) console.log(fault);
        console.log("The audit log was altered. Compare it with a backup, and change the passwords of the database.");
        process.exitCode = 1;
        return;
      }
      console.log(seals.sentenceOf(proof));
      if (proof.unsealed > 0)
        console.log(`${proof.unsealed} newer ones are not sealed yet: the running Bellhop does that every minute.`);
      if (proof.head)
        console.log(
          `Note this elsewhere, and prove later that it is still so with --noted:\n${proof.head.position}:${proof.head.hash}`,
        );
    }),
  );

/** The business's numbers as configured, or else as in the database, or else the simulator's: so that seeded conversations can be answered. */
async function numbersOf(db: Kysely<DB>, { meta, twilio }: Config): Promise<{ meta: string; twilio: string }> {
  const known = await db.selectFrom("channels").select(["provider", "external_id"]).orderBy("id").execute();
  const first = (provider: string) => known.find((one) => one.provider === provider)?.external_id;
  return {
    meta: meta.phoneNumberId ?? first("meta") ?? simulated.metaNumber,
    twilio: twilio.accountSid === null ? (first("twilio") ?? twilio.number) : twilio.number,
  };
}

const number = (n: number): string => new Intl.NumberFormat("en").format(n);

program
  .command("seed")
  .description("fill the database with made-up conversations, bookings and their books, to try things out at size")
  .option("--messages <n>", "how many messages", wholeNumber, 100_000)
  .option("--conversations <n>", "in how many conversations", wholeNumber, 1_000)
  .option("--days <n>", "over how many days", wholeNumber, 90)
  .addOption(new Option("--into-used", "although the database has messages of real people"))
  .addOption(new Option("--force", "the older name of --into-used").hideHelp())
  .action((options: { messages: number; conversations: number; days: number; intoUsed?: boolean; force?: boolean }) =>
    withDatabase(async (db, config) => {
      if (!options.intoUsed && !options.force && (await isUsed(db)))
        throw new Error(
          `The database has messages of real people, and made-up ones could not be taken out again. Keep them apart, in a folder of their own:

  DATA_DIR=./data-seeded npm run bellhop -- seed
  DATA_DIR=./data-seeded npm start

or mix them in with: npm run bellhop -- seed --into-used`,
        );
      const { messages, conversations, days } = options;
      const given = { messages, conversations, days, now: wallClock(), numbers: await numbersOf(db, config) };
      const made = await seed(db, given, (so) => console.error(`${number(so)} of ${number(messages)} messages`));
      console.log(
        `Made ${number(messages)} messages in ${number(conversations)} conversations, and ${number(made.lots)} lots with ${number(made.spots)} spots, ${number(made.accounts)} drivers and ${number(made.bookings)} bookings.`,
      );
      console.log(`See them in the Desk: ${config.publicUrl}/desk/ (npm start, if Bellhop does not run).`);
    }),
  );

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof ConfigFault ? error.message : `That did not work. ${(error as Error).message}`);
  process.exitCode = 1;
}

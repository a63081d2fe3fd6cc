// The commands that bring the database to a newer schema, and that tell before what an upgrade would do.
import type { Command } from "commander";
import type { Config } from "./base/config.ts";
import { diskSpace, leastFree, sizeOf } from "./base/disk.ts";
import { planUpgrade, type UpgradePlan } from "./base/upgrade-plan.ts";
import { version } from "./base/version.ts";
import type { WithUrl } from "./cli-database.ts";
import type { WithDatabase } from "./cli-options.ts";
import { plugins } from "./skills.ts";

/** The exit code of a check that found something to do before an upgrade. */
const LOOK_FIRST = 2;

/** Older than this a backup is no backup of what is there, in ms. */
const MAX_BACKUP_AGE_MS = 24 * 3_600_000;

/** A table from this size on is held for long enough that people would notice, in bytes. */
const LARGE = 1e9;

/** Adds `migrate` and `upgrade`. */
export function addUpgradeCommands(program: Command, withDatabase: WithDatabase, withUrl: WithUrl): void {
  program
    .command("migrate")
    .description("bring the database to the newest schema (every start does this by itself)")
    .action(() => withDatabase(async () => console.log(`The database has the schema of Bellhop ${version}.`)));
  program
    .command("upgrade")
    .description("what an upgrade to this version would do to the database")
    .requiredOption("--check", "only look: a start of this version upgrades by itself")
    .addHelpText(
      "after",
      `\nEnds with code 0 when nothing stands in the way, ${LOOK_FIRST} when something is to be done first, 1 when this version cannot use the database.`,
    )
    .action(() =>
      withUrl(async ({ url }, config) => {
        const plan = await planUpgrade(url, plugins);
        for (const line of said(plan)) console.log(line);
        if (plan.pending.length === 0 || plan.version === null) return;
        const first = [
          ...backupFault(plan, new Date()),
          ...(await diskFault(plan, config)),
          ...unfinishedFault(plan),
          ...rollingFault(plan),
        ];
        if (first.length === 0) return console.log("Nothing stands in the way.");
        console.log("Do this first:");
        for (const line of first) console.log(`  ${line}`);
        process.exitCode = LOOK_FIRST;
      }),
    );
}

/** What the upgrade is. */
function said({ version: from, newer, pending, bytes, rolling }: UpgradePlan): string[] {
  const here = `This is Bellhop ${version}. The database (${sizeOf(bytes)})`;
  if (newer !== null)
    return [`${here} has the schema of Bellhop ${from} (${newer}), with which this version works. It changes nothing.`];
  if (from === null) return [`${here} is empty: a start makes its tables.`];
  if (pending.length === 0) return [`${here} has the newest schema: there is nothing to upgrade.`];
  return [
    `${here} has the schema of Bellhop ${from}. A start runs ${pending.length} migrations; tables that are there and that they change:`,
    ...pending.map(({ name, tables }) => {
      const sizes = tables.map((table) => `${table.name} (${sizeOf(table.bytes)})`).join(", ");
      const long = tables[0] && tables[0].bytes >= LARGE ? "; large: it may take minutes" : "";
      return `  ${name}${sizes === "" ? "" : `  ${sizes}`}${long}`;
    }),
    ...(rolling ? ["Processes of the version before can go on meanwhile, and be replaced one by one."] : []),
  ];
}

const backupFault = ({ backupAt }: UpgradePlan, now: Date): string[] => {
  const why =
    backupAt === null
      ? "No backup is known"
      : now.getTime() - backupAt.getTime() > MAX_BACKUP_AGE_MS
        ? `The last backup is from ${backupAt.toISOString().slice(0, 16).replace("T", " ")} UTC`
        : null;
  return why === null ? [] : [`${why}: make one (bellhop backup, or by your database's own means).`];
};

/** The disk of an embedded database must hold what the migrations write beside what is there. */
async function diskFault({ pending }: UpgradePlan, { databaseUrl, dataDir }: Config): Promise<string[]> {
  if (databaseUrl !== null) return [];
  const { free, size } = await diskSpace(dataDir);
  const largest = Math.max(...pending.flatMap(({ tables }) => tables.map(({ bytes }) => bytes)), 0);
  const needed = leastFree(size) + largest;
  return free >= needed ? [] : [`Only ${sizeOf(free)} are free where DATA_DIR lies: make room for ${sizeOf(needed)}.`];
}

/** Later migrations may count on it. */
const unfinishedFault = ({ unfinished }: UpgradePlan): string[] =>
  unfinished.map(
    ({ name, share }) =>
      `Let the running version finish what the last upgrade began: rows for ${name}, ${Math.round(share * 100)} % are done.`,
  );

const rollingFault = ({ rolling, version: from }: UpgradePlan): string[] =>
  rolling
    ? []
    : [`Stop all processes of Bellhop ${from} before this one starts: they do not work with the newer schema.`];

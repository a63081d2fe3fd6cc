// The commands of backups: backup, restore, verify-backup.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { Kysely } from "kysely";
import type pg from "pg";
import type { DB } from "../db/rows.ts";
import { appSecretKeys, keepAppSecretKey } from "./base/app-secret-key.ts";
import { wallClock } from "./base/clock.ts";
import { type Config, loadConfig } from "./base/config.ts";
import { type KeepBackups, readKeep, readPlace } from "./base/config-backup.ts";
import { createPool, overClient, overPool } from "./base/db.ts";
import { createLog } from "./base/log.ts";
import { migrate } from "./base/migrate.ts";
import { startPostgres } from "./base/postgres.ts";
import { openBackupPlace, openBlobStore } from "./blob-store.ts";
import type { WithUrl } from "./cli-database.ts";
import { stepParts } from "./cli-person.ts";
import type { BlobStore } from "./contract/ports.ts";
import * as seals from "./core/access/seals.ts";
import * as ledger from "./core/accounts/ledger.ts";
import * as files from "./core/backup/files.ts";
import { BackupUnderWay, FILES_LOST, make, UNDER_WAY } from "./core/backup/make.ts";
import { complete, idIn, type Manifest, readManifest } from "./core/backup/manifest.ts";
import { prune } from "./core/backup/prune.ts";
import { begin, fill, secretsOf } from "./core/backup/restore.ts";
import type { Secrets } from "./core/backup/secrets.ts";
import { compare } from "./core/backup/verify.ts";
import * as watch from "./core/backup/watch.ts";
import { blobKey } from "./core/media/keep.ts";
import { reseal } from "./core/numbers/credentials.ts";
import { verifyCharges } from "./core/parking/billing.ts";
import { eraseAgain, keepErased, noteErasures, readNotes } from "./core/privacy/backups.ts";
import { finishAll } from "./core/privacy/steps.ts";
import { plugins, skillNames } from "./skills.ts";

const number = (n: number): string => new Intl.NumberFormat("en").format(n);
const megabytes = (bytes: number): string =>
  `${new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(bytes / 1e6)} MB`;

/** A place for backups as the operator names it, or that of the configuration. Throws a sentence when there is none. */
function placeOf(given: string | undefined, { backup }: Config): string {
  const place = given === undefined ? backup.to : readPlace(given, process.cwd());
  if (place === null)
    throw new Error("Say where the backups are: a folder, or s3://BUCKET/PREFIX. Or set BACKUP_TO in .env.");
  return place;
}

function passphraseOf({ backup }: Config): string {
  if (backup.passphrase === null)
    throw new Error(
      "BACKUP_PASSPHRASE is not set. It encrypts the keys in a backup: set it in .env, and keep it elsewhere too. Make one with: openssl rand -hex 16",
    );
  return backup.passphrase;
}

/** A folder for what is under way; each command has its own, since `make` empties it. */
const temporaryIn = ({ dataDir }: Config, command: "backup" | "restore" | "verify"): string =>
  path.join(dataDir, "tmp", command);

/** A backup: its place, and its list of contents. */
type Opened = { place: BlobStore; manifest: Manifest; temporary: string };

/** The backup that an address names, by itself or as the newest of a place. Throws a sentence when there is none. */
async function open(given: string | undefined, config: Config, command: "restore" | "verify"): Promise<Opened> {
  const named = placeOf(given, config).replace(/\/+$/, "");
  const cut = named.lastIndexOf("/");
  const id = idIn(`${named.slice(cut + 1)}/`);
  const place = await openBackupPlace(id === null ? named : named.slice(0, cut), config);
  const newest = id ?? (await complete(await keysOf(place))).at(-1);
  if (newest === undefined) throw new Error(`There is no complete backup in ${named}.`);
  return { place, manifest: await readManifest(place, newest), temporary: temporaryIn(config, command) };
}

async function keysOf(place: BlobStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of place.list()) keys.push(key);
  return keys;
}

/** Lets everything else go first, where the system allows that. */
function yieldCpu(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It only takes more of the processor then.
  }
}

async function backUp(url: string, config: Config, given: string | undefined, keep: KeepBackups): Promise<void> {
  const to = placeOf(given, config);
  const target = {
    place: await openBackupPlace(to, config),
    passphrase: passphraseOf(config),
    temporary: temporaryIn(config, "backup"),
  };
  const source = {
    url,
    store: { blobs: await openBlobStore(config), keyOf: blobKey },
    appSecretKeys: await appSecretKeys(config),
    // The embedded database is on this machine.
    ...(config.databaseUrl === null ? { onReader: yieldCpu } : {}),
  };
  yieldCpu(process.pid);
  const now = wallClock();
  const { manifest, copied, lost } = await make(source, target, now);
  await withPool(url, (db) => noteErasures(db, target.place, target.temporary));
  // Whatever becomes of the older ones.
  if (to === config.backup.to) await withPool(url, (db) => watch.noteMade(db, now));
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = manifest.tables.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.bytes, 0);
  console.log(
    `Backup ${manifest.id} is in ${to}: ${number(rows)} rows (${megabytes(bytes)}), ${number(manifest.files.count)} files of messages, ${number(copied)} of them new.`,
  );
  for (const key of lost) console.error(`The store has lost a file that a message or the archive needs: ${key}`);
  if (lost.length > 0) process.exitCode = FILES_LOST;
  const { deleted } = await prune(target, keep, now);
  if (deleted.length > 0) console.log(`Older backups that were deleted: ${deleted.join(", ")}`);
}

async function withPool<T>(url: string, run: (db: ReturnType<typeof overPool<DB>>) => Promise<T>): Promise<T> {
  const pool = createPool(url, "cli", 2, "errand");
  try {
    return await run(overPool<DB>(pool));
  } finally {
    await pool.end();
  }
}

async function restore(url: string, config: Config, opened: Opened, secrets: Secrets | null): Promise<void> {
  const { manifest } = opened;
  await begin(url, manifest, plugins);
  const store = { blobs: await openBlobStore(config), keyOf: blobKey };
  const [newest] = secrets?.appSecretKeys ?? [];
  if (config.appSecretKeys.length === 0 && newest !== undefined) await keepAppSecretKey(config.dataDir, newest);
  let faults: string[] = [];
  const copyFiles = async () => {
    faults = await files.copyIn(manifest, store, opened);
  };
  const own = await appSecretKeys(config);
  const theirs = (secrets?.appSecretKeys ?? []).map((key) => Buffer.from(key, "hex"));
  const notes = await readNotes(opened.place);
  let erased = 0;
  const also = async (client: pg.Client) => {
    erased = await keepErased(overClient<DB>(client), notes, [...own, ...theirs]);
  };
  await fill(url, plugins, { manifest, from: opened, secrets, hold: true, copyFiles, also });
  await migrate(url, plugins);
  await withPool(url, (db) => reseal(db, [...own, ...theirs]));
  await withPool(url, (db) => eraseThem(db, config, opened.place, own[0]!));
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(
    `Restored ${manifest.id} of ${manifest.madeAt}: ${number(rows)} rows, ${number(manifest.files.count)} files.`,
  );
  if (erased > 0) console.log(`People who were erased since then, and are erased again: ${erased}.`);
  for (const fault of faults) console.error(`A file could not be restored: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  if (secrets === null) console.log("Enter the credentials of numbers anew, and set up authenticator apps again.");
  console.log(
    "Start Bellhop. It sends nothing until somebody settles the incident “Restored from a backup” in the Desk: what waits may have been sent already.",
  );
}

/** Erases those again who were erased after the backup was made. */
async function eraseThem(db: Kysely<DB>, config: Config, place: BlobStore, secret: Buffer): Promise<void> {
  const parts = await stepParts(db, config);
  await eraseAgain(db, { now: wallClock(), data: parts.data, secret });
  await finishAll({ ...parts, place: async () => place });
}

/** Restores a backup into a database of its own, which is deleted afterwards, and returns what is wrong, one sentence each. */
async function verify(config: Config, opened: Opened): Promise<string[]> {
  const { manifest } = opened;
  const secrets = await secretsOf(manifest, opened, passphraseOf(config));
  const scratch = path.join(config.dataDir, "verify-backup");
  const directory = path.join(scratch, "postgres");
  const start = () => startPostgres({ directory, log: createLog("silent"), overrides: { fsync: "off" } });
  // What a verification that was killed left, its server included.
  if (existsSync(directory)) await start().then((left) => left.stop());
  await rm(scratch, { recursive: true, force: true });
  const server = await start();
  try {
    await begin(server.url, manifest, plugins);
    await fill(server.url, plugins, { manifest, from: opened, secrets, hold: false });
    const faults = await compare(server.url, manifest);
    await migrate(server.url, plugins);
    await withPool(server.url, async (db) => {
      faults.push(...(await ledger.verify(db)), ...(await verifyCharges(db)), ...(await seals.verify(db)).faults);
    });
    return [...faults, ...(await files.check(manifest, opened))];
  } finally {
    await server.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

const keepOption = (text: string): KeepBackups => {
  if (!/^[1-9]\d{0,3}d?$/.test(text))
    throw new InvalidArgumentError("It must be a number of backups such as 14, or of days such as 30d.");
  return readKeep(text);
};

const fromText = "a folder or s3://BUCKET/PREFIX with backups, or one backup in it; BACKUP_TO unless given";

/** Adds the commands. */
export function addBackupCommands(program: Command, withUrl: WithUrl): void {
  program
    .command("backup")
    .option("--to <place>", "a folder or s3://BUCKET/PREFIX; BACKUP_TO unless given")
    .option(
      "--keep <n>",
      "how many backups stay there, or with a d of how many days; BACKUP_KEEP unless given",
      keepOption,
    )
    .description("back up the database, the files of messages and, under BACKUP_PASSPHRASE, the keys")
    .action((options: { to?: string; keep?: KeepBackups }) =>
      withUrl(async ({ url }, config) => {
        try {
          await backUp(url, config, options.to, options.keep ?? config.backup.keep);
        } catch (error) {
          if (!(error instanceof BackupUnderWay)) throw error;
          console.error(error.message);
          process.exitCode = UNDER_WAY;
        }
      }),
    );
  program
    .command("restore")
    .argument("[from]", fromText)
    .option("--without-secrets", "without the keys, when the passphrase is lost")
    .description("restore a backup where no Bellhop has been started yet")
    .action(async (from: string | undefined, options: { withoutSecrets?: boolean }) => {
      // All that can be wrong with the backup, before a database is made for it.
      const config = loadConfig(skillNames);
      const opened = await open(from, config, "restore");
      const secrets = options.withoutSecrets ? null : await secretsOf(opened.manifest, opened, passphraseOf(config));
      await withUrl(({ url }) => restore(url, config, opened, secrets));
    });
  program
    .command("verify-backup")
    .argument("[from]", fromText)
    .description(
      "restore a backup into a database of its own, prove that all is there and right, and delete that database",
    )
    .action(async (from: string | undefined) => {
      const config = loadConfig(skillNames);
      const opened = await open(from, config, "verify");
      const faults = await verify(config, opened);
      for (const fault of faults) console.log(fault);
      if (faults.length > 0) process.exitCode = 1;
      else console.log(sentenceOf(opened.manifest));
    });
}

function sentenceOf({ id, tables, files: { count, missing } }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const lost = missing.length > 0 ? ` ${missing.length} files had no content when it was made.` : "";
  return `Backup ${id} is whole: ${number(rows)} rows in ${tables.length} tables and ${number(count - missing.length)} files are as they were, and the ledger adds up.${lost}`;
}

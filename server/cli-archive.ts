// The commands for months of messages that were moved into files.
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { type Command, InvalidArgumentError } from "commander";
import type { Kysely } from "kysely";
import type { DB } from "../db/rows.ts";
import { wallClock } from "./base/clock.ts";
import type { Config } from "./base/config.ts";
import { openBlobStore, openFiles } from "./blob-store.ts";
import type { WithDatabase } from "./cli-options.ts";
import { archiveFiles, archiveKey, linesOf, monthOf, readManifest, startOf } from "./core/archive/month.ts";
import { bringBack, listArchives, mustBeArchived, verifyArchives } from "./core/archive/read.ts";
import { archiveOld } from "./core/archive/write.ts";

/** A month such as 2025-03. */
function month(text: string): string {
  if (!/^\d{4}-\d\d$/.test(text) || Number.isNaN(startOf(text).getTime()) || monthOf(startOf(text)) !== text)
    throw new InvalidArgumentError("It must be a month such as 2025-03.");
  return text;
}

/** A month as `archive list` shows it. */
function lineOf(row: Awaited<ReturnType<typeof listArchives>>[number]): string {
  const kept = row.brought_back_at ? "brought back" : row.removed_at ? "archived" : "being archived";
  const where = row.expired_at ? "deleted" : kept;
  return `${row.name}  ${where}  ${row.messages} messages, ${row.statuses} statuses, ${row.files} files`;
}

/** Adds `archive run`, `list`, `verify`, `export` and `bring-back`. */
export function addArchiveCommands(program: Command, withDatabase: WithDatabase): void {
  const command = program.command("archive").description("old months of messages, in files");
  command
    .command("run")
    .description("archive all months that are old enough (a running Bellhop does it by itself)")
    .action(() =>
      withDatabase(async (db, config) => {
        const months = config.archiveAfterMonths;
        if (months === 0) return console.log("Nothing is archived while ARCHIVE_AFTER_MONTHS is 0.");
        const { signal } = new AbortController();
        const done = await archiveOld(db, await openFiles(config), { months, now: wallClock(), signal });
        console.log(done.length === 0 ? "There is nothing to archive." : `Archived: ${done.join(", ")}.`);
      }),
    );
  command
    .command("list")
    .description("the archived months")
    .action(() =>
      withDatabase(async (db) => {
        const rows = await listArchives(db);
        if (rows.length === 0) console.log("Nothing is archived yet.");
        for (const row of rows) console.log(lineOf(row));
      }),
    );
  command
    .command("verify")
    .description("read the whole archive and prove by its checksums that it is as it was written")
    .action(() =>
      withDatabase(async (db, config) => {
        const faults = await verifyArchives(db, await openBlobStore(config));
        for (const fault of faults) console.log(fault);
        if (faults.length > 0) process.exitCode = 1;
        else console.log("The archive is whole.");
      }),
    );
  command
    .command("bring-back")
    .argument("<month>", "for example 2025-03", month)
    .description("read a month back into the database, where it stays")
    .action((name: string) =>
      withDatabase(async (db, config) => {
        const back = await bringBack(db, await openBlobStore(config), name, wallClock());
        console.log(`${back.messages} messages have their raw data again, and ${back.statuses} statuses are back.`);
      }),
    );
  command
    .command("export")
    .argument("<month>", "for example 2025-03", month)
    .requiredOption("--to <folder>", "a folder, which is made")
    .description("copy a month with its media into a folder that can be read without Bellhop")
    .action((name: string, { to }: { to: string }) =>
      withDatabase(async (db, config) => {
        const media = await exportMonth(db, config, name, to);
        console.log(`${to} has the messages, statuses and manifest of ${name}, and ${media} files in media/.`);
      }),
    );
}

/** Copies a month into a folder; the media under their checksums, with the ending of their names. Returns how many. */
async function exportMonth(db: Kysely<DB>, config: Config, name: string, folder: string): Promise<number> {
  await mustBeArchived(db, name);
  const blobs = await openBlobStore(config);
  await mkdir(path.join(folder, "media"), { recursive: true });
  await readManifest(blobs, name);
  const copy = async (key: string, place: string) => {
    const source = await blobs.read(key);
    if (source) await pipeline(source, createWriteStream(path.join(folder, place)));
    return source !== null;
  };
  for (const file of ["manifest.json", ...Object.values(archiveFiles)]) await copy(archiveKey(name, file), file);
  let count = 0;
  for await (const line of linesOf(blobs, name, archiveFiles.media)) {
    const { file, sha256, name: called } = JSON.parse(line) as { file: string; sha256: string; name: string | null };
    const ending = /\.[a-z0-9]{1,8}$/i.exec(called ?? "")?.[0] ?? "";
    if (await copy(file, path.join("media", `${sha256}${ending}`))) count += 1;
    else console.log(`The file ${sha256} is missing.`);
  }
  return count;
}

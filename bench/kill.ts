// kill -9 during pruning, archiving, retention, the erasure of a person, and an upgrade, each at random moments. Afterwards the same runs to its end, and
// the database must be as if nobody had killed it; the archive, the ledger and the audit log must be whole. Backup and restore: `backup kill`.
// npm run bench -- kill [times] [prune archive retention erase upgrade]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DB } from "../db/rows.ts";
import { createClient, createPool, overPool } from "../server/base/db.ts";
import { createLog } from "../server/base/log.ts";
import { startPostgres, superuserUrl } from "../server/base/postgres.ts";
import * as seals from "../server/core/access/seals.ts";
import * as ledger from "../server/core/accounts/ledger.ts";
import { verifyArchives } from "../server/core/archive/read.ts";
import { createDiskStore } from "../server/edge/blobs/disk.ts";
import { fillNewest, fillOld } from "./kill-data.ts";
import { type StepName, stepNames } from "./kill-step.ts";

const [given, ...chosen] = process.argv.slice(2);
const times = Number(given ?? 20);
const folder = await mkdtemp(path.join(tmpdir(), "bellhop-bench-kill-"));
const directory = path.join(folder, "postgres");
const server = await startPostgres({ directory, log: createLog("warn") });

/** Rows that are made at another time, or under another id, when work is done in two parts. */
const passing = /^(events|audit_log|audit_seals|job_runs|schema_migrations|rollup_changes|erasures|event_stream_\w+)$/;
/** A row of the others without when something was done, and without the random names that an erasure gives. */
const said = `regexp_replace((to_jsonb(t) - array['expired_at', 'deleted_at', 'ran_at', 'erased_at', 'updated_at', 'entered_at', 'deleted'])::text,
  'erased:[0-9a-f-]{36}', 'erased', 'g')`;

async function asOwner(...statements: string[]): Promise<void> {
  const client = createClient(await superuserUrl(directory), "bench", "errand");
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const urlOf = (database: string): string => {
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  return url.href;
};

/** Starts a step in a process of its own. */
function begin(step: StepName, url: string, files: string) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "kill-step.ts"), step, url, files], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return { child, ended: once(child, "close").then(([code]) => code as number | null) };
}

/** A fresh copy of what the step is done to. */
async function copy(template: string, name: string): Promise<{ url: string; files: string }> {
  await asOwner(
    `drop database if exists ${name} with (force)`,
    `create database ${name} template ${template} owner bellhop`,
  );
  const files = path.join(folder, name);
  await rm(files, { recursive: true, force: true });
  await cp(path.join(folder, template), files, { recursive: true });
  return { url: urlOf(name), files };
}

/** What is in the database: of each table the number of rows and a checksum of what they say. */
async function contentOf(url: string): Promise<Record<string, string>> {
  const client = createClient(url, "bench", "errand");
  await client.connect();
  const { rows: tables } = await client.query(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
  );
  const content: Record<string, string> = {};
  for (const { name } of tables as { name: string }[]) {
    if (passing.test(name)) continue;
    const { rows } = await client.query(
      `select count(*) || ' rows, ' || coalesce(md5(string_agg(md5(${said}), '' order by md5(${said}))), '') as is from ${name} t`,
    );
    content[name] = rows[0].is;
  }
  await client.end();
  return content;
}

/** What is wrong with the ledger, the audit log and the archive. */
async function faultsOf(url: string, files: string): Promise<string[]> {
  const pool = createPool(url, "bench", 2);
  const db = overPool<DB>(pool);
  try {
    await seals.seal(db, new Date(), true);
    const { faults } = await seals.verify(db);
    return [...faults, ...(await ledger.verify(db)), ...(await verifyArchives(db, createDiskStore(files)))];
  } finally {
    await pool.end();
  }
}

async function killed(step: StepName): Promise<void> {
  const template = step === "upgrade" ? "old" : "newest";
  const whole = await copy(template, "whole");
  const since = performance.now();
  if ((await begin(step, whole.url, whole.files).ended) !== 0) throw new Error(`${step} fails without being killed.`);
  const took = performance.now() - since;
  const wanted = await contentOf(whole.url);
  const untouched = await contentOf(urlOf(template));
  if (JSON.stringify(wanted) === JSON.stringify(untouched)) throw new Error(`${step} does nothing.`);
  const broken: string[] = [...(await faultsOf(whole.url, whole.files))];
  let [hit, partly] = [0, 0];
  for (let n = 0; n < times; n += 1) {
    const trial = await copy(template, "trial");
    const { child, ended } = begin(step, trial.url, trial.files);
    await sleep(Math.random() * took);
    child.kill("SIGKILL");
    if ((await ended) === null) hit += 1;
    const half = JSON.stringify(await contentOf(trial.url));
    if (half !== JSON.stringify(untouched) && half !== JSON.stringify(wanted)) partly += 1;
    if ((await begin(step, trial.url, trial.files).ended) !== 0) broken.push("It cannot be run again.");
    const found = await contentOf(trial.url);
    for (const [table, is] of Object.entries(wanted))
      if (found[table] !== is) broken.push(`${table}: ${found[table]} instead of ${is}`);
    broken.push(...(await faultsOf(trial.url, trial.files)));
  }
  console.log(
    `${broken.length === 0 ? "holds " : "BROKEN"}  ${step}: ${hit} of ${times} were killed, ${partly} when some of it was done; ${Math.round(took)} ms without`,
  );
  for (const one of new Set(broken)) console.log(`        ${one}`);
  if (broken.length > 0) process.exitCode = 1;
}

try {
  await asOwner(
    "alter role bellhop createdb",
    "create database newest owner bellhop",
    "create database old owner bellhop",
  );
  await fillNewest(urlOf("newest"), path.join(folder, "newest"));
  await fillOld(urlOf("old"), path.join(folder, "old"), (sql) => onDatabase("old", sql));
  for (const step of stepNames) if (chosen.length === 0 || chosen.includes(step)) await killed(step);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Runs something as superuser on a database. */
async function onDatabase(name: string, statements: readonly [text: string, values?: unknown[]][]): Promise<void> {
  const url = new URL(await superuserUrl(directory));
  url.pathname = `/${name}`;
  const client = createClient(url.href, "bench", "errand");
  await client.connect();
  for (const [text, values] of statements) await client.query(text, values);
  await client.end();
}

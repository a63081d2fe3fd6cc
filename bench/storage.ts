// What a message costs: bytes of tables and indexes per stored message, and how many are recorded, answered and sent per second. Customers write
// "menu", and the provider takes the answers and tells three statuses of each. Then the same after the webhook log was pruned and the month archived,
// as it is with everything that is old.
// npm run bench -- storage [messages] [people]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import type { DB } from "../db/rows.ts";
import { createPool, overPool } from "../server/base/db.ts";
import { archiveOld } from "../server/core/archive/write.ts";
import { pruneWebhooks } from "../server/core/ingest/prune.ts";
import { createDiskStore } from "../server/edge/blobs/disk.ts";
import { provider } from "./provider.ts";
import { behind, look, stage } from "./stage.ts";
import { message, post, status } from "./traffic.ts";

const count = Number(process.argv[2] ?? 10_000);
const people = Number(process.argv[3] ?? 1_000);
const lanes = 16;

const graph = await provider(5);
const bellhop = await stage({ env: { WHATSAPP_ACCESS_TOKEN: "bench", GRAPH_API_URL: graph.url } });
const client = await look(bellhop);
try {
  const began = performance.now();
  await send(count, (n) => message(n, people, "menu"));
  const waiting = async () =>
    (await behind(client)) > 0 || (await client.query("select from outbox limit 1")).rows.length > 0;
  while (await waiting()) await sleep(50);
  const seconds = (performance.now() - began) / 1_000;
  await send(graph.taken.length * 3, (n) => status(n, graph.taken[Math.floor(n / 3)]));
  while ((await behind(client)) > 0 || !(await costsAreCounted())) await sleep(50);
  const { rows } = await client.query("select count(*)::int as n from messages");
  console.log(`${rows[0].n} messages kept: ${Math.round(rows[0].n / seconds)} a second, written, answered and sent`);
  await client.query("vacuum analyze");
  await printSizes(client, rows[0].n);
  await forget(await bellhop.databaseUrl());
  await client.query("vacuum full analyze");
  console.log("After the webhook log was pruned and the month archived:");
  await printSizes(client, rows[0].n);
} finally {
  await client.end();
  await bellhop.stop();
  graph.close();
}

/** Posts webhooks, some at a time. */
async function send(total: number, bodyOf: (n: number) => string): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < total; n = next++)
      await post(`http://127.0.0.1:${bellhop.port}/api/whatsapp/webhook/`, bodyOf(n));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function costsAreCounted(): Promise<boolean> {
  const { rows } = await client.query(
    "select status_id >= coalesce((select max(id) from message_statuses), 0) as done from cost_progress",
  );
  return rows[0].done;
}

/** Prunes and archives as if two months had gone by. */
async function forget(url: string): Promise<void> {
  const now = new Date();
  now.setUTCMonth(now.getUTCMonth() + 2, 1);
  const folder = await mkdtemp(path.join(tmpdir(), "bellhop-bench-"));
  const pool = createPool(url, "bench", 2);
  const db = overPool<DB>(pool);
  const files = { blobs: createDiskStore(folder), temporary: path.join(folder, "tmp"), scanner: null };
  while ((await pruneWebhooks(db, now)) > 0);
  await archiveOld(db, files, { months: 1, now, signal: new AbortController().signal });
  await pool.end();
  await rm(folder, { recursive: true });
}

async function printSizes(client: Client, messages: number): Promise<void> {
  const { rows } = await client.query(`
    select relname as name, pg_table_size(oid) as bytes, pg_indexes_size(oid) as indexes from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_total_relation_size(oid) > 262144
    order by pg_total_relation_size(oid) desc`);
  const each = (bytes: number) => Math.round(Number(bytes) / messages);
  let all = 0;
  for (const { name, bytes, indexes } of rows) {
    all += each(bytes) + each(indexes);
    console.log(
      `${name.padEnd(24)}${String(each(bytes)).padStart(6)} bytes a message, its indexes ${String(each(indexes)).padStart(6)}`,
    );
  }
  console.log(`together ${all} bytes a message`);
}

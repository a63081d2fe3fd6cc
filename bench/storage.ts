// What a message costs: bytes of tables and indexes per stored message, and how many are recorded, answered and sent per second. Customers write
// "menu", and the provider takes the answers.
// npm run bench -- storage [messages] [people]
import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { provider } from "./provider.ts";
import { behind, look, stage } from "./stage.ts";
import { appSecret, message } from "./traffic.ts";

const count = Number(process.argv[2] ?? 10_000);
const people = Number(process.argv[3] ?? 1_000);
const lanes = 16;

const graph = await provider(5);
const bellhop = await stage({ env: { WHATSAPP_ACCESS_TOKEN: "bench", GRAPH_API_URL: graph.url } });
const client = await look(bellhop);
try {
  const began = performance.now();
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < count; n = next++) await post(message(n, people, "menu"));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const waiting = async () =>
    (await behind(client)) > 0 || (await client.query("select from outbox limit 1")).rows.length > 0;
  while (await waiting()) await sleep(50);
  const seconds = (performance.now() - began) / 1_000;
  await client.query("vacuum analyze");
  const { rows } = await client.query(`
    select relname as name, pg_table_size(oid) as bytes, pg_indexes_size(oid) as indexes from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_total_relation_size(oid) > 262144
    order by pg_total_relation_size(oid) desc`);
  const { rows: kept } = await client.query("select count(*)::int as n from messages");
  const each = (bytes: number) => Math.round(Number(bytes) / kept[0].n);
  console.log(`${kept[0].n} messages kept: ${Math.round(kept[0].n / seconds)} a second, written, answered and sent`);
  let all = 0;
  for (const { name, bytes, indexes } of rows) {
    all += each(bytes) + each(indexes);
    console.log(
      `${name.padEnd(24)}${String(each(bytes)).padStart(6)} bytes a message, its indexes ${String(each(indexes)).padStart(6)}`,
    );
  }
  console.log(`together ${all} bytes a message`);
} finally {
  await client.end();
  await bellhop.stop();
  graph.close();
}

async function post(body: string): Promise<void> {
  const headers = {
    "content-type": "application/json",
    "x-hub-signature-256": `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`,
  };
  const response = await fetch(`http://127.0.0.1:${bellhop.port}/api/whatsapp/webhook/`, {
    method: "POST",
    headers,
    body,
  });
  if (response.status !== 200) throw new Error(`the webhook was answered with ${response.status}`);
}

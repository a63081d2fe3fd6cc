// What a message costs: bytes of tables and indexes per stored message, and how many are recorded, answered and sent per second. Customers write
// "menu", and the provider takes the answers.
// npm run bench -- storage [messages] [people]
import { setTimeout as sleep } from "node:timers/promises";
import { provider } from "./provider.ts";
import { behind, look, stage } from "./stage.ts";
import { message, post } from "./traffic.ts";

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
    for (let n = next++; n < count; n = next++)
      await post(`http://127.0.0.1:${bellhop.port}/api/whatsapp/webhook/`, message(n, people, "menu"));
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

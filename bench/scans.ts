// Which large tables are read as a whole: calls every GET route of the API on a database of 100,000 messages, takes in and answers a message, and has every
// scheduled job run, and then asks PostgreSQL what it read sequentially.
// npm run bench -- scans
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { provider } from "./provider.ts";
import { seeded, sizes } from "./seeded.ts";
import { apiKey, behind, look, stage } from "./stage.ts";
import { message, post } from "./traffic.ts";

/** Tables with fewer rows are read faster without an index. */
const LARGE = 10_000;
/** PostgreSQL counts what a session read when it has been idle for 10 s. */
const COUNTED_MS = 11_000;

/** What may read a large table as a whole, and why. */
const may: Record<string, Record<string, string>> = {
  "the scheduled jobs": {
    ledger_lines: "the nightly proof of the ledger adds up all of it",
    ledger_entries: "the nightly proof of the ledger adds up all of it",
    bookings: "the nightly proof of the ledger compares each stay with its charge",
    audit_log: "the nightly proof of the audit log reads all of it",
    audit_seals: "the nightly proof of the audit log reads all of it",
  },
  "the GET routes": {
    message_hours: "statistics of all the time that it covers were asked for",
    cost_hours: "statistics of all the time that it covers were asked for",
    parking_quarters: "statistics of all the time that it covers were asked for",
    attachments: "it is joined with the 1,000 latest stickers, a tenth of this table",
    message_costs: "it is joined with all messages of a conversation, and sums were asked for",
  },
};

type Operation = { parameters?: { name: string; in: string; required?: boolean; schema?: { enum?: string[] } }[] };
const { paths } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../docs/openapi.json"), "utf8")) as {
  paths: Record<string, { get?: Operation }>;
};

/** Values of parameters that must be given. */
const values: Record<string, string> = {
  contact: "1",
  token: "AAAA.AAAA",
  q: "ana",
  from: "2025-01-01",
  to: "2025-12-31",
  phone: "15550100001",
  market: "US",
  category: "utility",
};

/** The address of a route, with something for each parameter that it needs. */
function addressOf(route: string, { parameters = [] }: Operation): string {
  const place = route.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? "1");
  const query = parameters.filter((one) => one.in === "query" && one.required);
  const text = new URLSearchParams(
    query.map(({ name, schema }): [string, string] => [name, schema?.enum?.[0] ?? values[name] ?? "1"]),
  );
  return query.length === 0 ? place : `${place}?${text}`;
}

const server = await seeded();
const graph = await provider(5);
const bellhop = await stage({
  env: { DATABASE_URL: await server.of(sizes[0]), WHATSAPP_ACCESS_TOKEN: "bench", GRAPH_API_URL: graph.url },
});
const client = await look(bellhop);

/** Runs something, and returns which large tables were read as a whole meanwhile. */
async function scannedBy(run: () => Promise<unknown>): Promise<Record<string, number>> {
  const read = async () => {
    await sleep(COUNTED_MS);
    await client.query("select pg_stat_clear_snapshot()");
    const { rows } = await client.query<{ name: string; read: number; rows: number }>(
      "select relname as name, seq_tup_read::float8 as read, n_live_tup::float8 as rows from pg_stat_user_tables",
    );
    return new Map(rows.map((row) => [row.name, row]));
  };
  const before = await read();
  await run();
  const after = await read();
  const found: Record<string, number> = {};
  for (const [name, { read, rows }] of after) {
    const times = (read - (before.get(name)?.read ?? 0)) / Math.max(rows, 1);
    // A scan that stops at its first rows does no harm.
    if (rows >= LARGE && times >= 0.5) found[name] = Math.round(times * 10) / 10;
  }
  return found;
}

async function askAll(): Promise<void> {
  const answers = new Map<number, string[]>();
  for (const [route, { get }] of Object.entries(paths)) {
    // Streams do not end.
    if (!get || /\/live$|\/events$/.test(route)) continue;
    const response = await fetch(`http://127.0.0.1:${bellhop.port}${addressOf(route, get)}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    await response.arrayBuffer();
    answers.set(response.status, [...(answers.get(response.status) ?? []), route]);
  }
  for (const [status, routes] of answers)
    console.log(`${routes.length} routes answered ${status}${status === 400 ? `: ${routes.join(", ")}` : ""}`);
}

async function converse(): Promise<void> {
  for (let n = 0; n < 20; n += 1)
    await post(`http://127.0.0.1:${bellhop.port}/api/whatsapp/webhook/`, message(n, 5, "menu"));
  const isWaiting = async () =>
    (await behind(client)) > 0 ||
    (await client.query("select from outbox where state = 'queued' limit 1")).rows.length > 0;
  for (let waited = 0; waited < 300 && (await isWaiting()); waited += 1) await sleep(100);
}

async function runJobs(): Promise<void> {
  const { rows } = await client.query<{ n: number }>("select count(*)::int as n from job_runs");
  await client.query("delete from job_runs");
  const ran = async () => (await client.query<{ n: number }>("select count(*)::int as n from job_runs")).rows[0]!.n;
  for (let waited = 0; waited < 600 && (await ran()) < rows[0]!.n; waited += 1) await sleep(200);
  console.log(`${await ran()} scheduled jobs ran`);
}

try {
  await client.query("vacuum analyze");
  for (const [what, run] of [
    ["the GET routes", askAll],
    ["messages in and answers out", converse],
    ["the scheduled jobs", runJobs],
  ] as const) {
    const found = Object.entries(await scannedBy(run));
    if (found.length === 0) console.log(`holds   ${what} read no large table as a whole`);
    for (const [table, times] of found) {
      const why = may[what]?.[table];
      console.log(
        `${why ? "holds " : "BROKEN"}  ${what} read ${table} ${times} times as a whole${why ? `: ${why}` : ""}`,
      );
      if (!why) process.exitCode = 1;
    }
  }
} finally {
  await client.end();
  await bellhop.stop();
  graph.close();
  await server.stop();
}

// From a webhook to the request with the reply at the provider, on an idle Bellhop, alternately with the same on the lower bound (floor.ts), which
// uses the same PostgreSQL; then, in which statements Bellhop spends its time. Each message is from somebody new, who gets a contact, a conversation
// and an account, unless a number of people is given, who then write in turn.
// npm run bench -- latency [messages] [people]
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../test/support/port.ts";
import { provider } from "./provider.ts";
import { reply } from "./reply.ts";
import { type Stage, stage } from "./stage.ts";
import { read, table } from "./statements.ts";

const count = Number(process.argv[2] ?? 300);
const people = Number(process.argv[3] ?? 100_000);
// With few people, each of them has written once when the warm-up is over.
const warmUp = people > count ? 20 : people;
const graph = await provider(5);
const below = await provider(5);
const notes = await mkdtemp(path.join(tmpdir(), "bellhop-statements-"));
const statements = path.join(notes, "statements.json");
const bellhop = await stage({
  env: {
    WHATSAPP_ACCESS_TOKEN: "bench",
    GRAPH_API_URL: graph.url,
    NODE_OPTIONS: `--import ${path.join(import.meta.dirname, "statements.ts")}`,
    BENCH_STATEMENTS: statements,
  },
});
const spans: [number, number][] = [];
const floor = await startFloor(bellhop, below.url);
try {
  const took: { bellhop: number[]; floor: number[] } = { bellhop: [], floor: [] };
  for (let n = 0; n < count + warmUp; n += 1) {
    const since = performance.timeOrigin + performance.now();
    const ours = await reply(`http://127.0.0.1:${bellhop.port}/api/whatsapp/webhook/`, graph, n, people);
    await sleep(20 + Math.random() * 30);
    const least = await reply(`http://127.0.0.1:${floor.port}/`, below, n, people);
    await sleep(20 + Math.random() * 30);
    if (n < warmUp) continue;
    took.bellhop.push(ours);
    spans.push([since, since + ours]);
    took.floor.push(least);
  }
  const share = (values: number[], part: number) => values.toSorted((a, b) => a - b)[Math.floor(values.length * part)]!;
  const told = (values: number[]) =>
    `p50 ${share(values, 0.5).toFixed(1)} ms, p95 ${share(values, 0.95).toFixed(1)} ms, p99 ${share(values, 0.99).toFixed(1)} ms`;
  const ratio = share(took.bellhop, 0.5) / share(took.floor, 0.5);
  console.log(`webhook to reply request, idle, ${count} messages: ${told(took.bellhop)} (goal p99 50)`);
  console.log(`the floor, in turn with them:  ${told(took.floor)}`);
  console.log(`p50 is ${ratio.toFixed(2)} times the floor (goal 2.5)`);
} finally {
  floor.process.kill();
  graph.close();
  below.close();
  await bellhop.stop();
}
console.log(table(read(statements), spans));
await rm(notes, { recursive: true });

async function startFloor(bellhop: Stage, graphUrl: string): Promise<{ port: number; process: ChildProcess }> {
  const port = await freePort();
  const program = path.join(import.meta.dirname, "floor.ts");
  const child = spawn(process.execPath, [program, String(port), await bellhop.databaseUrl(), graphUrl], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout!, "data");
  return { port, process: child };
}

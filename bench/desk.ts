// The Desk with much data: every list, filter, order, search and the overview, on 100 thousand and on 1 million messages.
// npm run bench -- desk [rounds] [only cases whose name contains this]. The databases are kept in .tmp/desk for the next run.
import { type Case, cases } from "./desk-cases.ts";
import { seeded, sizes } from "./seeded.ts";
import { apiKey, stage } from "./stage.ts";

const rounds = Number(process.argv[2] ?? 100);
const only = process.argv[3] ?? "";
/** The bound for an answer at the 99th percentile, in ms, as promised for its kind by docs/decisions/0023-tables-in-plain-sql.md. */
function boundOf({ name, path }: Case): number {
  if (/^(overview|messages: days|bookings: days)|^days:/.test(name) || path.includes("/days?")) return 100;
  if (/[?&](q=|sort=(?!timestamp|id|reserved_at))/.test(path) && /table/.test(path)) return 150;
  return 50;
}

type Figures = { p50: number; p99: number };

const databases = await seeded();
const stages: { port: number; cases: readonly Case[]; stop(): Promise<void> }[] = [];
try {
  for (const size of sizes) {
    const url = await databases.of(size);
    const { port, stop } = await stage({ env: { DATABASE_URL: url, ROLE: "web" } });
    stages.push({ port, stop, cases: await cases(url) });
  }
  const [small, large] = stages;
  let measured = 0;
  let slow = 0;
  console.log(`\n${"".padEnd(46)}100 thousand       1 million\n${"".padEnd(46)}p50     p99        p50     p99   bound`);
  for (const [place, one] of small!.cases.entries()) {
    if (!one.name.includes(only)) continue;
    const pair = [small!, large!].map(({ port, cases }) => `http://127.0.0.1:${port}${cases[place]!.path}`);
    const bound = boundOf(one);
    const figures = await measure(pair);
    tell(one.name, figures, bound);
    measured += 1;
    if (figures[1]!.p99 > bound) slow += 1;
  }
  console.log(`\n${measured} kinds of request, ${rounds} times each: ${slow} beyond their bound at p99.`);
} finally {
  for (const { stop } of stages) await stop();
  await databases.stop();
}

/** Sends requests to both sizes over HTTP, one after the other and alternately, so that other load on the machine affects both. */
async function measure(addresses: readonly string[]): Promise<Figures[]> {
  const took: number[][] = addresses.map(() => []);
  for (let round = -10; round < rounds; round += 1) {
    for (const [place, address] of addresses.entries()) {
      const since = performance.now();
      const answer = await fetch(address, { headers: { authorization: `Bearer ${apiKey}` } });
      const body = await answer.text();
      if (!answer.ok) throw new Error(`${address} was answered with ${answer.status}: ${body}`);
      // The first rounds warm up.
      if (round >= 0) took[place]!.push(performance.now() - since);
    }
  }
  return took.map((times) => {
    times.sort((a, b) => a - b);
    const at = (share: number) =>
      Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]! * 10) / 10;
    return { p50: at(0.5), p99: at(0.99) };
  });
}

/** One line of the table. */
function tell(name: string, [small, large]: readonly Figures[], bound: number): void {
  const cell = (n: number) => n.toFixed(1).padStart(6);
  console.log(
    `${name.padEnd(44)}${cell(small!.p50)}  ${cell(small!.p99)}     ${cell(large!.p50)}  ${cell(large!.p99)}  ${String(bound).padStart(6)}${large!.p99 > bound ? "  beyond" : ""}`,
  );
}

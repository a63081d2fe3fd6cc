// Two web and two worker processes under load while processes, the database and the providers fail: nothing acknowledged is lost, nobody is answered
// twice or out of order, webhooks are answered with 200 or 503, and all goes on by itself within a minute of the fault's end.
// npm run bench -- faults [scenes] [--kills 50] [--seconds 60] [--people 200]
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { noAnswer } from "../server/core/outbox/retry.ts";
import { type Cluster, openCluster } from "./faults/cluster.ts";
import { type Findings, startCustomers } from "./faults/customers.ts";
import type { Scene } from "./faults/scene.ts";
import { scenes } from "./faults/scenes.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: "string", default: "50" },
    seconds: { type: "string", default: "60" },
    people: { type: "string", default: "200" },
  },
});
const extent = { kills: Number(values.kills), lastsMs: Number(values.seconds) * 1_000 };
/** How often a customer writes, in ms: as often as Meta lets anybody be answered. */
const WRITE_INTERVAL_MS = 6_000;
/**
 * How soon everything that waited must be answered when the fault is over, in ms. A message whose sending was cut off is in doubt for half a minute at
 * least, and for longer when that happens twice.
 */
const MAX_RECOVERY_MS = 60_000;
const MAX_RECOVERY_IN_DOUBT_MS = 2 * MAX_RECOVERY_MS;

const unknown = positionals.filter((name) => !(name in scenes));
if (unknown.length > 0) {
  console.error(`There is no scene ${unknown.join(", ")}; there are ${Object.keys(scenes).join(", ")}.`);
  process.exitCode = 1;
} else {
  const names = positionals.length > 0 ? positionals : Object.keys(scenes);
  for (const name of names) if (!(await play(name, scenes[name]!))) process.exitCode = 1;
}

/** Runs a scene and prints what became of it; returns whether every bound held. */
async function play(name: string, scene: Scene): Promise<boolean> {
  const cluster = await openCluster(scene);
  const interrupted = () => void cluster.close().finally(() => process.exit(130));
  process.once("SIGINT", interrupted);
  try {
    const customers = startCustomers(cluster.sim, Number(values.people), WRITE_INTERVAL_MS);
    await sleep(WRITE_INTERVAL_MS);
    const since = Date.now();
    const wrong = await scene.run(cluster, extent).then(
      () => [],
      (error: unknown) => [String(error)],
    );
    const over = Date.now();
    const limit = performance.now() + 3 * MAX_RECOVERY_MS;
    const through = async (time: number) => {
      while (customers.throughAfter(time) === null && performance.now() < limit) await sleep(500);
    };
    await sleep(WRITE_INTERVAL_MS);
    await through(over);
    await customers.finish();
    await through(Date.now());
    const first = customers.answerAfter(over);
    const last = customers.throughAfter(over);
    const { webhooks } = customers;
    const people = scene.processes || scene.doubt ? await leftToPeople(cluster) : 0;
    const all = customers.findings();
    const found = { ...all, lost: all.lost - people, webhooks, ended: ended(cluster), throughMs: last && last - over };
    console.log(
      `${name}: ${scene.what}\n  ${found.acknowledged} messages, lost ${found.lost}, left to people ${people}, twice ${found.twice}, out of order ${found.disordered}; ` +
        `webhooks ${JSON.stringify(webhooks)}; longest silence ${seconds(customers.longestSilence(since))}, on again after ${seconds(first && first - over)}, through after ` +
        `${seconds(found.throughMs)}; at most ${longestLog(cluster)} lines of log a process`,
    );
    const broken = [...wrong, ...boundsBroken(scene, found)];
    for (const line of broken) console.log(`  BROKEN  ${line}`);
    return broken.length === 0;
  } finally {
    process.off("SIGINT", interrupted);
    await cluster.close();
    await scene.end?.();
  }
}

/**
 * How many answers failed because their sending was cut off twice and no sign of them came: they are never sent a third time, the conversation waits
 * for people instead.
 */
async function leftToPeople({ server }: Cluster): Promise<number> {
  const client = await server.connect();
  const { rows } = await client.query(
    "select count(*)::int as n from messages where direction = 'out' and status = 'failed' and error_title = $1",
    [noAnswer(null).title],
  );
  await client.end();
  return rows[0].n;
}

/** How many processes ended that nobody killed; prints what they said last. */
function ended({ members }: Cluster): number {
  const dead = members.filter(({ process: { child } }) => child.exitCode !== null || child.signalCode !== null);
  for (const {
    role,
    process: { log },
  } of dead)
    console.log(`a ${role} process ended:`, log.slice(-5));
  return dead.length;
}

function longestLog({ members }: Cluster): number {
  return Math.max(...members.map(({ process: { log } }) => log.length));
}

type Found = Findings & { webhooks: Record<string, number>; ended: number; throughMs: number | null };

/** Which bounds a scene broke. */
function boundsBroken(scene: Scene, found: Found): string[] {
  const { lost, twice, copies, disordered, webhooks, throughMs } = found;
  const allowed = ["200", "503", ...(scene.processes ? ["reset", "timeout"] : [])];
  const limit = scene.processes ? MAX_RECOVERY_IN_DOUBT_MS : MAX_RECOVERY_MS;
  const others = Object.keys(webhooks).filter((how) => !allowed.includes(how));
  const checks: [holds: boolean, text: string][] = [
    [lost === 0, `${lost} acknowledged messages have no answer`],
    [twice === 0 || (scene.doubt === true && copies <= 2), `${twice} answers came again, one ${copies} times`],
    [disordered === 0, `${disordered} answers came out of order`],
    [others.length === 0, `webhooks were answered with ${others.join(", ")}`],
    [found.ended === 0, `${found.ended} processes ended`],
    [throughMs !== null && throughMs <= limit, `it took more than ${seconds(limit)} until all were answered`],
  ];
  return checks.flatMap(([holds, text]) => (holds ? [] : [text]));
}

function seconds(ms: number | null): string {
  return ms === null ? "never" : `${(ms / 1_000).toFixed(1)} s`;
}

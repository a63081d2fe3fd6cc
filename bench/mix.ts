// Meta's mix, ten statuses per message, at its full rate: 3,300 webhooks a second for a minute, sent regardless of responses.
// npm run bench -- mix [rate] [seconds]
import { setTimeout as sleep } from "node:timers/promises";
import { behind, load, look, memory, seedSent, spent, stage } from "./stage.ts";

const rate = Number(process.argv[2] ?? 3_300);
const seconds = Number(process.argv[3] ?? 60);
const bellhop = await stage();
const client = await look(bellhop);
try {
  await seedSent(client, Math.ceil((rate * seconds) / 3));
  let worst = 0;
  let looking = true;
  const watch = (async () => {
    while (looking) {
      worst = Math.max(worst, await behind(client));
      await sleep(200);
    }
  })();
  const before = await spent(bellhop);
  const sent = await load({ port: bellhop.port, seconds, rate, connections: 64 });
  const since = performance.now();
  while ((await behind(client)) > 0) await sleep(20);
  const drained = Math.round(performance.now() - since);
  const after = await spent(bellhop);
  looking = false;
  await watch;
  const { rows } = await client.query("select count(*)::int as statuses from message_statuses");
  console.log(
    `${sent.done} of ${sent.next} acknowledged, refused ${JSON.stringify(sent.failures)}, unanswered ${sent.unanswered}; ` +
      `p50 ${sent.p50} ms, p95 ${sent.p95} ms, p99 ${sent.p99} ms, p99.9 ${sent.p999} ms, max ${sent.max} ms (goal p99 250 ms)`,
  );
  console.log(
    `drained ${drained} ms after the end (goal 2,000 ms), at worst ${worst} webhooks (${(worst / rate).toFixed(2)} s) behind; ` +
      `${rows[0].statuses} statuses kept; ${await memory(bellhop.process.pid!)} MB`,
  );
  const cpu = Object.entries(after).map(
    ([name, used]) => `${name} ${Math.round(((used - before[name]!) * 1e6) / sent.done)} ms`,
  );
  console.log(`processor time of 1,000 webhooks: ${cpu.join(", ")}`);
} finally {
  await client.end();
  await bellhop.stop();
}

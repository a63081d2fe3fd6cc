// Durably acknowledged webhooks per second, compared with a bare server that only checks the HMAC and parses; alternately, with the same load.
// npm run bench -- ack [rounds] [seconds]
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../test/support/port.ts";
import { behind, load, look, median, memory, seedSent, stage } from "./stage.ts";

const rounds = Number(process.argv[2] ?? 3);
const seconds = Number(process.argv[3] ?? 10);
const port = await freePort();
const bare = spawn(process.execPath, [`${import.meta.dirname}/bare.ts`, String(port)], { stdio: "inherit" });
const bellhop = await stage();
const client = await look(bellhop);
try {
  await seedSent(client, 200_000);
  const ratios: number[] = [];
  let from = 0;
  await load({ port, seconds: 2 });
  from = (await load({ port: bellhop.port, seconds: 2, from })).next;
  for (let round = 0; round < rounds; round += 1) {
    const yardstick = await load({ port, seconds });
    const ours = await load({ port: bellhop.port, seconds, from });
    from = ours.next;
    const lag = await behind(client);
    const since = performance.now();
    while ((await behind(client)) > 0) await sleep(50);
    ratios.push(ours.perSecond / yardstick.perSecond);
    console.log(
      `bare ${yardstick.perSecond}/s (p99 ${yardstick.p99} ms)   Bellhop ${ours.perSecond}/s (p50 ${ours.p50}, p99 ${ours.p99} ms, refused ${JSON.stringify(ours.failures)})` +
        `   ratio ${ratios.at(-1)!.toFixed(2)}   drain behind ${lag}, caught up in ${Math.round(performance.now() - since)} ms   ${await memory(bellhop.process.pid!)} MB`,
    );
  }
  console.log(`median ratio ${median(ratios).toFixed(2)} (goal 0.60)`);
} finally {
  await client.end();
  await bellhop.stop();
  bare.kill();
}

// Memory use during ten minutes of webhooks sent as fast as they are acknowledged, and while the drain catches up.
// npm run bench -- memory [minutes]
import { setTimeout as sleep } from "node:timers/promises";
import { behind, load, look, median, memory, seedSent, stage } from "./stage.ts";

const minutes = Number(process.argv[2] ?? 10);
const bellhop = await stage();
const client = await look(bellhop);
try {
  await seedSent(client, 200_000);
  const samples: number[] = [];
  let running = true;
  const watch = (async () => {
    while (running) {
      await sleep(5_000);
      samples.push(await memory(bellhop.process.pid!));
    }
  })();
  let from = 0;
  let acknowledged = 0;
  for (let minute = 1; minute <= minutes; minute += 1) {
    const result = await load({ port: bellhop.port, seconds: 60, from, ahead: 0 });
    from = result.next;
    acknowledged += result.done;
    console.log(
      `minute ${minute}: ${result.perSecond}/s, refused ${JSON.stringify(result.failures)}, ${samples.at(-1)} MB, drain ${await behind(client)} behind`,
    );
  }
  running = false;
  await watch;
  const third = Math.floor(samples.length / 3);
  console.log(
    `${acknowledged} acknowledged; resident memory, median of the first third ${median(samples.slice(0, third))} MB, ` +
      `of the last ${median(samples.slice(-third))} MB, at most ${Math.max(...samples)} MB`,
  );
} finally {
  await client.end();
  await bellhop.stop();
}

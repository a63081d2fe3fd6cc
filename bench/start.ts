// From the start of the process until it is ready, with an existing data directory.
// npm run bench -- start [rounds]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { median, stage } from "./stage.ts";

const rounds = Number(process.argv[2] ?? 7);
const dataDir = await mkdtemp(path.join(tmpdir(), "bellhop-bench-"));
const took: number[] = [];
try {
  for (let round = 0; round <= rounds; round += 1) {
    const since = performance.now();
    const bellhop = await stage({ dataDir });
    const ms = Math.round(performance.now() - since);
    if (round === 0) console.log(`first start, database made: ${ms} ms`);
    else took.push(ms);
    await bellhop.stop();
  }
  console.log(`start to ready, ${rounds} times: median ${median(took)} ms, worst ${Math.max(...took)} ms (goal 3,000)`);
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

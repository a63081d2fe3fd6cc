// Photos of 1 MB that come in while customers write and are answered, from a provider that often fails: how long do the answers take, is every photo
// kept in the end without anybody's help, and how much memory does that take? `kill`: kill -9 of everything, database included, at half time.
// npm run bench -- media [photos] [seconds] [kill]
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../test/support/port.ts";
import { photos } from "./photos.ts";
import { provider } from "./provider.ts";
import { killAll, look, memory, stage } from "./stage.ts";
import { message, photo, post } from "./traffic.ts";

const numbers = process.argv.slice(2).filter((word) => word !== "kill");
const count = Number(numbers[0] ?? 1_000);
const seconds = Number(numbers[1] ?? 60);
const kills = process.argv.includes("kill");
const TEXTS_PER_SECOND = 50;
const PEOPLE = 1_000_000;

const files = await photos();
const graph = await provider(5, files.answerGet);
const dataDir = await mkdtemp(path.join(tmpdir(), "bellhop-media-"));
const port = await freePort();
const begin = () =>
  stage({
    dataDir,
    port,
    env: {
      WHATSAPP_ACCESS_TOKEN: "bench",
      GRAPH_API_URL: graph.url,
      WHATSAPP_MESSAGES_PER_SECOND: "1000",
      SKILLS: "keywords",
    },
  });
let bellhop = await begin();
const url = `http://127.0.0.1:${port}/api/whatsapp/webhook/`;

const since = new Map<string, number>();
const waits: number[] = [];
graph.onTaken = ({ to, at }) => {
  const asked = since.get(to.replace("+", ""));
  if (asked === undefined) return;
  since.delete(to.replace("+", ""));
  waits.push(at - asked);
};

/** Posts a webhook as a provider does: again until it is acknowledged. */
async function deliver(body: string): Promise<void> {
  while (true) {
    try {
      return await post(url, body);
    } catch {
      await sleep(200);
    }
  }
}

/** Calls `work` evenly, `perSecond` times a second, until all `total` calls are done. */
async function evenly(total: number, perSecond: number, work: (n: number) => Promise<void>): Promise<void> {
  const start = performance.now();
  const running: Promise<void>[] = [];
  for (let n = 0; n < total; n += 1) {
    const early = (n / perSecond) * 1_000 - (performance.now() - start);
    if (early > 0) await sleep(early);
    running.push(work(n));
  }
  await Promise.all(running);
}

let peak = 0;
const watch = setInterval(async () => {
  peak = Math.max(peak, await memory(bellhop.process.pid!));
}, 250);

try {
  const start = performance.now();
  const texts = evenly(TEXTS_PER_SECOND * seconds, TEXTS_PER_SECOND, async (n) => {
    since.set(String(15_550_200_000 + n), performance.now());
    await deliver(message(n, PEOPLE, "menu"));
  });
  const sent = evenly(count, count / seconds, (n) =>
    deliver(photo(500_000 + n, PEOPLE, `photo-${n}`, files.sha256(n, "base64"))),
  );
  if (kills) {
    await sleep((seconds * 1_000) / 2);
    await killAll(bellhop);
    bellhop = await begin();
  }
  await Promise.all([texts, sent]);
  const client = await look(bellhop);
  const countStates = async () => {
    const { rows } = await client.query<{ state: string; n: number }>(
      "select state, count(*)::int as n from attachments where message_id is not null group by state",
    );
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  };
  const sentAll = performance.now();
  while ((await countStates()).ready !== count && performance.now() - sentAll < 120_000) await sleep(100);
  const took = (performance.now() - sentAll) / 1_000;
  while (since.size > 0 && performance.now() - sentAll < 120_000) await sleep(100);
  const { rows } = await client.query<{ sha256: string; n: string }>(
    `select b.sha256, substring(a.provider_id from '\\d+') as n from attachments a join blobs b on b.id = a.blob_id`,
  );
  await client.end();
  let whole = 0;
  for (const { sha256, n } of rows) {
    const content = await readFile(path.join(dataDir, "media", sha256.slice(0, 2), sha256));
    const found = createHash("sha256").update(content).digest("hex");
    if (found === sha256 && sha256 === files.sha256(Number(n), "hex")) whole += 1;
  }
  waits.sort((a, b) => a - b);
  const part = (share: number) =>
    Math.round(waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? Number.NaN);
  console.log(
    `${count} photos in ${Math.round((sentAll - start) / 1_000)} s: ${rows.length} kept, ${whole} of them byte for byte, all ${took.toFixed(1)} s after the last; troubles ${JSON.stringify(files.troubles)}`,
  );
  console.log(
    `${TEXTS_PER_SECOND * seconds} messages meanwhile: webhook to the answer's send p50 ${part(0.5)} ms, p99 ${part(0.99)} ms, longest ${part(1)} ms (goal 1,000), ${since.size} without an answer`,
  );
  console.log(`memory of Bellhop at most ${peak} MB (goal 400)`);
  if (whole !== count || since.size > 0) process.exitCode = 1;
} finally {
  clearInterval(watch);
  await bellhop.stop();
  graph.close();
  await rm(dataDir, { recursive: true, force: true });
}

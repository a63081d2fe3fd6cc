// From a webhook to the live event for its message at a listener's socket: on an idle Bellhop, and with a hundred listeners under Meta's mix.
// npm run bench -- live [messages] [rate] [seconds] [listeners]
import { setTimeout as sleep } from "node:timers/promises";
import { listenTo, type Said, upgrade } from "../test/support/live.ts";
import { apiKey, behind, load, look, seedSent, stage } from "./stage.ts";
import { message, post } from "./traffic.ts";

const [count, rate, seconds, listeners] = [300, 3_300, 40, 100].map((given, n) =>
  Number(process.argv[n + 2] ?? given),
) as [number, number, number, number];

const bellhop = await stage();
const client = await look(bellhop);
const address = `http://127.0.0.1:${bellhop.port}`;
/** Called with the conversations of each event; null when there are too many to name. */
let heard: (conversations: number[] | null) => void = () => {};
let events = 0;
const ear = await listenTo(address, {
  key: apiKey,
  onSaid({ type, data }: Said) {
    if (type !== "inbox.changed") return;
    events += 1;
    heard(data.all ? null : data.conversation_ids);
  },
});

let written = 0;
/** Posts a customer's message; returns the time until the listener got its event, in ms, or null when the event had too many messages to name. */
async function write(conversation: number | null): Promise<number | null> {
  written += 1;
  // A customer who is not in the mix. The number also determines the message's id.
  const body = message(written * 1_000_000 + 900_000, 1_000_000);
  const since = performance.now();
  const told = new Promise<number | null>((resolve) => {
    heard = (conversations) => {
      if (conversations === null) resolve(null);
      else if (conversation === null || conversations.includes(conversation)) resolve(performance.now() - since);
    };
  });
  await post(`${address}/api/whatsapp/webhook/`, body);
  return told;
}

try {
  const idle: number[] = [];
  for (let n = 0; n < count + 20; n += 1) {
    const took = await write(null);
    // The first messages warm up.
    if (n >= 20 && took !== null) idle.push(took);
    await sleep(20 + Math.random() * 30);
  }
  console.log(`webhook to live event, idle, ${count} messages: ${shares(idle)} (goal p95 150 ms)`);

  await seedSent(client, Math.ceil((rate * seconds) / 3));
  const { rows } = await client.query(
    "select conversation_id from messages where direction = 'in' order by id desc limit 1",
  );
  const others = await Promise.all(
    Array.from({ length: listeners - 1 }, () => upgrade(address, "/api/live", { authorization: `Bearer ${apiKey}` })),
  );
  let bytes = 0;
  for (const { socket } of others) {
    socket!.on("data", (part: Buffer) => {
      bytes += part.length;
    });
    socket!.resume();
  }
  const busy: number[] = [];
  let unnamed = 0;
  let worst = 0;
  let running = true;
  const probe = (async () => {
    await sleep(2_000);
    while (running) {
      const took = await write(Number(rows[0].conversation_id));
      if (took === null) unnamed += 1;
      else busy.push(took);
      worst = Math.max(worst, await behind(client));
      await sleep(50 + Math.random() * 100);
    }
  })();
  events = 0;
  const sent = await load({ port: bellhop.port, seconds, rate, connections: 64 });
  running = false;
  await probe;
  console.log(
    `webhook to live event, ${listeners} listeners, ${rate} webhooks a second for ${seconds} s, ${busy.length} messages: ${shares(busy)}`,
  );
  console.log(
    `  ${(events / seconds).toFixed(1)} events/s, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s to the others, ${unnamed} told as "all"; ` +
      `${sent.done} of ${sent.next} acknowledged (refused ${JSON.stringify(sent.failures)}), p50 ${sent.p50} ms, p99 ${sent.p99} ms; ` +
      `at worst ${worst} webhooks behind`,
  );
  for (const { socket } of others) socket!.destroy();
} finally {
  await ear.close();
  await client.end();
  await bellhop.stop();
}

function shares(took: number[]): string {
  const sorted = took.toSorted((a, b) => a - b);
  const share = (part: number) => `${(sorted[Math.floor(sorted.length * part)] ?? Number.NaN).toFixed(1)} ms`;
  return `p50 ${share(0.5)}, p95 ${share(0.95)}, p99 ${share(0.99)}, max ${share(0.9999)}`;
}

// From a webhook to the reply's request at the provider, on an idle Bellhop.
// npm run bench -- latency [messages]

import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { provider } from "./provider.ts";
import { stage } from "./stage.ts";
import { appSecret, message } from "./traffic.ts";

const count = Number(process.argv[2] ?? 300);
const graph = await provider(5);
const bellhop = await stage({ env: { WHATSAPP_ACCESS_TOKEN: "bench", GRAPH_API_URL: graph.url } });
const took: number[] = [];
try {
  for (let n = 0; n < count + 20; n += 1) {
    const body = message(n, 100_000, "menu");
    const arrived = new Promise<number>((resolve) => {
      graph.onTaken = (taken) => resolve(taken.at);
    });
    const since = performance.now();
    const response = await fetch(`http://127.0.0.1:${bellhop.port}/api/whatsapp/webhook/`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-hub-signature-256": `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`,
      },
      body,
    });
    if (response.status !== 200) throw new Error(`the webhook was answered with ${response.status}`);
    const at = await arrived;
    // The first ones warm up.
    if (n >= 20) took.push(at - since);
    await sleep(20 + Math.random() * 30);
  }
  took.sort((a, b) => a - b);
  const share = (part: number) => took[Math.floor(took.length * part)]!.toFixed(1);
  console.log(
    `webhook to reply request, idle, ${count} messages: p50 ${share(0.5)} ms (goal 10), p95 ${share(0.95)} ms, p99 ${share(0.99)} ms (goal 50)`,
  );
} finally {
  graph.close();
  await bellhop.stop();
}

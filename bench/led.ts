// From the webhook with "book A" to the LED command at the device, and to the request with the reply at the provider, on an idle Bellhop.
// npm run bench -- led [bookings]
import { setTimeout as sleep } from "node:timers/promises";
import type { Colour } from "../sim/park/led.ts";
import { createVirtualDevice } from "../sim/park/virtual-device.ts";
import { freePort } from "../test/support/port.ts";
import { equip, openLot, staff } from "./lot.ts";
import { provider } from "./provider.ts";
import { stage } from "./stage.ts";
import { message, post } from "./traffic.ts";

const count = Number(process.argv[2] ?? 300);
const warmUp = 20;
const graph = await provider(5);
const mqttPort = await freePort();
const bellhop = await stage({
  env: { MQTT_PORT: String(mqttPort), WHATSAPP_ACCESS_TOKEN: "bench", GRAPH_API_URL: graph.url },
});
const call = staff(bellhop);
const [spot] = await openLot(call, ["A"]);
let seen: (colour: Colour) => void = () => {};
const board = createVirtualDevice({
  mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
  ...(await equip(call, spot!)),
  reconnectMs: 200,
  onChange: () => seen(board.light()),
});
/** Resolves with the time at which the device shows a colour; rejects after ten seconds. */
function shows(colour: Colour): Promise<number> {
  const shown = new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the board did not turn ${colour}`)), 10_000);
    seen = (now) => {
      if (now !== colour) return;
      clearTimeout(late);
      resolve(performance.now());
    };
    seen(board.light());
  });
  // Prevents an unhandled rejection before somebody awaits this; whoever awaits it still gets the error.
  shown.catch(() => {});
  return shown;
}

const lit: number[] = [];
const answered: number[] = [];
try {
  board.plugIn();
  await shows("green");
  for (let n = 0; n < count + warmUp; n += 1) {
    // Each driver is new, so creating the account and its credit is part of the time.
    const body = message(n, 1_000_000, "book A");
    const driver = String(15_550_200_000 + n);
    const reply = new Promise<number>((resolve) => {
      // The previous driver may still get the message that the booking was cancelled.
      graph.onTaken = ({ at, to }) => to.endsWith(driver) && resolve(at);
    });
    const blue = shows("blue");
    const since = performance.now();
    await post(`http://127.0.0.1:${bellhop.port}/api/whatsapp/webhook/`, body);
    const [light, said] = await Promise.all([blue, reply]);
    // The first bookings warm up.
    if (n >= warmUp) {
      lit.push(light - since);
      answered.push(said - since);
    }
    graph.onTaken = null;
    const green = shows("green");
    const { bookings } = await call("GET", "/api/parking/bookings?status=reserved");
    const [{ id }] = bookings as [{ id: number }];
    await call("POST", `/api/parking/bookings/${id}/cancel`, { note: "the next one" });
    await green;
    await sleep(30 + Math.random() * 40);
  }
  console.log(`"book A", idle, ${count} new drivers`);
  console.log(`  webhook to light command at the board: ${shares(lit)} (goal p50 25 ms)`);
  console.log(`  webhook to reply request:              ${shares(answered)}`);
} finally {
  await board.close();
  graph.close();
  await bellhop.stop();
}

function shares(took: number[]): string {
  const sorted = took.toSorted((a, b) => a - b);
  const share = (part: number) => `${sorted[Math.floor(sorted.length * part)]!.toFixed(1)} ms`;
  return `p50 ${share(0.5)}, p95 ${share(0.95)}, p99 ${share(0.99)}`;
}

// What 1,000 connected devices cost while nobody writes and nothing changes: CPU time of Bellhop and of its database. The devices run in this
// process, with the keep-alive of 30 seconds that Bellhop's ESPHome configuration sets.
// npm run bench -- idle [devices] [seconds]
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../test/support/port.ts";
import { type BenchBoard, connectBoard } from "./boards.ts";
import { equip, openLot, staff } from "./lot.ts";
import { memory, spent, stage } from "./stage.ts";

const count = Number(process.argv[2] ?? 1_000);
const seconds = Number(process.argv[3] ?? 60);

const mqttPort = await freePort();
const bellhop = await stage({ env: { MQTT_PORT: String(mqttPort), WHATSAPP_ACCESS_TOKEN: "bench" } });
const call = staff(bellhop);
const boards: BenchBoard[] = [];
try {
  const places = await openLot(
    call,
    Array.from({ length: count }, (_, n) => `P${n + 1}`),
  );
  const waiting = [...places];
  const lane = async () => {
    for (let place = waiting.shift(); place; place = waiting.shift()) {
      const board = await connectBoard(`mqtt://127.0.0.1:${mqttPort}`, await equip(call, place));
      board.say(false);
      boards.push(board);
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  // Waits until every LED is confirmed and the work caused by the start is done.
  await sleep(15_000);
  const before = await spent(bellhop);
  const began = performance.now();
  await sleep(seconds * 1_000);
  const after = await spent(bellhop);
  const took = (performance.now() - began) / 1_000;
  const share = (who: string) => ((after[who]! - before[who]!) / took) * 100;
  console.log(
    `${count} boards connected, nobody writes, ${seconds} s: Bellhop ${share("Bellhop").toFixed(1)} % and its PostgreSQL ` +
      `${share("PostgreSQL").toFixed(1)} % of one core (goal 3 % together); memory ${await memory(bellhop.process.pid!)} MB`,
  );
} finally {
  await Promise.all(boards.map((board) => board.close()));
  await bellhop.stop();
}

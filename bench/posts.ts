// 1,000 devices on the embedded broker, each reporting its sensor once a second for a minute, while drivers book, park, leave and cancel. Is every
// reading kept, and how soon after its cause does an LED command reach the device? Devices and drivers run in this process.
// npm run bench -- posts [devices] [seconds] [how many of a hundred devices have drivers]
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../test/support/port.ts";
import { type BenchBoard, connectBoard } from "./boards.ts";
import { equip, openLot, type Place, staff } from "./lot.ts";
import { provider } from "./provider.ts";
import { behind, look, memory, spent, stage } from "./stage.ts";
import { message, post } from "./traffic.ts";

const count = Number(process.argv[2] ?? 1_000);
const seconds = Number(process.argv[3] ?? 60);
/**
 * Of a hundred devices, this many are at spots that drivers book and cancel by chat, and as many at spots where drivers park, both without pause; at
 * the others, cars come and go as often. With 2, a spot's LED changes every half minute on average, with 10 every eight seconds.
 */
const busy = Number(process.argv[4] ?? 2);
const share = Math.floor((count * busy) / 100);

const graph = await provider(5);
const mqttPort = await freePort();
const mqttUrl = `mqtt://127.0.0.1:${mqttPort}`;
const bellhop = await stage({
  env: {
    MQTT_PORT: String(mqttPort),
    WHATSAPP_ACCESS_TOKEN: "bench",
    WHATSAPP_MESSAGES_PER_SECOND: "1000",
    GRAPH_API_URL: graph.url,
  },
});
const call = staff(bellhop);
const client = await look(bellhop);
let boards: BenchBoard[] = [];
/** The number of messages that drivers have written. */
let written = 0;
try {
  const codes = Array.from({ length: count }, (_, n) => `P${n + 1}`);
  const places = await openLot(call, codes, { debounce_seconds: 0 });
  boards = await inLanes(16, places, async (place) => connectBoard(mqttUrl, await equip(call, place)));
  // A real lot of this size takes longer to create, and by then PostgreSQL would have analyzed the tables.
  await client.query("analyze");
  await inLanes(16, places.slice(0, 2 * share), (place) => write(place, "slots"));
  const cars = new Map<BenchBoard, boolean>();
  for (const board of boards) board.say(false);
  await settled();
  console.log(`${count} boards are connected`);

  const before = await spent(bellhop);
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const began = performance.now();
  const over = () => performance.now() - began > seconds * 1_000;
  const drivers = [
    ...places.slice(0, share).map((place, n) => changeMinds(place, boards[n]!, over)),
    ...places.slice(share, 2 * share).map((place, n) => park(place, boards[share + n]!, cars, over)),
  ];
  let open = true;
  const lives = Promise.allSettled(drivers).then((ends) => {
    open = false;
    return ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason)] : []));
  });
  // Until the drivers have finished their last round.
  const latest = await report(began, cars, () => open || !over());
  loop.disable();
  const failures = await lives;
  const after = await spent(bellhop);
  const took = (performance.now() - began) / 1_000;
  await settled();
  for (const failure of failures) console.log(`a driver gave up: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
  await tell(latest, Math.round(loop.percentile(99) / 1e6));
  for (const [who, cpu] of Object.entries(after))
    console.log(`  ${who}: ${Math.round(((cpu - before[who]!) / took) * 100)} % of one core`);
  console.log(`  Bellhop's memory: ${await memory(bellhop.process.pid!)} MB`);
} finally {
  await Promise.all(boards.map((board) => board.close()));
  await client.end();
  graph.close();
  await bellhop.stop();
}

/** A driver who books a spot by chat and cancels again. */
async function changeMinds(place: Place, board: BenchBoard, over: () => boolean): Promise<void> {
  await sleep(Math.random() * 6_000);
  while (!over()) {
    const blue = board.expect("blue", "chat");
    await write(place, `book ${place.code}`);
    await blue;
    await sleep(2_000 + Math.random() * 2_000);
    await write(place, "cancel");
    await sleep(500);
    const green = board.expect("green", "chat");
    await write(place, "yes");
    await green;
    await sleep(2_000 + Math.random() * 2_000);
  }
}

/** A driver for whom staff book, and who parks and leaves; the sensor reports this with its next reading. */
async function park(place: Place, board: BenchBoard, cars: Map<BenchBoard, boolean>, over: () => boolean) {
  await sleep(Math.random() * 6_000);
  while (!over()) {
    const blue = board.expect("blue", "rest");
    await call("POST", "/api/parking/bookings", { phone: `+${numberOf(place)}`, spot_id: place.id });
    await blue;
    for (const car of [true, false]) {
      await sleep(1_000 + Math.random() * 2_000);
      cars.set(board, car);
      while (board.occupied !== car || board.waits()) await sleep(50);
    }
  }
}

/** Makes every device report once a second, each at its own moment, while `on` holds. Returns the longest delay of a report, in ms. */
async function report(began: number, cars: Map<BenchBoard, boolean>, on: () => boolean): Promise<number> {
  const phases = boards.map((board) => ({ board, phase: Math.random() * 1_000 })).sort((a, b) => a.phase - b.phase);
  const passing = new Set(boards.slice(2 * share));
  let late = 0;
  for (let second = 0; on(); second += 1) {
    for (const { board, phase } of phases) {
      const due = began + second * 1_000 + phase;
      while (performance.now() < due) await sleep(1);
      late = Math.max(late, performance.now() - due);
      const turns = passing.has(board) && Math.random() < 0.011 * busy;
      const car = passing.has(board) ? board.occupied !== turns : (cars.get(board) ?? false);
      if (car !== board.occupied) void board.expect(car ? "red" : "green", "sensor");
      board.say(car);
    }
  }
  return late;
}

/** Waits until all reports are acknowledged and all messages are processed; at most half a minute. */
async function settled(): Promise<void> {
  for (let n = 0; n < 300; n += 1) {
    await sleep(100);
    const { rows } = await client.query("select count(*)::int as waiting from outbox");
    const open = boards.some((board) => board.acknowledged < board.published);
    if (!open && rows[0].waiting === 0 && (await behind(client)) === 0) return;
  }
}

async function tell(late: number, loopMs: number): Promise<void> {
  const sum = (what: "published" | "acknowledged" | "changes" | "unlit" | "reconnects") =>
    boards.reduce((total, board) => total + board[what], 0);
  const { rows } = await client.query(
    `select d.id, d.occupied, count(r.id) filter (where r.outcome = 'taken')::int as taken, count(r.id) filter (where r.outcome <> 'taken')::int as refused
     from devices d left join device_readings r on r.device_id = d.id group by d.id`,
  );
  const kept = new Map(rows.map((row) => [row.id as number, row]));
  const wrong = boards.filter(({ deviceId, occupied }) => kept.get(deviceId)?.occupied !== occupied).length;
  const differ = boards.filter(({ deviceId, changes }) => kept.get(deviceId)?.taken !== changes).length;
  const taken = rows.reduce((total, row) => total + row.taken, 0);
  const refused = rows.reduce((total, row) => total + row.refused, 0);
  const lost = sum("published") - sum("acknowledged");
  console.log(
    `${sum("published")} readings, ${lost} not acknowledged; PUBACK ${shares(boards.flatMap((one) => one.acks))}`,
  );
  console.log(
    `  ${sum("changes")} changes, ${taken} recorded; boards whose changes differ ${differ}, whose last reading is another ${wrong}; ` +
      `not used ${refused}, reconnects ${sum("reconnects")}`,
  );
  const lit = boards.flatMap((board) => board.lit);
  console.log(
    `light commands at the board: ${shares(lit.map(({ ms }) => ms))} (goal p99 100 ms), missed ${sum("unlit")}`,
  );
  for (const cause of ["sensor", "chat", "rest"] as const)
    console.log(`  ${cause.padEnd(6)} ${shares(lit.filter((one) => one.cause === cause).map(({ ms }) => ms))}`);
  const { rows: ends } = await client.query(`select status, count(*)::int as n from bookings group by 1 order by 1`);
  console.log(`  bookings: ${ends.map((row) => `${row.n} ${row.status}`).join(", ")}`);
  const dead = await client.query("select count(*)::int as n from dead_letters");
  if (lost + differ + wrong + refused + sum("unlit") + dead.rows[0].n > 0) process.exitCode = 1;
  console.log(
    `  dead letters ${dead.rows[0].n}; this process was late by ${Math.round(late)} ms at most, its event loop by ${loopMs} ms at p99`,
  );
}

function shares(took: number[]): string {
  const sorted = took.toSorted((a, b) => a - b);
  const part = (p: number) => `${(sorted[Math.floor(sorted.length * p)] ?? Number.NaN).toFixed(1)} ms`;
  return `${took.length}, p50 ${part(0.5)}, p95 ${part(0.95)}, p99 ${part(0.99)}, max ${(sorted.at(-1) ?? Number.NaN).toFixed(1)} ms`;
}

/** The phone number of the driver who uses a spot; `message` gives this number to the nth person. */
function numberOf({ id }: Place): number {
  return 15_550_200_000 + id;
}

/** The driver of a spot writes a message. */
async function write(place: Place, text: string): Promise<void> {
  written += 1;
  // The number determines the message's id and, modulo the number of people, who wrote it.
  const body = message(written * 1_000_000 + place.id, 1_000_000, text);
  await post(`http://127.0.0.1:${bellhop.port}/api/whatsapp/webhook/`, body);
}

/** Runs `work` for each item, a few at a time, and returns the results in order. */
async function inLanes<T, R>(lanes: number, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < items.length; n = next++) results[n] = await work(items[n]!);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

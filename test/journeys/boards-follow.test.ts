// Three workers: one drains and another sends. Boards behind a load balancer: when the one that has the broker is killed or stands still, a board is back at the other without
// another address.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../server/base/config.ts";
import { createLog } from "../../server/base/log.ts";
import { type Bellhop, start } from "../../server/main.ts";
import { skillNames } from "../../server/skills.ts";
import { createVirtualDevice, type VirtualDevice } from "../../sim/park/virtual-device.ts";
import { balanceBoards } from "../support/board-balancer.ts";
import { useDatabase } from "../support/database.ts";
import { freePort } from "../support/port.ts";
import { launch, type Process } from "../support/process.ts";

const database = useDatabase();
const key = "journey-key-0123456789-0123456789";
const shared = () => ({ DATABASE_URL: database.url, BELLHOP_API_KEY: key, SIM: "off" });
/** How long a takeover may take on a busy machine, in ms. */
const timeout = 60_000;

type Worker = { mqttPort: number; healthPort: number; process: Process };
let web: Bellhop;
let workers: Worker[];
let balancer: ReturnType<typeof balanceBoards>;
let board: VirtualDevice | undefined;
let boardsPort: number;

async function startWorker(): Promise<Worker> {
  const [mqttPort, healthPort] = [await freePort(), await freePort()];
  const env = { ...shared(), ROLE: "worker", MQTT_PORT: String(mqttPort), METRICS_PORT: String(healthPort) };
  return { mqttPort, healthPort, process: await launch(env, healthPort) };
}

beforeAll(async () => {
  web = await start(
    readConfig({ ...shared(), ROLE: "web", PORT: String(await freePort()) }, skillNames),
    createLog("silent"),
  );
  workers = await Promise.all([startWorker(), startWorker(), startWorker()]);
  boardsPort = await freePort();
  balancer = balanceBoards(boardsPort, workers);
}, 120_000);

afterAll(async () => {
  await board?.close();
  await balancer.close();
  for (const { process } of workers) await process.end();
  await web.stop();
});

async function call(method: string, at: string, body: object) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(`${web.address}${at}`, { method, headers, body: JSON.stringify(body) });
  return response.json() as Promise<{
    id: number;
    spots: { id: number }[];
    topic_prefix: string;
    username: string;
    password: string;
  }>;
}

const has = ({ healthPort }: Worker) =>
  fetch(`http://127.0.0.1:${healthPort}/readyz/boards`).then((answer) => answer.status === 200);

/** Waits for the board's light, which it can only be told at the broker. */
const light = (colour: string) => expect.poll(() => board!.light(), { timeout }).toBe(colour);

test("of several workers one drains and another sends", async () => {
  const { db } = database;
  const holder = async (name: string) =>
    (await db.selectFrom("leases").select("holder").where("name", "=", name).executeTakeFirstOrThrow()).holder;
  await expect.poll(async () => (await holder("ingest")) !== (await holder("outbox")), { timeout }).toBe(true);
});

test("a board finds the worker that has the broker, whichever it is", async () => {
  const terms = { name: "Harbour", currency: "EUR", rate_cents_per_hour: 600, debounce_seconds: 0 };
  const lot = await call("POST", "/api/parking/lots", { ...terms, spots: [{ code: "H1" }] });
  const device = await call("POST", "/api/devices", { name: "H1", spot_id: lot.spots[0]!.id });
  const { username, password, topic_prefix: topicPrefix } = device;
  const mqttUrl = `mqtt://127.0.0.1:${boardsPort}`;
  board = createVirtualDevice({ mqttUrl, username, password, topicPrefix, reconnectMs: 200 });
  board.plugIn();
  await light("green");
  expect((await fetch(`${web.address}/readyz/boards`)).status).toBe(503);

  let booking = 0;
  for (const [signal, colour] of [
    ["SIGKILL", "blue"],
    ["SIGSTOP", "green"],
  ] as const) {
    const holding = await Promise.all(workers.map(has));
    expect(holding.filter(Boolean)).toHaveLength(1);
    const [lost] = workers.splice(holding.indexOf(true), 1);
    lost!.process.child.kill(signal);
    if (signal === "SIGKILL")
      booking = (await call("POST", "/api/parking/bookings", { phone: "+1 555 010 0001", spot: "H1" })).id;
    else await call("POST", `/api/parking/bookings/${booking}/cancel`, {});
    await light(colour);
    await lost!.process.end();
  }
}, 300_000);

// Devices behind an external broker, and two workers: one of them is the broker's client, and the other takes over when it leaves.
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { Aedes } from "aedes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../server/base/config.ts";
import { createLog } from "../../server/base/log.ts";
import { type Bellhop, start } from "../../server/main.ts";
import { skillNames } from "../../server/skills.ts";
import { createVirtualDevice, type VirtualDevice } from "../../sim/park/virtual-device.ts";
import type { Answer } from "../support/app.ts";
import { useDatabase } from "../support/database.ts";
import { freePort } from "../support/port.ts";
import { until } from "../support/until.ts";

const database = useDatabase();
const key = "journey-key-0123456789-0123456789";
let aedes: Aedes;
let server: Server;
let web: Bellhop;
const workers: Bellhop[] = [];
let board: VirtualDevice | undefined;

beforeAll(async () => {
  aedes = await Aedes.createBroker();
  server = createServer(aedes.handle).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `mqtt://bellhop:secret@127.0.0.1:${(server.address() as { port: number }).port}`;
  const process = async (role: string) =>
    start(
      readConfig(
        {
          ROLE: role,
          PORT: String(await freePort()),
          MQTT_URL: url,
          DATABASE_URL: database.url,
          BELLHOP_API_KEY: key,
          SIM: "off",
        },
        skillNames,
      ),
      createLog("silent"),
    );
  web = await process("web");
  workers.push(await process("worker"), await process("worker"));
});

afterAll(async () => {
  await board?.close();
  for (const one of [...workers, web]) await one.stop();
  const closed = once(server, "close");
  server.close();
  await new Promise<void>((resolve) => aedes.close(() => resolve()));
  await closed;
});

async function call(method: string, path: string, body?: object): Promise<Answer["json"]> {
  const headers = { authorization: `Bearer ${key}`, ...(body ? { "content-type": "application/json" } : {}) };
  const response = await fetch(`${web.address}${path}`, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return response.json();
}

test("a stay over a foreign broker, while the worker that hears it is replaced", async () => {
  const lot = await call("POST", "/api/parking/lots", {
    name: "Quay",
    currency: "EUR",
    rate_cents_per_hour: 600,
    debounce_seconds: 0,
    spots: [{ code: "A" }],
  });
  const { topic_prefix, username, password, esphome } = await call("POST", "/api/devices", {
    name: "Post A",
    spot_id: lot.spots[0].id,
  });
  expect(esphome).toContain(`port: ${(server.address() as { port: number }).port}`);
  const { port } = server.address() as { port: number };
  board = createVirtualDevice({
    mqttUrl: `mqtt://127.0.0.1:${port}`,
    username,
    password,
    topicPrefix: topic_prefix,
    reconnectMs: 100,
  });
  board.plugIn();
  await until("a green light", () => board!.light() === "green");
  const booking = await call("POST", "/api/parking/bookings", { phone: "+1 555 010 0001", spot: "A" });
  await until("a blue light", () => board!.light() === "blue");
  board.sense(true);
  await until("a red light", () => board!.light() === "red");
  // Whichever worker is the client: both are replaced by a third, and nothing is lost.
  const third = await start(
    readConfig(
      {
        ROLE: "worker",
        MQTT_URL: `mqtt://bellhop:secret@127.0.0.1:${port}`,
        DATABASE_URL: database.url,
        SIM: "off",
      },
      skillNames,
    ),
    createLog("silent"),
  );
  for (const one of workers.splice(0)) await one.stop();
  workers.push(third);
  board.sense(false);
  await until(
    "a receipt",
    async () => (await call("GET", `/api/parking/bookings/${booking.id}`)).status === "completed",
  );
  await until("a green light", () => board!.light() === "green");
  expect((await call("GET", `/api/parking/bookings/${booking.id}`)).amount_cents).toBe(10);
});

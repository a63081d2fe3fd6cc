// SIGTERM: work in progress is finished, no new work is accepted, and the process ends by itself with exit code 0.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import path from "node:path";
import { expect, test } from "vitest";
import { useDatabase } from "../support/database.ts";
import { freePort } from "../support/port.ts";
import { until } from "../support/until.ts";

const database = useDatabase();
const secret = "stopping-secret";

test("a send under way gets its answer, and its result is kept", async () => {
  const waiting: ServerResponse[] = [];
  // What else Bellhop asks is never answered, and stops nothing.
  const graph = createServer((request, response) => {
    if (request.method === "POST") waiting.push(response);
  }).listen(0, "127.0.0.1");
  await once(graph, "listening");
  const port = await freePort();
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "../../server/main.ts")], {
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      MQTT_PORT: String(await freePort()),
      DATABASE_URL: database.url,
      WHATSAPP_APP_SECRET: secret,
      WHATSAPP_ACCESS_TOKEN: "stopping-access",
      GRAPH_API_URL: `http://127.0.0.1:${(graph.address() as { port: number }).port}`,
    },
  });
  const address = `http://127.0.0.1:${port}`;
  const ready = () =>
    fetch(`${address}/readyz`)
      .then(({ ok }) => ok)
      .catch(() => false);
  await until("Bellhop ready", ready);

  const message = {
    from: "15550700001",
    id: "wamid.stop",
    timestamp: String(Math.floor(Date.now() / 1000)),
    type: "text",
    text: { body: "menu" },
  };
  const metadata = { display_phone_number: "15550100000", phone_number_id: "800000000000001" };
  const change = { field: "messages", value: { messaging_product: "whatsapp", metadata, messages: [message] } };
  const body = JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "1", changes: [change] }] });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const headers = { "x-hub-signature-256": `sha256=${signature}` };
  expect((await fetch(`${address}/api/whatsapp/webhook/`, { method: "POST", headers, body })).status).toBe(200);
  await until("the send under way", () => waiting.length === 1);

  child.kill("SIGTERM");
  await until("the door closed", async () => !(await ready()));
  expect(child.exitCode).toBeNull();
  waiting[0]!
    .writeHead(200, { "content-type": "application/json" })
    .end(JSON.stringify({ contacts: [{ wa_id: "15550700001" }], messages: [{ id: "wamid.answer" }] }));
  expect(await once(child, "exit")).toEqual([0, null]);
  graph.close();

  const { rows } = await database.pool.query("select status, provider_id from messages where direction = 'out'");
  expect(rows).toEqual([{ status: "accepted", provider_id: "wamid.answer" }]);
  expect((await database.pool.query("select * from outbox")).rows).toEqual([]);
}, 120_000);

// Two web and two worker processes on one database: one drains, one dispatches, and when they leave the others take over.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../server/base/config.ts";
import { createLog } from "../../server/base/log.ts";
import { type Bellhop, start } from "../../server/main.ts";
import { skillNames } from "../../server/skills.ts";
import { createSimulator, type Simulator } from "../../sim/simulator.ts";
import { useDatabase } from "../support/database.ts";
import { listenTo } from "../support/live.ts";
import { freePort } from "../support/port.ts";

const database = useDatabase();
const secrets = { appSecret: "several-secret", accessToken: "several-access", verifyToken: "several" };
const apiKey = "several-key-0123456789-0123456789";
const sid = `AC${"2".repeat(32)}`;
let sims: Simulator[] = [];
let provider: Server;
let webs: Bellhop[] = [];
let workers: Bellhop[] = [];

beforeAll(async () => {
  provider = createServer((request, response) => {
    // Both simulators represent the same Meta; the one that has the phone takes the message.
    const url = request.url ?? "/";
    const sim = sims[url.startsWith("/1/") ? 1 : 0];
    // A process that starts asks how its numbers are before the simulators are there.
    if (!sim) return void response.writeHead(503).end();
    sim.handle(request, response, url.slice(3));
  }).listen(0, "127.0.0.1");
  await once(provider, "listening");
  const base = `http://127.0.0.1:${(provider.address() as { port: number }).port}`;
  const process = async (role: string, port: number) =>
    start(
      readConfig(
        {
          ROLE: role,
          PORT: String(port),
          MQTT_PORT: String(await freePort()),
          DATABASE_URL: database.url,
          BELLHOP_API_KEY: apiKey,
          WHATSAPP_APP_SECRET: secrets.appSecret,
          WHATSAPP_ACCESS_TOKEN: secrets.accessToken,
          WHATSAPP_PHONE_NUMBER_ID: "800000000000001",
          GRAPH_API_URL: `${base}/0/graph`,
          TWILIO_ACCOUNT_SID: sid,
          TWILIO_AUTH_TOKEN: "several-token",
          PUBLIC_URL: `http://127.0.0.1:${ports[0]}`,
          TWILIO_API_URL: `${base}/0/twilio`,
          TWILIO_CONTENT_API_URL: `${base}/0/twilio`,
        },
        skillNames,
      ),
      createLog("silent"),
    );
  const ports = [await freePort(), await freePort()];
  webs = await Promise.all(ports.map((port) => process("web", port)));
  workers = [await process("worker", 1), await process("worker", 1)];
  sims = webs.map((web, n) =>
    createSimulator({
      target: web.address!,
      publicBase: web.address!,
      baseUrl: `${base}/${n}`,
      reads: "always",
      meta: {
        ...secrets,
        phoneNumberId: "800000000000001",
        businessAccountId: "900000000000001",
        displayNumber: "15550100000",
      },
      twilio: { accountSid: sid, authToken: "several-token" },
    }),
  );
});

afterAll(async () => {
  await Promise.all(sims.map((sim) => sim.close()));
  await Promise.all([...workers, ...webs].map((bellhop) => bellhop.stop()));
  provider.close();
});

const answers = (phone: string) => sims[0]!.transcript(phone, "meta").filter((message) => message.from === "business");

test("what either web process takes is answered once, also while the working process leaves", async () => {
  const phones = Array.from({ length: 30 }, (_, n) => String(15_550_600_000 + n));
  const write = (phone: string, n: number) => sims[n % 2]!.write(phone, "menu");
  await Promise.all(phones.slice(0, 15).map(write));
  const leaving = workers.shift()!.stop();
  await Promise.all(phones.slice(15).map(write));
  await leaving;
  for (const phone of phones) await expect.poll(() => answers(phone).length, { timeout: 15_000 }).toBe(1);
  await Promise.all(sims.map((sim) => sim.idle()));
  const { rows } = await database.pool.query(
    "select count(*)::int as n, count(distinct provider_id)::int as different from messages where direction = 'in'",
  );
  expect(rows).toEqual([{ n: 30, different: 30 }]);
  expect(phones.map((phone) => answers(phone).length)).toEqual(phones.map(() => 1));
}, 60_000);

test("who listens at either web process hears of the same messages, and goes on at the other", async () => {
  const [first, second] = await Promise.all(webs.map((web) => listenTo(web.address!, { key: apiKey })));
  const before = first!.cursor();
  await Promise.all([sims[0]!.write("15550600900", "menu"), sims[1]!.write("15550600901", "menu")]);
  await expect.poll(() => answers("15550600900").length, { timeout: 15_000 }).toBe(1);
  await expect.poll(() => answers("15550600901").length, { timeout: 15_000 }).toBe(1);
  await Promise.all(sims.map((sim) => sim.idle()));
  const { rows } = await database.pool.query(
    "select id from events where type = 'inbox.changed' order by id desc limit 1",
  );
  const last = Number(rows[0].id);
  await expect.poll(() => first!.ids(), { timeout: 10_000 }).toContain(last);
  // Each client may get the events in another valid order.
  const sorted = (ear: typeof first) => ear!.ids().toSorted((a, b) => a - b);
  await expect.poll(() => sorted(second).join() === sorted(first).join(), { timeout: 10_000 }).toBe(true);
  await first!.close();
  // Late events, such as a last tick, reach both clients that still listen.
  const again = await listenTo(webs[1]!.address!, { key: apiKey, after: before });
  await expect.poll(() => sorted(again).join() === sorted(second).join(), { timeout: 10_000 }).toBe(true);
  await again.close();
  await second!.close();
}, 60_000);

test("workers have no web server, web processes no worker", () => {
  expect(workers.every((worker) => worker.address === null)).toBe(true);
  expect(webs.every((web) => web.address !== null)).toBe(true);
});

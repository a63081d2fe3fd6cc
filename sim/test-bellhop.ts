// For the simulator's own tests: a fake Bellhop that records webhooks, and a simulator that listens.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "./http.ts";
import type { SimulatorOptions } from "./options.ts";
import { createSimulator } from "./simulator.ts";
import type { Simulator } from "./surface.ts";

// biome-ignore lint/suspicious/noExplicitAny: bodies have many shapes, and a wrong guess fails the test anyway
export type Json = any;

export type Hook = { path: string; headers: IncomingMessage["headers"]; body: string };

/** Options for a target, with short delays and made-up secrets. */
export function testOptions(target: string, more: Partial<SimulatorOptions> = {}): SimulatorOptions {
  return {
    target,
    publicBase: "https://desk.example.com",
    timing: { sentMs: 1, deliveredMs: 1, readMs: 1, metaRetryDelaysMs: [1, 2, 5], twilioRetryDelayMs: 1 },
    meta: {
      appSecret: "test_app_secret",
      verifyToken: "verify",
      accessToken: "token",
      phoneNumberId: "800000000000001",
      businessAccountId: "900000000000001",
      displayNumber: "15550100000",
    },
    twilio: { accountSid: `AC${"0".repeat(32)}`, authToken: "tok_6789" },
    ...more,
  };
}

export type Rig = {
  sim: Simulator;
  hooks: Hook[];
  /** The next responses of the fake Bellhop; 200 when the list is used up. */
  answers: (number | { status: number; type: string; body: string })[];
  graph(body: object, path?: string, token?: string): Promise<Response>;
  twilio(form: Record<string, string>): Promise<Response>;
  url: string;
  close(): Promise<void>;
};

/** Starts both. Close it when the test ends. */
export async function startRig(more: Partial<SimulatorOptions> = {}): Promise<Rig> {
  const hooks: Hook[] = [];
  const answers: Rig["answers"] = [];
  const bellhop = createServer(async (req, res) => {
    const body = await readBody(req, 1e8);
    const url = new URL(req.url ?? "/", "http://local");
    hooks.push({ path: url.pathname + url.search, headers: req.headers, body: body.toString("utf8") });
    const answer = answers.shift() ?? 200;
    if (typeof answer !== "number") {
      res.writeHead(answer.status, { "content-type": answer.type });
      res.end(answer.body);
    } else res.writeHead(answer).end(url.searchParams.get("hub.challenge") ?? "");
  });
  const target = await listen(bellhop);
  const door = createServer((req, res) => sim.handle(req, res, (req.url ?? "/").replace("/sim/", "")));
  const url = `${await listen(door)}/sim`;
  const sim = createSimulator(testOptions(target, { baseUrl: url, ...more }));
  return {
    sim,
    hooks,
    answers,
    url,
    graph: (body, path = "800000000000001/messages", token = "token") =>
      fetch(`${url}/graph/v25.0/${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    twilio: (form) =>
      fetch(`${url}/twilio/2010-04-01/Accounts/AC${"0".repeat(32)}/Messages.json`, {
        method: "POST",
        headers: { authorization: `Basic ${Buffer.from(`AC${"0".repeat(32)}:tok_6789`).toString("base64")}` },
        body: new URLSearchParams({ From: "whatsapp:+14155238886", ...form }),
      }),
    async close() {
      await sim.close();
      for (const server of [door, bellhop]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

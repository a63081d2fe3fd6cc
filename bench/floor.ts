// The lower bound for `latency`: the least that a durable answer costs. A bare node:http server that checks the HMAC, commits the webhook, answers
// 200, commits the message with its answer, commits the claim, and posts to the provider. One connection, prepared statements.
// node bench/floor.ts PORT DATABASE_URL PROVIDER_URL
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import pg from "pg";
import { Pool } from "undici";
import { appSecret } from "./traffic.ts";

const [port, url, graph] = process.argv.slice(2) as [string, string, string];
const client = new pg.Client({ connectionString: url });
await client.connect();
await client.query(`
  create schema floor;
  create table floor.webhooks (id bigint generated always as identity primary key, body bytea not null, received_at timestamptz not null);
  create table floor.messages (id bigint generated always as identity primary key, provider_id text unique, body text, status text, answers bigint);
  create table floor.outbox (message_id bigint primary key references floor.messages, claimed_at timestamptz)`);
const run = (name: string, text: string, values: unknown[] = []) => client.query({ name, text, values });
const provider = new Pool(graph);

/** From a webhook to the request with the reply, in the same steps as Bellhop, one at a time. */
async function answer(body: Buffer, acknowledge: () => void): Promise<void> {
  await run("webhook", "insert into floor.webhooks (body, received_at) values ($1, now())", [body]);
  acknowledge();
  const [message] = JSON.parse(body.toString("utf8")).entry[0].changes[0].value.messages;
  await client.query("begin");
  const { rows } = await run("message", "insert into floor.messages (provider_id, body) values ($1, $2) returning id", [
    message.id,
    message.text.body,
  ]);
  const reply = await run(
    "reply",
    "with said as (insert into floor.messages (body, status, answers) values ('menu', 'queued', $1) returning id) insert into floor.outbox select id from said returning message_id",
    [rows[0].id],
  );
  await client.query("commit");
  await run("claim", "update floor.outbox set claimed_at = now() where message_id = $1", [reply.rows[0].message_id]);
  const sent = await provider.request({
    path: "/v25.0/1/messages",
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ to: message.from, text: { body: "menu" }, biz_opaque_callback_data: randomUUID() }),
  });
  await sent.body.dump();
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts);
    const expected = Buffer.from(`sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`);
    const given = Buffer.from(String(request.headers["x-hub-signature-256"]));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return response.writeHead(401).end();
    void answer(body, () => response.writeHead(200, { "content-length": "0" }).end());
  });
});
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));

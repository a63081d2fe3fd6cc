// Against a small HTTP server: the signature as a receiver checks it, and what becomes of answers.
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../../test/support/port.ts";
import { createAlarmWebhook } from "./webhook.ts";

const secret = Buffer.alloc(32, 9);
const request = {
  key: "6f3b2c1a-0000-4000-8000-000000000001",
  body: '{"type":"alarm.opened"}',
  at: new Date(1_767_268_800_500),
};
let got: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];
let status = 204;
const server = createServer((incoming, response) => {
  let body = "";
  incoming.on("data", (piece) => {
    body += piece;
  });
  incoming.on("end", () => {
    got.push({ url: incoming.url!, headers: incoming.headers, body });
    response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end(status === 204 ? "" : "so it is");
  });
});
beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
afterAll(() => void server.close());
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?a=1`;

test("an alarm is signed over its id, its time and its body", async () => {
  [got, status] = [[], 204];
  expect(await createAlarmWebhook({ url: url(), secret }).send(request)).toEqual({
    outcome: "taken",
    answer: "HTTP 204",
  });
  const [{ url: path, headers, body }] = got as [(typeof got)[number]];
  expect([path, body]).toEqual(["/hook?a=1", request.body]);
  expect(headers).toMatchObject({
    "webhook-id": request.key,
    "webhook-timestamp": "1767268800",
    "content-type": "application/json",
  });
  const signature = createHmac("sha256", secret).update(`${request.key}.1767268800.${body}`).digest("base64");
  expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
});

test.each([
  [200, "taken"],
  [302, "later"],
  [404, "later"],
  [413, "refused"],
  [500, "later"],
])("%i is %s, and a redirect is not followed", async (given, outcome) => {
  [got, status] = [[], given];
  expect(await createAlarmWebhook({ url: url(), secret }).send(request)).toEqual({
    outcome,
    answer: `HTTP ${given} so it is`,
  });
  expect(got).toHaveLength(1);
});

test("one that cannot be reached is asked later; its path, which may be a secret, is not told", async () => {
  const port = await freePort();
  const result = await createAlarmWebhook({ url: `http://127.0.0.1:${port}/secret`, secret }).send(request);
  expect(result).toEqual({ outcome: "later", answer: expect.stringContaining(`127.0.0.1:${port} did not answer`) });
  expect(result.answer).not.toContain("secret");
});

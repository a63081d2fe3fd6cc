// Uploads to a small server in the place of Meta: what it receives, what each answer means, and that a large file is not held in memory.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { createMetaChannel } from "./channel.ts";

let closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

/** A channel whose Meta is this function. */
async function channelTo(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const channel = createMetaChannel({ baseUrl, version: "v25.0", accessToken: "secret-token", timeoutMs: 5_000 });
  closing.push(
    () => channel.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  if (channel.files.by !== "upload") throw new Error("Meta takes uploads");
  return { upload: channel.files.upload, server };
}

const file = (content: string) => ({
  ...{ mimeType: "application/pdf", size: content.length, name: "rates.pdf" },
  content: Readable.from([Buffer.from(content)]),
});
const answers = (status: number, body: string) => async (request: IncomingMessage, response: ServerResponse) => {
  await buffer(request);
  response.writeHead(status).end(body);
};

test("the form has the type, the file and its name", async () => {
  const seen: { url: string; token: string; form: FormData }[] = [];
  const { upload } = await channelTo(async (request, response) => {
    const body = new Uint8Array(await buffer(request));
    const { url = "", headers } = request;
    const form = await new Response(body, { headers: { "content-type": headers["content-type"]! } }).formData();
    seen.push({ url, token: headers.authorization!, form });
    response.end('{"id":"7001"}');
  });
  expect(await upload("800000000000001", file("%PDF-1.7"))).toEqual({ outcome: "uploaded", providerId: "7001" });
  const [{ url, token, form }] = seen as [(typeof seen)[0]];
  expect([url, token]).toEqual(["/v25.0/800000000000001/media", "Bearer secret-token"]);
  expect([form.get("messaging_product"), form.get("type")]).toEqual(["whatsapp", "application/pdf"]);
  const sent = form.get("file") as File;
  expect([sent.name, sent.type, await sent.text()]).toEqual(["rates.pdf", "application/pdf", "%PDF-1.7"]);
});

test.each<[string, number, string, object]>([
  ["Meta's error", 400, '{"error":{"code":131053,"message":"bad"}}', { error: { code: 131053 } }],
  [
    "a 5xx of something else",
    502,
    "<html>",
    { error: { code: 131053 }, advice: { action: "retry", scope: "message" } },
  ],
  ["no id", 200, "{}", { error: { code: 131053 }, advice: { action: "retry", scope: "message" } }],
  ["a token that has ended", 401, '{"error":{"code":190,"message":"ended"}}', { advice: { scope: "channel" } }],
])("%s is a refusal, never unanswered", async (_, status, body, expected) => {
  const { upload } = await channelTo(answers(status, body));
  expect(await upload("1", file("x"))).toMatchObject({ outcome: "refused", ...expected });
});

test("nobody there is unreachable, and a connection that breaks concerns this file", async () => {
  const { upload, server } = await channelTo((request) => request.socket.destroy());
  expect(await upload("1", file("x"))).toMatchObject({
    outcome: "refused",
    advice: { action: "retry", scope: "message" },
  });
  server.close();
  server.closeAllConnections();
  expect(await upload("1", file("x"))).toMatchObject({ outcome: "unreachable" });
});

test("of 100 MB only as much is read as Meta takes", async () => {
  let received = 0;
  const { upload } = await channelTo(async (request, response) => {
    for await (const chunk of request) received += chunk.length;
    response.end('{"id":"7002"}');
  });
  const piece = Buffer.alloc(64 * 1024, 1);
  const size = 1_600 * piece.length;
  let mostAhead = 0;
  const content = Readable.from(
    (function* () {
      for (let given = 0; given < size; given += piece.length) {
        mostAhead = Math.max(mostAhead, given - received);
        yield piece;
      }
    })(),
  );
  expect(await upload("1", { mimeType: "application/pdf", size, name: "a.pdf", content })).toMatchObject({
    outcome: "uploaded",
  });
  expect(received).toBeGreaterThan(size);
  expect(mostAhead).toBeLessThan(50 * 1024 * 1024);
});

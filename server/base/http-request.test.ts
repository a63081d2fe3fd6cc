import http from "node:http";
import net from "node:net";
import { Agent } from "undici";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { type HttpRequest, httpRequest, retryAfterMs } from "./http-request.ts";

const agent = new Agent({ connect: { timeout: 500 } });
const open: (http.Server | net.Server)[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    if (server instanceof http.Server) server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});
afterAll(() => agent.destroy());

const listen = (server: http.Server | net.Server) =>
  new Promise<string>((resolve) => {
    open.push(server);
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`));
  });

const ask = (origin: string, more: Partial<HttpRequest> = {}, timeoutMs = 2_000, signal?: AbortSignal) =>
  httpRequest(
    agent,
    { method: "POST", origin, path: "/x?y=1", headers: { a: "b" }, body: "hello ä", ...more },
    timeoutMs,
    signal,
  );

describe("exchange", () => {
  test("gives status, headers and body", async () => {
    const origin = await listen(
      http.createServer(async (request, response) => {
        const body = await request.toArray();
        response
          .writeHead(418, { "x-seen": `${request.method} ${request.url} ${request.headers.a}` })
          .end(Buffer.concat(body));
      }),
    );
    const result = await ask(origin);
    expect(result).toMatchObject({
      kind: "answered",
      status: 418,
      body: "hello ä",
      headers: { "x-seen": "POST /x?y=1 b" },
    });
  });

  test("a refused port was never reached", async () => {
    const server = net.createServer();
    const origin = await listen(server);
    await new Promise((done) => server.close(done));
    open.length = 0;
    expect(await ask(origin)).toEqual({ kind: "unreachable", reason: expect.stringContaining("ECONNREFUSED") });
  });

  test("a name that does not resolve was never reached", async () => {
    expect(await ask("http://no-such-host.invalid")).toMatchObject({ kind: "unreachable" });
  });

  test("TLS that fails was never reached", async () => {
    const origin = await listen(
      net.createServer((socket) => socket.on("error", () => {}).end("no TLS\n", () => socket.destroy())),
    );
    expect(await ask(origin.replace("http:", "https:"))).toMatchObject({ kind: "unreachable" });
  });

  test("a header that cannot be written was never sent, and is not repeated in the reason", async () => {
    const result = await ask("http://127.0.0.1:9", { headers: { authorization: "Bearer secret\nvalue" } });
    expect(result.kind).toBe("unreachable");
    expect(JSON.stringify(result)).not.toContain("secret");
  });

  test("no answer in time may have arrived", async () => {
    const origin = await listen(http.createServer(() => {}));
    expect(await ask(origin, {}, 60)).toEqual({ kind: "unanswered", reason: "no answer within 60 ms" });
  });

  test("an answer that stops half-way may have arrived", async () => {
    const origin = await listen(http.createServer((_, response) => response.writeHead(200).write("{")));
    expect(await ask(origin, {}, 60)).toMatchObject({ kind: "unanswered" });
  });

  test("a reset after the request may have arrived", async () => {
    const origin = await listen(net.createServer((socket) => socket.once("data", () => socket.resetAndDestroy())));
    expect(await ask(origin)).toMatchObject({ kind: "unanswered" });
  });

  test("an end without an answer may have arrived", async () => {
    const origin = await listen(net.createServer((socket) => socket.once("data", () => socket.end())));
    expect(await ask(origin)).toMatchObject({ kind: "unanswered" });
  });

  test("an answer that is no HTTP may have arrived", async () => {
    const origin = await listen(
      net.createServer((socket) => socket.once("data", () => socket.end("hi there\r\n\r\n"))),
    );
    expect(await ask(origin)).toMatchObject({ kind: "unanswered" });
  });

  test("an answer without end is cut off", async () => {
    const origin = await listen(http.createServer((_, response) => response.end("x".repeat(5 * 1024 * 1024))));
    expect(await ask(origin)).toEqual({ kind: "unanswered", reason: "the answer is too long" });
  });

  test("stopped: before it was sent or while it was under way", async () => {
    const gone = new AbortController();
    gone.abort();
    expect(await ask("http://127.0.0.1:9", {}, 1_000, gone.signal)).toMatchObject({ kind: "unreachable" });

    const stop = new AbortController();
    const origin = await listen(http.createServer(() => stop.abort()));
    expect(await ask(origin, {}, 1_000, stop.signal)).toMatchObject({
      kind: "unanswered",
      reason: expect.stringContaining("stopped"),
    });
  });

  test("what gave up while it waited for a connection is never sent", async () => {
    let seen = 0;
    const origin = await listen(
      http.createServer((_, response) => ++seen && setTimeout(() => response.end("ok"), 150)),
    );
    const narrow = new Agent({ connections: 1, pipelining: 1 });
    const post = (timeoutMs: number) =>
      httpRequest(narrow, { method: "POST", origin, path: "/", headers: {}, body: "x" }, timeoutMs);
    const first = post(1_000);
    expect(await post(40)).toMatchObject({ kind: "unreachable" });
    expect(await first).toMatchObject({ kind: "answered", body: "ok" });
    expect(await post(1_000)).toMatchObject({ kind: "answered" });
    expect(seen).toBe(2);
    await narrow.close();
  });
});

test.each<[string | string[] | undefined, number | null]>([
  [undefined, null],
  ["", null],
  ["soon", null],
  ["3", 3_000],
  ["0.5", 500],
  [["7", "8"], 7_000],
  ["Thu, 01 Jan 2026 00:00:10 GMT", 10_000],
  ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
])("retryAfterMs %j", (header, ms) => {
  expect(retryAfterMs(header, Date.parse("2026-01-01T00:00:00Z"))).toBe(ms);
});

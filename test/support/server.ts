// A provider's HTTP server whose answers a test gives, for one test file.
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "vitest";

type Answer = { status: number; headers?: Record<string, string>; body: string };

/** A server: what it was asked since the test began, and how it answers. */
export type TestServer = { url: string; seen: IncomingMessage[]; answer(request: IncomingMessage): Answer };

/** Starts a server. Call it at the top level; its fields are set when the file's tests run. */
export function useServer(): TestServer {
  const self: TestServer = { url: "", seen: [], answer: () => ({ status: 404, body: "" }) };
  const server = createServer((request, response) => {
    self.seen.push(request);
    const { status, headers, body } = self.answer(request);
    response.writeHead(status, headers).end(body);
  });
  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    self.seen = [];
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return self;
}

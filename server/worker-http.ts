// The worker's own port: serves health and metrics of a process without a web server, and nothing else.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Monitor } from "./core/health/readiness.ts";

/** The HTTP server of a worker. */
export type WorkerHttp = { address: string; stop(): Promise<void> };

type Parts = {
  host: string;
  port: number;
  monitor: Monitor;
  /** Whether this API key may read the metrics; null when no key is needed. */
  admits: ((key: string) => Promise<boolean>) | null;
};

/** Listens. Throws EADDRINUSE when the port is taken. */
export async function serveWorker({ host, port, monitor, admits }: Parts): Promise<WorkerHttp> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(503);
      response.end();
    });
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://worker");
    const respond = (status: number, type: string, text: string) => {
      response.writeHead(status, {
        "content-type": type,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
      response.end(request.method === "HEAD" ? undefined : text);
    };
    const json = (status: number, body: object) => respond(status, "application/json", JSON.stringify(body));
    if (request.method !== "GET" && request.method !== "HEAD") return json(405, { status: "only GET and HEAD" });
    if (pathname === "/healthz") return json(200, { status: "ok" });
    if (pathname === "/readyz") {
      const found = await monitor.inspect(searchParams.getAll("exclude").flatMap((names) => names.split(",")));
      return json(found.status === "failing" ? 503 : 200, found);
    }
    if (pathname === "/readyz/boards")
      return monitor.hasBoards()
        ? json(200, { status: "ok" })
        : json(503, { status: "another process has the boards" });
    if (pathname === "/metrics") {
      const key = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
      if (admits && !(await admits(key))) return json(401, { status: "an API key is needed" });
      const { type, text } = await monitor.figures();
      return respond(200, type, text);
    }
    json(404, { status: "there is /healthz, /readyz, /readyz/boards and /metrics" });
  }
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

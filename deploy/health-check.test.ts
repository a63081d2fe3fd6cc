import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect, test } from "vitest";

/** The exit code of the health check with some settings. */
const check = (env: Record<string, string>): Promise<number> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [path.join(import.meta.dirname, "health-check.ts")], { env });
    child.on("exit", (code) => resolve(code ?? -1));
  });

test("a web process is asked at its port and a worker at that of its health; what does not answer with 200 is not alive", async () => {
  let status = 200;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.writeHead(status).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = String((server.address() as AddressInfo).port);
  expect(await check({ PORT: port, METRICS_PORT: "1" })).toBe(0);
  expect(await check({ PORT: "1", METRICS_PORT: port, ROLE: "worker" })).toBe(0);
  expect(asked).toEqual(["/healthz", "/healthz"]);
  status = 503;
  expect(await check({ PORT: port })).toBe(1);
  server.close();
  expect(await check({ PORT: "1" })).toBe(1);
});

// A start waits for a database that is not there yet, says so, and gives up where waiting cannot help.
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { useDatabase } from "../../test/support/database.ts";
import { freePort } from "../../test/support/port.ts";
import { openProxy } from "../../test/support/proxy.ts";
import { until } from "../../test/support/until.ts";
import { createLog } from "./log.ts";
import { sharesSessions } from "./pooler.ts";
import { waitForDatabase } from "./wait-for-database.ts";

const database = useDatabase();

test("nobody listens, then a port that says nothing, then the database", async () => {
  const lines: string[] = [];
  const log = createLog("info", { write: (line: string) => void lines.push(JSON.parse(line).msg) });
  const url = new URL(database.url);
  const port = await freePort();
  url.host = `127.0.0.1:${port}`;
  const waiting = waitForDatabase(url.href, log);
  await until("a word", () => lines.length > 0);
  expect(lines[0]).toContain(`127.0.0.1:${port} cannot be used yet (connect ECONNREFUSED`);
  expect(lines[0]).not.toContain(url.password || "no password");
  const proxy = await openProxy(database.url);
  const forward = createServer((near) => {
    near.on("error", () => {});
    void import("node:net").then(({ connect }) => {
      const far = connect(proxy.port, "127.0.0.1");
      far.on("error", () => {});
      near.pipe(far).pipe(near);
    });
  }).listen(port, "127.0.0.1");
  await waiting;
  expect(lines.at(-1)).toBe("the database is there: going on");
  forward.close();
  await proxy.close();
}, 30_000);

test.each([
  ["a database that does not exist", { pathname: "/nowhere_at_all" }, "3D000"],
  ["a user that does not exist", { username: "nobody_at_all" }, "28"],
])("%s ends it at once", async (_, change, code) => {
  const url = new URL(database.url);
  Object.assign(url, change);
  const fault = await waitForDatabase(url.href, createLog("silent")).catch((error: unknown) => error);
  expect((fault as { code: string }).code.startsWith(code)).toBe(true);
});

test("a direct connection shares no sessions", async () => {
  expect(await sharesSessions(database.url)).toBe(false);
});

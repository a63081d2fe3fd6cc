// Access to the simulator: only browsers and programs on this machine are let in, whatever they ask for, and nobody can make it read a large body.
import { request } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { useBellhop } from "../support/bellhop.ts";

const journey = useBellhop();
const port = () => Number(new URL(journey.bellhop.address!).port);

function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = "",
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port: port(), method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => (text += part));
      response.on("close", () => resolve({ status: response.statusCode!, text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const places = [
  ["GET", "/sim/"],
  ["GET", "/sim"],
  ["GET", "/sim/main.js"],
  ["GET", "/sim/api/state"],
  ["GET", "/sim/api/events"],
  ["GET", "/sim/api/park"],
  ["POST", "/sim/api/phones/15550100001/write"],
  ["POST", "/sim/api/phones/15550100001/change-number"],
  ["POST", "/sim/graph/v25.0/800000000000001/messages"],
  ["POST", "/sim/twilio/2010-04-01/Accounts/AC1/Messages.json"],
] as const;

test.each([
  { host: "desk.example.com" },
  { host: "192.168.1.10:3000" },
  { "x-forwarded-for": "203.0.113.7" },
  { "x-forwarded-host": "localhost" },
  { forwarded: "for=127.0.0.1" },
  { "cf-connecting-ip": "127.0.0.1" },
  { via: "1.1 tunnel" },
  { origin: "https://evil.example" },
])("nothing of it answers %j", async (headers) => {
  for (const [method, path] of places) {
    const { status, text } = await ask(
      method,
      path,
      { "content-type": "application/json", ...headers },
      method === "POST" ? "{}" : "",
    );
    // An unknown host name is refused before the path is considered.
    const foreign = headers.host === "desk.example.com";
    expect([path, status]).toEqual([path, foreign ? 421 : 403]);
    expect(JSON.parse(text).code).toBe(foreign ? "WRONG_HOST" : "NOT_LOCAL");
  }
});

test("this machine gets in by each of its names", async () => {
  for (const host of [`localhost:${port()}`, `127.0.0.1:${port()}`, `[::1]:${port()}`])
    expect((await ask("GET", "/sim/api/state", { host })).status).toBe(200);
});

/** Announces a large body, sends little of it, and waits for the response. */
function announce(method: string, path: string, type: string, length: number, more = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port(), "127.0.0.1");
    let text = "";
    socket.setEncoding("utf8").on("data", (part) => (text += part));
    socket.on("close", () => resolve(text.split("\r\n")[0]!));
    socket.on("error", reject);
    socket.write(
      `${method} ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\n${more}content-length: ${length}\r\n\r\n{`,
    );
  });
}

test.each([
  ["POST", "/sim/api/phones/15550100001/write", "text/plain", 110_000_000, 415],
  ["POST", "/sim/api/phones/15550100001/write", "application/json-patch", 100, 415],
  ["PATCH", "/sim/api/faults", "application/json", 110_000_000, 405],
  ["POST", "/sim/api/phones/15550100001/write", "application/json", 65_537, 413],
  ["PUT", "/sim/api/faults", "application/json", 110_000_000, 413],
  ["POST", "/sim/api/phones/15550100001/media", "application/json", 110_000_000, 413],
  ["POST", "/sim/graph/v25.0/800000000000001/media", "multipart/form-data", 110_000_000, 413],
  ["POST", "/sim/twilio/2010-04-01/Accounts/AC1/Messages.json", "application/x-www-form-urlencoded", 2_000_000, 413],
])("%s %s as %s of %i bytes is answered with %i before it is read", async (method, path, type, length, status) => {
  expect(await announce(method, path, type, length)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});

test("a body without a length is read no further than it may be", async () => {
  const socket = connect(port(), "127.0.0.1");
  let text = "";
  let sent = 0;
  socket.setEncoding("utf8").on("data", (part) => (text += part));
  socket.on("error", () => {});
  socket.write(
    "POST /sim/api/faults HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
  );
  const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`;
  await new Promise<void>((resolve) => {
    socket.on("close", () => resolve());
    const more = () => {
      if (socket.destroyed || sent > 5_000_000) return;
      sent += chunk.length;
      if (socket.write(chunk)) setImmediate(more);
      else socket.once("drain", more);
    };
    more();
  });
  expect(text).toMatch(/^HTTP\/1\.1 413 /);
  expect(sent).toBeLessThan(5_000_000);
});

test("the simulator's numbers are marked as such, and its database as one that served no real ones", async () => {
  const { pool } = journey.database;
  expect((await pool.query("select distinct simulated from channels")).rows).toEqual([{ simulated: true }]);
  expect((await pool.query("select * from production_start")).rows).toEqual([]);
});

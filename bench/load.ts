// Sends signed webhooks over plain sockets and counts the responses. Runs as a process of its own; prints one line of JSON.
// As fast as responses come (no --rate), or at a fixed rate regardless of responses (open loop, so that a stall shows).
import { connect, type Socket } from "node:net";
import { parseArgs } from "node:util";
import { mix, request } from "./traffic.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    seconds: { type: "string", default: "10" },
    connections: { type: "string", default: "256" },
    rate: { type: "string" },
    from: { type: "string", default: "0" },
    ahead: { type: "string" },
  },
});
const port = Number(values.port);
const seconds = Number(values.seconds);
const rate = values.rate ? Number(values.rate) : null;
const host = `127.0.0.1:${port}`;

let next = Number(values.from);
// Made in advance, so that making them takes no CPU time from the server; a long run makes the rest on the way.
const ahead = Number(values.ahead ?? Math.min(rate ? Math.ceil(rate * seconds) + 10 : seconds * 55_000, 600_000));
const ready: Buffer[] = Array.from({ length: ahead }, () => request(mix(next++), host)).reverse();
const make = (): Buffer => ready.pop() ?? request(mix(next++), host);

const latencies: number[] = [];
const failures: Record<string, number> = {};
let done = 0;

type Line = { socket: Socket; free: boolean; since: number; rest: string };
const queue: { bytes: Buffer; due: number }[] = [];
const lines: Line[] = [];
let over = false;

function send(line: Line, bytes: Buffer, due: number): void {
  line.free = false;
  line.since = due;
  line.socket.write(bytes);
}

function answered(line: Line, status: string): void {
  latencies.push(performance.now() - line.since);
  if (status === "200") done += 1;
  else failures[status] = (failures[status] ?? 0) + 1;
  line.free = true;
  const waiting = queue.shift();
  if (waiting) send(line, waiting.bytes, waiting.due);
  else if (rate === null && !over) send(line, make(), performance.now());
}

function open(): Promise<Line> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const line: Line = { socket, free: true, since: 0, rest: "" };
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      line.rest += text;
      for (;;) {
        const end = line.rest.indexOf("\r\n\r\n");
        if (end < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(line.rest.slice(0, end))?.[1] ?? 0);
        if (line.rest.length < end + 4 + length) return;
        const status = line.rest.slice(9, 12);
        line.rest = line.rest.slice(end + 4 + length);
        answered(line, status);
      }
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      failures[error.code ?? "error"] = (failures[error.code ?? "error"] ?? 0) + 1;
    });
    socket.on("connect", () => resolve(line));
  });
}

for (let n = 0; n < Number(values.connections); n += 1) lines.push(await open());
const began = performance.now();
if (rate === null) {
  for (const line of lines) send(line, make(), performance.now());
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  over = true;
} else {
  let sent = 0;
  while (performance.now() - began < seconds * 1000) {
    const due = Math.floor(((performance.now() - began) / 1000) * rate);
    for (; sent < due; sent += 1) {
      const at = began + (sent / rate) * 1000;
      const line = lines.find((one) => one.free);
      if (line) send(line, make(), at);
      else queue.push({ bytes: make(), due: at });
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
const elapsed = (performance.now() - began) / 1000;
for (let waited = 0; waited < 100 && (queue.length > 0 || lines.some((line) => !line.free)); waited += 1) {
  await new Promise((resolve) => setTimeout(resolve, 50));
}
const unanswered = queue.length + lines.filter((line) => !line.free).length;
for (const { socket } of lines) socket.destroy();
latencies.sort((a, b) => a - b);
const at = (share: number) =>
  Math.round((latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0) * 100) / 100;
const result = {
  done,
  perSecond: Math.round(done / elapsed),
  failures,
  unanswered,
  p50: at(0.5),
  p95: at(0.95),
  p99: at(0.99),
  p999: at(0.999),
  max: at(1),
  next,
};
console.log(JSON.stringify(result));

// The link to an external broker: a plain aedes takes its place, with the sessions and retained messages that such a broker keeps.
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { Aedes, type AedesOptions } from "aedes";
import { expect, test } from "vitest";
import type { DeviceMessage, HearDevice } from "../../contract/devices.ts";
import { board, keptLog, later, listenTo, rest, until } from "./board.fixture.ts";
import { connectBroker } from "./client.ts";

const car = (id: number) => `bellhop/devices/${id}/binary_sensor/car/state`;
const status = (id: number) => `bellhop/devices/${id}/status`;

/** A broker; `persistence` of an earlier one gives it that one's sessions and messages. */
async function foreign(options: AedesOptions = {}, port = 0) {
  const aedes = await Aedes.createBroker(options);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    aedes.handle(socket);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  let stopped: Promise<unknown> | null = null;
  const stop = () => {
    stopped ??= (async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      await closed;
    })();
    return stopped;
  };
  later(stop);
  return { aedes, stop, sockets, port: (server.address() as { port: number }).port };
}

function link(port: number, hear?: HearDevice) {
  const heard: DeviceMessage[] = [];
  const fared: string[] = [];
  const { log, logged } = keptLog();
  const end = connectBroker({
    url: `mqtt://desk:pass%2Fword@127.0.0.1:${port}`,
    clock: () => new Date("2026-05-01T12:00:00Z"),
    log,
    retryMs: 50,
    settleMs: 100,
    watch: { broken: () => void fared.push("broken"), ready: () => void fared.push("ready") },
    hear: async (message) => {
      await hear?.(message);
      heard.push(message);
    },
  });
  later(() => end.close());
  return { end, heard, logged, fared };
}

const subscribed = (aedes: Aedes, count = 3) =>
  new Promise<void>((resolve) =>
    aedes.on("subscribe", (_, client) => client.id === "bellhop" && --count === 0 && resolve()),
  );

test("hears boards and commands them", async () => {
  const { aedes, port } = await foreign();
  const ready = subscribed(aedes);
  const { end, heard, logged, fared } = link(port);
  await ready;
  await until(() => fared.includes("ready"));
  const client = await board(port, 7);
  const told = listenTo(client);
  await client.subscribeAsync("bellhop/devices/7/light/led/command", { qos: 1 });
  await client.publishAsync(status(7), "online", { qos: 1, retain: true });
  await client.publishAsync(car(7), "ON", { qos: 0, retain: true });
  await client.publishAsync("bellhop/devices/7/light/led/state", '{"state":"OFF"}', { qos: 1 });
  await until(() => heard.length === 3);
  const from = { deviceId: 7, at: new Date("2026-05-01T12:00:00Z"), retained: false };
  expect(heard).toEqual([
    { ...from, kind: "presence", online: true },
    { ...from, kind: "reading", occupied: true },
    { ...from, kind: "light", light: "off" },
  ]);
  await end.command(7, "green");
  await until(() => told.length === 1);
  expect(told[0]).toContain('"g":255');
  expect(logged.join()).toContain(`mqtt://127.0.0.1:${port}`);
});

test("gives name and password, unescaped, and never logs them", async () => {
  const asked: unknown[] = [];
  const { port } = await foreign({
    authenticate: (_client, name, password, done) => {
      asked.push([name, password?.toString()]);
      done(null, asked.length > 1);
    },
  });
  const { logged } = link(port);
  await until(() => asked.length === 2 && logged.some((line) => line.includes("connected")));
  expect(asked[0]).toEqual(["desk", "pass/word"]);
  await until(() => logged.some((line) => line.includes("MQTT: connected")));
  expect(logged.join()).not.toMatch(/pass.{0,3}word/);
});

test("what the broker kept is marked as such, presence first", async () => {
  const { port } = await foreign();
  const client = await board(port, 7);
  await client.publishAsync(car(7), "ON", { qos: 1, retain: true });
  await client.publishAsync(status(7), "offline", { qos: 1, retain: true });
  const { heard } = link(port);
  await until(() => heard.length === 2);
  expect(heard).toMatchObject([
    { kind: "presence", online: false, retained: true },
    { kind: "reading", occupied: true, retained: true },
  ]);
});

test("acknowledges only what was heard, in order, while others are heard at the same time", async () => {
  const { aedes, port } = await foreign();
  const ready = subscribed(aedes);
  const acknowledged: string[] = [];
  aedes.on("ack", (packet, client) => {
    if (client.id === "bellhop" && packet && "payload" in packet) acknowledged.push(String(packet.payload));
  });
  let release = () => {};
  const { heard } = link(port, ({ deviceId }) =>
    deviceId === 7 ? new Promise((resolve) => (release = resolve)) : Promise.resolve(),
  );
  await ready;
  const client = await board(port, 7);
  await client.publishAsync(car(7), "ON", { qos: 1 });
  await client.publishAsync(car(8), "OFF", { qos: 1 });
  await until(() => heard.length === 1);
  await rest(50);
  expect(heard[0]).toMatchObject({ deviceId: 8 });
  expect(acknowledged).toEqual([]);
  release();
  await until(() => acknowledged.length === 2);
  expect(acknowledged).toEqual(["ON", "OFF"]);
});

test("tries again what could not be heard, and keeps the order", async () => {
  const { aedes, port } = await foreign();
  const ready = subscribed(aedes);
  let down = true;
  const { heard } = link(port, async () => {
    if (down) throw new Error("no database");
  });
  await ready;
  const client = await board(port, 7);
  for (const word of ["ON", "OFF", "ON"]) await client.publishAsync(car(7), word, { qos: 1 });
  await rest(100);
  down = false;
  await until(() => heard.length === 3);
  expect(heard).toMatchObject([{ occupied: true }, { occupied: false }, { occupied: true }]);
});

test("what comes while Bellhop is away is kept for it", async () => {
  const { aedes, port } = await foreign();
  const ready = subscribed(aedes);
  const first = link(port);
  await ready;
  await first.end.close();
  await (await board(port, 7)).publishAsync(car(7), "ON", { qos: 1 });
  const second = link(port);
  await until(() => second.heard.length === 1);
  // Its age is unknown.
  expect(second.heard[0]).toMatchObject({ kind: "reading", retained: true });
});

test("what comes is the boards' own word when what the broker kept has come, and not before; a broken way is told", async () => {
  const broker = await foreign();
  const { heard, fared } = link(broker.port);
  await until(() => fared.includes("ready"));
  expect(fared).toEqual(["broken", "ready"]);
  await (await board(broker.port, 7)).publishAsync(status(7), "online", { qos: 1, retain: true });
  await until(() => heard.length === 1);
  expect(heard[0]).toMatchObject({ retained: false });
  await broker.stop();
  await until(() => fared.length === 3);
  const again = await foreign({}, broker.port);
  await again.aedes.publish(
    { cmd: "publish", topic: status(7), payload: "online", qos: 1, retain: true, dup: false },
    () => {},
  );
  await until(() => fared.length === 5);
  expect(fared).toEqual(["broken", "ready", "broken", "broken", "ready"]);
  expect(heard.slice(1).every(({ retained }) => retained)).toBe(true);
});

test("starts while the broker is down, and comes back whenever it does", async () => {
  const early = await foreign();
  await early.stop();
  const { end, heard, logged } = link(early.port);
  await until(() => logged.length > 0);
  await expect(end.command(7, "red")).rejects.toThrow("out of reach");
  for (let i = 0; i < 2; i++) {
    const broker = await foreign({}, early.port);
    await subscribed(broker.aedes);
    await (await board(early.port, 7)).publishAsync(car(7), "ON", { qos: 1 });
    await until(() => heard.length === i + 1);
    await broker.stop();
  }
  expect(logged.filter((line) => line.includes("not connected")).length).toBe(1);
});

test("says when the broker does not let it listen", async () => {
  const { port } = await foreign({ authorizeSubscribe: (_client, _subscription, done) => done(null, null) });
  const { logged } = link(port);
  await until(() => logged.some((line) => line.includes("check its rights")));
});

test("close waits for what is being heard, and acknowledges it", async () => {
  const { aedes, port } = await foreign();
  const ready = subscribed(aedes);
  const acknowledged: unknown[] = [];
  aedes.on("ack", (packet, client) => client.id === "bellhop" && acknowledged.push(packet));
  let release = () => {};
  const { end, heard } = link(port, () => new Promise((resolve) => (release = resolve)));
  await ready;
  await (await board(port, 7)).publishAsync(car(7), "ON", { qos: 1 });
  await rest(50);
  const closed = end.close();
  await rest(20);
  release();
  await closed;
  expect(heard).toHaveLength(1);
  await until(() => acknowledged.length === 1);
});

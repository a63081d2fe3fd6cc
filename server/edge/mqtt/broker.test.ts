// The broker with devices that follow the protocol, over TCP.
import type { MqttClient } from "mqtt";
import { expect, test } from "vitest";
import type { DeviceMessage } from "../../contract/devices.ts";
import { admit, board, connectPacket, later, listenTo, party, rawBoard, rest, until, wire } from "./board.fixture.ts";

const at = new Date("2026-05-01T12:00:00Z");
const here = (deviceId: number, online: boolean): DeviceMessage => ({
  deviceId,
  at,
  retained: false,
  kind: "presence",
  online,
});
const sees = (deviceId: number, occupied: boolean): DeviceMessage => ({
  deviceId,
  at,
  retained: false,
  kind: "reading",
  occupied,
});
const car = (id: number) => `bellhop/devices/${id}/binary_sensor/car/state`;
const status = (id: number) => `bellhop/devices/${id}/status`;
const led = (id: number) => `bellhop/devices/${id}/light/led/command`;

/** The return code of CONNACK (section 3.2): 0 accepted, 5 not authorized. */
async function knock(port: number, id: number, password?: string): Promise<number> {
  const socket = await wire(port);
  socket.write(connectPacket(id, password));
  await until(() => Buffer.concat(socket.got).length >= 4);
  return Buffer.concat(socket.got)[3]!;
}

test.each([
  ["lets in whom it knows", admit, 0],
  ["refuses whom it does not know", async () => null, 5],
  ["refuses when it cannot find out", async () => Promise.reject(new Error("no database")), 5],
])("%s", async (_, door, code) => {
  const { port } = await party({ admit: door });
  expect(await knock(port, 7)).toBe(code);
});

test("says when its port is taken", async () => {
  const { port } = await party();
  await expect(party({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("hears a board in order: it came, what it said, it went", async () => {
  const { port, heard } = await party();
  const client = await board(port, 7);
  await client.publishAsync(car(7), "ON", { qos: 1, retain: true });
  await client.publishAsync("bellhop/devices/7/light/led/state", '{"state":"OFF"}', { qos: 1 });
  await client.publishAsync(car(7), "maybe", { qos: 1 });
  await client.publishAsync("bellhop/devices/7/debug", "[I] hello", { qos: 1 });
  await client.publishAsync(car(7), "OFF", { qos: 2 });
  await client.endAsync();
  await until(() => heard.length === 6);
  expect(heard).toEqual([
    here(7, true),
    sees(7, true),
    { deviceId: 7, at, retained: false, kind: "light", light: "off" },
    expect.objectContaining({ kind: "unreadable", topic: car(7) }),
    sees(7, false),
    here(7, false),
  ]);
});

test("acknowledges only what was heard, and in order", async () => {
  const release: (() => void)[] = [];
  const { port, heard } = await party({
    hear: (message) =>
      message.kind === "reading" ? new Promise((resolve) => release.push(resolve)) : Promise.resolve(),
  });
  const client = await board(port, 7);
  const order: string[] = [];
  const sent = ["ON", "OFF"].map((word) =>
    client.publishAsync(car(7), word, { qos: 1 }).then(() => order.push(`${word} acknowledged`)),
  );
  await until(() => release.length === 1);
  await rest(50);
  expect(order).toEqual([]);
  release.shift()!();
  await until(() => release.length === 1);
  await until(() => order.length === 1);
  release.shift()!();
  await Promise.all(sent);
  expect(order).toEqual(["ON acknowledged", "OFF acknowledged"]);
  expect(heard).toEqual([here(7, true), sees(7, true), sees(7, false)]);
});

test("what cannot be heard ends the connection, and what follows is not heard before it comes again", async () => {
  let down = true;
  const { port, heard } = await party({
    hear: async (message) => {
      if (message.kind === "reading" && message.occupied && down) throw new Error("no database");
    },
  });
  const client = await board(port, 7, { reconnectPeriod: 50, clean: false });
  const sent = [client.publishAsync(car(7), "ON", { qos: 1 }), client.publishAsync(car(7), "OFF", { qos: 1 })];
  await until(() => heard.filter(({ kind }) => kind === "presence").length >= 3);
  expect(heard.filter(({ kind }) => kind === "reading")).toEqual([]);
  down = false;
  await Promise.all(sent);
  expect(heard.filter(({ kind }) => kind === "reading")).toEqual([sees(7, true), sees(7, false)]);
});

test("one board that waits holds up no other", async () => {
  let release = () => {};
  const { port, heard } = await party({
    hear: (message) =>
      message.kind === "reading" && message.deviceId === 7
        ? new Promise((resolve) => (release = resolve))
        : Promise.resolve(),
  });
  const [seven, eight] = [await board(port, 7), await board(port, 8)];
  const stuck = seven.publishAsync(car(7), "ON", { qos: 1 });
  await eight.publishAsync(car(8), "ON", { qos: 1 });
  expect(heard).toContainEqual(sees(8, true));
  release();
  await stuck;
});

test("a light command reaches who listens, and who comes later", async () => {
  const { port, command } = await party();
  const client = await board(port, 7);
  const told = listenTo(client);
  await client.subscribeAsync(led(7), { qos: 1 });
  await command(7, "blue");
  await command(7, "red");
  await until(() => told.length === 2);
  expect(told).toEqual([
    `${led(7)} {"state":"ON","color":{"r":0,"g":0,"b":255}}`,
    `${led(7)} {"state":"ON","color":{"r":255,"g":0,"b":0}}`,
  ]);
  await client.endAsync();

  const again = await board(port, 7);
  const toldAgain = listenTo(again);
  await again.subscribeAsync(led(7), { qos: 0 });
  await until(() => toldAgain.length === 1);
  expect(toldAgain).toEqual([`R ${led(7)} {"state":"ON","color":{"r":255,"g":0,"b":0}}`]);
});

test("a board hears its own words at a second ear, and shared ones are kept", async () => {
  const { port } = await party();
  const [first, second] = [await board(port, 7), await board(port, 7, { clientId: "ear" })];
  await first.publishAsync(car(7), "ON", { qos: 1, retain: true });
  await first.publishAsync("bellhop/devices/7/debug", "x", { qos: 1, retain: true });
  await first.publishAsync("bellhop/devices/7/status", "what", { qos: 1, retain: true });
  const told = listenTo(second);
  for (const topic of [car(7), "bellhop/devices/7/debug", "bellhop/devices/7/status"])
    await second.subscribeAsync(topic);
  await first.publishAsync("bellhop/devices/7/debug", "y", { qos: 1 });
  await first.publishAsync(car(7), "OFF", { qos: 1 });
  await until(() => told.length === 2);
  expect(told).toEqual([`R ${car(7)} ON`, `${car(7)} OFF`]);
});

/** The messages that the broker retains for a device's topic. */
async function kept(port: number, id: number, topic: string): Promise<string[]> {
  const ear = await board(port, id, { clientId: "ear" });
  const told = listenTo(ear);
  await ear.subscribeAsync([topic, led(id)], { qos: 1 });
  await rest(30);
  await ear.endAsync();
  return told;
}

test("a board that connects anew takes over, and its old end does not make it offline", async () => {
  const { port, heard } = await party();
  const will = { topic: status(7), payload: Buffer.from("offline"), qos: 1 as const, retain: true };
  const old = await board(port, 7, { will });
  await old.publishAsync(status(7), "online", { qos: 1, retain: true });
  const fresh = await board(port, 7, { will });
  await until(() => !old.connected);
  await rest(50);
  expect(heard).toEqual([here(7, true), here(7, true), here(7, true)]);
  expect(await kept(port, 7, status(7))).toEqual([`R ${status(7)} online`]);
  const since = heard.length;
  fresh.stream.destroy();
  await until(() => heard.length > since);
  expect(heard.slice(since)).toEqual([here(7, false)]);
  expect(await kept(port, 7, status(7))).toEqual([`R ${status(7)} offline`]);
});

test("what an older connection says of its end is not heard, what the newest says is", async () => {
  const { port, heard } = await party();
  const older = await board(port, 7, { clientId: "older" });
  const newest = await board(port, 7, { clientId: "newest" });
  await older.publishAsync(status(7), "offline", { qos: 1 });
  expect(heard).toEqual([here(7, true), here(7, true)]);
  await newest.publishAsync(status(7), "offline", { qos: 1 });
  expect(heard).toEqual([here(7, true), here(7, true), here(7, false)]);
});

test("a last will that is more than a farewell is heard, unless the board took its leave", async () => {
  const { port, heard } = await party();
  const will = { topic: car(7), payload: Buffer.from("OFF"), qos: 1 as const, retain: true };
  await (await board(port, 7, { will })).endAsync();
  await until(() => heard.length === 2);
  expect(await kept(port, 7, car(7))).toEqual([]);
  await until(() => heard.length === 4);
  (await board(port, 7, { will })).stream.destroy();
  await until(() => heard.length === 7);
  expect(heard.slice(4)).toEqual([here(7, true), sees(7, false), here(7, false)]);
  expect(await kept(port, 7, car(7))).toEqual([`R ${car(7)} OFF`]);
});

test("a board takes back what was kept with an empty message", async () => {
  const { port, heard } = await party();
  const client = await board(port, 7);
  await client.publishAsync(car(7), "ON", { qos: 1, retain: true });
  expect(await kept(port, 7, car(7))).toEqual([`R ${car(7)} ON`]);
  await client.publishAsync(car(7), "", { qos: 1, retain: true });
  expect(await kept(port, 7, car(7))).toEqual([]);
  expect(heard.filter(({ kind }) => kind !== "presence")).toEqual([sees(7, true)]);
});

test("a board that vanished without a will is offline, and so is one that took its leave", async () => {
  const { port, heard } = await party();
  const rude = await rawBoard(port, 7);
  rude.resetAndDestroy();
  await until(() => heard.length === 2);
  const polite = await board(port, 8);
  await polite.endAsync();
  await until(() => heard.length === 4);
  expect(heard).toEqual([here(7, true), here(7, false), here(8, true), here(8, false)]);
});

test("a departure is told until it is heard", async () => {
  let down = true;
  const { port, heard } = await party({
    hear: async (message) => {
      if (message.kind === "presence" && !message.online && down) throw new Error("no database");
    },
  });
  await (await board(port, 7)).endAsync();
  await rest(100);
  expect(heard).toEqual([here(7, true)]);
  down = false;
  await until(() => heard.length === 2);
  expect(heard[1]).toEqual(here(7, false));
});

test("a fifth connection of one device ends the first", async () => {
  const { port } = await party();
  const clients: MqttClient[] = [];
  for (let i = 0; i < 5; i++) clients.push(await board(port, 7, { clientId: `c${i}` }));
  await until(() => !clients[0]!.connected);
  expect(clients.map(({ connected }) => connected)).toEqual([false, true, true, true, true]);
});

test("drop ends a device's connections, and lets nobody in who knocked before", async () => {
  let answer = (_: number) => {};
  const { port, drop, heard } = await party({
    admit: (name, password) =>
      name === "board-9" ? new Promise((resolve) => (answer = resolve)) : admit(name, password),
  });
  const [seven, eight] = [await board(port, 7), await board(port, 8)];
  const nine = await wire(port);
  nine.write(connectPacket(9));
  await rest(50);
  drop(7);
  drop(9);
  answer(9);
  await until(() => nine.gone() && !seven.connected);
  expect(Buffer.concat(nine.got)[3]).toBe(5);
  expect(eight.connected).toBe(true);
  await until(() => heard.some((one) => one.deviceId === 7 && one.kind === "presence" && !one.online));
  expect(heard.some(({ deviceId }) => deviceId === 9)).toBe(false);
});

test("a silent board is cut off, even one that asked never to be", async () => {
  const { port, heard } = await party({ limits: { keepaliveSeconds: 1 } });
  const silent = await board(port, 7, { keepalive: 0 });
  await until(() => !silent.connected, 5_000);
  await until(() => heard.length === 2);
});

test("close finishes what is being heard, acknowledges it and frees the port", async () => {
  let release = () => {};
  const { port, broker, heard } = await party({
    hear: (message) => (message.kind === "reading" ? new Promise((resolve) => (release = resolve)) : Promise.resolve()),
  });
  const client = await board(port, 7);
  const sent = client.publishAsync(car(7), "ON", { qos: 1 });
  await rest(50);
  const closed = broker.close();
  await rest(50);
  release();
  await Promise.all([sent, closed]);
  expect(heard).toEqual([here(7, true), sees(7, true)]);
  await expect(broker.command(7, "red")).rejects.toThrow("closed");
  const next = await party({ port });
  expect(next.port).toBe(port);
  later(() => broker.close());
});

// The broker with devices and strangers that break the protocol, over TCP, beside a well-behaved device.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  admit,
  board,
  connectPacket,
  later,
  listenTo,
  packet,
  party,
  publishPacket,
  rawBoard,
  rest,
  subscribePacket,
  until,
  wire,
} from "./board.fixture.ts";

const car = (id: number) => `bellhop/devices/${id}/binary_sensor/car/state`;
const led = (id: number) => `bellhop/devices/${id}/light/led/command`;
const readings = (heard: { deviceId: number; kind: string }[], id: number) =>
  heard.filter(({ deviceId, kind }) => deviceId === id && kind === "reading").length;

/** Checks that a well-behaved device is served. */
async function works({ port, command, heard }: Awaited<ReturnType<typeof party>>, id = 8): Promise<void> {
  const before = readings(heard, id);
  const client = await board(port, id);
  const told = listenTo(client);
  await client.subscribeAsync(led(id), { qos: 1 });
  await client.publishAsync(car(id), "ON", { qos: 1 });
  expect(readings(heard, id)).toBe(before + 1);
  await command(id, "red");
  await until(() => told.length > 0);
  await client.endAsync(true);
}

test.each([
  ["a wrong password", { password: "wrong" }],
  ["another board's password", { password: "secret-8" }],
  ["an empty password", { password: "" }],
  ["a name that is nobody's", { username: "board-x" }],
  ["a name of a thousand letters", { username: "b".repeat(1_000) }],
])("%s does not open the door", async (_, credentials) => {
  const { port, heard } = await party();
  await expect(board(port, 7, credentials)).rejects.toThrow("Not authorized");
  expect(heard).toEqual([]);
});

test("without name and password nobody is even asked about", async () => {
  let asked = 0;
  const { port } = await party({ admit: async () => ++asked });
  const socket = await wire(port);
  socket.write(packet(0x10, Buffer.from("\0\x04MQTT\x04\x02\0\x3c\0\x01x", "latin1")));
  await until(() => socket.gone());
  expect([...Buffer.concat(socket.got)]).toEqual([0x20, 2, 0, 5]);
  expect(asked).toBe(0);
});

test("silent sockets, however many, keep no board of their address out", async () => {
  const guests = await party();
  const silent = await Promise.all(Array.from({ length: 80 }, () => wire(guests.port)));
  await works(guests);
  // The oldest were closed to make room.
  expect(silent.filter((socket) => socket.gone()).length).toBeGreaterThanOrEqual(16);
  expect(silent.at(-1)!.gone()).toBe(false);
});

test("guessing becomes slow, for right answers too", async () => {
  const { port } = await party();
  const took = async (password: string): Promise<number> => {
    const since = performance.now();
    await board(port, 7, { password }).catch(() => {});
    return performance.now() - since;
  };
  for (let i = 0; i < 6; i++) await took("wrong");
  expect(await took("wrong")).toBeGreaterThan(400);
  expect(await took("secret-7")).toBeGreaterThan(400);
});

test("only so many passwords are checked at a time", async () => {
  let now = 0;
  let most = 0;
  const { port } = await party({
    admit: async (name, password) => {
      most = Math.max(most, ++now);
      await rest(20);
      now -= 1;
      return admit(name, password);
    },
  });
  await Promise.all(Array.from({ length: 30 }, (_, i) => board(port, i + 1)));
  expect(most).toBe(8);
});

test.each([
  ["another board's sensor", car(8)],
  ["its own light command", led(7)],
  ["the broker's own topics", "$SYS/x"],
  ["a topic of nobody", "esphome/discover/x"],
])("publishing to %s ends the connection and reaches nobody", async (_, topic) => {
  const { port, heard, command, logged } = await party();
  const victim = await board(port, 8);
  const told = listenTo(victim);
  await victim.subscribeAsync([car(8), led(8)], { qos: 1 });
  await command(7, "green");
  for (let i = 0; i < 3; i++) {
    const bad = await rawBoard(port, 7);
    bad.write(packet(0x31, publishPacket(topic, '{"state":"OFF"}').subarray(2)));
    await until(() => bad.gone());
  }
  expect(readings(heard, 8)).toBe(0);
  expect(told).toEqual([]);
  expect(logged.filter((line) => line.includes("publishing where it may not"))).toHaveLength(1);

  const good = await board(port, 7, { clientId: "good" });
  const kept = listenTo(good);
  await good.subscribeAsync(led(7));
  await until(() => kept.length === 1);
  expect(kept[0]).toContain('"g":255');
});

test.each(["#", "+/#", "bellhop/devices/7/#", "bellhop/devices/+/status", car(8), led(8), "$SYS/#", "$share/x/#"])(
  "listening to %s is refused without ending the connection",
  async (topic) => {
    const { port, command } = await party();
    const client = await board(port, 7);
    const told = listenTo(client);
    await expect(client.subscribeAsync(topic, { qos: 1 })).rejects.toThrow("Subscribe error");
    await client.subscribeAsync(led(7), { qos: 1 });
    await (await board(port, 8)).publishAsync(car(8), "ON", { qos: 1 });
    await command(8, "red");
    await command(7, "blue");
    await until(() => told.length > 0);
    await rest(30);
    expect(told).toEqual([`${led(7)} {"state":"ON","color":{"r":0,"g":0,"b":255}}`]);
  },
);

test("a connection may listen to ten topics", async () => {
  const { port } = await party();
  const client = await board(port, 7);
  for (let i = 0; i < 10; i++) await client.subscribeAsync(`bellhop/devices/7/t${i}`);
  await expect(client.subscribeAsync("bellhop/devices/7/t10")).rejects.toThrow("Subscribe error");
});

test.each([
  ["another board's status", "bellhop/devices/8/status", "offline"],
  ["its own light command", led(7), '{"state":"OFF"}'],
  ["a wildcard", "bellhop/devices/+/status", "offline"],
  ["the broker's own topics", "$SYS/x", "x"],
])("a last will on %s is not carried out", async (_, topic, payload) => {
  const all = await party();
  const { port, heard } = all;
  const victim = await board(port, 8);
  const told = listenTo(victim);
  await victim.subscribeAsync("bellhop/devices/8/status", { qos: 1 });
  const ear = listenTo(await board(port, 7, { clientId: "ear" }));
  const bad = await board(port, 9, { will: { topic, payload: Buffer.from(payload), qos: 1, retain: true } });
  bad.stream.destroy();
  await until(() => heard.some((one) => one.deviceId === 9 && one.kind === "presence" && !one.online));
  await rest(30);
  expect(heard.filter((one) => one.deviceId !== 9 && one.kind === "presence" && !one.online)).toEqual([]);
  expect([...told, ...ear]).toEqual([]);
});

test("another board's client id brings nothing: it is not thrown out, and its session is not taken", async () => {
  const { port, command } = await party();
  const victim = await board(port, 8, { clientId: "esp-8", clean: false });
  await victim.subscribeAsync(led(8), { qos: 1 });
  const thief = await board(port, 7, { clientId: "esp-8", clean: false });
  const stolen = listenTo(thief);
  const told = listenTo(victim);
  await command(8, "red");
  await until(() => told.length === 1);
  for (const clientId of ["8:1", "stranger", "__proto__", "constructor", "x".repeat(10_000)]) {
    await board(port, 7, { clientId });
  }
  expect(victim.connected).toBe(true);
  expect(stolen).toEqual([]);
});

test.each([
  ["a megabyte", packet(0x30, Buffer.alloc(1_000_000, 0x20))],
  ["a header that claims 256 MB", Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])],
  ["a malformed length", Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0xff])],
  ["a second CONNECT", connectPacket(7)],
  ["a reserved packet type", Buffer.from([0xf0, 0])],
  ["an empty topic", publishPacket("", "x")],
  ["a topic of a thousand levels", publishPacket(`bellhop/devices/7${"/x".repeat(1_000)}`, "x")],
  ["a subscription to nothing", subscribePacket("")],
])("%s ends the connection, and only that one", async (_, bytes) => {
  const all = await party();
  const bad = await rawBoard(all.port, 7);
  bad.write(bytes);
  await until(() => bad.gone());
  await works(all);
});

test.each([
  ["HTTP", Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n")],
  ["a message before CONNECT", publishPacket(car(7), "ON")],
  ["a long CONNECT", packet(0x10, Buffer.alloc(20_000))],
  ["a CONNECT of another protocol", packet(0x10, Buffer.from("\0\x04HTTP\x04\x02\0\x3c\0\0", "latin1"))],
])("a stranger who says %s is shown out", async (_, bytes) => {
  const all = await party();
  const stranger = await wire(all.port);
  stranger.write(bytes);
  await until(() => stranger.gone());
  expect(all.heard).toEqual([]);
  await works(all);
});

test("what is not understood is told as such, and harms nobody", async () => {
  const { port, heard } = await party();
  const client = await board(port, 7);
  await client.publishAsync("bellhop/devices/7/light/led/state", Buffer.from([0, 0xff, 0x7b]), { qos: 1 });
  await client.publishAsync("bellhop/devices/7/light/led/state", `${"[".repeat(8_000)}`, { qos: 1 });
  expect(heard.filter(({ kind }) => kind === "unreadable")).toHaveLength(2);
  expect(client.connected).toBe(true);
});

test("random bytes after CONNECT end at most their own connection", async () => {
  const all = await party({ limits: { packetBurst: 100_000, byteBurst: 10_000_000, packetsPerSecond: 100_000 } });
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.constantFrom(car(7), led(7), "bellhop/devices/7/status").map((topic) => publishPacket(topic, "ON").subarray(2)),
  );
  const stream = fc.array(fc.tuple(fc.nat(255), body), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(stream, fc.array(fc.nat(50), { maxLength: 4 }), async (packets, cuts) => {
      const bytes = Buffer.concat(packets.map(([first, one]) => packet(first, Buffer.from(one))));
      const socket = await rawBoard(all.port, 7);
      let from = 0;
      for (const cut of cuts) {
        socket.write(bytes.subarray(from, from + cut));
        from += cut;
      }
      socket.end(bytes.subarray(from));
      await rest(1);
      socket.destroy();
    }),
    { numRuns: 150 },
  );
  await works(all);
});

test("ten thousand messages a second from one board leave room for the others, and are not held here", async () => {
  const all = await party({ hear: () => rest(1) });
  const accepted: Socket[] = [];
  const note = (message: unknown) => accepted.push((message as { socket: Socket }).socket);
  subscribe("net.server.socket", note);
  later(() => unsubscribe("net.server.socket", note));
  const flood = await Promise.all([1, 2, 3, 4].map(() => rawBoard(all.port, 7)));
  const one = publishPacket(car(7), "ON");
  const words = Buffer.concat(Array.from({ length: 50_000 }, () => one));
  for (const socket of flood) socket.write(words);
  for (let i = 0; i < 3; i++) {
    await works(all);
    await rest(500);
  }
  // A burst of 200, then 50 per second, and what one connection had passed on when it was replaced.
  const heard = readings(all.heard, 7);
  expect(heard).toBeLessThan(1_000);
  // The rest stays with the board and in the kernel: of each connection the broker has read a few chunks of 64 KiB ahead.
  const read = accepted.reduce((sum, socket) => sum + socket.bytesRead, 0);
  expect(read - heard * one.length).toBeLessThan(flood.length * 3 * 65_536);
  expect(words.length).toBeGreaterThan(2 * flood.length * 3 * 65_536);
});

test("nothing of a burst is lost: what is too much waits", async () => {
  const { port, heard } = await party({ limits: { packetBurst: 20, packetsPerSecond: 200 } });
  const socket = await rawBoard(port, 7);
  for (let i = 0; i < 100; i++) socket.write(publishPacket(car(7), i % 2 ? "ON" : "OFF"));
  socket.end(Buffer.from([0xe0, 0]));
  await until(() => readings(heard, 7) === 100);
  const told = heard.flatMap((one) => (one.kind === "reading" ? [one.occupied] : []));
  expect(told).toEqual(Array.from({ length: 100 }, (_, i) => i % 2 === 1));
});

test("a board that says more than can be heard is not read on", async () => {
  let release = () => {};
  const hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const all = await party({
    hear: ({ deviceId, kind }) => (deviceId === 7 && kind === "unreadable" ? hold : Promise.resolve()),
    limits: { packetBurst: 1e6, packetsPerSecond: 1e6, byteBurst: 1e9, bytesPerSecond: 1e9 },
  });
  const socket = await rawBoard(all.port, 7);
  const words = publishPacket(car(7), Buffer.alloc(16_000, "x"));
  // More than the kernel's buffers hold: the rest stays in the client's buffer.
  for (let i = 0; i < 2_000; i++) socket.write(words);
  await rest(300);
  const left = socket.writableLength;
  expect(left).toBeGreaterThan(8e6);
  await works(all);
  expect(socket.writableLength).toBe(left);
  release();
  await until(() => all.heard.filter(({ kind }) => kind === "unreadable").length === 2_000);
});

test("half a packet and then silence ends with the keep-alive", async () => {
  const all = await party({ limits: { keepaliveSeconds: 1 } });
  const socket = await rawBoard(all.port, 7);
  socket.write(publishPacket(car(7), "ON").subarray(0, 10));
  await until(() => socket.gone(), 5_000);
  expect(readings(all.heard, 7)).toBe(0);
});

test("a board that does not read what it is sent is cut off, and holds up nobody", async () => {
  const all = await party();
  const deaf = await rawBoard(all.port, 7);
  deaf.write(subscribePacket(led(7)));
  await rest(50);
  deaf.pause();
  const since = all.heard.length;
  for (let i = 0; i < 400_000 && !deaf.gone() && all.heard.length === since; i++) {
    await all.command(7, "red");
    if (i % 1_000 === 0) await rest(0);
  }
  await until(() => all.heard.length > since);
  expect(all.heard.at(-1)).toMatchObject({ deviceId: 7, kind: "presence", online: false });
  await works(all);
});

test("connections that never say who they are do not shut others out for long", async () => {
  const all = await party({ limits: { connectMs: 700 } });
  const crowd: Socket[] = [];
  let gone = 0;
  for (let i = 0; i < 2_000; i++) {
    const socket = await wire(all.port);
    socket.on("close", () => gone++);
    crowd.push(socket);
  }
  await until(() => gone === 2_000);
  await works(all);
});

test("coming and going all the time does not come free", async () => {
  const { port } = await party({ limits: { packetBurst: 40, packetsPerConnection: 10 } });
  const since = performance.now();
  for (let i = 0; i < 8; i++) (await rawBoard(port, 7)).destroy();
  expect(performance.now() - since).toBeGreaterThan(500);
});

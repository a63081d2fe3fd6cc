// Devices for the tests of this folder: a broker that knows its devices, well-behaved devices that use an MQTT library, and misbehaving ones that
// write raw bytes. Everything that was opened is closed after each test.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { afterEach } from "vitest";
import { createLog } from "../../base/log.ts";
import type { DeviceMessage, HearDevice } from "../../contract/devices.ts";
import { type Broker, type BrokerOptions, startBroker } from "./broker.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** Runs a step after the test. */
export const later = (step: () => unknown): unknown => undo.push(step);

export type Party = Broker & { heard: DeviceMessage[]; logged: string[]; broker: Broker };

/** A log whose lines tests can read. */
export function keptLog(): { log: BrokerOptions["log"]; logged: string[] } {
  const logged: string[] = [];
  return { log: createLog("info", { write: (line: string) => void logged.push(line) }), logged };
}

/** A broker that knows every device by the name `board-<id>` and the password `secret-<id>`. */
export async function party(overrides: Partial<BrokerOptions> = {}): Promise<Party> {
  const heard: DeviceMessage[] = [];
  const { log, logged } = keptLog();
  const remember: HearDevice = async (message) => void heard.push(message);
  const broker = await startBroker({
    host: "127.0.0.1",
    port: 0,
    clock: () => new Date("2026-05-01T12:00:00Z"),
    log,
    admit,
    ...overrides,
    hear: async (message) => {
      await (overrides.hear ?? (async () => {}))(message);
      await remember(message);
    },
  });
  later(() => broker.close());
  return { ...broker, broker, heard, logged };
}

export const admit = async (name: string, password: string): Promise<number | null> => {
  const id = /^board-(\d+)$/.exec(name)?.[1];
  return id && password === `secret-${id}` ? Number(id) : null;
};

/** A well-behaved device, connected. Rejects when it is refused. */
export async function board(port: number, id: number, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    username: `board-${id}`,
    password: `secret-${id}`,
    clientId: `esp-${id}`,
    reconnectPeriod: 0,
    ...options,
  });
  client.on("error", () => {});
  later(() => client.endAsync(true));
  return client;
}

/** Collects what a device receives, as `topic payload`, with a leading R for retained messages. */
export function listenTo(client: MqttClient): string[] {
  const told: string[] = [];
  client.on("message", (topic, payload, packet) => told.push(`${packet.retain ? "R " : ""}${topic} ${payload}`));
  return told;
}

/** Waits until a condition holds. */
export async function until(so: () => boolean, ms = 8_000): Promise<void> {
  const end = performance.now() + ms;
  while (!so()) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${so}`);
    await rest(5);
  }
}

export const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A raw connection. `gone` tells whether the other side has ended it; `got` has the bytes received. */
export async function wire(port: number): Promise<Socket & { gone: () => boolean; got: Buffer[] }> {
  const socket = connect(port, "127.0.0.1");
  let gone = false;
  const got: Buffer[] = [];
  socket.on("error", () => {});
  socket.on("close", () => (gone = true));
  socket.on("data", (chunk) => got.push(chunk));
  later(() => socket.destroy());
  await once(socket, "connect");
  return Object.assign(socket, { gone: () => gone, got });
}

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

/** A packet (MQTT 3.1.1, section 2): first byte, remaining length, body. */
export function packet(first: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let left = body.length; ; left = Math.floor(left / 128)) {
    length.push((left % 128) + (left >= 128 ? 128 : 0));
    if (left < 128) break;
  }
  return Buffer.concat([Buffer.from([first, ...length]), body]);
}

/** A CONNECT packet of a known device: clean session, name and password, keep-alive of a minute. */
export function connectPacket(id: number, password = `secret-${id}`): Buffer {
  const head = Buffer.from([4, 0xc2, 0, 60]);
  return packet(0x10, text("MQTT"), head, text(`raw-${id}`), text(`board-${id}`), text(password));
}

/** A PUBLISH packet with QoS 0. */
export const publishPacket = (topic: string, payload: string | Buffer): Buffer =>
  packet(0x30, text(topic), Buffer.from(payload));

/** A SUBSCRIBE packet for one topic. */
export const subscribePacket = (topic: string): Buffer =>
  packet(0x82, Buffer.from([0, 1]), text(topic), Buffer.from([1]));

/** A raw connection of a device that was admitted. */
export async function rawBoard(port: number, id: number): ReturnType<typeof wire> {
  const socket = await wire(port);
  socket.write(connectPacket(id));
  await until(() => Buffer.concat(socket.got).length >= 4);
  return socket;
}

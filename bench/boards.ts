// Boards for the benchmark `posts`: they say what their sensor sees when told to, count what is acknowledged, and know when a light
// command came and what had caused it.
import { connectAsync, type MqttClient } from "mqtt";
import { type Colour, colourOf, dark, obey, report } from "../sim/park/led.ts";
import type { Credentials } from "./lot.ts";

/** What leads to a light command. */
export type Cause = "sensor" | "chat" | "rest";

/** One light command: what caused it, and how long after it the command was at the board, in milliseconds. */
export type Lit = { cause: Cause; ms: number };

export type BenchBoard = {
  deviceId: number;
  /** Readings so far. */
  published: number;
  acknowledged: number;
  /** Readings that said something else than the one before; the first is one. */
  changes: number;
  /** What was said last. */
  occupied: boolean | null;
  /** How long after each reading its PUBACK came, in milliseconds. */
  acks: number[];
  /** How often it had to connect again. */
  reconnects: number;
  lit: Lit[];
  /** Commands that did not come within five seconds, or before the next was due. */
  unlit: number;
  /** Says what the sensor sees. */
  say(occupied: boolean): void;
  /** From now on a command of this colour is waited for; resolves when it has come or is given up. */
  expect(colour: Colour, cause: Cause): Promise<void>;
  /** Whether a command is being waited for. */
  waits(): boolean;
  close(): Promise<void>;
};

const patienceMs = 5_000;

/** As ESPHome says what is to be known of it for longer. */
const keep = { qos: 1, retain: true } as const;

const nothingYet = (): Pick<
  BenchBoard,
  "published" | "acknowledged" | "changes" | "occupied" | "acks" | "reconnects" | "lit" | "unlit"
> => ({
  ...{ published: 0, acknowledged: 0, changes: 0, occupied: null, acks: [] },
  ...{ reconnects: 0, lit: [], unlit: 0 },
});

const connectClient = (
  mqttUrl: string,
  { username, password }: Credentials,
  statusTopic: string,
): Promise<MqttClient> =>
  connectAsync(mqttUrl, {
    clientId: `post-${username}`,
    username,
    password,
    // As in the configuration that Bellhop makes for ESPHome.
    keepalive: 30,
    clean: false,
    timerVariant: "native",
    will: { topic: statusTopic, payload: Buffer.from("offline"), qos: 1, retain: true },
  });

/** Connects a board as ESPHome does. */
export async function connectBoard(
  mqttUrl: string,
  credentials: Credentials & { deviceId: number },
): Promise<BenchBoard> {
  const at = (name: string) => `${credentials.topicPrefix}/${name}`;
  let led = dark;
  let wanted: { colour: Colour; cause: Cause; since: number; end: () => void } | null = null;
  const client = await connectClient(mqttUrl, credentials, at("status"));
  const self: BenchBoard = {
    deviceId: credentials.deviceId,
    ...nothingYet(),
    say(occupied) {
      self.published += 1;
      if (occupied !== self.occupied) self.changes += 1;
      self.occupied = occupied;
      const since = performance.now();
      client.publish(at("binary_sensor/car/state"), occupied ? "ON" : "OFF", keep, (error) => {
        if (error) return;
        self.acknowledged += 1;
        self.acks.push(performance.now() - since);
      });
    },
    expect(colour, cause) {
      if (wanted) {
        self.unlit += 1;
        wanted.end();
      }
      return new Promise((resolve) => {
        const late = setTimeout(() => {
          self.unlit += 1;
          end();
        }, patienceMs);
        const end = () => {
          clearTimeout(late);
          wanted = null;
          resolve();
        };
        wanted = { colour, cause, since: performance.now(), end };
      });
    },
    waits: () => wanted !== null,
    close: () => client.endAsync(true),
  };
  client.on("reconnect", () => {
    self.reconnects += 1;
  });
  client.on("message", (_topic, payload) => {
    led = obey(led, payload.toString()) ?? led;
    if (wanted && colourOf(led) === wanted.colour) {
      self.lit.push({ cause: wanted.cause, ms: performance.now() - wanted.since });
      wanted.end();
    }
    client.publish(at("light/led/state"), report(led), keep);
  });
  await client.subscribeAsync(at("light/led/command"), { qos: 1 });
  await client.publishAsync(at("status"), "online", keep);
  // As ESPHome does: a spot whose sensor has said nothing is not free.
  await client.publishAsync(at("binary_sensor/car/state"), "OFF", keep);
  return self;
}

// MQTT topics and payloads in ESPHome's format, and their meaning for Bellhop. Pure: no broker, no clock.
import { excerpt, parseJson } from "../../base/text.ts";
import type { DeviceMessage, Light } from "../../contract/devices.ts";

/** A device's message; the receiver adds the time and whether the broker had retained it. */
export type TopicMessage = Without<DeviceMessage, "at" | "retained">;

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const root = "bellhop/devices/";
/** The largest id that the database's `integer` can hold; a topic with a larger one belongs to no device. */
const MAX_ID = 2_147_483_647;

const colours: Record<Exclude<Light, "off">, [red: number, green: number, blue: number]> = {
  green: [0, 255, 0],
  blue: [0, 0, 255],
  red: [255, 0, 0],
  amber: [255, 140, 0],
};
const palette = Object.entries(colours) as [Light, [number, number, number]][];

/** How far a channel may be off after the device rounded and scaled it, on a scale of 255. */
const COLOUR_TOLERANCE = 32;
/** If the brightest channel is below this, rounding makes colours indistinguishable. */
const MIN_BRIGHTNESS = 8;

/** The prefix of all topics of a device, without a slash at its end. */
export const prefixOf = (deviceId: number): string => `${root}${deviceId}`;

/** The topic on which a device receives the colour of its LED. */
export const commandTopic = (deviceId: number): string => `${prefixOf(deviceId)}/light/led/command`;

/** The topics to subscribe to for all devices; presence first, so that it is known before the messages that depend on it. */
export const everyBoard: readonly string[] = ["status", "binary_sensor/car/state", "light/led/state"].map(
  (path) => `${root}+/${path}`,
);

/** The payload of an LED command. */
export function command(light: Light): string {
  if (light === "off") return '{"state":"OFF"}';
  const [r, g, b] = colours[light];
  return JSON.stringify({ state: "ON", color: { r, g, b } });
}

/** The meaning of a message; null for an unknown topic or an empty payload. Never throws. */
export function read(topic: string, payload: Buffer): TopicMessage | null {
  if (!topic.startsWith(root)) return null;
  const slash = topic.indexOf("/", root.length);
  const deviceId = slash < 0 ? null : idOf(topic.slice(root.length, slash));
  if (deviceId === null) return null;
  const meaning = meanings.get(topic.slice(slash + 1));
  // An empty payload deletes a retained message, and means nothing else.
  if (!meaning || payload.length === 0) return null;
  const found = meaning(payload);
  return "reason" in found ? { deviceId, kind: "unreadable", topic, reason: found.reason } : { deviceId, ...found };
}

/** Whether a device may publish to a topic: below its own prefix, but not where its commands are sent. */
export function mayPublish(deviceId: number, topic: string): boolean {
  if (!isBelow(deviceId, topic)) return false;
  const listens = commandTopic(deviceId);
  return topic !== listens && !topic.startsWith(`${listens}/`);
}

/** Whether a device may subscribe to a topic: one exact topic below its own prefix. */
export function maySubscribe(deviceId: number, topic: string): boolean {
  return isBelow(deviceId, topic) && topic.length <= 256 && !/[+#]/.test(topic);
}

/** Whether the broker retains and distributes messages on a device's topic: only for topics that Bellhop and the device share. */
export function isKnown(deviceId: number, topic: string): boolean {
  return (
    isBelow(deviceId, topic) &&
    (meanings.has(topic.slice(prefixOf(deviceId).length + 1)) || topic === commandTopic(deviceId))
  );
}

function isBelow(deviceId: number, topic: string): boolean {
  const prefix = prefixOf(deviceId);
  return topic.length > prefix.length + 1 && topic.startsWith(prefix) && topic[prefix.length] === "/";
}

function idOf(text: string): number | null {
  if (!/^[1-9]\d{0,9}$/.test(text)) return null;
  const id = Number(text);
  return id <= MAX_ID ? id : null;
}

type Meaning = Without<Exclude<TopicMessage, { kind: "unreadable" }>, "deviceId"> | { reason: string };

const meanings = new Map<string, (payload: Buffer) => Meaning>([
  ["binary_sensor/car/state", reading],
  ["status", presence],
  ["light/led/state", light],
]);

function reading(payload: Buffer): Meaning {
  const word = wordOf(payload);
  if (word === "on" || word === "off") return { kind: "reading", occupied: word === "on" };
  return { reason: `expected ON or OFF, got "${excerpt(payload, 200)}"` };
}

function presence(payload: Buffer): Meaning {
  const word = wordOf(payload);
  if (word === "online" || word === "offline") return { kind: "presence", online: word === "online" };
  return { reason: `expected online or offline, got "${excerpt(payload, 200)}"` };
}

/** The payload as a word in lower case, trimmed; no known word is longer than the limit here. */
const wordOf = (payload: Buffer): string =>
  payload.length > 64 ? "" : payload.toString("latin1").trim().toLowerCase();

/** ESPHome's JSON for a light: `{"state":"ON","brightness":255,"color":{"r":0,"g":0,"b":255}}`. */
function light(payload: Buffer): Meaning {
  const fault = (why: string): Meaning => ({
    reason: `expected the JSON of a light, ${why}: "${excerpt(payload, 200)}"`,
  });
  const parsed = parseJson(payload);
  if ("fault" in parsed) return fault(`but this ${parsed.fault}`);
  const { value } = parsed;
  if (typeof value !== "object" || value === null) return fault("but this is no object");
  const { state, brightness, color } = value as Record<string, unknown>;
  const word = typeof state === "string" ? state.trim().toUpperCase() : null;
  if (word === "OFF") return { kind: "light", light: "off" };
  if (word !== "ON") return fault('with a "state" of ON or OFF');
  if (brightness === 0) return { kind: "light", light: "off" };
  return { kind: "light", light: nearest(color) };
}

/** The LED colour that matches, at any brightness; null when none does. */
function nearest(color: unknown): Light | null {
  if (typeof color !== "object" || color === null) return null;
  const { r, g, b } = color as Record<string, unknown>;
  const channels = [r, g, b].map((one) => (typeof one === "number" && one >= 0 ? one : 0));
  const brightest = Math.max(...channels);
  if (brightest === 0) return [r, g, b].every((one) => one === 0) ? "off" : null;
  if (brightest < MIN_BRIGHTNESS) return null;
  const scaled = channels.map((one) => (one * 255) / brightest);
  const found = palette.find(([, wanted]) => wanted.every((one, i) => Math.abs(one - scaled[i]!) <= COLOUR_TOLERANCE));
  return found ? found[0] : null;
}

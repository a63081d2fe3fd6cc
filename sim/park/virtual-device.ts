// A virtual ESP32 with ESPHome, as the broker meets it: a car sensor and an RGB LED. Which car it sees is told to it.
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { type Colour, colourOf, dark, obey, report } from "./led.ts";

export type VirtualDeviceOptions = {
  /** Address of the broker; a name and password in it are not used. */
  mqttUrl: string;
  username: string;
  password: string;
  /** Without a slash at the end. */
  topicPrefix: string;
  /** Default: `post-<username>`. */
  clientId?: string;
  /** Milliseconds before it tries again to connect; default 5000, as ESPHome. */
  reconnectMs?: number;
  /** Called whenever what the board shows or whether it is connected has changed. */
  onChange?: () => void;
  /** Called with every message that the board publishes or receives. */
  onMessage?: (way: "publish" | "receive", topic: string, payload: string) => void;
};

export type VirtualDevice = {
  /** Connects, like a board that is given power. Does nothing when it has power already. */
  plugIn(): void;
  /** Power cut: the socket ends without DISCONNECT, the LED is dark and forgets its colour. */
  unplug(): void;
  /** What the sensor sees now. Published at once when connected, and again at every connection. */
  sense(occupied: boolean): void;
  /** A LED that is broken stays dark; the board takes commands and reports nothing. */
  breakLed(broken: boolean): void;
  ledBroken(): boolean;
  /** What the LED shows. */
  light(): Colour;
  powered(): boolean;
  connected(): boolean;
  /** The broker did not take its name and password the last time. */
  refused(): boolean;
  /** Says `offline`, disconnects in order and leaves nothing behind; without power it only ends. */
  close(): Promise<void>;
};

/** Longest wait in milliseconds for an orderly end. */
const END_TIMEOUT_MS = 1000;
/** CONNACK: bad user name or password, not authorized. */
const REFUSALS: unknown[] = [4, 5];

/** Makes a board without power. Throws when `mqttUrl` is no URL. */
export function createVirtualDevice(options: VirtualDeviceOptions): VirtualDevice {
  const prefix = options.topicPrefix;
  const at = {
    status: `${prefix}/status`,
    command: `${prefix}/light/led/command`,
    light: `${prefix}/light/led/state`,
    sensor: `${prefix}/binary_sensor/car/state`,
  };
  const url = withoutUser(options.mqttUrl);
  let client: MqttClient | null = null;
  let led = dark;
  let broken = false;
  let occupied = false;
  let refused = false;
  const changed = () => options.onChange?.();

  const say = (topic: string, payload: string) => {
    if (!client?.connected) return;
    client.publish(topic, payload, { qos: 1, retain: true }, () => {});
    options.onMessage?.("publish", topic, payload);
  };
  const sayLight = () => {
    if (!broken) say(at.light, report(led));
  };

  const open = (): MqttClient => {
    const settings: IClientOptions = {
      clientId: options.clientId ?? `post-${options.username}`,
      username: options.username,
      password: options.password,
      keepalive: 15,
      // ESPHome asks the broker to keep its session.
      clean: false,
      resubscribe: false,
      queueQoSZero: false,
      reconnectPeriod: options.reconnectMs ?? 5000,
      reconnectOnConnackError: true,
      connectTimeout: 10_000,
      timerVariant: "native",
      will: { topic: at.status, payload: Buffer.from("offline"), qos: 1, retain: true },
    };
    const opened = connect(url, settings);
    opened.on("connect", () => {
      refused = false;
      opened.subscribe(at.command, { qos: 1 }, () => {});
      say(at.status, "online");
      say(at.sensor, occupied ? "ON" : "OFF");
      sayLight();
      changed();
    });
    opened.on("message", (topic, bytes) => {
      const payload = bytes.toString("utf8");
      options.onMessage?.("receive", topic, payload);
      const next = topic === at.command ? obey(led, payload) : null;
      if (next === null || opened !== client) return;
      led = next;
      sayLight();
      changed();
    });
    opened.on("error", (error) => {
      refused = "code" in error && REFUSALS.includes(error.code);
    });
    opened.on("close", changed);
    return opened;
  };

  return {
    plugIn() {
      if (client) return;
      client = open();
      changed();
    },
    unplug() {
      const gone = client;
      if (!gone) return;
      client = null;
      led = dark;
      gone.removeAllListeners("close");
      // Forced: the socket is destroyed, and nothing is sent before.
      gone.end(true);
      changed();
    },
    sense(seen) {
      occupied = seen;
      say(at.sensor, seen ? "ON" : "OFF");
    },
    breakLed(now) {
      broken = now;
      sayLight();
      changed();
    },
    ledBroken: () => broken,
    light: () => (broken ? "off" : colourOf(led)),
    powered: () => client !== null,
    connected: () => client?.connected ?? false,
    refused: () => refused,
    async close() {
      const last = client;
      if (!last) return;
      say(at.status, "offline");
      client = null;
      last.removeAllListeners("close");
      await ended(last);
    },
  };
}

/** Ends a connection in order; a broker that leaves something unanswered is not waited for. */
async function ended(client: MqttClient): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, END_TIMEOUT_MS);
  });
  await Promise.race([client.endAsync(!client.connected), timeout]);
  clearTimeout(timer);
  client.stream.destroy();
}

function withoutUser(address: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url.href;
}

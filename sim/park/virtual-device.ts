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
  return new Board(options);
}

class Board implements VirtualDevice {
  readonly #options: VirtualDeviceOptions;
  readonly #url: string;
  readonly #topics: ReturnType<typeof topicsOf>;
  #client: MqttClient | null = null;
  #led = dark;
  #broken = false;
  #occupied = false;
  #refused = false;

  constructor(options: VirtualDeviceOptions) {
    this.#options = options;
    this.#url = withoutUser(options.mqttUrl);
    this.#topics = topicsOf(options.topicPrefix);
  }

  plugIn(): void {
    if (this.#client) return;
    this.#client = this.#open();
    this.#changed();
  }

  unplug(): void {
    const gone = this.#client;
    if (!gone) return;
    this.#client = null;
    this.#led = dark;
    gone.removeAllListeners("close");
    // Forced: the socket is destroyed, and nothing is sent before.
    gone.end(true);
    this.#changed();
  }

  sense(occupied: boolean): void {
    this.#occupied = occupied;
    this.#say(this.#topics.sensor, occupied ? "ON" : "OFF");
  }

  breakLed(broken: boolean): void {
    this.#broken = broken;
    this.#sayLight();
    this.#changed();
  }

  ledBroken(): boolean {
    return this.#broken;
  }

  light(): Colour {
    return this.#broken ? "off" : colourOf(this.#led);
  }

  powered(): boolean {
    return this.#client !== null;
  }

  connected(): boolean {
    return this.#client?.connected ?? false;
  }

  refused(): boolean {
    return this.#refused;
  }

  async close(): Promise<void> {
    const last = this.#client;
    if (!last) return;
    this.#say(this.#topics.status, "offline");
    this.#client = null;
    last.removeAllListeners("close");
    await ended(last);
  }

  #changed(): void {
    this.#options.onChange?.();
  }

  #say(topic: string, payload: string): void {
    if (!this.#client?.connected) return;
    this.#client.publish(topic, payload, { qos: 1, retain: true }, () => {});
    this.#options.onMessage?.("publish", topic, payload);
  }

  #sayLight(): void {
    if (!this.#broken) this.#say(this.#topics.light, report(this.#led));
  }

  #open(): MqttClient {
    const { status, command, sensor } = this.#topics;
    const opened = connect(this.#url, settingsOf(this.#options, status));
    opened.on("connect", () => {
      this.#refused = false;
      opened.subscribe(command, { qos: 1 }, () => {});
      this.#say(status, "online");
      this.#say(sensor, this.#occupied ? "ON" : "OFF");
      this.#sayLight();
      this.#changed();
    });
    opened.on("message", (topic, bytes) => {
      const payload = bytes.toString("utf8");
      this.#options.onMessage?.("receive", topic, payload);
      const next = topic === command ? obey(this.#led, payload) : null;
      if (next === null || opened !== this.#client) return;
      this.#led = next;
      this.#sayLight();
      this.#changed();
    });
    opened.on("error", (error) => {
      this.#refused = "code" in error && REFUSALS.includes(error.code);
    });
    opened.on("close", () => this.#changed());
    return opened;
  }
}

const topicsOf = (prefix: string) => ({
  status: `${prefix}/status`,
  command: `${prefix}/light/led/command`,
  light: `${prefix}/light/led/state`,
  sensor: `${prefix}/binary_sensor/car/state`,
});

const settingsOf = (options: VirtualDeviceOptions, statusTopic: string): IClientOptions => ({
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
  will: { topic: statusTopic, payload: Buffer.from("offline"), qos: 1, retain: true },
});

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

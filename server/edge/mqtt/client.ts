// Boards behind a broker of someone else's. Messages are acknowledged there once they are heard, so that the broker keeps
// for Bellhop's session what comes while Bellhop is away (incoming-messages.ts). Rights and limits are that broker's affair.
import mqtt, { type MqttClient } from "mqtt";
import { pause } from "../../base/lease.ts";
import type { Log } from "../../base/log.ts";
import type { DeviceLink, HearDevice, Light, LinkWatch } from "../../contract/devices.ts";
import { IncomingMessages } from "./incoming-messages.ts";
import { createThrottledLog } from "./throttled-log.ts";
import { command, commandTopic, everyBoard } from "./topics.ts";

/** What a link needs. */
export type LinkOptions = {
  /** `mqtt:`, `mqtts:`, `ws:` or `wss:`, with name and password when the broker asks for them. */
  url: string;
  /** The session's name at the broker; whoever connects with the same name takes it over. `bellhop` unless told. */
  clientId?: string;
  /** Called for one message of a device at a time, and for different devices at once. */
  hear: HearDevice;
  watch: LinkWatch;
  clock: () => Date;
  log: Log;
  /** How long the broker may take to bring what it kept, in milliseconds; 1,000 unless told. */
  settleMs?: number;
  /** How long to wait before connecting or hearing again, in milliseconds; 2,000 unless told. */
  retryMs?: number;
};

const COMMAND_TIMEOUT_MS = 10_000;
const RESUBSCRIBE_INTERVAL_MS = 60_000;

/** Connects to a broker, now or as soon as it can be reached, and again whenever the connection is lost. Never throws. */
export function connectBroker(options: LinkOptions): DeviceLink {
  return new BrokerClient(options);
}

class BrokerClient implements DeviceLink {
  readonly #options: LinkOptions;
  readonly #client: MqttClient;
  /** As it may be shown: without name and password. */
  readonly #address: string;
  readonly #leaving = new AbortController();
  readonly #incoming: IncomingMessages;
  /** What comes is no longer what the broker kept for this session or for all. */
  #settled = false;

  constructor(options: LinkOptions) {
    const { log, clock, hear, watch, retryMs = 2_000 } = options;
    const { address, client } = dial(options, retryMs);
    const throttledLog = createThrottledLog(log);
    const { signal } = this.#leaving;
    this.#options = options;
    this.#client = client;
    this.#address = address;
    this.#incoming = new IncomingMessages({ client, clock, hear, retryMs, throttledLog, signal });
    client.handleMessage = (packet, next) => this.#incoming.take(packet, this.#settled, next);
    client.on("connect", () => {
      watch.broken();
      log.info({ broker: address }, "MQTT: connected");
      void this.#subscribe();
    });
    client.on("close", () => {
      this.#incoming.forget();
      if (this.#settled && !signal.aborted) watch.broken();
      this.#settled = false;
      if (!signal.aborted) throttledLog({ address }, "not connected; trying again");
    });
    client.on("error", (error) => throttledLog({ address }, "the broker cannot be reached or used", error));
  }

  async command(deviceId: number, light: Light): Promise<void> {
    const client = this.#client;
    if (!client.connected) throw new Error(`The MQTT broker at ${this.#address} is out of reach.`);
    const sent = client.publishAsync(commandTopic(deviceId), command(light), { qos: 1, retain: true });
    await within(sent, COMMAND_TIMEOUT_MS, `The MQTT broker at ${this.#address} does not answer.`);
  }

  drop(): void {}

  async close(): Promise<void> {
    this.#leaving.abort();
    await this.#incoming.finish();
    await this.#client.endAsync(!this.#client.connected);
  }

  async #subscribe(): Promise<void> {
    const client = this.#client;
    const { signal } = this.#leaving;
    const { stream } = client;
    try {
      // One after the other, so that the broker sends the presence that it kept before the readings that it kept.
      for (const topic of everyBoard) await client.subscribeAsync(topic, { qos: 1 });
      await this.#settle(stream);
    } catch (error) {
      if (stream !== client.stream || !client.connected || signal.aborted) return;
      const reason = (error as Error).message;
      this.#options.log.error(
        { broker: this.#address, reason },
        "MQTT: the broker does not let Bellhop listen to the boards: check its rights",
      );
      await pause(RESUBSCRIBE_INTERVAL_MS, signal);
      if (stream === client.stream && client.connected) await this.#subscribe();
    }
  }

  /** Waits until what the broker kept has come: it sends that first, and nothing tells it from what boards say now. */
  async #settle(stream: MqttClient["stream"]): Promise<void> {
    const client = this.#client;
    const { signal } = this.#leaving;
    await pause(this.#options.settleMs ?? 1_000, signal);
    while (this.#incoming.waiting > 0 && stream === client.stream && !signal.aborted) await pause(20, signal);
    if (stream !== client.stream || !client.connected || signal.aborted) return;
    this.#settled = true;
    this.#options.watch.ready();
  }
}

/** The connection, with its address as it may be shown: without name and password. */
function dial({ url, clientId = "bellhop" }: LinkOptions, retryMs: number): { address: string; client: MqttClient } {
  const target = new URL(url);
  const { username, password } = target;
  target.username = "";
  target.password = "";
  const client = mqtt.connect(target.href, {
    clientId,
    // The session outlives the connection: what comes in between is kept for it.
    clean: false,
    keepalive: 60,
    reconnectPeriod: retryMs,
    reconnectOnConnackError: true,
    resubscribe: false,
    ...(username ? { username: decoded(username) } : {}),
    ...(password ? { password: decoded(password) } : {}),
  });
  return { address: `${target.protocol}//${target.host}`, client };
}

/** Undoes the escapes of an address; a text that only looks escaped stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The promise's outcome, or an error when it takes longer. */
async function within(promise: Promise<unknown>, ms: number, reason: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(reason)), ms);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

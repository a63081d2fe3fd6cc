// Boards behind a broker of someone else's. Messages are acknowledged there once they are heard, so that the broker keeps
// for Bellhop's session what comes while Bellhop is away. Rights and limits are that broker's affair.
import mqtt, { type IPublishPacket, type MqttClient } from "mqtt";
import { pause } from "../../base/lease.ts";
import type { Log } from "../../base/log.ts";
import type { DeviceLink, DeviceMessage, HearDevice, LinkWatch } from "../../contract/devices.ts";
import { createThrottledLog } from "./throttled-log.ts";
import { command, commandTopic, everyBoard, read } from "./topics.ts";

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

/** Messages that may wait to be heard before no more is read from the broker. */
const MAX_WAITING = 1_000;
const MAX_RETRY_MS = 30_000;
const COMMAND_TIMEOUT_MS = 10_000;
const RESUBSCRIBE_INTERVAL_MS = 60_000;

/** A message on its way to being heard. */
type IncomingMessage = {
  message: DeviceMessage | null;
  /** Where its acknowledgement goes; null for QoS 0, which has none. */
  receipt: { stream: MqttClient["stream"]; id: number } | null;
  heard: boolean;
};

/** Connects to a broker, now or as soon as it can be reached, and again whenever the connection is lost. Never throws. */
export function connectBroker(options: LinkOptions): DeviceLink {
  const { log, clock, hear, watch, retryMs = 2_000, settleMs = 1_000 } = options;
  const { address, client } = dial(options, retryMs);
  const throttledLog = createThrottledLog(log);
  const leaving = new AbortController();
  /** By device, in the order in which they came. */
  const lines = new Map<number, IncomingMessage[]>();
  const working = new Set<Promise<void>>();
  /** Not yet acknowledged, in the order in which they came: acknowledgements go out in it (MQTT 3.1.1, 4.6). */
  let unanswered: IncomingMessage[] = [];
  let waiting = 0;
  const parked: (() => void)[] = [];
  /** What comes is no longer what the broker kept for this session or for all. */
  let settled = false;

  client.handleMessage = (packet: IPublishPacket, next: (error?: Error) => void) => {
    const incoming = open(packet);
    // With an error mqtt.js goes on without an acknowledgement; ours follows when the message is heard.
    const proceed = () => (incoming.receipt ? next(new Error("acknowledged later")) : next());
    if (leaving.signal.aborted) {
      proceed();
      return;
    }
    if (incoming.receipt) unanswered.push(incoming);
    if (incoming.message) queue(incoming.message.deviceId, incoming);
    else answer();
    if (waiting < MAX_WAITING) proceed();
    else parked.push(proceed);
  };

  function open(packet: IPublishPacket): IncomingMessage {
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const said = read(packet.topic, payload);
    const acknowledged = packet.qos > 0 && packet.messageId !== undefined;
    return {
      message: said && { ...said, at: clock(), retained: packet.retain || !settled },
      receipt: acknowledged ? { stream: client.stream, id: packet.messageId! } : null,
      heard: !said,
    };
  }

  function queue(deviceId: number, incoming: IncomingMessage): void {
    waiting += 1;
    const line = lines.get(deviceId);
    if (line) {
      line.push(incoming);
      return;
    }
    const fresh = [incoming];
    lines.set(deviceId, fresh);
    const work = workOff(deviceId, fresh).finally(() => working.delete(work));
    working.add(work);
  }

  async function workOff(deviceId: number, line: IncomingMessage[]): Promise<void> {
    for (let incoming = line[0]; incoming; incoming = line[0]) {
      incoming.heard = await deliver(deviceId, incoming);
      line.shift();
      waiting -= 1;
      answer();
      if (waiting < MAX_WAITING / 2) for (const proceed of parked.splice(0)) proceed();
    }
    lines.delete(deviceId);
  }

  /** Tries until it is heard, or until its connection is gone: the broker then brings it again. */
  async function deliver(deviceId: number, { message, receipt }: IncomingMessage): Promise<boolean> {
    for (let rest = retryMs; message && !leaving.signal.aborted; rest = Math.min(rest * 2, MAX_RETRY_MS)) {
      if (receipt && receipt.stream !== client.stream) return false;
      try {
        await hear(message);
        return true;
      } catch (error) {
        throttledLog({ device: deviceId }, "what it said could not be kept", error);
      }
      await pause(rest, leaving.signal);
    }
    return false;
  }

  /** Acknowledges what was heard, up to the first that was not. */
  function answer(): void {
    while (unanswered[0]?.heard) {
      const { stream, id } = unanswered.shift()!.receipt!;
      // PUBACK (MQTT 3.1.1, 3.4), on the connection that brought the message or not at all.
      if (stream === client.stream && client.connected) stream.write(Buffer.from([0x40, 2, id >> 8, id & 0xff]));
    }
  }

  async function subscribe(): Promise<void> {
    const { stream } = client;
    try {
      // One after the other, so that the broker sends the presence that it kept before the readings that it kept.
      for (const topic of everyBoard) await client.subscribeAsync(topic, { qos: 1 });
      await settle(stream);
    } catch (error) {
      if (stream !== client.stream || !client.connected || leaving.signal.aborted) return;
      const reason = (error as Error).message;
      log.error(
        { broker: address, reason },
        "MQTT: the broker does not let Bellhop listen to the boards: check its rights",
      );
      await pause(RESUBSCRIBE_INTERVAL_MS, leaving.signal);
      if (stream === client.stream && client.connected) await subscribe();
    }
  }

  /** Waits until what the broker kept has come: it sends that first, and nothing tells it from what boards say now. */
  async function settle(stream: MqttClient["stream"]): Promise<void> {
    await pause(settleMs, leaving.signal);
    while (waiting > 0 && stream === client.stream && !leaving.signal.aborted) await pause(20, leaving.signal);
    if (stream !== client.stream || !client.connected || leaving.signal.aborted) return;
    settled = true;
    watch.ready();
  }

  client.on("connect", () => {
    watch.broken();
    log.info({ broker: address }, "MQTT: connected");
    void subscribe();
  });
  client.on("close", () => {
    unanswered = [];
    if (settled && !leaving.signal.aborted) watch.broken();
    settled = false;
    if (!leaving.signal.aborted) throttledLog({ address }, "not connected; trying again");
  });
  client.on("error", (error) => throttledLog({ address }, "the broker cannot be reached or used", error));

  return {
    async command(deviceId, light) {
      if (!client.connected) throw new Error(`The MQTT broker at ${address} is out of reach.`);
      const sent = client.publishAsync(commandTopic(deviceId), command(light), { qos: 1, retain: true });
      await within(sent, COMMAND_TIMEOUT_MS, `The MQTT broker at ${address} does not answer.`);
    },
    drop() {},
    async close() {
      leaving.abort();
      for (const proceed of parked.splice(0)) proceed();
      await Promise.all(working);
      await client.endAsync(!client.connected);
    },
  };
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

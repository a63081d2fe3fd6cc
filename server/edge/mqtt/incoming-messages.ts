// Messages from an external broker: those of one device are handled one after the other, and each is acknowledged at the broker after it is handled.
import type { IPublishPacket, MqttClient } from "mqtt";
import { pause } from "../../base/lease.ts";
import type { DeviceMessage, HearDevice } from "../../contract/devices.ts";
import type { ThrottledLog } from "./throttled-log.ts";
import { read } from "./topics.ts";

/** How many messages may wait to be handled; with more, reading from the broker pauses. */
const MAX_WAITING = 1_000;
const MAX_RETRY_MS = 30_000;

/** A message that is being handled. */
type IncomingMessage = {
  message: DeviceMessage | null;
  /** Where to send its acknowledgement; null for QoS 0, which has none. */
  receipt: { stream: MqttClient["stream"]; id: number } | null;
  heard: boolean;
};

type Options = {
  client: MqttClient;
  clock: () => Date;
  hear: HearDevice;
  /** How long to wait before a retry, in ms; doubles with each retry. */
  retryMs: number;
  throttledLog: ThrottledLog;
  /** When it fires, nothing more is handled. */
  signal: AbortSignal;
};

export class IncomingMessages {
  readonly #options: Options;
  /** Waiting messages by device, in order of arrival. */
  readonly #lines = new Map<number, IncomingMessage[]>();
  readonly #working = new Set<Promise<void>>();
  /** Messages not yet acknowledged, in order of arrival, which is also the order of acknowledgements (MQTT 3.1.1, 4.6). */
  #unanswered: IncomingMessage[] = [];
  #waiting = 0;
  readonly #parked: (() => void)[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  /** How many messages wait to be handled. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Takes a message. `settled`: it is new, not one that the broker had kept. `next` is called when more may be read from the broker. */
  take(packet: IPublishPacket, settled: boolean, next: (error?: Error) => void): void {
    const incoming = this.#open(packet, settled);
    // With an error, mqtt.js continues without sending an acknowledgement; ours follows when the message is handled.
    const proceed = () => (incoming.receipt ? next(new Error("acknowledged later")) : next());
    if (this.#options.signal.aborted) {
      proceed();
      return;
    }
    if (incoming.receipt) this.#unanswered.push(incoming);
    if (incoming.message) this.#queue(incoming.message.deviceId, incoming);
    else this.#answer();
    if (this.#waiting < MAX_WAITING) proceed();
    else this.#parked.push(proceed);
  }

  /** The connection is gone, so nothing from it can be acknowledged any more: the broker sends these messages again. */
  forget(): void {
    this.#unanswered = [];
  }

  /** Waits for messages that are being handled; the rest is left. */
  async finish(): Promise<void> {
    for (const proceed of this.#parked.splice(0)) proceed();
    await Promise.all(this.#working);
  }

  #open(packet: IPublishPacket, settled: boolean): IncomingMessage {
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const said = read(packet.topic, payload);
    const acknowledged = packet.qos > 0 && packet.messageId !== undefined;
    return {
      message: said && { ...said, at: this.#options.clock(), retained: packet.retain || !settled },
      receipt: acknowledged ? { stream: this.#options.client.stream, id: packet.messageId! } : null,
      heard: !said,
    };
  }

  #queue(deviceId: number, incoming: IncomingMessage): void {
    this.#waiting += 1;
    const line = this.#lines.get(deviceId);
    if (line) {
      line.push(incoming);
      return;
    }
    const fresh = [incoming];
    this.#lines.set(deviceId, fresh);
    const work = this.#workOff(deviceId, fresh).finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #workOff(deviceId: number, line: IncomingMessage[]): Promise<void> {
    for (let incoming = line[0]; incoming; incoming = line[0]) {
      incoming.heard = await this.#deliver(deviceId, incoming);
      line.shift();
      this.#waiting -= 1;
      this.#answer();
      if (this.#waiting < MAX_WAITING / 2) for (const proceed of this.#parked.splice(0)) proceed();
    }
    this.#lines.delete(deviceId);
  }

  /** Retries until the message is handled, or until its connection is gone: then the broker sends it again. */
  async #deliver(deviceId: number, { message, receipt }: IncomingMessage): Promise<boolean> {
    const { client, hear, retryMs, throttledLog, signal } = this.#options;
    for (let rest = retryMs; message && !signal.aborted; rest = Math.min(rest * 2, MAX_RETRY_MS)) {
      if (receipt && receipt.stream !== client.stream) return false;
      try {
        await hear(message);
        return true;
      } catch (error) {
        throttledLog({ device: deviceId }, "what it said could not be kept", error);
      }
      await pause(rest, signal);
    }
    return false;
  }

  /** Acknowledges handled messages, up to the first that is not. */
  #answer(): void {
    const { client } = this.#options;
    while (this.#unanswered[0]?.heard) {
      const { stream, id } = this.#unanswered.shift()!.receipt!;
      // PUBACK (MQTT 3.1.1, 3.4), only on the connection that brought the message.
      if (stream === client.stream && client.connected) stream.write(Buffer.from([0x40, 2, id >> 8, id & 0xff]));
    }
  }
}

// Messages from somebody else's broker on their way to being heard: those of one device one after the other, and each acknowledged at the
// broker once it is heard.
import type { IPublishPacket, MqttClient } from "mqtt";
import { pause } from "../../base/lease.ts";
import type { DeviceMessage, HearDevice } from "../../contract/devices.ts";
import type { ThrottledLog } from "./throttled-log.ts";
import { read } from "./topics.ts";

/** Messages that may wait to be heard before no more is read from the broker. */
const MAX_WAITING = 1_000;
const MAX_RETRY_MS = 30_000;

/** A message on its way to being heard. */
type IncomingMessage = {
  message: DeviceMessage | null;
  /** Where its acknowledgement goes; null for QoS 0, which has none. */
  receipt: { stream: MqttClient["stream"]; id: number } | null;
  heard: boolean;
};

type Options = {
  client: MqttClient;
  clock: () => Date;
  hear: HearDevice;
  /** How long to wait before hearing again, in ms; twice as long each time. */
  retryMs: number;
  throttledLog: ThrottledLog;
  /** When it fires, nothing more is heard. */
  signal: AbortSignal;
};

export class IncomingMessages {
  readonly #options: Options;
  /** By device, in the order in which they came. */
  readonly #lines = new Map<number, IncomingMessage[]>();
  readonly #working = new Set<Promise<void>>();
  /** Not yet acknowledged, in the order in which they came: acknowledgements go out in it (MQTT 3.1.1, 4.6). */
  #unanswered: IncomingMessage[] = [];
  #waiting = 0;
  readonly #parked: (() => void)[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  /** How many wait to be heard. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Has a message heard. `settled`: it is none that the broker kept. `next` is called when more may be read from the broker. */
  take(packet: IPublishPacket, settled: boolean, next: (error?: Error) => void): void {
    const incoming = this.#open(packet, settled);
    // With an error mqtt.js goes on without an acknowledgement; ours follows when the message is heard.
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

  /** The connection is gone, and nothing of it can be acknowledged any more: the broker brings it again. */
  forget(): void {
    this.#unanswered = [];
  }

  /** Waits for what is being heard; the rest is not. */
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

  /** Tries until it is heard, or until its connection is gone: the broker then brings it again. */
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

  /** Acknowledges what was heard, up to the first that was not. */
  #answer(): void {
    const { client } = this.#options;
    while (this.#unanswered[0]?.heard) {
      const { stream, id } = this.#unanswered.shift()!.receipt!;
      // PUBACK (MQTT 3.1.1, 3.4), on the connection that brought the message or not at all.
      if (stream === client.stream && client.connected) stream.write(Buffer.from([0x40, 2, id >> 8, id & 0xff]));
    }
  }
}

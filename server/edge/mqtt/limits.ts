// What one device and one address may take of the broker, and the pure parts that measure it: the borders of MQTT packets
// in a stream of bytes, and budgets that fill up again with time. Who acts on them is throttled-stream.ts and admission.ts.

/** How much is allowed. */
export type Limits = {
  /** The longest packet, header included, in bytes. */
  packetBytes: number;
  /** Packets a second and device in the long run, and at once after a rest. */
  packetsPerSecond: number;
  packetBurst: number;
  /** Bytes a second and device in the long run, and at once after a rest. */
  bytesPerSecond: number;
  byteBurst: number;
  /** What a connection costs of the device's packets, so that coming and going does not come free. */
  packetsPerConnection: number;
  /** Open connections of one device; beyond it the oldest goes. */
  connectionsPerDevice: number;
  /** Connections that have not yet said who they are, in all and from one address. */
  strangers: number;
  strangersPerAddress: number;
  /** How long CONNECT may take to come, and how long its answer may take, in milliseconds. */
  connectMs: number;
  admissionMs: number;
  /** Names and passwords that are checked at the same time. */
  admissions: number;
  /** The longest time without a packet that a device may ask for, in seconds; it is cut off after one and a half times that. */
  keepaliveSeconds: number;
  /** Different topics that a connection may listen to. */
  subscriptions: number;
  /** Messages of a connection that wait to be heard before no more is read from it. */
  unheard: number;
  /** Bytes that may wait for a device that does not read, and how long, in milliseconds. */
  unsentBytes: number;
  stalledMs: number;
};

/** Far more than a board needs: it says a word a second at most. */
export const defaultLimits: Limits = {
  packetBytes: 16_384,
  packetsPerSecond: 50,
  packetBurst: 200,
  bytesPerSecond: 65_536,
  byteBurst: 131_072,
  packetsPerConnection: 10,
  connectionsPerDevice: 4,
  strangers: 1_000,
  strangersPerAddress: 64,
  connectMs: 5_000,
  admissionMs: 30_000,
  admissions: 8,
  keepaliveSeconds: 300,
  subscriptions: 10,
  unheard: 64,
  unsentBytes: 65_536,
  stalledMs: 30_000,
};

/** Packet types (MQTT 3.1.1, section 2.2.1) that are told apart. */
export const packetTypes = { connect: 1, disconnect: 14 } as const;

/** Follows a stream from packet to packet by their fixed headers (MQTT 3.1.1, section 2.2). Looks at no payload and keeps no byte. */
export class Framing {
  /** The type of the packet that was begun last. */
  type = 0;
  /** Whether the stream stands at a border between two packets. */
  complete = true;
  /** Why the stream cannot be followed any further; null while it can. */
  fault: string | null = null;
  #maxBytes: number;
  /** Bytes of the remaining length that were seen; -1 in the body. */
  #lengthBytes = 0;
  #left = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Walks on from `from` to the end of the packet, or of the chunk when that comes first, and returns where it stopped. */
  step(chunk: Uint8Array, from: number): number {
    let at = from;
    if (this.complete && at < chunk.length) {
      this.type = chunk[at++]! >> 4;
      this.complete = false;
      this.#lengthBytes = 0;
      this.#left = 0;
    }
    while (!this.complete && this.#lengthBytes >= 0 && at < chunk.length && !this.fault) this.#length(chunk[at++]!);
    if (this.complete || this.fault || this.#lengthBytes >= 0) return at;
    const taken = Math.min(this.#left, chunk.length - at);
    this.#left -= taken;
    if (this.#left === 0) this.complete = true;
    return at + taken;
  }

  /** One byte of the remaining length: seven bits, the lowest first, at most four bytes. */
  #length(byte: number): void {
    this.#left += (byte & 0x7f) * 128 ** this.#lengthBytes;
    this.#lengthBytes += 1;
    if (byte & 0x80) {
      if (this.#lengthBytes === 4) this.fault = "a packet with a malformed length";
      return;
    }
    if (1 + this.#lengthBytes + this.#left > this.#maxBytes) this.fault = "a packet that is too long";
    this.#lengthBytes = -1;
    if (this.#left === 0) this.complete = true;
  }
}

/** An amount that is spent and comes back at a steady rate. Spending may run into debt, which has to be waited for. */
export class Budget {
  #perSecond: number;
  #most: number;
  #left: number;
  #at: number;

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond;
    this.#most = burst;
    this.#left = burst;
    this.#at = now;
  }

  /** Spends, whether it is there or not. `now` is in milliseconds and never goes back. */
  spend(amount: number, now: number): void {
    this.#refill(now);
    this.#left -= amount;
  }

  /** How long to wait before more may be spent, in milliseconds; 0 for not at all. Waits are long enough to be worth it. */
  wait(now: number): number {
    this.#refill(now);
    if (this.#left >= 1) return 0;
    return Math.ceil(((1 - this.#left) / this.#perSecond) * 1_000) + 100;
  }

  #refill(now: number): void {
    this.#left = Math.min(this.#most, this.#left + ((now - this.#at) / 1_000) * this.#perSecond);
    this.#at = now;
  }
}

/** What one device may send, over all its connections. */
export class Allowance {
  #packets: Budget;
  #bytes: Budget;

  constructor(limits: Limits, now: number) {
    this.#packets = new Budget(limits.packetsPerSecond, limits.packetBurst, now);
    this.#bytes = new Budget(limits.bytesPerSecond, limits.byteBurst, now);
  }

  spend(packets: number, bytes: number, now: number): void {
    this.#packets.spend(packets, now);
    this.#bytes.spend(bytes, now);
  }

  /** How long the next packet has to wait, in milliseconds. */
  wait(now: number): number {
    return Math.max(this.#packets.wait(now), this.#bytes.wait(now));
  }
}

// Limits on what one device and one address may use of the broker, and pure code to measure it: packet boundaries in a stream of bytes, and budgets
// that refill over time. throttled-stream.ts and admission.ts enforce them.

/** The limits. */
export type Limits = {
  /** The longest packet, header included, in bytes. */
  packetBytes: number;
  /** Packets per second and device in the long run, and at once after a pause. */
  packetsPerSecond: number;
  packetBurst: number;
  /** Bytes per second and device in the long run, and at once after a pause. */
  bytesPerSecond: number;
  byteBurst: number;
  /** How many packets a connection counts as, so that reconnecting is not free. */
  packetsPerConnection: number;
  /** Open connections of one device; with more, the oldest is closed. */
  connectionsPerDevice: number;
  /** Connections that are not authenticated yet, in all and from one address. */
  strangers: number;
  strangersPerAddress: number;
  /** How long CONNECT may take to arrive, and how long its answer may take, in ms. */
  connectMs: number;
  admissionMs: number;
  /** Names and passwords that are checked at the same time. */
  admissions: number;
  /** The longest keep-alive that a device may ask for, in seconds; after one and a half times that without a packet it is cut off. */
  keepaliveSeconds: number;
  /** The most topics that a connection may subscribe to. */
  subscriptions: number;
  /** Messages of a connection that may wait to be handled; with more, reading from it pauses. */
  unheard: number;
  /** Bytes that may wait for a device that does not read, and for how long, in ms. */
  unsentBytes: number;
  stalledMs: number;
};

/** Far more than a device needs: it sends at most one message per second. */
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

/** The packet types that matter here (MQTT 3.1.1, section 2.2.1). */
export const packetTypes = { connect: 1, disconnect: 14 } as const;

/** Follows a stream from packet to packet by their fixed headers (MQTT 3.1.1, section 2.2). Ignores payloads and stores no bytes. */
export class Framing {
  /** The type of the current packet. */
  type = 0;
  /** Whether the stream is at a boundary between two packets. */
  complete = true;
  /** Why the stream cannot be followed any further; null while it can. */
  fault: string | null = null;
  #maxBytes: number;
  /** How many bytes of the remaining length were read; -1 in the body. */
  #lengthBytes = 0;
  #left = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Reads from `from` to the end of the packet or of the chunk, whichever comes first, and returns where it stopped. */
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

  /** Reads one byte of the remaining length: seven bits, the lowest first, at most four bytes. */
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

/** A budget that refills at a steady rate (a token bucket). It may go negative; then one has to wait. */
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

  /** Spends an amount, even if the budget goes negative. `now` is in ms, of a clock that never goes back. */
  spend(amount: number, now: number): void {
    this.#refill(now);
    this.#left -= amount;
  }

  /** How long to wait before spending again, in ms; 0 when there is no need. At least 100 ms, to avoid many short waits. */
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

  /** How long the next packet has to wait, in ms. */
  wait(now: number): number {
    return Math.max(this.#packets.wait(now), this.#bytes.wait(now));
  }
}

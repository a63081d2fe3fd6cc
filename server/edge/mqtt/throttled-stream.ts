// The stream between a socket and the broker. It passes on what the limits allow, and otherwise stops reading from the socket: nothing is dropped,
// and no more than the current chunk is buffered. The contents of packets are not read here.
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { type Allowance, Framing, type Limits, packetTypes } from "./limits.ts";

/** The bytes of one connection, in both directions. Never emits an error: any fault ends it. */
export class ThrottledStream extends Duplex {
  /** Whether the device sent DISCONNECT: then its will is void. */
  saidGoodbye = false;
  #socket: Socket;
  #limits: Limits;
  #onFault: (reason: string) => void;
  #framing: Framing;
  /** What the device may send; null until it is admitted. */
  #allowance: Allowance | null = null;
  #greeted = false;
  #held = false;
  #full = false;
  #ended = false;
  /** Bytes that were received and not yet passed on. */
  #rest: Buffer | null = null;
  #later: NodeJS.Timeout | null = null;
  #stalled: NodeJS.Timeout | null = null;

  /** Takes over a socket. `onFault` is called with the reason when a connection is cut, as text for the log. */
  constructor(socket: Socket, limits: Limits, onFault: (reason: string) => void) {
    super({ emitClose: true });
    this.#socket = socket;
    this.#limits = limits;
    this.#onFault = onFault;
    this.#framing = new Framing(limits.packetBytes);
    socket.setNoDelay(true);
    // After an error comes `close`, which is handled below.
    socket.on("error", () => {});
    this.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      this.#rest = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
      this.#pump();
    });
    socket.on("end", () => {
      this.#ended = true;
      this.#pump();
    });
    socket.on("close", () => this.destroy());
    socket.on("drain", () => this.#moves());
  }

  /** Passes on more than the CONNECT packet, now that the device is known. */
  admit(allowance: Allowance): void {
    this.#allowance = allowance;
    this.#pump();
  }

  /** Stops reading until {@link release}. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#pump();
  }

  override _read(): void {
    this.#full = false;
    this.#pump();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send([{ chunk }]);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#send(chunks);
    done();
  }

  override _final(done: () => void): void {
    this.#socket.end();
    done();
  }

  override _destroy(_error: Error | null, done: (error: null) => void): void {
    if (this.#later) clearTimeout(this.#later);
    this.#moves();
    this.#rest = null;
    this.#socket.destroy();
    done(null);
  }

  /** Passes on as many packets as the limits allow now. */
  #pump(): void {
    if (this.destroyed || this.#later) return;
    if (this.#rest && !this.#held && !this.#full) this.#pass(this.#rest);
    if (this.destroyed) return;
    if (this.#rest || this.#held || this.#full) this.#socket.pause();
    else if (this.#ended) this.push(null);
    else this.#socket.resume();
  }

  #pass(chunk: Buffer): void {
    const now = performance.now();
    let end = 0;
    while (end < chunk.length && (!this.#framing.complete || this.#mayBegin(now))) {
      const next = this.#framing.step(chunk, end);
      const fault = this.#framing.fault ?? this.#misplaced();
      if (fault) {
        this.#cut(fault);
        return;
      }
      this.#allowance?.spend(0, next - end, now);
      end = next;
    }
    if (end === 0) return;
    this.#rest = end < chunk.length ? chunk.subarray(end) : null;
    this.#full = !this.push(chunk.subarray(0, end));
  }

  /** Whether the next packet may pass; if it has to wait, sets a timer for it. */
  #mayBegin(now: number): boolean {
    if (!this.#allowance) return !this.#greeted;
    const wait = this.#allowance.wait(now);
    if (wait > 0) {
      this.#later = setTimeout(() => {
        this.#later = null;
        this.#pump();
      }, wait);
      return false;
    }
    this.#allowance.spend(1, 0, now);
    return true;
  }

  /** Notes the first and the last packet; returns what is wrong with the order, or null. */
  #misplaced(): string | null {
    const { type, complete } = this.#framing;
    if (!this.#greeted && type !== packetTypes.connect) return "something other than CONNECT as the first packet";
    if (complete) {
      this.#greeted = true;
      if (type === packetTypes.disconnect) this.saidGoodbye = true;
    }
    return null;
  }

  #send(chunks: { chunk: Buffer }[]): void {
    const socket = this.#socket;
    if (socket.destroyed) return;
    socket.cork();
    for (const { chunk } of chunks) socket.write(chunk);
    socket.uncork();
    const fault = "not reading what is sent to it";
    if (socket.writableLength > this.#limits.unsentBytes) this.#cut(fault);
    else if (socket.writableNeedDrain) this.#stalled ??= setTimeout(() => this.#cut(fault), this.#limits.stalledMs);
  }

  #moves(): void {
    if (this.#stalled) clearTimeout(this.#stalled);
    this.#stalled = null;
  }

  #cut(reason: string): void {
    if (this.destroyed) return;
    this.#onFault(reason);
    this.destroy();
  }
}

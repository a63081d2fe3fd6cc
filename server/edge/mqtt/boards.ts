// The connected devices: the connections of each, and a queue in which its messages are handled one at a time. Connecting and disconnecting go
// through the same queue. Topics and packets are not known here.
import type { DeviceMessage, HearDevice } from "../../contract/devices.ts";
import { Allowance, type Limits } from "./limits.ts";
import type { ThrottledStream } from "./throttled-stream.ts";
import type { TopicMessage } from "./topics.ts";

/** One admitted connection of a device. */
export type DeviceConnection = {
  deviceId: number;
  /** The client id that the device sent; not trusted, and compared only among the device's own connections. */
  given: string;
  throttledStream: ThrottledStream;
  /** Messages that wait to be handled. */
  waiting: number;
  /** Nothing more of this connection is handled: one message failed, and later ones must not overtake it. */
  broken: boolean;
};

/** Called when a message was handled, or with the reason why it was not. */
type Done = (error: Error | null) => void;

type Job = { message: DeviceMessage; seat: DeviceConnection | null; done: Done };

type Board = {
  allowance: Allowance;
  /** The newest connection last. */
  seats: DeviceConnection[];
  line: Job[];
  busy: boolean;
  /** Ends the pause before a disconnect is reported again. */
  wake: (() => void) | null;
};

const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

type BoardsOptions = { hear: HearDevice; clock: () => Date; limits: Limits };

/** The connected devices. Every device that ever connected keeps a small entry. */
export class Boards {
  readonly #options: BoardsOptions;
  readonly #boards = new Map<number, Board>();
  readonly #working = new Set<Promise<void>>();
  #closing = false;

  constructor(options: BoardsOptions) {
    this.#options = options;
  }

  /** What a device may send, shared by all its connections, old and new. */
  allowanceOf(deviceId: number): Allowance {
    return this.#boardOf(deviceId).allowance;
  }

  /** Adds a connection. Closes the device's older connection with the same client id, or its oldest when it has too many. */
  join(seat: DeviceConnection): void {
    const board = this.#boardOf(seat.deviceId);
    const { seats } = board;
    const same = seats.find((one) => one.given === seat.given);
    const goes = same ?? (seats.length >= this.#options.limits.connectionsPerDevice ? seats[0] : null);
    seats.push(seat);
    board.wake?.();
    this.#queue(board, {
      message: this.#presence(seat.deviceId, true),
      seat,
      // If this fails, the next connection reports it again.
      done: (error) => error && seat.throttledStream.destroy(),
    });
    goes?.throttledStream.destroy();
  }

  /** Removes a connection that has ended. If it was the only one, the device is reported offline. */
  leave(seat: DeviceConnection): void {
    const board = this.#boardOf(seat.deviceId);
    board.seats = board.seats.filter((one) => one !== seat);
    if (board.seats.length > 0) return;
    this.#queue(board, { message: this.#presence(seat.deviceId, false), seat: null, done: () => {} });
  }

  /** Has a device's message handled after all its earlier ones. */
  say(seat: DeviceConnection, said: TopicMessage, done: Done): void {
    const { limits, clock } = this.#options;
    if (++seat.waiting >= limits.unheard) seat.throttledStream.hold();
    this.#queue(this.#boardOf(seat.deviceId), {
      message: { ...said, at: clock(), retained: false },
      seat,
      done(error) {
        if (--seat.waiting === Math.floor(limits.unheard / 2)) seat.throttledStream.release();
        done(error);
      },
    });
  }

  /** Whether this is the device's newest connection. */
  isNewest(seat: DeviceConnection): boolean {
    return this.#boardOf(seat.deviceId).seats.at(-1) === seat;
  }

  /** Whether this is the device's only connection. */
  isOnly(seat: DeviceConnection): boolean {
    return this.#boardOf(seat.deviceId).seats.every((one) => one === seat);
  }

  /** Closes all connections of a device, or of all devices. Messages that still wait are not handled. */
  drop(deviceId?: number): void {
    const dropped = deviceId === undefined ? [...this.#boards.values()] : [this.#boardOf(deviceId)];
    for (const seat of dropped.flatMap((board) => board.seats)) {
      seat.broken = true;
      seat.throttledStream.destroy();
    }
  }

  /** Handles no further messages, and waits for those that are being handled. */
  async settle(): Promise<void> {
    this.#closing = true;
    for (const board of this.#boards.values()) board.wake?.();
    await Promise.all(this.#working);
  }

  #boardOf(deviceId: number): Board {
    let board = this.#boards.get(deviceId);
    if (!board) {
      const allowance = new Allowance(this.#options.limits, performance.now());
      board = { allowance, seats: [], line: [], busy: false, wake: null };
      this.#boards.set(deviceId, board);
    }
    return board;
  }

  #presence(deviceId: number, online: boolean): DeviceMessage {
    return { deviceId, at: this.#options.clock(), retained: false, kind: "presence", online };
  }

  #queue(board: Board, job: Job): void {
    board.line.push(job);
    if (board.busy) return;
    board.busy = true;
    const work = this.#workOff(board).finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #workOff(board: Board): Promise<void> {
    for (let job = board.line.shift(); job; job = board.line.shift()) await this.#take(board, job);
    board.busy = false;
  }

  async #take(board: Board, { message, seat, done }: Job): Promise<void> {
    if (this.#closing) return done(new Error("Bellhop is closing"));
    if (!seat) return this.#depart(board, message);
    if (seat.broken) return done(new Error("an earlier message was not heard"));
    try {
      await this.#options.hear(message);
    } catch (error) {
      seat.broken = true;
      return done(error as Error);
    }
    done(null);
  }

  /** Reports a disconnect. Nobody would repeat it, so this retries until it is handled or no longer true. */
  async #depart(board: Board, message: DeviceMessage): Promise<void> {
    let rest = FIRST_PAUSE_MS;
    for (; board.seats.length === 0 && !this.#closing; rest = Math.min(rest * 2, MAX_PAUSE_MS)) {
      try {
        return await this.#options.hear(message);
      } catch {
        // The handler has logged the reason.
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, rest);
        board.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      board.wake = null;
    }
  }
}

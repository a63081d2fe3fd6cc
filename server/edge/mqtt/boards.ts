// The devices that are connected: which connections each has, and the line in which what it says is heard, one word at a
// time. Connections that come and go are heard in the same line. Topics and packets are not known here.
import type { DeviceMessage, HearDevice } from "../../contract/devices.ts";
import { Allowance, type Limits } from "./limits.ts";
import type { ThrottledStream } from "./throttled-stream.ts";
import type { Said } from "./topics.ts";

/** One connection of a device that was let in. */
export type Seat = {
  deviceId: number;
  /** The client id that the device gave; not to be trusted, but its own. */
  given: string;
  throttledStream: ThrottledStream;
  /** Messages that wait to be heard. */
  waiting: number;
  /** Nothing more of it is heard: one message could not be, and those after it must not overtake it. */
  broken: boolean;
};

/** Told when a message was heard, or with why it was not. */
type Done = (error: Error | null) => void;

type Job = { message: DeviceMessage; seat: Seat | null; done: Done };

type Board = {
  allowance: Allowance;
  /** The newest last. */
  seats: Seat[];
  line: Job[];
  busy: boolean;
  /** Ends the rest before a departure is told again. */
  wake: (() => void) | null;
};

const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

type BoardsOptions = { hear: HearDevice; clock: () => Date; limits: Limits };

/** The connected devices. There is one entry for each device that ever came, small and kept. */
export class Boards {
  readonly #options: BoardsOptions;
  readonly #boards = new Map<number, Board>();
  readonly #working = new Set<Promise<void>>();
  #closing = false;

  constructor(options: BoardsOptions) {
    this.#options = options;
  }

  /** What a device may send; the same for all its connections, old and new. */
  allowanceOf(deviceId: number): Allowance {
    return this.#boardOf(deviceId).allowance;
  }

  /** A device has come. Ends its older connection with the same client id, or its oldest when it has too many. */
  join(seat: Seat): void {
    const board = this.#boardOf(seat.deviceId);
    const { seats } = board;
    const same = seats.find((one) => one.given === seat.given);
    const goes = same ?? (seats.length >= this.#options.limits.connectionsPerDevice ? seats[0] : null);
    seats.push(seat);
    board.wake?.();
    this.#queue(board, {
      message: this.#presence(seat.deviceId, true),
      seat,
      // Unheard, it comes again with the next connection.
      done: (error) => error && seat.throttledStream.destroy(),
    });
    goes?.throttledStream.destroy();
  }

  /** A connection has ended. When it was the only one, the device is gone, and that is heard. */
  leave(seat: Seat): void {
    const board = this.#boardOf(seat.deviceId);
    board.seats = board.seats.filter((one) => one !== seat);
    if (board.seats.length > 0) return;
    this.#queue(board, { message: this.#presence(seat.deviceId, false), seat: null, done: () => {} });
  }

  /** Has what a device said heard, after all that it said before. */
  say(seat: Seat, said: Said, done: Done): void {
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

  /** Whether no newer connection of the same device is there. */
  isNewest(seat: Seat): boolean {
    return this.#boardOf(seat.deviceId).seats.at(-1) === seat;
  }

  /** Whether no other connection of the same device is there. */
  isOnly(seat: Seat): boolean {
    return this.#boardOf(seat.deviceId).seats.every((one) => one === seat);
  }

  /** Ends all connections of a device, or of every device. Their words that wait are not heard. */
  drop(deviceId?: number): void {
    const dropped = deviceId === undefined ? [...this.#boards.values()] : [this.#boardOf(deviceId)];
    for (const seat of dropped.flatMap((board) => board.seats)) {
      seat.broken = true;
      seat.throttledStream.destroy();
    }
  }

  /** Hears nothing more, and waits for what is being heard. */
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

  /** A departure has nobody who would repeat it: it is told until it is heard, or until it is no longer true. */
  async #depart(board: Board, message: DeviceMessage): Promise<void> {
    let rest = FIRST_PAUSE_MS;
    for (; board.seats.length === 0 && !this.#closing; rest = Math.min(rest * 2, MAX_PAUSE_MS)) {
      try {
        return await this.#options.hear(message);
      } catch {
        // Whoever hears has said why.
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

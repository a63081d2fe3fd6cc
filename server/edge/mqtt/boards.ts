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

/** The connected devices. */
export type Boards = {
  /** What a device may send; the same for all its connections, old and new. */
  allowanceOf(deviceId: number): Allowance;
  /** A device has come. Ends its older connection with the same client id, or its oldest when it has too many. */
  join(seat: Seat): void;
  /** A connection has ended. When it was the only one, the device is gone, and that is heard. */
  leave(seat: Seat): void;
  /** Has what a device said heard, after all that it said before. */
  say(seat: Seat, said: Said, done: Done): void;
  /** Whether no newer connection of the same device is there. */
  isNewest(seat: Seat): boolean;
  /** Whether no other connection of the same device is there. */
  isOnly(seat: Seat): boolean;
  /** Ends all connections of a device, or of every device. Their words that wait are not heard. */
  drop(deviceId?: number): void;
  /** Hears nothing more, and waits for what is being heard. */
  settle(): Promise<void>;
};

const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

/** Builds the list of devices. There is one entry for each device that ever came, small and kept. */
export function createBoards(options: { hear: HearDevice; clock: () => Date; limits: Limits }): Boards {
  const { hear, clock, limits } = options;
  const boards = new Map<number, Board>();
  const working = new Set<Promise<void>>();
  let closing = false;

  function boardOf(deviceId: number): Board {
    let board = boards.get(deviceId);
    if (!board) {
      const allowance = new Allowance(limits, performance.now());
      board = { allowance, seats: [], line: [], busy: false, wake: null };
      boards.set(deviceId, board);
    }
    return board;
  }

  function queue(board: Board, job: Job): void {
    board.line.push(job);
    if (board.busy) return;
    board.busy = true;
    const work = workOff(board).finally(() => working.delete(work));
    working.add(work);
  }

  async function workOff(board: Board): Promise<void> {
    for (let job = board.line.shift(); job; job = board.line.shift()) await take(board, job);
    board.busy = false;
  }

  async function take(board: Board, { message, seat, done }: Job): Promise<void> {
    if (closing) return done(new Error("Bellhop is closing"));
    if (!seat) return depart(board, message);
    if (seat.broken) return done(new Error("an earlier message was not heard"));
    try {
      await hear(message);
    } catch (error) {
      seat.broken = true;
      return done(error as Error);
    }
    done(null);
  }

  /** A departure has nobody who would repeat it: it is told until it is heard, or until it is no longer true. */
  async function depart(board: Board, message: DeviceMessage): Promise<void> {
    for (let rest = FIRST_PAUSE_MS; board.seats.length === 0 && !closing; rest = Math.min(rest * 2, MAX_PAUSE_MS)) {
      try {
        return await hear(message);
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

  const presence = (deviceId: number, online: boolean): DeviceMessage => ({
    deviceId,
    at: clock(),
    retained: false,
    kind: "presence",
    online,
  });

  return {
    allowanceOf: (deviceId) => boardOf(deviceId).allowance,
    join(seat) {
      const board = boardOf(seat.deviceId);
      const { seats } = board;
      const same = seats.find((one) => one.given === seat.given);
      const goes = same ?? (seats.length >= limits.connectionsPerDevice ? seats[0] : null);
      seats.push(seat);
      board.wake?.();
      queue(board, {
        message: presence(seat.deviceId, true),
        seat,
        // Unheard, it comes again with the next connection.
        done: (error) => error && seat.throttledStream.destroy(),
      });
      goes?.throttledStream.destroy();
    },
    leave(seat) {
      const board = boardOf(seat.deviceId);
      board.seats = board.seats.filter((one) => one !== seat);
      if (board.seats.length > 0) return;
      queue(board, { message: presence(seat.deviceId, false), seat: null, done: () => {} });
    },
    say(seat, said, done) {
      if (++seat.waiting >= limits.unheard) seat.throttledStream.hold();
      queue(boardOf(seat.deviceId), {
        message: { ...said, at: clock(), retained: false },
        seat,
        done(error) {
          if (--seat.waiting === Math.floor(limits.unheard / 2)) seat.throttledStream.release();
          done(error);
        },
      });
    },
    isNewest: (seat) => boardOf(seat.deviceId).seats.at(-1) === seat,
    isOnly: (seat) => boardOf(seat.deviceId).seats.every((one) => one === seat),
    drop(deviceId) {
      const dropped = deviceId === undefined ? [...boards.values()] : [boardOf(deviceId)];
      for (const seat of dropped.flatMap((board) => board.seats)) {
        seat.broken = true;
        seat.throttledStream.destroy();
      }
    },
    async settle() {
      closing = true;
      for (const board of boards.values()) board.wake?.();
      await Promise.all(working);
    },
  };
}

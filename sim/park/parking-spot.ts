// One parking spot with a virtual post: the board, the car that stands there or not, and what can be wrong with the post.
import type { Timers } from "../timers.ts";
import type { Colour } from "./led.ts";
import type { Credentials } from "./rest.ts";
import { createVirtualDevice, type VirtualDevice, type VirtualDeviceOptions } from "./virtual-device.ts";

/** What can be seen of a post. */
export type ParkingSpotView = {
  /** What the LED shows. */
  light: Colour;
  /** Whether a car stands there. */
  car: boolean;
  /** What the sensor says, which can differ from the truth. */
  sensed: boolean;
  /** Whether it has power. */
  powered: boolean;
  /** Whether the broker has it. */
  online: boolean;
  stuck: boolean;
  flapping: boolean;
  ledBroken: boolean;
};

export type ParkingSpot = {
  readonly deviceId: string;
  view(): ParkingSpotView;
  /** A car comes or goes; the sensor notices `afterMs` later. */
  drive(inside: boolean, afterMs: number): void;
  plugIn(): void;
  unplug(): void;
  /** A stuck sensor keeps saying what it said last. */
  stick(on: boolean): void;
  /** The sensor says on and off a few times within seconds, and then the truth. */
  flap(): void;
  breakLed(on: boolean): void;
  /** The broker did not take its credentials. */
  refused(): boolean;
  close(): Promise<void>;
};

const FLAPS = 6;
const FLAP_MS = 350;

/** Makes a post and gives it power. `changed` is called whenever its view is another. */
export function createParkingSpot(
  parts: Pick<VirtualDeviceOptions, "mqttUrl" | "reconnectMs" | "onMessage"> & { timers: Timers; changed: () => void },
  credentials: Credentials,
): ParkingSpot {
  const { timers, changed, ...link } = parts;
  const { id: deviceId, ...access } = credentials;
  const board: VirtualDevice = createVirtualDevice({ ...link, ...access, onChange: changed });
  const sensor = new Sensor(board, timers, changed);
  let forget = () => {};

  board.plugIn();
  return {
    deviceId,
    view: () => ({
      light: board.light(),
      car: sensor.car,
      sensed: sensor.sensed,
      powered: board.powered(),
      online: board.connected(),
      stuck: sensor.stuck,
      flapping: sensor.flapping,
      ledBroken: board.ledBroken(),
    }),
    drive(inside, afterMs) {
      sensor.car = inside;
      forget();
      if (afterMs > 0) {
        forget = timers.after(afterMs, () => sensor.seeTruth());
        changed();
      } else sensor.seeTruth();
    },
    plugIn: () => board.plugIn(),
    unplug: () => board.unplug(),
    stick(on) {
      sensor.stuck = on;
      sensor.seeTruth();
    },
    flap: () => sensor.flap(),
    breakLed: (on) => board.breakLed(on),
    refused: () => board.refused(),
    close() {
      forget();
      return board.close();
    },
  };
}

/** The post's sensor: whether a car is there, and what it says of that. */
class Sensor {
  readonly #board: VirtualDevice;
  readonly #timers: Timers;
  readonly #changed: () => void;
  car = false;
  stuck = false;
  sensed = false;
  flapping = false;

  constructor(board: VirtualDevice, timers: Timers, changed: () => void) {
    this.#board = board;
    this.#timers = timers;
    this.#changed = changed;
  }

  /** Says what is so, unless something is wrong with it. */
  seeTruth(): void {
    if (!this.stuck && !this.flapping) this.#sense(this.car);
    this.#changed();
  }

  /** Says on and off a few times, and then the truth. */
  flap(): void {
    if (this.flapping) return;
    this.flapping = true;
    this.#flapOnce(FLAPS);
  }

  #flapOnce(left: number): void {
    if (left === 0) {
      this.flapping = false;
      this.seeTruth();
      return;
    }
    this.#sense(!this.sensed);
    this.#changed();
    this.#timers.after(FLAP_MS, () => this.#flapOnce(left - 1));
  }

  #sense(seen: boolean): void {
    if (seen === this.sensed) return;
    this.sensed = seen;
    this.#board.sense(seen);
  }
}

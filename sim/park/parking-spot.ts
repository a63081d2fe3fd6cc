// One parking spot with a virtual device (post): the device, whether a car is there, and the device's faults.
import type { Timers } from "../timers.ts";
import type { Colour } from "./led.ts";
import type { Credentials } from "./rest.ts";
import { createVirtualDevice, type VirtualDevice, type VirtualDeviceOptions } from "./virtual-device.ts";

/** The visible state of a spot with its device. */
export type ParkingSpotView = {
  /** What the LED shows. */
  light: Colour;
  /** Whether a car is there. */
  car: boolean;
  /** What the sensor reports, which may be wrong. */
  sensed: boolean;
  /** Whether the device has power. */
  powered: boolean;
  /** Whether the device is connected to the broker. */
  online: boolean;
  stuck: boolean;
  flapping: boolean;
  ledBroken: boolean;
};

export type ParkingSpot = {
  readonly deviceId: string;
  view(): ParkingSpotView;
  /** A car arrives or leaves; the sensor notices `afterMs` later. */
  drive(inside: boolean, afterMs: number): void;
  plugIn(): void;
  unplug(): void;
  /** A stuck sensor keeps reporting its last reading. */
  stick(on: boolean): void;
  /** The sensor reports on and off a few times within seconds, then the truth. */
  flap(): void;
  breakLed(on: boolean): void;
  /** The broker refused the device's credentials. */
  refused(): boolean;
  close(): Promise<void>;
};

const FLAPS = 6;
const FLAP_MS = 350;

/** Creates a device and gives it power. `changed` is called whenever its view changes. */
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

/** The device's sensor: whether a car is there, and what the sensor reports. */
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

  /** Reports the truth, unless the sensor has a fault. */
  seeTruth(): void {
    if (!this.stuck && !this.flapping) this.#sense(this.car);
    this.#changed();
  }

  /** Reports on and off a few times, then the truth. */
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

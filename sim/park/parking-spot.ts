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
  let car = false;
  let sensed = false;
  let stuck = false;
  let flapping = false;
  let forget = () => {};

  const sense = (seen: boolean) => {
    if (seen === sensed) return;
    sensed = seen;
    board.sense(seen);
  };
  const seeTruth = () => {
    if (!stuck && !flapping) sense(car);
    changed();
  };
  const flapOnce = (left: number) => {
    if (left === 0) {
      flapping = false;
      return seeTruth();
    }
    sense(!sensed);
    changed();
    timers.after(FLAP_MS, () => flapOnce(left - 1));
  };

  board.plugIn();
  return {
    deviceId,
    view: () => ({
      light: board.light(),
      car,
      sensed,
      powered: board.powered(),
      online: board.connected(),
      stuck,
      flapping,
      ledBroken: board.ledBroken(),
    }),
    drive(inside, afterMs) {
      car = inside;
      forget();
      if (afterMs > 0) {
        forget = timers.after(afterMs, seeTruth);
        changed();
      } else seeTruth();
    },
    plugIn: () => board.plugIn(),
    unplug: () => board.unplug(),
    stick(on) {
      stuck = on;
      seeTruth();
    },
    flap() {
      if (flapping) return;
      flapping = true;
      flapOnce(FLAPS);
    },
    breakLed: (on) => board.breakLed(on),
    refused: () => board.refused(),
    close() {
      forget();
      return board.close();
    },
  };
}

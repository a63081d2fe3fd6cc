// The interface of the car park for tests, benchmarks and the page. The implementation is in park.ts.
import type { Colour } from "./led.ts";
import type { ParkingSpotView } from "./parking-spot.ts";
import type { Lot } from "./rest.ts";

/** The visible state of a spot. With a real device the light is as reported to Bellhop, and its car cannot be controlled. */
export type ParkSpot = ParkingSpotView & {
  id: string;
  lotId: string;
  /** The lot's name. */
  lot: string;
  code: string;
  board: "virtual" | "real";
  /** The device's name. */
  device: string;
  /** Increases with every change in the car park: of two views of a spot the one with the larger number is newer. */
  n: number;
};

/** A spot: by code if the code is unique, by lot (name or id) and code, or by id. */
export type Where = string | { lot: string; code: string } | { id: string };

/** Operates the spots of Bellhop's lots and creates what is missing. Everything but `open` throws for an unknown spot. */
export type Park = {
  /**
   * Creates a first lot if there is none, and a virtual device for every spot without a device; resolves when the devices are connected, or after
   * three seconds. Throws if Bellhop refuses.
   */
  open(): Promise<{ lots: Lot[]; spots: ParkSpot[] }>;
  lots(): Lot[];
  spots(): ParkSpot[];
  spot(where: Where): ParkSpot;
  /** Throws if the spot already has a car. The sensor sees the car `afterMs` (0) later. */
  driveIn(where: Where, afterMs?: number): void;
  /** Throws if the spot has no car. The sensor sees it gone `afterMs` (0) later. */
  driveOut(where: Where, afterMs?: number): void;
  /** Power cut: the connection ends without a DISCONNECT. */
  unplug(where: Where): void;
  plugIn(where: Where): void;
  /** Sends six readings within two seconds, then the true one. */
  flap(where: Where): void;
  /** The sensor keeps reporting its last reading until this is switched off. */
  stuck(where: Where, on?: boolean): void;
  /** The LED stays dark and the device does not report it. */
  breakLed(where: Where, on?: boolean): void;
  /** What the LED shows. */
  light(where: Where): Colour;
  /** Waits until the LED shows the colour. Rejects after `timeoutMs` (5000). */
  waitForLight(where: Where, colour: Colour, timeoutMs?: number): Promise<ParkSpot>;
};

// What the car park offers to tests, to benchmarks and to the page. How it is put together is in park.ts.
import type { Colour } from "./led.ts";
import type { ParkingSpotView } from "./parking-spot.ts";
import type { Lot } from "./rest.ts";

/** A spot as it can be seen. A real board's light is what it told Bellhop; its car is not ours to drive. */
export type ParkSpot = ParkingSpotView & {
  id: string;
  lotId: string;
  /** The lot's name. */
  lot: string;
  code: string;
  board: "virtual" | "real";
  /** The device's name. */
  device: string;
  /** Rises with every change in the car park: of two views of a spot the one with the larger number is the newer. */
  n: number;
};

/** A spot by its code when only one has it, by lot (name or id) and code, or by its id. */
export type Where = string | { lot: string; code: string } | { id: string };

/** Looks at Bellhop's lots and makes what is missing. Everything but `open` throws for a spot that is not known. */
export type Park = {
  /**
   * Makes a first lot when there is none, and a virtual post for every spot without a board; resolves when the posts are
   * connected, or after three seconds. Throws when Bellhop refuses.
   */
  open(): Promise<{ lots: Lot[]; spots: ParkSpot[] }>;
  lots(): Lot[];
  spots(): ParkSpot[];
  spot(where: Where): ParkSpot;
  /** Throws where a car stands already. The sensor sees the car `afterMs` (0) later. */
  driveIn(where: Where, afterMs?: number): void;
  /** Throws where no car stands. The sensor sees it gone `afterMs` (0) later. */
  driveOut(where: Where, afterMs?: number): void;
  /** Power cut: the connection ends without a word. */
  unplug(where: Where): void;
  plugIn(where: Where): void;
  /** Six readings within two seconds, and then the truth. */
  flap(where: Where): void;
  /** The sensor keeps saying what it said last, until it is switched off. */
  stuck(where: Where, on?: boolean): void;
  /** The LED stays dark and the board does not report it. */
  breakLed(where: Where, on?: boolean): void;
  /** What the LED shows. */
  light(where: Where): Colour;
  /** Until the LED shows it. Rejects after `timeoutMs` (5000). */
  waitForLight(where: Where, colour: Colour, timeoutMs?: number): Promise<ParkSpot>;
};

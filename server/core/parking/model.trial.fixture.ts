// The steps of the property test as data, and running one that must succeed or be refused.
import { Fault } from "../../base/errors.ts";
import type { Light } from "../../contract/devices.ts";
import type { World } from "./model.fixture.ts";
import type { SpotTruth } from "./model.truth.fixture.ts";

/** One step. Numbers are the index of a driver, spot, lot or board. */
export type Action =
  | { do: "book"; driver: number; spot: number; keyed: boolean }
  | { do: "book again" | "take offer"; driver: number }
  | { do: "cancel" | "extend" | "parked" | "left" | "not mine"; driver: number }
  | { do: "wait"; driver: number; lot: number }
  | { do: "stop waiting"; driver: number }
  | { do: "reading"; board: number; occupied: boolean; late: number; retained: boolean; http: boolean }
  | { do: "presence"; board: number; online: boolean }
  | { do: "light"; board: number; light: Light | null }
  | { do: "killed"; board: number; occupied: boolean }
  | { do: "broker restart" | "restart" }
  | { do: "mount"; board: number; spot: number | null }
  | { do: "settle due" }
  | { do: "staff start" | "staff cancel" | "staff extend"; driver: number }
  | { do: "staff complete"; driver: number; ago: number | null }
  | { do: "staff move"; driver: number; spot: number }
  | { do: "staff adjust"; driver: number; cents: number }
  | { do: "staff resolve"; driver: number; ago: number | null; cents: number | null }
  | { do: "maintain"; spot: number; on: boolean }
  | { do: "credit"; driver: number; cents: number; euro: boolean; twice: boolean }
  | { do: "merge"; driver: number; into: number }
  | { do: "tariff"; lot: number; rate: number }
  | { do: "settle incident" }
  | { do: "at once"; actions: Action[] };

/** Runs something that must fail with this fault, or succeed when it is null. With simultaneous steps any result is allowed. */
export async function must<T>(world: World, fault: string | null, trial: Promise<T>): Promise<T | null> {
  try {
    const done = await trial;
    if (fault !== null && !world.together) throw new Error(`It was done, and should have been refused with ${fault}.`);
    return done;
  } catch (error) {
    if (!(error instanceof Fault) || (error.code !== fault && !world.together)) throw error;
    return null;
  }
}

export const key = (() => {
  let made = 0;
  return () => `model:${++made}`;
})();

/** The facts about a spot. */
export const spotOf = (world: World, spotId: number): SpotTruth => world.truth.spots.find(({ id }) => id === spotId)!;

// The API of the car park: opening it, moving cars, and device faults.
import type { Park, Where } from "../park/surface.ts";
import { type Input, Misuse, text } from "./input.ts";

/** The longest delay in milliseconds between a car's arrival and the sensor's detection. */
const LONGEST_DRIVE = 10_000;

/** The current lots and spots. Throws `Misuse` if there is no car park. */
export function seePark(park: Park | null): unknown {
  const { lots, spots } = present(park);
  return { lots: lots(), spots: spots() };
}

/** Runs an action in the car park and returns the whole car park or the spot. Throws `Misuse` for an invalid call. */
export async function actInPark(given: Park | null, action: string, input: Input): Promise<unknown> {
  const park = present(given);
  if (action === "open") return await park.open();
  const where = spotFields(input);
  const on = input.on !== false;
  const afterMs = Math.min(LONGEST_DRIVE, Math.max(0, Number(input.afterMs ?? 0) || 0));
  switch (action) {
    case "drive-in":
      park.driveIn(where, afterMs);
      break;
    case "drive-out":
      park.driveOut(where, afterMs);
      break;
    case "unplug":
      park.unplug(where);
      break;
    case "plug-in":
      park.plugIn(where);
      break;
    case "flap":
      park.flap(where);
      break;
    case "stuck":
      park.stuck(where, on);
      break;
    case "break-led":
      park.breakLed(where, on);
      break;
    default:
      throw new Misuse(`Nobody can "${action}" in the car park`);
  }
  return park.spot(where);
}

function present(park: Park | null): Park {
  if (!park) throw new Misuse("There is no car park: the simulator has no API key for Bellhop");
  return park;
}

function spotFields(input: Input): Where {
  if (typeof input.id === "string") return { id: input.id };
  if (typeof input.lot === "string") return { lot: input.lot, code: text(input, "code") };
  return text(input, "code");
}

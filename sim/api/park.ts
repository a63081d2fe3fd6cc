// The car park's part of the API: opening it, cars, and what can be wrong with a post.
import type { Park, Where } from "../park/surface.ts";
import { type Input, Misuse, text } from "./input.ts";

/** Longest time in milliseconds that a sensor can be told to wait for a car to arrive. */
const LONGEST_DRIVE = 10_000;

/** Lots and spots as they are now. Throws `Misuse` when there is no car park. */
export function seePark(park: Park | null): unknown {
  const { lots, spots } = present(park);
  return { lots: lots(), spots: spots() };
}

/** Does something in the car park; the answer is all of it, or the spot. Throws `Misuse` for what is wrongly asked. */
export async function actInPark(given: Park | null, action: string, input: Input): Promise<unknown> {
  const park = present(given);
  if (action === "open") return await park.open();
  const where = place(input);
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

function place(input: Input): Where {
  if (typeof input.id === "string") return { id: input.id };
  if (typeof input.lot === "string") return { lot: input.lot, code: text(input, "code") };
  return text(input, "code");
}

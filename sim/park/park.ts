// The car park as one thing: opening it, finding a spot, driving cars, playing with posts, waiting for lights.
import type { Bus } from "../bus.ts";
import type { Poster } from "../delivery/post.ts";
import type { Settings } from "../options.ts";
import type { Timers } from "../timers.ts";
import type { Waiting } from "../waiting.ts";
import type { WireLog } from "../wire-log.ts";
import { createFleet, type Fleet, OURS } from "./fleet.ts";
import type { Colour } from "./led.ts";
import type { ParkingSpot, ParkingSpotView } from "./parking-spot.ts";
import { createRest, type Spot } from "./rest.ts";
import type { Park, ParkSpot, Where } from "./surface.ts";

const CONNECT_MS = 3000;
/** What is not known of a real board. */
const nothing: ParkingSpotView = {
  light: "off",
  car: false,
  sensed: false,
  powered: true,
  online: true,
  stuck: false,
  flapping: false,
  ledBroken: false,
};

type Parts = {
  settings: Settings;
  bus: Bus;
  timers: Timers;
  poster: Poster;
  log: WireLog;
  until: Waiting["until"];
};

/** Makes a car park that nobody has opened yet. Null without access to Bellhop in the settings. */
export function createPark(parts: Parts): (Park & { close(): Promise<void> }) | null {
  const { settings, bus, timers, poster, log, until } = parts;
  if (!settings.park) return null;
  const rest = createRest({ poster, target: settings.target, apiKey: settings.park.apiKey });
  let opening: Promise<void> | null = null;
  let closed = false;
  let n = 0;

  const view = (spot: Spot) => viewOf(fleet, spot, n);
  const changed = (id: string) => {
    const spot = fleet.spots().find((one) => one.id === id);
    if (!spot || closed) return;
    n += 1;
    bus.emit({ type: "park", data: view(spot) });
  };
  const fleet = createFleet({ access: settings.park, rest, timers, log, changed });
  const look = async (): Promise<void> => {
    await fleet.look();
    await until(() => fleet.connected(), "the posts to connect", CONNECT_MS).catch(() => {});
  };

  const park: Park = {
    async open() {
      opening ??= look().finally(() => {
        opening = null;
      });
      await opening;
      return { lots: fleet.lots(), spots: park.spots() };
    },
    lots: () => fleet.lots(),
    spots: () => fleet.spots().map(view),
    spot: (where) => view(findSpot(fleet, where)),
    driveIn: (where, afterMs = 0) => drive(fleet, where, true, afterMs),
    driveOut: (where, afterMs = 0) => drive(fleet, where, false, afterMs),
    unplug: (where) => postAt(fleet, where).unplug(),
    plugIn: (where) => postAt(fleet, where).plugIn(),
    flap: (where) => postAt(fleet, where).flap(),
    stuck: (where, on = true) => postAt(fleet, where).stick(on),
    breakLed: (where, on = true) => postAt(fleet, where).breakLed(on),
    light: (where) => view(findSpot(fleet, where)).light,
    waitForLight(where, wanted, timeoutMs) {
      const seen = () => {
        const spot = park.spot(where);
        return spot.light === wanted ? spot : null;
      };
      return until(seen, `the LED of ${named(where)} to be ${wanted}`, timeoutMs);
    },
  };
  return {
    ...park,
    async close() {
      closed = true;
      await opening?.catch(() => {});
      await fleet.close();
    },
  };
}

/** A spot with its board. `n` counts the changes. */
function viewOf(fleet: Fleet, spot: Spot, n: number): ParkSpot {
  const { id, lotId, code, device } = spot;
  const post = fleet.post(id);
  const lot = fleet.lots().find((one) => one.id === lotId)?.name ?? "";
  const place = { id, lotId, lot, code, n };
  if (post) return { ...post.view(), ...place, board: "virtual", device: `${OURS} ${code}` };
  return { ...nothing, light: colour(spot.reported), ...place, board: "real", device: device?.name ?? "" };
}

/** The one spot that is meant. Throws when there is none, or several. */
function findSpot(fleet: Fleet, where: Where): Spot {
  const fits = (spot: Spot): boolean => {
    if (typeof where === "string") return spot.code === where;
    if ("id" in where) return spot.id === where.id;
    const lot = fleet.lots().find(({ id }) => id === spot.lotId);
    return spot.code === where.code && (lot?.name === where.lot || lot?.id === where.lot);
  };
  const found = fleet.spots().filter(fits);
  if (found.length > 1) throw new Error(`${found.length} spots are called ${named(where)}: name the lot or the id`);
  if (!found[0]) throw new Error(`There is no spot ${named(where)}`);
  return found[0];
}

/** The post at a spot. Throws when the board there is a real one. */
function postAt(fleet: Fleet, where: Where): ParkingSpot {
  const post = fleet.post(findSpot(fleet, where).id);
  if (!post) throw new Error(`Spot ${named(where)} has a real board, which is not ours to play with`);
  return post;
}

/** A car comes or goes. Throws when it is there already, or is not. */
function drive(fleet: Fleet, where: Where, inside: boolean, afterMs: number): void {
  const post = postAt(fleet, where);
  if (post.view().car === inside) {
    throw new Error(inside ? `There is a car on ${named(where)} already` : `There is no car on ${named(where)}`);
  }
  post.drive(inside, afterMs);
}

function named(where: Where): string {
  if (typeof where === "string") return where;
  return "id" in where ? `with the id ${where.id}` : `${where.code} at ${where.lot}`;
}

function colour(reported: string | null): Colour {
  const known: Colour[] = ["green", "blue", "red", "amber"];
  return known.find((one) => one === reported) ?? "off";
}

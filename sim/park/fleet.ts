// The lots and spots that Bellhop has, and a virtual device (post) for each spot without a real one.
import { readJson } from "../http.ts";
import type { ParkAccess } from "../options.ts";
import type { Timers } from "../timers.ts";
import type { WireLog } from "../wire-log.ts";
import { createParkingSpot, type ParkingSpot } from "./parking-spot.ts";
import type { Lot, Rest, Spot } from "./rest.ts";
import type { VirtualDeviceOptions } from "./virtual-device.ts";

/** Devices with this name prefix are virtual: the simulator may renew their passwords. */
export const OURS = "Virtual post";

export type Fleet = {
  lots(): Lot[];
  spots(): Spot[];
  /** The spot's virtual device; undefined if the spot has a real one. */
  post(spotId: string): ParkingSpot | undefined;
  /** Whether every device with power is connected. */
  connected(): boolean;
  /** Reads Bellhop's lots and creates what is missing: a first lot, devices, passwords. Throws if Bellhop refuses. */
  look(): Promise<void>;
  close(): Promise<void>;
};

/** The lot of a new installation. A short debounce, so that the receipt comes soon after the car has left. */
const FIRST_LOT = {
  name: "Market Square",
  currency: "USD",
  // Times are shown in the user's own time zone.
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  rate_cents_per_hour: 300,
  debounce_seconds: 5,
  spots: ["A", "B", "C", "D", "E", "F"].map((code) => ({ code })),
};
/** Concurrent requests to Bellhop. */
const MAX_CONCURRENT = 8;

type Parts = {
  access: Required<ParkAccess>;
  rest: Rest;
  timers: Timers;
  log: WireLog;
  /** Called when a spot looks different. */
  changed: (spotId: string) => void;
};

/** Creates a fleet without any lots yet. */
export function createFleet({ access, rest, timers, log, changed }: Parts): Fleet {
  const { mqttUrl, reconnectMs } = access;
  const posts = new Map<string, ParkingSpot>();
  let lots: Lot[] = [];
  let spots = new Map<string, Spot>();
  let closed = false;

  const equip = async (spot: Spot): Promise<void> => {
    const { device } = spot;
    if (device && !device.name.startsWith(OURS)) return;
    const post = posts.get(spot.id);
    if (post && post.deviceId === device?.id && !post.refused()) return;
    const credentials = device
      ? await rest.renew(device.id)
      : await rest.makeDevice({ name: `${OURS} ${spot.code}`, spotId: spot.id });
    const car = post?.view().car ?? false;
    await post?.close();
    if (closed) return;
    const parts = { mqttUrl, reconnectMs, timers, changed: () => changed(spot.id), onMessage: noteIn(log) };
    const fresh = createParkingSpot(parts, credentials);
    posts.set(spot.id, fresh);
    if (car) fresh.drive(true, 0);
  };

  /** Removes virtual devices whose spot is gone or has a real device now. */
  const retire = async (): Promise<void> => {
    for (const [id, post] of posts) {
      const spot = spots.get(id);
      if (spot && (!spot.device || spot.device.name.startsWith(OURS))) continue;
      posts.delete(id);
      await post.close();
    }
  };

  return {
    lots: () => lots,
    spots: () => [...spots.values()],
    post: (spotId) => posts.get(spotId),
    connected: () => [...posts.values()].map((post) => post.view()).every(({ online, powered }) => online || !powered),
    async look() {
      if ((await rest.lots()).length === 0) await rest.makeLot(FIRST_LOT);
      const [nowLots, nowSpots] = await Promise.all([rest.lots(), rest.spots()]);
      lots = nowLots;
      spots = new Map(nowSpots.map((spot) => [spot.id, spot]));
      await eachOf(nowSpots, MAX_CONCURRENT, equip);
      await retire();
      for (const id of spots.keys()) changed(id);
    },
    async close() {
      closed = true;
      await Promise.all([...posts.values()].map((post) => post.close()));
      posts.clear();
    },
  };
}

/** Runs `work` for each item, `atOnce` at a time; throws the first error after all have ended. */
async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const errors: unknown[] = [];
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      await work(item).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  if (errors.length > 0) throw errors[0];
}

/** Records the messages that a device sends and receives in the wire log. */
function noteIn(log: WireLog): NonNullable<VirtualDeviceOptions["onMessage"]> {
  const none = { line: null, status: null, ms: 0, note: null, response: null };
  return (method, path, payload) => {
    log.add({ ...none, direction: "mqtt", method, path, request: readJson(Buffer.from(payload)) ?? payload });
  };
}

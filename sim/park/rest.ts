// Bellhop's REST API as far as a car park needs it: lots, spots and devices.
import { answered, type Poster } from "../delivery/post.ts";
import { isObject } from "../http.ts";

export type Lot = {
  id: string;
  name: string;
  currency: string;
  rateCentsPerHour: number;
  /** Seconds for which a spot has to be seen empty before a stay ends; null when Bellhop does not say. */
  debounceSeconds: number | null;
};

export type Spot = {
  id: string;
  lotId: string;
  code: string;
  /** What the LED showed when it last reported; null when it never did. */
  reported: string | null;
  device: { id: string; name: string } | null;
};

/** What a board needs to connect. */
export type Credentials = { id: string; topicPrefix: string; username: string; password: string };

export type Rest = {
  lots(): Promise<Lot[]>;
  makeLot(lot: Record<string, unknown>): Promise<void>;
  spots(): Promise<Spot[]>;
  makeDevice(device: { name: string; spotId: string }): Promise<Credentials>;
  /** New credentials for a device; those it had are no longer good. */
  renew(deviceId: string): Promise<Credentials>;
};

type Parts = { poster: Poster; target: string; apiKey: string };

const TIMEOUT_MS = 10_000;

/** Makes a caller. What it asks for throws an Error with Bellhop's own words when Bellhop refuses or is not there. */
export function createRest(parts: Parts): Rest {
  /** As they came, so that what goes back is what Bellhop gave: a number stays a number. */
  const givenIds = new Map<string, unknown>();
  const idOf = (given: unknown): string => {
    givenIds.set(String(given), given);
    return String(given);
  };

  const call = (path: string, body?: object) => callBellhop(parts, path, body);

  /** Every page of a list. */
  const all = async (path: string, key: string): Promise<Record<string, unknown>[]> => {
    const found: Record<string, unknown>[] = [];
    let cursor: unknown = null;
    do {
      const page = await call(cursor === null ? path : `${path}?cursor=${encodeURIComponent(String(cursor))}`);
      const rows = page[key];
      if (Array.isArray(rows)) found.push(...rows.filter(isObject));
      cursor = page.next_cursor ?? null;
    } while (cursor !== null);
    return found;
  };

  const credentials = (said: Record<string, unknown>): Credentials => ({
    id: idOf(said.id),
    topicPrefix: String(said.topic_prefix),
    username: String(said.username),
    password: String(said.password),
  });

  return {
    lots: async () =>
      (await all("/api/parking/lots", "lots")).map((lot) => ({
        id: idOf(lot.id),
        name: String(lot.name),
        currency: String(lot.currency ?? ""),
        rateCentsPerHour: Number(lot.rate_cents_per_hour ?? 0),
        debounceSeconds: typeof lot.debounce_seconds === "number" ? lot.debounce_seconds : null,
      })),
    async makeLot(lot) {
      await call("/api/parking/lots", lot);
    },
    spots: async () =>
      (await all("/api/parking/spots", "spots")).map((spot) => ({
        id: idOf(spot.id),
        lotId: idOf(spot.lot_id),
        code: String(spot.code),
        reported: isObject(spot.light) && typeof spot.light.reported === "string" ? spot.light.reported : null,
        device: isObject(spot.device) ? { id: idOf(spot.device.id), name: String(spot.device.name) } : null,
      })),
    makeDevice: async ({ name, spotId }) =>
      credentials(await call("/api/devices", { name, spot_id: givenIds.get(spotId) ?? spotId })),
    renew: async (deviceId) => credentials(await call(`/api/devices/${encodeURIComponent(deviceId)}/credentials`, {})),
  };
}

/** One call of Bellhop's API: a POST with a body, else a GET. */
async function callBellhop(
  { poster, target, apiKey }: Parts,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...(body ? { "content-type": "application/json" } : {}),
  };
  const answer = await poster.send(`${target}${path}`, headers, body ? JSON.stringify(body) : null, TIMEOUT_MS);
  const what = `${body ? "POST" : "GET"} ${path}`;
  if (!answered(answer)) throw new Error(`The car park cannot ask Bellhop: ${answer.detail}`);
  const said = parse(answer.body);
  if (answer.status >= 300 || !isObject(said)) throw new Error(complaint(what, answer.status, said));
  return said;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function complaint(what: string, status: number, said: unknown): string {
  const words = isObject(said) ? (said.detail ?? said.title ?? said.code) : null;
  return `Bellhop answered ${status} to ${what}${words ? `: ${String(words)}` : ""}`;
}

// A client for the part of Bellhop's REST API that a car park needs: lots, spots and devices.
import { answered, type Poster } from "../delivery/post.ts";
import { isObject } from "../http.ts";

export type Lot = {
  id: string;
  name: string;
  currency: string;
  rateCentsPerHour: number;
  /** How many seconds a spot must be seen empty before a stay ends; null if Bellhop does not say. */
  debounceSeconds: number | null;
};

export type Spot = {
  id: string;
  lotId: string;
  code: string;
  /** The LED's colour in its last report; null if it never reported. */
  reported: string | null;
  device: { id: string; name: string } | null;
};

/** What a device needs to connect. */
export type Credentials = { id: string; topicPrefix: string; username: string; password: string };

export type Rest = {
  lots(): Promise<Lot[]>;
  makeLot(lot: Record<string, unknown>): Promise<void>;
  spots(): Promise<Spot[]>;
  makeDevice(device: { name: string; spotId: string }): Promise<Credentials>;
  /** New credentials for a device; the previous ones become invalid. */
  renew(deviceId: string): Promise<Credentials>;
};

type Parts = { poster: Poster; target: string; apiKey: string };

const TIMEOUT_MS = 10_000;

/** Creates a client. Its calls throw an Error with Bellhop's own message if Bellhop refuses or cannot be reached. */
export function createRest(parts: Parts): Rest {
  /** Ids as Bellhop sent them, so that they are sent back unchanged: a number stays a number. */
  const givenIds = new Map<string, unknown>();
  const idOf = (given: unknown): string => {
    givenIds.set(String(given), given);
    return String(given);
  };

  const call = (path: string, body?: object) => callBellhop(parts, path, body);

  /** All pages of a list. */
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

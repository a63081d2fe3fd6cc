// Creates a lot for a benchmark over the REST API, as staff would: spots, and credentials for a device at each.
import type { Stage } from "./stage.ts";
import { apiKey } from "./stage.ts";

/** Calls the REST API with the admin key and returns the response. Throws on any status but 2xx. */
export type Call = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;

/** Calls a Bellhop's API as staff. */
export function staff({ port }: Pick<Stage, "port">): Call {
  return async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
}

/** A spot of the lot. */
export type Place = { id: number; code: string };

/** Creates a lot with these spots at $3.00 an hour. */
export async function openLot(call: Call, codes: readonly string[], terms: object = {}): Promise<Place[]> {
  const lot = await call("POST", "/api/parking/lots", {
    name: "Bench Lot",
    currency: "USD",
    rate_cents_per_hour: 300,
    spots: codes.map((code) => ({ code })),
    ...terms,
  });
  return (lot.spots as Place[]).map(({ id, code }) => ({ id, code }));
}

/** What a device needs to connect. */
export type Credentials = { topicPrefix: string; username: string; password: string };

/** Creates a device for a spot. */
export async function equip(call: Call, { id, code }: Place): Promise<Credentials & { deviceId: number }> {
  const made = await call("POST", "/api/devices", { name: `Board ${code}`, spot_id: id });
  const { topic_prefix, username, password } = made as { topic_prefix: string; username: string; password: string };
  return { deviceId: Number(made.id), topicPrefix: topic_prefix, username, password };
}

// Reads from Twilio's list of messages what it charged for those that we sent: no callback tells it. (Twilio: Message resource, `price`, a string that
// is negative for a charge and null until the message was billed; `price_unit`.)
import { Agent, type Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import type { BilledPrice, PriceSource } from "../../contract/costs.ts";
import type { Json, JsonObject } from "../../contract/inbound.ts";

/** Settings of {@link createTwilioPrices}. */
export type TwilioPricesOptions = { baseUrl: string; accountSid: string; authToken: string; dispatcher?: Dispatcher };

const TIMEOUT_MS = 30_000;

/** Of up to 1,000 that Twilio lists in one page: so many with the longest texts are still an answer that is read whole. (Twilio: paging.) */
const PAGE_SIZE = 250;

/** The prices of one account. */
export function createTwilioPrices(options: TwilioPricesOptions): PriceSource & { close(): Promise<void> } {
  const base = new URL(options.baseUrl);
  const sid = options.accountSid.trim();
  const authorization = `Basic ${Buffer.from(`${sid}:${options.authToken.trim()}`).toString("base64")}`;
  const dispatcher = options.dispatcher ?? new Agent({ connections: 1 });
  return {
    async *read(since, signal) {
      const query = new URLSearchParams({ "DateSent>": since.toISOString().slice(0, 10), PageSize: String(PAGE_SIZE) });
      const folder = base.pathname.replace(/\/+$/, "");
      let path: string | null = `${folder}/2010-04-01/Accounts/${encodeURIComponent(sid)}/Messages.json?${query}`;
      while (path !== null) {
        const request = { method: "GET" as const, origin: base.origin, path, headers: { authorization } };
        const result = await httpRequest(dispatcher, request, TIMEOUT_MS, signal);
        if (signal?.aborted) return;
        if (result.kind !== "answered") throw new Error(`Twilio did not list messages: ${result.reason}`);
        const body = result.status === 200 ? parseJson(result.body) : null;
        const page = body && "value" in body ? recordOf(body.value) : null;
        if (!page || !Array.isArray(page.messages))
          throw new Error(`Twilio did not list messages: HTTP ${result.status}`);
        yield page.messages.flatMap((message: Json) => priceOf(recordOf(message)) ?? []);
        path = nextOf(page.next_page_uri, folder);
      }
    },
    close: async () => {
      if (!options.dispatcher) await dispatcher.close();
    },
  };
}

/** The price of a message that we sent; null while it was not billed. */
function priceOf(message: JsonObject | null): BilledPrice | null {
  if (!message || typeof message.sid !== "string") return null;
  if (typeof message.direction !== "string" || !message.direction.startsWith("outbound")) return null;
  const { price, price_unit: unit } = message;
  const amount = typeof price === "string" || typeof price === "number" ? Math.abs(Number(price)) : Number.NaN;
  if (price === "" || !Number.isFinite(amount)) return null;
  const currency = typeof unit === "string" ? unit.toUpperCase() : "USD";
  if (!/^[A-Z]{3}$/.test(currency)) return null;
  return { providerId: message.sid, micros: Math.round(amount * 1_000_000), currency };
}

/** The next page. Only a path on the same host: anything else would send the credentials elsewhere. */
const nextOf = (uri: Json | undefined, folder: string): string | null =>
  typeof uri === "string" && /^\/(?!\/)/.test(uri) ? `${folder}${uri}` : null;

const recordOf = (value: unknown): JsonObject | null =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : null;

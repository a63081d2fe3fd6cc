// Asks Meta's Graph API questions whose answers are small JSON objects; a refusal becomes one sentence that says what to do.
import { Agent, type Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import type { ProviderFault } from "../../contract/ports.ts";
import type { MetaChannelOptions } from "./channel.ts";
import { adviseCode } from "./errors.ts";
import { errorCode, record, text } from "./fields.ts";

/** A client of the Graph API. */
export type GraphClient = {
  /** Asks below the version's address. Never throws. */
  ask(method: "GET" | "POST", path: string, body?: object): Promise<{ body: JsonObject } | ProviderFault>;
  close(): Promise<void>;
};

/** Creates a client with the access token of the channel. `timeoutMs`: 10 s by default. */
export function createGraphClient(options: MetaChannelOptions): GraphClient {
  const base = new URL(options.baseUrl);
  const root = `${base.pathname.replace(/\/+$/, "")}/${options.version}`;
  const token = options.accessToken.trim();
  const dispatcher: Dispatcher = options.dispatcher ?? new Agent({ connections: 8, pipelining: 1 });
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "user-agent": options.userAgent ?? "Bellhop",
  };
  return {
    async ask(method, path, body) {
      const asked = { method, origin: base.origin, path: `${root}/${path}`, headers };
      const whole = body === undefined ? asked : { ...asked, body: JSON.stringify(body) };
      const result = await httpRequest(dispatcher, whole, options.timeoutMs ?? 10_000);
      if (result.kind !== "answered")
        return { fault: `Meta could not be reached (${result.reason}). Try again later.`, code: null };
      const parsed = parseJson(result.body);
      const answer = "value" in parsed ? record(parsed.value) : null;
      if (answer && result.status >= 200 && result.status < 300) return { body: answer };
      const { fault, code } = refusalOf(record(answer?.error), result.status);
      return { fault: token === "" ? fault : fault.replaceAll(token, "[token]"), code };
    },
    // A dispatcher that was passed in is closed by whoever created it.
    close: async () => {
      if (!options.dispatcher) await dispatcher.close();
    },
  };
}

/** Meta's refusal as one sentence, with what to do where the table of error numbers knows it. */
function refusalOf(error: JsonObject | null, status: number): ProviderFault {
  const code = errorCode(error?.code);
  if (!error || code === null)
    return { fault: `Something else than Meta's API answered (HTTP ${status}). Check GRAPH_API_URL.`, code: null };
  const told = text(error.error_user_msg) ?? text(record(error.error_data)?.details) ?? text(error.message) ?? "";
  const remedy = code === 100 || code === 33 ? "" : ` ${adviseCode(code).remedy}`;
  return { fault: `Meta refuses (error ${code}): ${told}${remedy}`.trim(), code };
}

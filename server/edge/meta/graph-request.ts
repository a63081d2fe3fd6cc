// One question to the Graph API, and what it answers: a JSON object, or why not.
import type { Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import { errorCode, record, text } from "./fields.ts";

/** Where the Graph API is, and who asks. */
export type GraphAccess = { baseUrl: string; version: string; token: string; dispatcher: Dispatcher };

/** An answer. `code`: Meta's number of the error; null when it was not Meta that failed (network, no JSON). `fault` never contains the token. */
export type GraphAnswer = { value: JsonObject } | { fault: string; code: number | null };

const TIMEOUT_MS = 15_000;

/** Asks for `path`, below the version, with its query. */
export async function askGraph(
  { baseUrl, version, token, dispatcher }: GraphAccess,
  method: "GET" | "POST",
  path: string,
  signal?: AbortSignal,
): Promise<GraphAnswer> {
  const base = new URL(baseUrl);
  const request = {
    ...{ method, origin: base.origin, path: `${base.pathname.replace(/\/+$/, "")}/${version}/${path}` },
    headers: { authorization: `Bearer ${token}`, accept: "application/json", "user-agent": "Bellhop" },
  };
  const result = await httpRequest(dispatcher, request, TIMEOUT_MS, signal);
  if (result.kind !== "answered") return { fault: result.reason, code: null };
  const parsed = parseJson(result.body);
  const value = "value" in parsed ? record(parsed.value) : null;
  if (value === null) return { fault: `HTTP ${result.status} without Meta's answer`, code: null };
  const error = record(value.error);
  if (error === null) return { value };
  const said = (text(error.message) ?? `HTTP ${result.status}`).replaceAll(token, "[token]");
  return { fault: said, code: errorCode(error.code) ?? 0 };
}

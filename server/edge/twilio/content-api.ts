// Reads the templates of an account through Twilio's Content API; implements the port `TemplateProvider`. content.ts reads each of them.
import { Agent, type Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import type { TemplateProvider } from "../../contract/ports.ts";
import type { ProviderTemplate } from "../../contract/templates.ts";
import { readContent } from "./content.ts";

/** Settings of the Content API. */
export type ContentApiOptions = {
  /** `https://content.twilio.com`, or another server with the same API. */
  baseUrl: string;
  accountSid: string;
  authToken: string;
  timeoutMs?: number;
  userAgent?: string;
  dispatcher?: Dispatcher;
};

/** About 500 fit into the megabyte of a page at most. (Twilio: Content API, paging.) */
const PAGE = 100;
const MOST_PAGES = 100;

/** Reads templates with the account's credentials. */
export function createContentApi(options: ContentApiOptions): TemplateProvider & { close(): Promise<void> } {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/+$/, "");
  const token = options.authToken.trim();
  const dispatcher: Dispatcher = options.dispatcher ?? new Agent({ connections: 4, pipelining: 1 });
  const authorization = `Basic ${Buffer.from(`${options.accountSid.trim()}:${token}`).toString("base64")}`;
  const headers = { authorization, accept: "application/json", "user-agent": options.userAgent ?? "Bellhop" };

  async function ask(path: string, signal?: AbortSignal): Promise<{ body: JsonObject } | { fault: string }> {
    const asked = { method: "GET" as const, origin: base.origin, path: prefix + path, headers };
    const result = await httpRequest(dispatcher, asked, options.timeoutMs ?? 30_000, signal);
    if (result.kind !== "answered")
      return { fault: `Twilio could not be reached (${result.reason}). Try again later.` };
    const parsed = parseJson(result.body);
    const body = "value" in parsed ? (parsed.value as JsonObject | null) : null;
    if (body && result.status >= 200 && result.status < 300) return { body };
    return { fault: refusalOf(body, result.status).replaceAll(token, "[token]") };
  }

  return {
    provider: "twilio",
    async list(_accountId, signal) {
      const templates: ProviderTemplate[] = [];
      let path: string | null = `/v1/ContentAndApprovals?PageSize=${PAGE}`;
      for (let page = 0; page < MOST_PAGES && path !== null; page++) {
        const answer = await ask(path, signal);
        if ("fault" in answer) return answer;
        const { contents, meta } = answer.body;
        for (const element of Array.isArray(contents) ? contents : []) {
          const template = readContent(element);
          if (template) templates.push(template);
        }
        path = nextPath(meta);
      }
      if (path !== null)
        return { fault: `Twilio lists more than ${MOST_PAGES * PAGE} contents. Delete what nobody needs.` };
      return { templates };
    },
    // A dispatcher that was passed in is closed by whoever created it.
    close: async () => {
      if (!options.dispatcher) await dispatcher.close();
    },
  };
}

/** The path of the next page, at our own address: the one that Twilio names is its own. (Twilio: follow `meta.next_page_url`.) */
function nextPath(meta: unknown): string | null {
  const next = (meta as JsonObject | null)?.next_page_url;
  const url = typeof next === "string" ? URL.parse(next) : null;
  const at = url?.pathname.indexOf("/v1/") ?? -1;
  return url && at >= 0 ? url.pathname.slice(at) + url.search : null;
}

function refusalOf(body: JsonObject | null, status: number): string {
  if (typeof body?.message !== "string")
    return `Something else than Twilio's Content API answered (HTTP ${status}). Check TWILIO_CONTENT_API_URL.`;
  const what = typeof body.code === "number" ? `error ${body.code}` : `HTTP ${status}`;
  const remedy = status === 401 ? " Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN." : "";
  return `Twilio refuses (${what}): ${body.message}.${remedy}`.replace("..", ".");
}

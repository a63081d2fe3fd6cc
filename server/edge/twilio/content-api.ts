// Reads and writes the templates of an account through Twilio's Content API; implements the port `TemplateProvider`. content.ts reads each of
// them, content-body.ts writes one.
import { Agent, type Dispatcher } from "undici";
import { type HttpRequest, httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import type { ProviderRefusal, TemplateProvider } from "../../contract/ports.ts";
import { type ProviderTemplate, templateStatuses } from "../../contract/templates.ts";
import { readContent } from "./content.ts";
import { checkContent, contentBody, contentChange } from "./content-body.ts";

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

type Ask = (
  method: HttpRequest["method"],
  path: string,
  json?: object,
) => Promise<{ body: JsonObject } | ProviderRefusal>;

/** Reads and writes templates with the account's credentials. */
export function createContentApi(options: ContentApiOptions): TemplateProvider & { close(): Promise<void> } {
  const dispatcher: Dispatcher = options.dispatcher ?? new Agent({ connections: 4, pipelining: 1 });
  const ask = asker(options, dispatcher);
  const done = (answer: { body: object } | ProviderRefusal) => ("fault" in answer ? answer : null);
  return {
    provider: "twilio",
    list: () => listAll(ask),
    check: checkContent,
    async create(_accountId, template) {
      const answer = await ask("POST", "/v1/Content", contentBody(template));
      if ("fault" in answer) return answer;
      const { sid } = answer.body;
      if (typeof sid !== "string") return { fault: "Twilio named no SID for the template. Press Sync to see it." };
      return { providerId: sid, status: "unsubmitted", category: null };
    },
    async edit(providerId, { content }) {
      if (content === null) return { fault: "At Twilio the category is chosen when a template is submitted." };
      return done(await ask("PUT", `/v1/Content/${encodeURIComponent(providerId)}`, contentChange(content)));
    },
    // A SID can be submitted once. (Twilio: Content API, approval requests.)
    async submit(providerId, name, category) {
      const path = `/v1/Content/${encodeURIComponent(providerId)}/ApprovalRequests/whatsapp`;
      const answer = await ask("POST", path, { name, category: category.toUpperCase() });
      if ("fault" in answer) return answer;
      return { status: templateStatuses.find((one) => one === answer.body.status) ?? "received" };
    },
    // Each language is a Content of its own, with its own SID.
    async remove(_accountId, { providerId }, scope) {
      if (scope === "all") return { fault: "At Twilio each language is deleted by itself." };
      return done(await ask("DELETE", `/v1/Content/${encodeURIComponent(providerId)}`));
    },
    // A dispatcher that was passed in is closed by whoever created it.
    close: async () => {
      if (!options.dispatcher) await dispatcher.close();
    },
  };
}

/** What makes requests with the account's credentials. */
function asker(options: ContentApiOptions, dispatcher: Dispatcher): Ask {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/+$/, "");
  const token = options.authToken.trim();
  const authorization = `Basic ${Buffer.from(`${options.accountSid.trim()}:${token}`).toString("base64")}`;
  const headers = { authorization, accept: "application/json", "user-agent": options.userAgent ?? "Bellhop" };
  return async (method, path, json) => {
    const asked = {
      ...{ method, origin: base.origin, path: prefix + path },
      headers: json ? { ...headers, "content-type": "application/json" } : headers,
      ...(json ? { body: JSON.stringify(json) } : {}),
    };
    const result = await httpRequest(dispatcher, asked, options.timeoutMs ?? 30_000);
    if (result.kind === "unanswered" && method !== "GET")
      return {
        fault: `Twilio did not answer (${result.reason}) and may have done it. Press Sync before you try again.`,
      };
    if (result.kind !== "answered")
      return { fault: `Twilio could not be reached (${result.reason}). Try again later.` };
    // A deletion has no body. (Twilio: Content API, delete: 204.)
    if (result.status === 204) return { body: {} };
    const parsed = parseJson(result.body);
    const body = "value" in parsed ? (parsed.value as JsonObject | null) : null;
    if (body && result.status >= 200 && result.status < 300) return { body };
    return { fault: refusalOf(body, result.status).replaceAll(token, "[token]") };
  };
}

async function listAll(ask: Ask): Promise<{ templates: ProviderTemplate[] } | ProviderRefusal> {
  const templates: ProviderTemplate[] = [];
  let path: string | null = `/v1/ContentAndApprovals?PageSize=${PAGE}`;
  for (let page = 0; page < MOST_PAGES && path !== null; page++) {
    const answer: { body: JsonObject } | ProviderRefusal = await ask("GET", path);
    if ("fault" in answer) return answer;
    const { contents, meta } = answer.body;
    for (const element of Array.isArray(contents) ? contents : []) {
      const template = readContent(element);
      if (template) templates.push(template);
    }
    path = nextPath(meta);
  }
  if (path === null) return { templates };
  return { fault: `Twilio lists more than ${MOST_PAGES * PAGE} contents. Delete what nobody needs.` };
}

/** The path of the next page, at our own address: the one that Twilio names is its own. (Twilio: follow `meta.next_page_url`.) */
function nextPath(meta: unknown): string | null {
  const next = (meta as JsonObject | null)?.next_page_url;
  const url = typeof next === "string" ? URL.parse(next) : null;
  const at = url?.pathname.indexOf("/v1/") ?? -1;
  return url && at >= 0 ? url.pathname.slice(at) + url.search : null;
}

/** What to do about an error of the Content API. (Twilio: error codes.) */
const REMEDIES: Record<number, string> = {
  92009: "It was submitted before, and that is possible once. Copy it under a new name.",
};

function refusalOf(body: JsonObject | null, status: number): string {
  if (typeof body?.message !== "string")
    return `Something else than Twilio's Content API answered (HTTP ${status}). Check TWILIO_CONTENT_API_URL.`;
  const what = typeof body.code === "number" ? `error ${body.code}` : `HTTP ${status}`;
  const known = typeof body.code === "number" ? REMEDIES[body.code] : undefined;
  const signIn = status === 401 ? " Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN." : "";
  const remedy = known === undefined ? signIn : ` ${known}`;
  return `Twilio refuses (${what}): ${body.message}.${remedy}`.replace("..", ".");
}

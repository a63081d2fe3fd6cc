// Reads the templates of a WABA through Meta's Graph API; implements the port `TemplateProvider`. template-content.ts reads each of them.
import { Agent, type Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import type { TemplateProvider } from "../../contract/ports.ts";
import type { ProviderTemplate } from "../../contract/templates.ts";
import type { MetaChannelOptions } from "./channel.ts";
import { adviseCode } from "./errors.ts";
import { errorCode, list, record, text } from "./fields.ts";
import { readTemplate } from "./template-content.ts";

/** `rejected_reason` and `quality_score` come only when they are asked for. (Meta: message templates, fields.) */
const FIELDS = "id,name,language,status,category,parameter_format,components,rejected_reason,quality_score";
const PAGE = 100;
/** More pages than the 6,000 templates of the largest account need. */
const MOST_PAGES = 100;

/** Reads templates with the access token of the channel. */
export function createMetaTemplates(options: MetaChannelOptions): TemplateProvider & { close(): Promise<void> } {
  const base = new URL(options.baseUrl);
  const root = `${base.pathname.replace(/\/+$/, "")}/${options.version}`;
  const token = options.accessToken.trim();
  const dispatcher: Dispatcher = options.dispatcher ?? new Agent({ connections: 4, pipelining: 1 });
  const headers = { authorization: `Bearer ${token}`, "user-agent": options.userAgent ?? "Bellhop" };

  async function ask(path: string, signal?: AbortSignal): Promise<{ body: JsonObject } | { fault: string }> {
    const asked = { method: "GET" as const, origin: base.origin, path: `${root}/${path}`, headers };
    const result = await httpRequest(dispatcher, asked, options.timeoutMs ?? 30_000, signal);
    if (result.kind !== "answered") return { fault: `Meta could not be reached (${result.reason}). Try again later.` };
    const parsed = parseJson(result.body);
    const body = "value" in parsed ? record(parsed.value) : null;
    if (body && result.status >= 200 && result.status < 300) return { body };
    return { fault: refusalOf(record(body?.error), result.status).replaceAll(token, "[token]") };
  }

  return {
    provider: "meta",
    async list(accountId, signal) {
      const templates: ProviderTemplate[] = [];
      let after: string | null = null;
      for (let page = 0; page < MOST_PAGES; page++) {
        const query = new URLSearchParams({
          fields: FIELDS,
          limit: String(PAGE),
          ...(after === null ? {} : { after }),
        });
        const answer = await ask(`${encodeURIComponent(accountId)}/message_templates?${query}`, signal);
        if ("fault" in answer) return answer;
        for (const element of list(answer.body.data) ?? []) {
          const template = readTemplate(element);
          if (template) templates.push(template);
        }
        // There is another page exactly when `next` is there; its cursor is asked for with our own address and fields.
        const paging = record(answer.body.paging);
        const next = text(paging?.next) === null ? null : text(record(paging?.cursors)?.after);
        if (next === null || next === after) return { templates };
        after = next;
      }
      return { fault: `Meta lists more than ${MOST_PAGES * PAGE} templates. Delete those that nobody needs.` };
    },
    // A dispatcher that was passed in is closed by whoever created it.
    close: async () => {
      if (!options.dispatcher) await dispatcher.close();
    },
  };
}

/** Meta's refusal as one sentence, with what to do where the table of error numbers knows it. */
function refusalOf(error: JsonObject | null, status: number): string {
  const code = errorCode(error?.code);
  if (!error || code === null) return `Something else than Meta's API answered (HTTP ${status}). Check GRAPH_API_URL.`;
  const told = text(error.error_user_msg) ?? text(record(error.error_data)?.details) ?? text(error.message) ?? "";
  if (code === 200 || code === 10)
    return `Meta refuses (error ${code}): the access token lacks whatsapp_business_management. Give it to the system user.`;
  const isKnown = code !== 100 && code !== 33;
  return `Meta refuses (error ${code}): ${told}${isKnown ? ` ${adviseCode(code).remedy}` : ""}`.trim();
}

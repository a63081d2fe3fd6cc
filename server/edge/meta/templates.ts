// Reads and writes the templates of a WABA through Meta's Graph API; implements the port `TemplateProvider`. template-content.ts reads each of
// them, template-body.ts writes one.
import { Agent, type Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import type { FileToUpload, ProviderRefusal, TemplateProvider } from "../../contract/ports.ts";
import {
  type ProviderTemplate,
  templateCategories,
  templateStatuses,
  type WrittenTemplate,
} from "../../contract/templates.ts";
import type { MetaChannelOptions } from "./channel.ts";
import { ident, list, record, text } from "./fields.ts";
import { checkTemplate, componentsOf } from "./template-body.ts";
import { readTemplate, wordIn } from "./template-content.ts";
import { templateRefusal } from "./template-refusal.ts";
import { type AskMeta, uploadSample } from "./template-sample.ts";

/** `rejected_reason` and `quality_score` come only when they are asked for. (Meta: message templates, fields.) */
const FIELDS = "id,name,language,status,category,parameter_format,components,rejected_reason,quality_score";
const PAGE = 100;
/** More pages than the 6,000 templates of the largest account need. */
const MAX_PAGES = 100;

/** Reads and writes templates with the access token of the channel. */
export function createMetaTemplates(options: MetaChannelOptions): TemplateProvider & { close(): Promise<void> } {
  const token = options.accessToken.trim();
  const dispatcher: Dispatcher = options.dispatcher ?? new Agent({ connections: 4, pipelining: 1 });
  const ask = asker(options, token, dispatcher);
  return {
    provider: "meta",
    list: (accountId) => listAll(ask, accountId),
    check: checkTemplate,
    create: (accountId, template, sample) => createOne({ ask, token }, accountId, template, sample),
    // The category alone, or all components. (Meta: message templates, edit.)
    async edit(providerId, { category, content }, sample) {
      if (content === null) return change(await ask("POST", providerId, { json: { category: upper(category) } }));
      const uploaded = await handleOf({ ask, token }, sample);
      if ("fault" in uploaded) return uploaded;
      return change(await ask("POST", providerId, { json: { components: componentsOf(content, uploaded.handle) } }));
    },
    submit: async () => ({ fault: "Meta reviews a template as soon as it is created. There is nothing to submit." }),
    // By name alone all languages go, with the id one of them. (Meta: message templates, delete.)
    async remove(accountId, { providerId, name }, scope) {
      const query = new URLSearchParams({ ...(scope === "one" ? { hsm_id: providerId } : {}), name });
      return change(await ask("DELETE", `${encodeURIComponent(accountId)}/message_templates?${query}`));
    },
    // A dispatcher that was passed in is closed by whoever created it.
    close: async () => {
      if (!options.dispatcher) await dispatcher.close();
    },
  };
}

const upper = (word: string): string => word.toUpperCase();
const change = (answer: { body: object } | ProviderRefusal): null | ProviderRefusal =>
  "fault" in answer ? answer : null;

/** What makes requests with the token. */
function asker(options: MetaChannelOptions, token: string, dispatcher: Dispatcher): AskMeta {
  const base = new URL(options.baseUrl);
  const root = `${base.pathname.replace(/\/+$/, "")}/${options.version}`;
  return async (method, path, { json, stream, headers, timeoutMs = options.timeoutMs ?? 30_000 } = {}) => {
    const asked = {
      ...{ method, origin: base.origin, path: `${root}/${path}` },
      headers: {
        ...{ authorization: `Bearer ${token}`, "user-agent": options.userAgent ?? "Bellhop" },
        ...(json ? { "content-type": "application/json" } : {}),
        ...headers,
      },
      ...(json ? { body: JSON.stringify(json) } : stream ? { body: stream } : {}),
    };
    const result = await httpRequest(dispatcher, asked, timeoutMs);
    if (result.kind === "unanswered" && method !== "GET")
      return { fault: `Meta did not answer (${result.reason}) and may have done it. Press Sync before you try again.` };
    if (result.kind !== "answered") return { fault: `Meta could not be reached (${result.reason}). Try again later.` };
    const parsed = parseJson(result.body);
    const body = "value" in parsed ? record(parsed.value) : null;
    if (body && result.status >= 200 && result.status < 300) return { body };
    return { fault: templateRefusal(record(body?.error), result.status).replaceAll(token, "[token]") };
  };
}

async function listAll(ask: AskMeta, accountId: string): Promise<{ templates: ProviderTemplate[] } | ProviderRefusal> {
  const templates: ProviderTemplate[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = new URLSearchParams({ fields: FIELDS, limit: String(PAGE), ...(after === null ? {} : { after }) });
    const answer = await ask("GET", `${encodeURIComponent(accountId)}/message_templates?${query}`);
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
  return { fault: `Meta lists more than ${MAX_PAGES * PAGE} templates. Delete those that nobody needs.` };
}

type Writer = { ask: AskMeta; token: string };

/** The handle of the sample file; null when the header needs none. */
async function handleOf(
  { ask, token }: Writer,
  sample: FileToUpload | null,
): Promise<{ handle: string | null } | ProviderRefusal> {
  return sample === null ? { handle: null } : uploadSample(ask, token, sample);
}

/** (Meta: message templates, create.) */
async function createOne(
  writer: Writer,
  accountId: string,
  template: WrittenTemplate,
  sample: FileToUpload | null,
): ReturnType<TemplateProvider["create"]> {
  const uploaded = await handleOf(writer, sample);
  if ("fault" in uploaded) return uploaded;
  const { name, language, category, parameterFormat } = template;
  const json = {
    ...{ name, language, category: upper(category), parameter_format: parameterFormat },
    components: componentsOf(template, uploaded.handle),
  };
  const answer = await writer.ask("POST", `${encodeURIComponent(accountId)}/message_templates`, { json });
  if ("fault" in answer) return answer;
  const providerId = ident(answer.body.id);
  if (providerId === null)
    return { fault: "Meta named no id for the template. Press Sync to see whether it is there." };
  return {
    providerId,
    status: wordIn(templateStatuses, answer.body.status) ?? "unknown",
    category: wordIn(templateCategories, answer.body.category),
  };
}

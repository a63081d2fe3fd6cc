// Twilio's Content templates: the account's own, those that Bellhop creates, and how the phone shows one.
import type { Choice, Content, Heading, MediaKind } from "../chat/message.ts";
import { isObject, type Reply } from "../http.ts";
import { sid } from "../ids.ts";
import { type ContentTemplate, read, submission } from "./content-check.ts";
import { TwilioError } from "./errors.ts";

export const isApproved = ({ approval }: ContentTemplate): boolean => approval?.status === "approved";

export type Contents = {
  get(sid: string): ContentTemplate | null;
  all(): ContentTemplate[];
  create(body: unknown, now: number): ContentTemplate;
  /** Replaces types and variables. Throws TwilioError 20001 once it was submitted. */
  change(template: ContentTemplate, body: unknown): void;
  remove(sid: string): boolean;
  /** Submits it for review. Throws TwilioError 92009 the second time. */
  submit(template: ContentTemplate, body: unknown): void;
};

/** Creates a store with `call_instructions`, `follow_up` and `weekend_offer`, all approved. */
export function createContents(): Contents {
  const stored = new Map<string, ContentTemplate>();
  const seed = (digit: string, friendly_name: string, types: Record<string, unknown>, category = "UTILITY") => {
    const template: ContentTemplate = {
      sid: `HX${digit.padStart(32, "0")}`,
      friendly_name,
      language: "en",
      variables: { "1": "" },
      types,
      approval: { name: friendly_name, category, status: "approved", rejection_reason: "" },
      at: 0,
    };
    stored.set(template.sid, template);
  };
  seed("1", "call_instructions", { "twilio/text": { body: "{{1}}" } });
  seed("2", "follow_up", {
    "twilio/quick-reply": {
      body: "Hello {{1}}, you wrote to us lately. May we continue the conversation?",
      actions: [
        { title: "Yes, please", id: "yes" },
        { title: "No, thanks", id: "no" },
      ],
    },
  });
  seed(
    "3",
    "weekend_offer",
    { "twilio/text": { body: "Hello {{1}}, park on weekends at half the price." } },
    "MARKETING",
  );
  return {
    get: (id) => stored.get(id) ?? null,
    all: () => [...stored.values()],
    create(body, now) {
      const template = { ...read(body), sid: sid("HX"), approval: null, at: now };
      stored.set(template.sid, template);
      return template;
    },
    change(template, body) {
      if (template.approval)
        throw new TwilioError(20001, "A content that was submitted for approval cannot be updated");
      if (isObject(body) && body.language !== undefined) throw new TwilioError(20001, "language cannot be updated");
      const { types, variables, friendly_name } = read({ ...(body as object), language: template.language });
      Object.assign(template, { types, variables, ...(friendly_name ? { friendly_name } : {}) });
    },
    remove: (id) => stored.delete(id),
    submit(template, body) {
      if (template.approval) throw new TwilioError(92009, "The content was already submitted for approval");
      template.approval = submission(template, body);
    },
  };
}

/** What a file arrives as, by the ending of its address. */
export function kindOf(link: string): MediaKind {
  const end = /\.(\w+)(?:[?#].*)?$/.exec(link)?.[1]?.toLowerCase() ?? "";
  if (/^(ogg|mp3|amr|aac|m4a)$/.test(end)) return "audio";
  if (/^(mp4|3gp)$/.test(end)) return "video";
  if (/^(pdf|docx?|pptx?|xlsx?|vcf|txt)$/.test(end)) return "document";
  return end === "webp" ? "sticker" : "image";
}

/** What the phone shows. Throws TwilioError 21656 if `variables` is not a JSON object of texts. */
export function render(template: ContentTemplate, variables: string | undefined): Content {
  const values = { ...template.variables, ...variablesOf(variables) };
  const fill = (value: unknown) =>
    String(value ?? "").replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name) => values[name] ?? whole);
  for (const [name, type] of Object.entries(template.types)) {
    if (!isObject(type)) continue;
    const list = (key: string) => (Array.isArray(type[key]) ? type[key] : []).filter(isObject);
    const text = fill(type.body ?? type.title);
    switch (name.replace(/^\w+\//, "")) {
      case "quick-reply":
      case "card": {
        const buttons = list("actions").map(
          (one): Choice => ({ id: fill(one.id ?? one.title), title: fill(one.title) }),
        );
        const footer = fill(type.footer);
        const around = { ...aboveIn(type, fill), ...(footer ? { footer } : {}) };
        return { type: "buttons", text, ...around, buttons, template: template.friendly_name };
      }
      case "list-picker": {
        const rows = list("items").map((one): Choice => {
          const description = fill(one.description);
          return { id: fill(one.id), title: fill(one.item), ...(description ? { description } : {}) };
        });
        return { type: "list", text, button: fill(type.button), sections: [{ rows }] };
      }
      case "location": {
        const place = { latitude: Number(fill(type.latitude)), longitude: Number(fill(type.longitude)) };
        const words = { name: fill(type.label), address: fill(type.address) };
        return {
          type: "location",
          ...place,
          ...(words.name ? { name: words.name } : {}),
          ...(words.address ? { address: words.address } : {}),
        };
      }
      case "call-to-action": {
        const first = list("actions")[0] ?? {};
        return { type: "link", text, label: fill(first.title), url: fill(first.url ?? first.phone) };
      }
      case "media": {
        const link = fill(Array.isArray(type.media) ? type.media[0] : "");
        return {
          type: "media",
          kind: kindOf(link),
          media: null,
          mimeType: "",
          link,
          ...(text ? { caption: text } : {}),
        };
      }
      default:
        return { type: "text", text };
    }
  }
  return { type: "other", name: "content template" };
}

/** The line or the file above the text of a card. */
function aboveIn(type: Record<string, unknown>, fill: (value: unknown) => string): Heading {
  const [header, link] = [fill(type.header_text), fill(Array.isArray(type.media) ? type.media[0] : "")];
  if (link) return { file: { type: "media", kind: kindOf(link), media: null, mimeType: "", link } };
  return header ? { header } : {};
}

function variablesOf(text: string | undefined): Record<string, string> {
  if (!text) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, String(value)]));
  } catch {
    // Thrown below: Twilio uses the same code for both.
  }
  throw new TwilioError(21656, "The ContentVariables parameter is invalid.");
}

/** The resource as the Content API returns it. */
function contentJson(template: ContentTemplate, accountSid: string): Record<string, unknown> {
  const { sid: id, friendly_name, language, variables, types } = template;
  const date = new Date(template.at).toISOString().replace(/\.\d+Z/, "Z");
  const url = `https://content.twilio.com/v1/Content/${id}`;
  const links = { approval_create: `${url}/ApprovalRequests/whatsapp`, approval_fetch: `${url}/ApprovalRequests` };
  const dates = { date_created: date, date_updated: date };
  return { sid: id, account_sid: accountSid, friendly_name, language, variables, types, ...dates, url, links };
}

function approvalJson({ approval, friendly_name: name, types }: ContentTemplate): Record<string, unknown> {
  const unsubmitted = { name, category: "", status: "unsubmitted", rejection_reason: "" };
  const content_type = Object.keys(types)[0];
  return { type: "whatsapp", content_type, allow_category_change: true, ...(approval ?? unsubmitted) };
}

/** `GET v1/ContentAndApprovals`: as the list of Content, with the approval of each. */
export function contentAndApprovals(contents: Contents, query: URLSearchParams, accountSid: string): Reply {
  const all = contents.all().map((one) => ({
    ...contentJson(one, accountSid),
    approval_requests: approvalJson(one),
  }));
  const size = Math.max(1, Number(query.get("PageSize") ?? 50) || 50);
  const start = Number(query.get("PageToken") ?? 0) || 0;
  const url = `https://content.twilio.com/v1/ContentAndApprovals?PageSize=${size}`;
  const next = start + size < all.length ? `${url}&PageToken=${start + size}` : null;
  const meta = { page: 0, page_size: size, first_page_url: url, previous_page_url: null, url, next_page_url: next };
  return { status: 200, body: { contents: all.slice(start, start + size), meta: { ...meta, key: "contents" } } };
}

/** Routes below `v1/Content`. Throws TwilioError 20404 if the resource does not exist. */
export function contentRoute(
  contents: Contents,
  call: { method: string; path: string; json: unknown; accountSid: string; now: number; name: string | null },
): Reply {
  const [id = "", approval, channel] = call.path.split("/").filter(Boolean);
  if (!id && call.method === "POST") {
    return { status: 201, body: contentJson(contents.create(call.json, call.now), call.accountSid) };
  }
  if (!id && call.method === "GET") {
    // v2 filters by name, by a regular expression (Twilio: Content API, v2).
    const named = contents.all().filter(({ friendly_name }) => call.name === null || friendly_name.match(call.name));
    const all = named.map((one) => contentJson(one, call.accountSid));
    const url = "https://content.twilio.com/v1/Content?PageSize=50&Page=0";
    const meta = { page: 0, page_size: 50, first_page_url: url, previous_page_url: null, url, next_page_url: null };
    return { status: 200, body: { meta: { ...meta, key: "contents" }, contents: all } };
  }
  const template = contents.get(id);
  if (!template) throw new TwilioError(20404, `The requested resource /v1/Content/${id} was not found`, 404);
  if (approval === "ApprovalRequests") {
    if (call.method === "POST" && channel === "whatsapp") {
      contents.submit(template, call.json);
      return { status: 201, body: approvalJson(template) };
    }
    if (call.method !== "GET") throw new TwilioError(20004, "Method not allowed", 405);
    return { status: 200, body: { sid: id, account_sid: call.accountSid, whatsapp: approvalJson(template) } };
  }
  if (call.method === "PUT") contents.change(template, call.json);
  if (call.method === "GET" || call.method === "PUT")
    return { status: 200, body: contentJson(template, call.accountSid) };
  if (call.method === "DELETE") {
    contents.remove(id);
    return { status: 204, body: null };
  }
  throw new TwilioError(20004, "Method not allowed", 405);
}

// Twilio's Content templates: the account's own, those that Bellhop creates, and how the phone shows one.
import type { Choice, Content } from "../chat/message.ts";
import { isObject, type Reply } from "../http.ts";
import { sid } from "../ids.ts";
import { TwilioError } from "./errors.ts";

export type ContentTemplate = {
  sid: string;
  friendly_name: string;
  language: string;
  variables: Record<string, string>;
  types: Record<string, unknown>;
  /** Approved templates may be sent while the window is closed. */
  approved: boolean;
  category: "UTILITY" | "MARKETING";
  at: number;
};

const TYPES = ["text", "quick-reply", "list-picker", "location", "call-to-action", "media", "card"];

export type Contents = {
  get(sid: string): ContentTemplate | null;
  all(): ContentTemplate[];
  create(body: unknown, now: number): ContentTemplate;
  remove(sid: string): boolean;
  approve(template: ContentTemplate): void;
};

/** Creates a store with `call_instructions`, `follow_up` and `weekend_offer`, all approved. */
export function createContents(): Contents {
  const stored = new Map<string, ContentTemplate>();
  const seed = (
    digit: string,
    friendly_name: string,
    types: Record<string, unknown>,
    category: ContentTemplate["category"] = "UTILITY",
  ) => {
    const template: ContentTemplate = {
      sid: `HX${digit.padStart(32, "0")}`,
      friendly_name,
      language: "en",
      variables: { "1": "" },
      types,
      approved: true,
      category,
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
      const template = { ...read(body), sid: sid("HX"), approved: false, category: "UTILITY" as const, at: now };
      stored.set(template.sid, template);
      return template;
    },
    remove: (id) => stored.delete(id),
    approve(template) {
      if (template.types["twilio/list-picker"] || template.types["twilio/location"]) {
        throw new TwilioError(20001, "list-picker and location templates cannot be submitted for approval");
      }
      template.approved = true;
    },
  };
}

function read(body: unknown): Omit<ContentTemplate, "sid" | "approved" | "category" | "at"> {
  if (!isObject(body)) throw new TwilioError(20001, "The request body must be a JSON object");
  const { friendly_name = "", language, variables = {}, types } = body;
  if (typeof language !== "string" || !language) throw new TwilioError(20001, "language is required");
  if (!isObject(types) || Object.keys(types).length === 0) throw new TwilioError(20001, "types is required");
  for (const [name, type] of Object.entries(types)) {
    if (!TYPES.includes(name.replace("twilio/", "")) || !isObject(type))
      throw new TwilioError(20001, `Unknown type ${name}`);
    check(name, type);
  }
  const named = isObject(variables) ? variables : {};
  const texts = Object.fromEntries(Object.entries(named).map(([key, value]) => [key, String(value)]));
  return { friendly_name: String(friendly_name), language, variables: texts, types };
}

function check(name: string, type: Record<string, unknown>): void {
  const within = (value: unknown, max: number, what: string) => {
    if (typeof value !== "string" || value === "") throw new TwilioError(20001, `${name}: ${what} is required`);
    if (value.length > max) throw new TwilioError(20001, `${name}: ${what} must be at most ${max} characters`);
  };
  if (name === "twilio/list-picker") {
    within(type.body, 1024, "body");
    within(type.button, 20, "button");
    const items: unknown[] = Array.isArray(type.items) ? type.items : [];
    if (items.length < 1 || items.length > 10) throw new TwilioError(20001, `${name}: 1 to 10 items are allowed`);
    for (const item of items) {
      const { item: title, id, description } = isObject(item) ? item : {};
      within(title, 24, "item");
      within(id, 200, "id");
      if (description) within(description, 72, "description");
    }
  }
  if (name === "twilio/quick-reply") {
    within(type.body, 1024, "body");
    const actions: unknown[] = Array.isArray(type.actions) ? type.actions : [];
    if (actions.length < 1 || actions.length > 10) throw new TwilioError(20001, `${name}: 1 to 10 actions are allowed`);
    for (const action of actions) within(isObject(action) ? action.title : "", 20, "title");
  }
  if (name === "twilio/call-to-action") {
    within(type.body, 640, "body");
    const actions: unknown[] = Array.isArray(type.actions) ? type.actions : [];
    if (actions.length < 1) throw new TwilioError(20001, `${name}: actions is required`);
    for (const action of actions) within(isObject(action) ? action.title : "", 20, "title");
  }
  if (name === "twilio/location") {
    for (const [what, max] of [
      ["latitude", 90],
      ["longitude", 180],
    ] as const)
      if (typeof type[what] !== "number" || Math.abs(type[what]) > max)
        throw new TwilioError(20001, `${name}: ${what} must be a number from -${max} to ${max}`);
  }
  if (name === "twilio/text") within(type.body, 1600, "body");
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
    switch (name.replace("twilio/", "")) {
      case "quick-reply":
      case "card": {
        const buttons = list("actions").map(
          (one): Choice => ({ id: fill(one.id ?? one.title), title: fill(one.title) }),
        );
        return { type: "buttons", text, buttons, template: template.friendly_name };
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
        return { type: "media", kind: "image", media: null, mimeType: "", link, ...(text ? { caption: text } : {}) };
      }
      default:
        return { type: "text", text };
    }
  }
  return { type: "other", name: "content template" };
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

/** `GET v1/ContentAndApprovals`: as the list of Content, with the approval of each. */
export function contentAndApprovals(contents: Contents, query: URLSearchParams, accountSid: string): Reply {
  const all = contents.all().map((one) => ({
    ...contentJson(one, accountSid),
    approval_requests: {
      ...{ type: "whatsapp", name: one.friendly_name, category: one.category, rejection_reason: "" },
      status: one.approved ? "approved" : "unsubmitted",
    },
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
    if (call.method === "POST") contents.approve(template);
    const status = template.approved ? "approved" : "unsubmitted";
    const whatsapp = {
      type: "whatsapp",
      name: template.friendly_name,
      category: template.category,
      status,
      rejection_reason: "",
    };
    if (channel) return { status: 201, body: whatsapp };
    return { status: 200, body: { sid: id, account_sid: call.accountSid, whatsapp } };
  }
  if (call.method === "GET") return { status: 200, body: contentJson(template, call.accountSid) };
  if (call.method === "DELETE") {
    contents.remove(id);
    return { status: 204, body: null };
  }
  throw new TwilioError(20004, "Method not allowed", 405);
}

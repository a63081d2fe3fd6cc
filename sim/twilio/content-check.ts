// Checks contents of Twilio's Content API as strictly as Twilio: when they are created, changed and submitted. (Twilio: Content types.)
import { isObject } from "../http.ts";
import { TwilioError } from "./errors.ts";

export type ContentTemplate = {
  sid: string;
  friendly_name: string;
  language: string;
  variables: Record<string, string>;
  types: Record<string, unknown>;
  /** What it was submitted as, and what became of that; null: it never was. */
  approval: Approval | null;
  at: number;
};

/** Approved templates may be sent while the window is closed. (Twilio: Content API, approval requests.) */
export type Approval = {
  name: string;
  category: string;
  status: "received" | "pending" | "approved" | "rejected" | "paused" | "disabled";
  rejection_reason: string;
};

const TYPES = [
  ...["text", "quick-reply", "list-picker", "location", "call-to-action", "media", "card"].map(
    (one) => `twilio/${one}`,
  ),
  "whatsapp/card",
];

/** A content as it is created. Throws TwilioError 20001. */
export function read(body: unknown): Omit<ContentTemplate, "sid" | "approval" | "at"> {
  if (!isObject(body)) throw new TwilioError(20001, "The request body must be a JSON object");
  const { friendly_name = "", language, variables = {}, types } = body;
  if (typeof language !== "string" || !language) throw new TwilioError(20001, "language is required");
  if (!isObject(types) || Object.keys(types).length === 0) throw new TwilioError(20001, "types is required");
  for (const [name, type] of Object.entries(types)) {
    if (!TYPES.includes(name) || !isObject(type)) throw new TwilioError(20001, `Unknown type ${name}`);
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
  const actions: unknown[] = Array.isArray(type.actions) ? type.actions : [];
  if (name === "twilio/quick-reply") {
    within(type.body, 1024, "body");
    if (actions.length < 1 || actions.length > 10) throw new TwilioError(20001, `${name}: 1 to 10 actions are allowed`);
  }
  if (name === "twilio/call-to-action") {
    within(type.body, 640, "body");
    if (actions.length < 1) throw new TwilioError(20001, `${name}: actions is required`);
  }
  if (name.endsWith("/card")) {
    within(type.body ?? type.title, 1024, "body");
    for (const [what, most] of [
      ["footer", 60],
      ["header_text", 60],
    ] as const)
      if (type[what] !== undefined) within(type[what], most, what);
    if (type.header_text !== undefined && type.media !== undefined)
      throw new TwilioError(20001, `${name}: header_text and media exclude each other`);
  }
  for (const action of actions) checkAction(name, isObject(action) ? action : {}, within);
  if (name === "twilio/media" || type.media !== undefined) checkMedia(name, type.media);
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

type Within = (value: unknown, max: number, what: string) => void;

/** The buttons of each type and how many of each. (Twilio: Content API, actions.) */
const ACTIONS: Record<string, number> = { URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1, VOICE_CALL: 1, QUICK_REPLY: 10 };

function checkAction(name: string, action: Record<string, unknown>, within: Within): void {
  within(action.title, 20, "title");
  const type = name === "twilio/quick-reply" ? "QUICK_REPLY" : String(action.type);
  const isQuick = type === "QUICK_REPLY";
  if (!(type in ACTIONS) || (isQuick && name === "twilio/call-to-action"))
    throw new TwilioError(20001, `${name}: unknown action ${type}`);
  if (type === "URL") within(action.url, 2000, "url");
  if (type === "PHONE_NUMBER") within(action.phone, 20, "phone");
  if (type === "COPY_CODE") within(action.code, 15, "code");
}

function checkMedia(name: string, media: unknown): void {
  const links: unknown[] = Array.isArray(media) ? media : [];
  if (links.length === 0) throw new TwilioError(20001, `${name}: media is required`);
  for (const link of links)
    if (typeof link !== "string" || !/^https:\/\/[^/{}]+\/./.test(link))
      throw new TwilioError(20001, `${name}: media must be an https URL, with variables only after the domain`);
}

/** A submission for approval. Throws TwilioError 20001 for what Meta could not review. (Twilio: approval requests.) */
export function submission({ types, variables }: ContentTemplate, body: unknown): Approval {
  const { name, category } = isObject(body) ? body : {};
  if (types["twilio/list-picker"] || types["twilio/location"])
    throw new TwilioError(20001, "list-picker and location templates cannot be submitted for approval");
  if (typeof name !== "string" || !/^[a-z0-9_]{1,512}$/.test(name))
    throw new TwilioError(20001, "name must be lower case letters, digits and underscores");
  if (!["UTILITY", "MARKETING", "AUTHENTICATION"].includes(String(category)))
    throw new TwilioError(20001, "category must be UTILITY, MARKETING or AUTHENTICATION");
  const used = [...new Set([...JSON.stringify(types).matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, one]) => one!))];
  if (used.some((_, i) => !used.includes(String(i + 1))))
    throw new TwilioError(20001, "variables must be numbered from 1 without gaps");
  if (used.some((one) => !variables[one])) throw new TwilioError(20001, "each variable needs a sample");
  return { name, category: String(category), status: "received", rejection_reason: "" };
}

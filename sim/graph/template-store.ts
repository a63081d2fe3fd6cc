// The message templates of the account: listed, created, edited and deleted as the Graph API does, and reviewed from the simulator's page.
import { randomInt } from "node:crypto";
import { isObject, type Reply } from "../http.ts";
import { onlyKeys } from "./check.ts";
import { GraphError } from "./errors.ts";
import { componentsIn, type Rules, refuse } from "./template-check.ts";
import { type Quality, TEMPLATES, type Template } from "./templates.ts";

/** What the review may decide. */
export const DECISIONS = ["approve", "reject", "pause", "unpause", "disable"] as const;
export type Decision = (typeof DECISIONS)[number];

export type Templates = {
  /** The template of a name and language that is not deleted. */
  find(name: string, language: string): Template | undefined;
  has(id: string): boolean;
  all(): readonly Template[];
  /** Answers a call to `/{waba}/message_templates`. Throws GraphError. */
  answer(method: string, query: URLSearchParams, json: unknown): Reply;
  /** Answers `POST /{template-id}`. Throws GraphError. */
  edit(id: string, json: unknown): Reply;
  /** Whether a template's status lets it be decided so. */
  allows(id: string, decision: Decision): boolean;
  /** Decides about a template, and returns the value of the webhook that tells it. Throws when there is none, or it cannot be decided so. */
  decide(id: string, decision: Decision, why: { reason?: string; advice?: string }): Record<string, unknown>;
  /** Rates a template by what recipients think of it, and returns the value of the webhook that tells it. Throws when there is none. */
  rate(id: string, quality: Quality): Record<string, unknown>;
  /** Moves a template to another category, and returns the value of the webhook that tells it. Throws when there is none. */
  move(id: string, category: string): Record<string, unknown>;
};

type Kept = Template & { deletedAt: number | null; edits: number[]; pauses: number };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** (Meta: message templates, create, edit, delete.) */
const LIMITS = { templates: 250, createdPerHour: 100, editsPerDay: 1, editsPerMonth: 10, nameBlockedDays: 30 };

type Parts = { clock: () => number; typeOf: Rules["typeOf"] };

/** Creates the store with the templates of the start. */
export function createTemplates(parts: Parts): Templates {
  const kept: Kept[] = TEMPLATES.map((one) => ({ ...one, deletedAt: null, edits: [], pauses: 0 }));
  const created: number[] = [];
  const there = () => kept.filter((one) => one.deletedAt === null);
  const byId = (id: string) => there().find((one) => one.id === id);
  const known = (id: string): Kept => {
    const template = byId(id);
    if (!template) throw new Error(`There is no template ${id}`);
    return template;
  };
  return {
    find: (name, language) => there().find((one) => one.name === name && one.language === language),
    has: (id) => byId(id) !== undefined,
    all: there,
    answer(method, query, json) {
      if (method === "GET") return listed(there(), query);
      if (method === "DELETE") return remove(there(), query, parts.clock());
      if (method !== "POST") throw new GraphError(100, `Unsupported ${method.toLowerCase()} request.`);
      const now = parts.clock();
      if (created.filter((at) => now - at < HOUR_MS).length >= LIMITS.createdPerHour)
        throw new GraphError(80007, "There were more than 100 templates created in an hour.");
      const template = create(kept, json, { ...parts, now });
      kept.push(template);
      created.push(now);
      const { id, status, category } = template;
      return { status: 200, body: { id, status, category } };
    },
    edit(id, json) {
      edit(byId(id)!, json, parts);
      return { status: 200, body: { success: true } };
    },
    allows: (id, decision) => FROM[decision].includes(byId(id)!.status),
    decide: (id, decision, why) => decide(known(id), decision, why),
    rate(id, quality) {
      const template = known(id);
      const before = template.quality ?? "GREEN";
      template.quality = quality;
      return { previous_quality_score: before, new_quality_score: quality, ...named(template) };
    },
    move(id, category) {
      const template = known(id);
      const before = template.category;
      template.category = categoryIn(category);
      return { previous_category: before, new_category: template.category, ...named(template) };
    },
  };
}

/** How webhooks name a template. */
const named = ({ id, name, language }: Template) => ({
  message_template_id: Number(id),
  message_template_name: name,
  message_template_language: language,
});

/** Without `rejected_reason` and `quality_score`. (Meta: message templates, fields.) */
const DEFAULT_FIELDS = ["name", "parameter_format", "components", "language", "status", "category"];

function listed(all: readonly Template[], query: URLSearchParams): Reply {
  const fits = (key: "name" | "language" | "status", value: string) => {
    const wanted = query.get(key);
    return wanted === null || (key === "status" ? wanted.toUpperCase() : wanted) === value;
  };
  const found = all.filter((t) => fits("name", t.name) && fits("language", t.language) && fits("status", t.status));
  const start = Number(Buffer.from(query.get("after") ?? "", "base64").toString()) || 0;
  const end = start + Math.max(1, Number(query.get("limit") ?? 25) || 25);
  const cursor = (at: number) => Buffer.from(String(at)).toString("base64");
  const paging: Record<string, unknown> = { cursors: { before: cursor(start), after: cursor(end) } };
  if (end < found.length) paging.next = `?after=${cursor(end)}`;
  const wanted = query.get("fields")?.split(",") ?? DEFAULT_FIELDS;
  const data = found.slice(start, end).map((one) => {
    const all: Record<string, unknown> = {
      rejected_reason: "NONE",
      ...one,
      quality_score: { score: one.quality ?? "GREEN" },
    };
    return Object.fromEntries(["id", ...wanted].map((field) => [field, all[field]]));
  });
  return { status: 200, body: { data, paging } };
}

function create(kept: readonly Kept[], json: unknown, { now, typeOf }: Parts & { now: number }): Kept {
  if (!isObject(json)) throw new GraphError(100, "The request body must be a JSON object.");
  const keys = ["name", "language", "category", "parameter_format", "components", "message_send_ttl_seconds"];
  onlyKeys(json, "message_templates", keys);
  const { name, language, components } = json;
  if (typeof name !== "string" || !/^[a-z0-9_]{1,512}$/.test(name)) throw new GraphError(100, "Param name is invalid.");
  if (typeof language !== "string" || !/^[a-z]{2,3}(_[A-Z]{2})?$/.test(language))
    throw new GraphError(100, "Param language is invalid.");
  const category = categoryIn(json.category);
  const format = String(json.parameter_format ?? "positional").toUpperCase();
  if (format !== "NAMED" && format !== "POSITIONAL") throw new GraphError(100, "Param parameter_format is invalid.");
  const same = kept.filter((one) => one.name === name && one.language === language);
  const isBlocked = (one: Kept) =>
    one.deletedAt === null || (one.status === "APPROVED" && now - one.deletedAt < LIMITS.nameBlockedDays * DAY_MS);
  if (same.some(isBlocked)) refuse("There is already content of this name in this language.", "exists");
  if (kept.filter((one) => one.deletedAt === null).length >= LIMITS.templates)
    refuse("The account has as many templates as it may have.", "tooMany");
  const parts = componentsIn(components, { format, category, typeOf });
  const id = `5${randomInt(10 ** 12)
    .toString()
    .padStart(14, "0")}`;
  return {
    ...{ id, name, language, category, status: "PENDING", parameter_format: format, components: parts },
    ...{ quality: "UNKNOWN", deletedAt: null, edits: [], pauses: 0 },
  };
}

function categoryIn(given: unknown): Template["category"] {
  const category = String(given).toUpperCase();
  if (category === "UTILITY" || category === "MARKETING") return category;
  if (category === "AUTHENTICATION") throw new GraphError(100, "An authentication template needs a button OTP.");
  throw new GraphError(100, "Param category must be one of {AUTHENTICATION, MARKETING, UTILITY}.");
}

/** Only what is approved, rejected or paused; of what is approved the content, once a day and ten times in 30 days. */
function edit(template: Kept, json: unknown, { clock, typeOf }: Parts): void {
  if (!isObject(json)) throw new GraphError(100, "The request body must be a JSON object.");
  onlyKeys(json, "template", ["category", "components", "message_send_ttl_seconds"]);
  const { status, parameter_format: format } = template;
  if (!["APPROVED", "REJECTED", "PAUSED"].includes(status))
    refuse(`A template that is ${status} cannot be edited.`, "notEditable");
  const now = clock();
  const edits = (days: number) => template.edits.filter((at) => now - at < days * DAY_MS).length;
  if (status === "APPROVED") {
    if (json.category !== undefined) refuse("The category of an approved template cannot be changed.", "notEditable");
    if (edits(1) >= LIMITS.editsPerDay || edits(30) >= LIMITS.editsPerMonth)
      refuse("An approved template can be edited once in 24 hours and ten times in 30 days.", "notEditable");
  }
  if ((json.category === undefined) === (json.components === undefined))
    throw new GraphError(100, "One of category and components is required.");
  if (json.category !== undefined) template.category = categoryIn(json.category);
  else template.components = componentsIn(json.components, { format, category: template.category, typeOf });
  if (status === "APPROVED") template.edits.push(now);
  template.status = "PENDING";
  template.rejected_reason = "NONE";
}

function remove(all: readonly Kept[], query: URLSearchParams, now: number): Reply {
  const [name, id, ids] = [query.get("name"), query.get("hsm_id"), query.get("hsm_ids")];
  if (ids !== null && (name !== null || id !== null))
    throw new GraphError(100, "hsm_ids cannot be combined with the other parameters.");
  if (ids === null && name === null) throw new GraphError(100, "The parameter name is required.");
  const listed = ids === null ? null : (JSON.parse(ids) as unknown[]).map(String);
  const gone = all.filter((one) =>
    listed ? listed.includes(one.id) : one.name === name && (id === null || one.id === id),
  );
  if (gone.length === 0 || (listed && gone.length !== listed.length))
    throw new GraphError(100, `There is no template ${name ?? ids}.`);
  if (gone.some((one) => one.status === "DISABLED"))
    throw new GraphError(100, "A disabled template cannot be deleted.");
  for (const one of gone) one.deletedAt = now;
  return { status: 200, body: { success: true } };
}

/** From which statuses each decision may be made. */
const FROM: Record<Decision, readonly Template["status"][]> = {
  approve: ["PENDING", "REJECTED"],
  reject: ["PENDING", "APPROVED"],
  pause: ["APPROVED"],
  unpause: ["PAUSED"],
  disable: ["APPROVED", "PAUSED"],
};

const TITLES = ["FIRST_PAUSE", "SECOND_PAUSE"];

function decide(template: Kept, decision: Decision, { reason, advice }: { reason?: string; advice?: string }) {
  if (!FROM[decision].includes(template.status))
    throw new Error(`${template.name} is ${template.status}, so it cannot be decided to ${decision} it`);
  const status = { approve: "APPROVED", reject: "REJECTED", pause: "PAUSED", unpause: "APPROVED", disable: "DISABLED" };
  template.status = status[decision] as Template["status"];
  const why = decision === "reject" ? (reason ?? "INVALID_FORMAT") : "NONE";
  template.rejected_reason = why;
  const value = {
    event: template.status,
    ...named(template),
    reason: why,
    message_template_category: template.category,
  };
  if (decision === "reject" && advice)
    return { ...value, rejection_info: { reason: advice, recommendation: "Change it and submit it again." } };
  if (decision === "pause") {
    const title = TITLES[template.pauses++] ?? "RATE_LIMITING_PAUSE";
    return { ...value, other_info: { title, description: "Paused because of low quality." } };
  }
  if (decision === "unpause")
    return { ...value, other_info: { title: "UNPAUSE", description: "It may be sent again." } };
  if (decision === "disable") return { ...value, disable_info: { disable_date: "today" } };
  return value;
}

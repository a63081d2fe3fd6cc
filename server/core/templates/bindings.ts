// Which template says an occasion on a number while the 24-hour window is closed, and filling it in. Bound by admins; used by the outbox.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { audit } from "../../base/journal.ts";
import type { TemplateDraft } from "../../contract/outbound.ts";
import type { OccasionFacts } from "../../contract/skill.ts";
import { type Fitted, fitValues } from "./fit.ts";
import { findTemplates, type Template, whyNotSendable } from "./templates.ts";

/** The names of the occasion's values that fill a template: the variables of its text by name, its heading's, and its buttons' by index. */
export type BoundValues = { body: Record<string, string>; header: string | null; buttons: Record<string, string> };

/** What a number sends for an occasion. */
export type Binding = {
  channelId: number;
  occasion: string;
  template: string;
  language: string;
  values: BoundValues;
  changedBy: string;
  changedAt: Date;
};

/** The value that every occasion has: the whole message in one line. */
export const wholeMessage = "message";

/** All bindings, by occasion and number. */
export async function readBindings(
  db: Kysely<DB> | Transaction<DB>,
  given: { channelId?: number; occasion?: string } = {},
): Promise<Binding[]> {
  let query = db.selectFrom("template_bindings").selectAll();
  if (given.channelId !== undefined) query = query.where("channel_id", "=", given.channelId);
  if (given.occasion !== undefined) query = query.where("occasion", "=", given.occasion);
  const rows = await query.orderBy("occasion").orderBy("channel_id").execute();
  return rows.map((row) => ({
    channelId: row.channel_id,
    occasion: row.occasion,
    template: row.template,
    language: row.language,
    values: row.parameters as unknown as BoundValues,
    changedBy: row.changed_by,
    changedAt: row.changed_at,
  }));
}

/** Has a number send a template for an occasion, instead of the one that it sent before; `null`: none. Returns what it sent before. */
export async function bind(
  tx: Transaction<DB>,
  { channelId, occasion, by, now }: Pick<Binding, "channelId" | "occasion"> & { by: string; now: Date },
  wanted: Pick<Binding, "template" | "language" | "values"> | null,
): Promise<Binding | null> {
  const [before = null] = await readBindings(tx, { channelId, occasion });
  if (wanted === null) {
    await tx
      .deleteFrom("template_bindings")
      .where("channel_id", "=", channelId)
      .where("occasion", "=", occasion)
      .execute();
  } else {
    const { template, language, values } = wanted;
    const row = { template, language, parameters: JSON.stringify(values), changed_by: by, changed_at: now };
    await tx
      .insertInto("template_bindings")
      .values({ channel_id: channelId, occasion, ...row })
      .onConflict((conflict) => conflict.columns(["channel_id", "occasion"]).doUpdateSet(row))
      .execute();
  }
  const told = (one: typeof wanted) =>
    one && { occasion, template: one.template, language: one.language, values: one.values };
  const change = {
    action: "template.bind",
    subject: "channel",
    id: channelId,
    before: told(before),
    after: told(wanted),
  };
  await audit(tx, by, change, now);
  return before;
}

/**
 * The template that a number sends for an occasion now, filled in: that of the same name in the contact's language, else the one that is bound. `why`: a sentence, when one is bound that cannot be sent; null when none is
 * bound. `words`: what the message says while the window is open.
 */
export async function templateFor(
  db: Kysely<DB> | Transaction<DB>,
  channelId: number,
  { name: occasion, language, values }: OccasionFacts,
  words: string,
): Promise<{ draft: TemplateDraft; text: string } | { why: string } | null> {
  const [binding] = await readBindings(db, { channelId, occasion });
  if (!binding) return null;
  const all = new Map([...Object.entries(values), [wholeMessage, inOneLine(words)] as const]);
  if (language !== binding.language) {
    const own = await boundTemplate(db, { ...binding, language });
    const fitted = "why" in own ? null : fillIn(own, binding.values, all);
    if (fitted && !("faults" in fitted)) return fitted;
  }
  const template = await boundTemplate(db, binding);
  if ("why" in template) return template;
  const fitted = fillIn(template, binding.values, all);
  return "faults" in fitted ? { why: fitted.faults.join(" ") } : fitted;
}

/** The template of a binding as its number may send it, the newest of its name and language; or why there is none, as a sentence. */
export async function boundTemplate(
  db: Kysely<DB> | Transaction<DB>,
  { channelId, template: name, language }: Pick<Binding, "channelId" | "template" | "language">,
): Promise<Template | { why: string }> {
  const all = (await findTemplates(db, { channelId, name })).filter((one) => one.language === language);
  const newest = all.toSorted((one, other) => other.id - one.id);
  const sendable = newest.find((one) => whyNotSendable(one) === null);
  if (sendable) return sendable;
  const why = newest[0] ? whyNotSendable(newest[0]) : null;
  return { why: why ?? `The template ${name} (${language}) is not there any more. Choose another one.` };
}

/** Fills a template with an occasion's values; what has no value is a fault. */
export function fillIn(template: Template, bound: BoundValues, values: ReadonlyMap<string, string>): Fitted {
  const missing: string[] = [];
  const valueNamed = (name: string): string => {
    const value = values.get(name);
    if (value === undefined) missing.push(`The occasion has no value ${name}.`);
    return value ?? "-";
  };
  const heading = bound.header === null ? null : ({ type: "text", text: valueNamed(bound.header) } as const);
  const buttons = Object.entries(bound.buttons).map(([index, name]) => {
    const type = template.buttons[Number(index)]?.type === "copy_code" ? ("copy_code" as const) : ("url" as const);
    return { index: Number(index), type, value: valueNamed(name) };
  });
  const fitted = fitValues(template, {
    type: "template",
    name: template.provider === "meta" ? template.name : template.providerId,
    language: template.language,
    parameters: [],
    named: Object.fromEntries(Object.entries(bound.body).map(([variable, name]) => [variable, valueNamed(name)])),
    ...(heading ? { header: heading } : {}),
    ...(buttons.length > 0 ? { buttons } : {}),
  });
  if (missing.length === 0) return fitted;
  return { faults: [...missing, ...("faults" in fitted ? fitted.faults : [])] };
}

/** A message of several lines in one, as variables take no line breaks. */
const inOneLine = (text: string): string =>
  text
    .split(/\s*\n\s*/)
    .filter((line) => line !== "")
    .join(" · ")
    .replace(/\s+/g, " ")
    .trim();

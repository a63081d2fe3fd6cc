// Occasions over HTTP: what skills tell people who did not just write, and which template each number sends for it outside the window.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { near } from "../../base/near.ts";
import type { Occasion } from "../../contract/skill.ts";
import * as channels from "../../core/inbox/channels.ts";
import { type Binding, bind, boundTemplate, readBindings } from "../../core/templates/bindings.ts";
import { bindingWarnings, checkBinding, valuesOf } from "../../core/templates/check-binding.ts";
import { findTemplates, type Template } from "../../core/templates/templates.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { smallId, textField } from "../http/text-fields.ts";
import { bindingShape, boundShape, type occasionShape, occasionsShape } from "./occasion-shapes.ts";

const tags = ["Templates"];
const params = z.object({ occasion: textField().min(1).max(100), channel: smallId });

/** `/api/templates/occasions`. */
export async function occasionRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const { db, clock } = context;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const all = context.plugins.flatMap(({ occasions = [] }) => occasions);
  const known = (name: string) => {
    const found = all.find((one) => one.name === name);
    if (found) return found;
    const meant = near(
      name,
      all.map((one) => one.name),
    );
    const hint = meant === null ? "GET /api/templates/occasions has them." : `Did you mean ${meant}?`;
    throw new Fault("NOT_FOUND", `There is no occasion ${name}. ${hint}`);
  };
  const numbers = async () => {
    const own = new Set(context.post.own.map(channels.nameOf));
    return (await channels.list(db)).filter((one) => own.has(channels.nameOf(one)));
  };
  const numberOf = async (id: number) => {
    const number = (await numbers()).find((one) => one.id === id);
    if (!number) throw new Fault("NOT_FOUND", `There is no number ${id} of yours.`);
    return number;
  };
  routes.get(
    "/api/templates/occasions",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "What the bot tells people who did not just write, and what says it after 24 hours",
        description:
          "While the 24-hour window is open the bot uses its own words. While it is closed each number sends the template that is bound to the occasion; without one the message waits until the person writes, as long as it still matters.",
        response: { 200: occasionsShape },
      },
    },
    async () => {
      const [lines, bindings] = await Promise.all([numbers(), readBindings(db)]);
      const occasions = all.map(async (one) => ({
        ...occasionJson(one),
        channels: await Promise.all(
          lines.map((line) =>
            boundJson(
              db,
              one,
              line,
              bindings.find(({ channelId, occasion }) => channelId === line.id && occasion === one.name),
            ),
          ),
        ),
      }));
      return { occasions: await Promise.all(occasions) };
    },
  );
  routes.put(
    "/api/templates/occasions/:occasion/bindings/:channel",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Binds an occasion to a template on a number",
        description:
          "Checked with the occasion's examples, so that it is refused here and not when it matters. A template that is in review or paused can be bound: until it can be sent, messages wait for the person to write.",
        params,
        body: bindingShape,
        response: { 200: boundShape },
      },
    },
    async (request) => {
      const { template: name, language, values } = request.body;
      const occasion = known(request.params.occasion);
      const line = await numberOf(request.params.channel);
      const template = chosen(await findTemplates(db, { channelId: line.id }), name, language);
      const checked = checkBinding(template, occasion, values ?? {});
      if ("faults" in checked) throw new Fault("BAD_REQUEST", checked.faults.join(" "));
      const place = { channelId: line.id, occasion: occasion.name, by: byOf(request), now: clock() };
      const wanted = { template: template.name, language: template.language, values: checked.values };
      await db.transaction().execute((tx) => bind(tx, place, wanted));
      const [bound] = await readBindings(db, place);
      return boundJson(db, occasion, line, bound);
    },
  );
  routes.delete(
    "/api/templates/occasions/:occasion/bindings/:channel",
    {
      config: { access: "admin" },
      schema: { tags, summary: "Takes an occasion's template from a number", params, response: { 200: boundShape } },
    },
    async (request) => {
      const occasion = known(request.params.occasion);
      const line = await numberOf(request.params.channel);
      const place = { channelId: line.id, occasion: occasion.name, by: byOf(request), now: clock() };
      await db.transaction().execute((tx) => bind(tx, place, null));
      return boundJson(db, occasion, line, undefined);
    },
  );
}

/** The template by name or SID, and language where the name has several. Throws BAD_REQUEST. */
function chosen(all: readonly Template[], name: string, language: string | undefined): Template {
  const called = all.filter((one) => one.name === name || one.providerId === name);
  const wanted = called.filter((one) => language === undefined || one.language === language);
  const languages = [...new Set(called.map((one) => one.language))];
  if (called.length === 0) {
    const meant = near(name, [...new Set(all.map((one) => one.name))]);
    const hint = meant === null ? "GET /api/templates has them." : `Did you mean ${meant}?`;
    throw new Fault("BAD_REQUEST", `This number has no template ${name}. ${hint}`);
  }
  if (language === undefined && languages.length > 1)
    throw new Fault(
      "BAD_REQUEST",
      `The template ${name} has several languages: ${languages.join(", ")}. Say which ("language").`,
    );
  const [found] = wanted.toSorted((one, other) => other.id - one.id);
  if (!found)
    throw new Fault("BAD_REQUEST", `The template ${name} has no ${language} version. It has: ${languages.join(", ")}.`);
  return found;
}

function occasionJson(occasion: Occasion): Omit<z.infer<typeof occasionShape>, "channels"> {
  const { name, title, description, templates } = occasion;
  const texts = Object.entries(templates).map(([language, { body, buttons }]) => ({
    language,
    body,
    buttons: [...buttons],
  }));
  return { name, title, description, values: valuesOf(occasion).map((one) => ({ ...one })), templates: texts };
}

/** How an occasion stands on a number. */
async function boundJson(
  db: Kysely<DB>,
  occasion: Occasion,
  { id, provider, displayNumber, externalId }: channels.Channel,
  binding: Binding | undefined,
): Promise<z.infer<typeof boundShape>> {
  const channel = { id, provider, display_number: displayNumber ?? externalId };
  if (!binding) return { channel, binding: null, reaches: false, why_not: null, warnings: [], preview: null };
  const { template: name, language, values, changedBy: changed_by, changedAt } = binding;
  const told = { template: name, language, values, changed_by, changed_at: changedAt.toISOString() };
  const template = await boundTemplate(db, binding);
  if ("why" in template)
    return { channel, binding: told, reaches: false, why_not: template.why, warnings: [], preview: null };
  const checked = checkBinding(template, occasion, values);
  const warnings = bindingWarnings(template);
  if ("faults" in checked)
    return { channel, binding: told, reaches: false, why_not: checked.faults.join(" "), warnings, preview: null };
  return { channel, binding: told, reaches: true, why_not: null, warnings, preview: checked.preview };
}

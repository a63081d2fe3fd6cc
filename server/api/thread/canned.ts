// Canned replies: what a team sends often, by a shortcut.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import * as canned from "../../core/bot/canned.ts";
import { savedFields, savedOf, shownFields, shownOf } from "../bot/saved.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { smallId, textField } from "../http/text-fields.ts";

const shortcut = textField()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^\s/]+$/, "must be one word without a slash")
  .describe("What is typed after / in the reply box. Upper and lower case are the same.");
const text = textField()
  .min(1)
  .max(4_096)
  .refine((value) => value.trim() !== "", "must say something")
  .describe(
    "{{name}} in it is filled with the customer's name when it is used. Give it, or content, or template, or media, of which it is then the caption.",
  );

const reply = z.object({
  id: z.number().int(),
  shortcut: z.string(),
  text: z.string().describe("The text; of content, the text in it."),
  ...shownFields,
  updated_at: z.iso.datetime(),
});
const toReply = async (context: ApiContext, row: canned.CannedReply): Promise<z.infer<typeof reply>> => ({
  id: row.id,
  shortcut: row.shortcut,
  text: row.body,
  ...(await shownOf(context, row.draft)),
  updated_at: row.updated_at.toISOString(),
});

/** Plain text is not held to the limits of a provider: whoever uses it can still shorten it. */
const manner = { name: "text", strict: false };

const params = z.object({ id: smallId });
const tags = ["Inbox"];

/** `/api/inbox/canned`. */
export async function cannedRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock } = context;
  routes.get(
    "/api/inbox/canned",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "All canned replies by shortcut",
        response: { 200: z.object({ canned: z.array(reply) }) },
      },
    },
    async () => ({ canned: await Promise.all((await canned.list(db)).map((row) => toReply(context, row))) }),
  );
  routes.post(
    "/api/inbox/canned",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Adds a canned reply",
        body: z.strictObject({ shortcut, text: text.optional(), ...savedFields }),
        response: { 201: reply },
      },
    },
    async (request, answer) => {
      const { shortcut, ...given } = request.body;
      const saved = await savedOf(context, given, manner);
      if (saved === null)
        throw new Fault("BAD_REQUEST", 'text: is missing. Give "text", "content", "media" or "template".');
      const made = await canned.create(db, { shortcut, ...saved }, { by: byOf(request), now: clock() });
      return answer.code(201).send(await toReply(context, made));
    },
  );
  routes.patch(
    "/api/inbox/canned/:id",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Changes what is given of a canned reply",
        description: "text, content, media and template replace each other: what was sent before is given up.",
        params,
        body: z.strictObject({ shortcut: shortcut.optional(), text: text.optional(), ...savedFields }),
        response: { 200: reply },
      },
    },
    async (request) => {
      const { shortcut, ...given } = request.body;
      const changes = { shortcut, content: await savedOf(context, given, manner) };
      return toReply(context, await canned.change(db, request.params.id, changes, { by: byOf(request), now: clock() }));
    },
  );
  routes.delete(
    "/api/inbox/canned/:id",
    {
      config: { access: "agent" },
      schema: { tags, summary: "Removes a canned reply", params, response: { 204: z.null() } },
    },
    async (request, answer) => {
      await canned.remove(db, request.params.id, { by: byOf(request), now: clock() });
      return answer.code(204).send(null);
    },
  );
}

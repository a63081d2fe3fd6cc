// Contacts over HTTP: who somebody is; merging two contacts and splitting one. Each undoes the other.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import { identityKinds } from "../../contract/inbound.ts";
import * as contacts from "../../core/inbox/contacts.ts";
import * as joining from "../../core/inbox/joining.ts";
import { optOutOf } from "../../core/inbox/opt-outs.ts";
import { recordChoice } from "../../core/inbox/staff-choice.ts";
import * as persons from "../../core/parking/persons.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, byOf, calledText, note, noted, rowId } from "../http/fields.ts";
import { nextCursor, pageQuery, positionOf } from "../http/paging.ts";
import { snapshot } from "../http/snapshot.ts";
import { textField } from "../http/text-fields.ts";
import { optOutShape, toOptOut } from "./opt-out.ts";

const shape = z.object({
  id: z.number().int(),
  name: z.string().nullable().describe(calledText),
  phone: z.string().nullable().describe("Digits without +."),
  identities: z.array(
    z.object({
      kind: z.enum(identityKinds),
      value: z.string(),
      first_seen_at: z.iso.datetime(),
      until: z.iso.datetime().nullable().describe("From then on it was no longer theirs."),
      replaced_by: z.string().nullable().describe("The provider said that it became this one."),
    }),
  ),
  opt_out: optOutShape.nullable().describe("Null for whoever gets marketing."),
  conversations: z.array(z.number().int()).describe("Their ids, that with the newest message first."),
  merges: z
    .array(
      z.object({
        contact_id: z.number().int(),
        name: z.string().nullable(),
        phone: z.string().nullable(),
        keys: z.array(z.string()),
        merged_at: z.iso.datetime(),
      }),
    )
    .describe("Contacts that became part of this one, newest first; split takes them apart."),
});

async function describe(db: Kysely<DB>, id: number): Promise<z.infer<typeof shape>> {
  const row = (await contacts.cards(db, [id])).get(id);
  if (!row) throw contacts.missingContact(id);
  return {
    id,
    name: row.name,
    phone: row.phone,
    identities: (await contacts.identitiesOf(db, id)).map(({ kind, value, first_seen_at, until_at, replaced_by }) => ({
      kind,
      value,
      first_seen_at: first_seen_at.toISOString(),
      until: until_at?.toISOString() ?? null,
      replaced_by,
    })),
    opt_out: toOptOut(await optOutOf(db, id)),
    conversations: await contacts.conversationsOf(db, id),
    merges: (await joining.mergesOf(db, id)).map(({ gone, merged_at, ...one }) => ({
      contact_id: gone,
      ...one,
      merged_at: merged_at.toISOString(),
    })),
  };
}

const tags = ["Contacts"];
const params = z.object({ id: bigId });

const listed = z.object({
  id: z.number().int(),
  name: z.string().nullable().describe(calledText),
  phone: z.string().nullable().describe("Digits without +."),
  username: z.string().nullable(),
  user_id_end: z.string().nullable().describe("The last six characters of the user id of somebody without a number."),
  created_at: z.iso.datetime().describe("Since when they are known."),
  conversations: z.number().int().describe("How many they have."),
});

/** `/api/contacts`. */
export async function contactRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/api/contacts",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "People, newest first",
        description: "Of a search with very many results, those who came last.",
        querystring: z.object({
          q: textField()
            .max(500)
            .optional()
            .describe("A name, username, number or part of it, a user id or its last six characters."),
          ...pageQuery,
        }),
        response: {
          200: z.object({
            contacts: z.array(listed),
            count: z.number().int().describe("How many match the filter in all."),
            next_cursor: z.string().nullable(),
          }),
        },
      },
    },
    ({ query: { q, limit, cursor } }) =>
      snapshot(context.db, async (tx) => {
        const search = q === undefined || q.trim() === "" ? null : q;
        const { total, rows } = await contacts.list(tx, { search, limit, before: positionOf(cursor)?.id ?? null });
        return {
          contacts: rows.map(({ key_end, created_at, ...row }) => ({
            ...row,
            user_id_end: key_end,
            created_at: created_at.toISOString(),
          })),
          count: total,
          next_cursor: nextCursor(rows, limit, ({ id }) => ({ at: null, id })),
        };
      }),
  );
  routes.get(
    "/api/contacts/:id",
    {
      config: { access: "viewer" },
      schema: { tags, summary: "A person with their keys and merges", params, response: { 200: shape } },
    },
    ({ params: { id } }) => describe(context.db, id),
  );
  routes.put(
    "/api/contacts/:id/opt-out",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Says that a person wants no marketing, or wants it again",
        description:
          "Whoever has opted out gets no marketing templates: they are refused with OPTED_OUT, and those in the outbox fail. Meta and Twilio keep lists of their own: what a person chose in WhatsApp, or by STOP at Twilio, they can only take back themselves.",
        params,
        body: z.strictObject({ opted_out: z.boolean(), note }),
        response: { 200: shape },
      },
    },
    async (request) => {
      const { opted_out, note: why } = request.body;
      const { id } = request.params;
      await context.runCommand(byOf(request), (ctx) =>
        recordChoice(ctx, id, opted_out ? "stop" : "resume", noted(why)),
      );
      return describe(context.db, id);
    },
  );
  routes.post(
    "/api/contacts/:id/merge",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Says that two contacts are one person",
        description:
          "Conversations, bookings and money become one person's; a second welcome credit, as far as it was not spent, goes back. With an open booking each, the accounts follow when one of the two is over. Undone by split.",
        params,
        body: z.strictObject({ contact: rowId.describe("The other contact."), note }),
        response: { 200: shape },
      },
    },
    async (request) => {
      const { contact, note: why } = request.body;
      const left = await context.runCommand(byOf(request), async (ctx) => {
        const kept = await joining.merge(ctx, request.params.id, contact, noted(why));
        await persons.followMerges(ctx);
        return kept;
      });
      return describe(context.db, left);
    },
  );
  routes.post(
    "/api/contacts/:id/split",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Says that a contact is two people",
        description:
          "With merged_contact, a merge is taken apart: that contact comes back with its keys, messages, bookings, and what it brought of money, but never more than is left. With keys, those are another person's. Undone by merge.",
        params,
        body: z
          .strictObject({
            merged_contact: rowId.optional().describe("A contact of `merges`."),
            keys: z
              .array(textField().min(1).max(200))
              .min(1)
              .max(50)
              .optional()
              .describe("Numbers and user ids of the other person."),
            money: z.enum(["back", "stay"]).default("back").describe("stay: what was brought stays with the contact."),
            note,
          })
          .refine((given) => (given.merged_contact === undefined) !== (given.keys === undefined), {
            message: 'give exactly one of "merged_contact" and "keys"',
          }),
        response: { 200: z.object({ contact: shape, other: shape }) },
      },
    },
    async (request) => {
      const { merged_contact: gone, keys, money, note: why } = request.body;
      const { id } = request.params;
      const other = await context.runCommand(byOf(request), async (ctx) => {
        const made = await joining.split(ctx, id, gone === undefined ? { keys: keys! } : { gone }, noted(why));
        await persons.separateAllAccounts(ctx, money);
        return made;
      });
      return { contact: await describe(context.db, id), other: await describe(context.db, other) };
    },
  );
}

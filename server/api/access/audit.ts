// The audit log: who changed what, when, and why.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as auditLog from "../../core/access/audit-log.ts";
import * as seals from "../../core/access/seals.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, moment } from "../http/fields.ts";
import { nextCursor, pageQuery, positionOf } from "../http/paging.ts";
import { snapshot } from "../http/snapshot.ts";
import { textField } from "../http/text-fields.ts";

const step = z.object({
  id: z.number().int(),
  at: z.iso.datetime(),
  actor: z.string().describe("Who, as they were called then: desk:NAME, api:NAME, or cli."),
  actor_person_id: z
    .number()
    .int()
    .nullable()
    .describe("The person; null for others, and in entries from before this was kept."),
  actor_key_id: z.number().int().nullable().describe("The API key, likewise."),
  actor_name: z.string().nullable().describe("What the person or the key is called now."),
  action: z.string().describe("Such as booking.move or account.adjustment."),
  subject: z.string().describe("Such as booking, spot, account, conversation, rule or person."),
  subject_id: z.number().int().describe("0: many at once, or nobody who is known."),
  before: z.unknown(),
  after: z.unknown(),
  note: z.string().nullable(),
  position: z
    .number()
    .int()
    .nullable()
    .describe("Its place in the hash chain; null in the minute before it is sealed."),
  hash: z.string().nullable().describe("SHA-256 over the hash before it and this entry, in hexadecimal digits."),
});

/** The id of a user or an API key. */
const actorId = z.coerce.number().int().min(1).max(2_147_483_647);

/** `GET /api/audit`. */
export async function auditRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/api/audit",
    {
      config: { access: "admin" },
      schema: {
        tags: ["Operations"],
        summary: "What people changed, newest first",
        querystring: z.object({
          subject: textField().optional().describe("Of one kind of thing, such as booking."),
          id: bigId.optional().describe("Of one of them."),
          actor: textField()
            .optional()
            .describe("By one actor, such as desk:NAME or api:NAME, as they were called then."),
          person_id: bigId.optional().describe("By one person, whatever they were called."),
          key_id: actorId.optional().describe("By one API key."),
          from: moment.optional().describe("From this moment on."),
          to: moment.optional().describe("Before this moment."),
          ...pageQuery,
        }),
        response: {
          200: z.object({
            entries: z.array(step),
            count: z.number().int().describe("How many match the filters in all."),
            proof: z
              .object({ at: z.iso.datetime(), result: z.string() })
              .nullable()
              .describe("What the nightly proof of the hash chain said last; null before the first one."),
            next_cursor: z.string().nullable(),
          }),
        },
      },
    },
    ({ query }) =>
      snapshot(context.db, async (tx) => {
        const { total, rows } = await auditLog.list(tx, {
          subject: query.subject || null,
          subjectId: query.id ?? null,
          actor: query.actor || null,
          personId: query.person_id ?? null,
          keyId: query.key_id ?? null,
          from: query.from ? new Date(query.from) : null,
          to: query.to ? new Date(query.to) : null,
          limit: query.limit,
          before: positionOf(query.cursor)?.id ?? null,
        });
        const proof = await seals.lastProof(tx);
        return {
          proof: proof && { at: proof.at.toISOString(), result: proof.result },
          entries: rows.map((row) => ({ ...row, at: row.at.toISOString() })),
          count: total,
          next_cursor: nextCursor(rows, query.limit, (row) => ({ at: null, id: row.id })),
        };
      }),
  );
}

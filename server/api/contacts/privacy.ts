// The data of a person over HTTP: exporting it, erasing it, and the proofs of erasures.
import { createReadStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { begin } from "../../core/privacy/begin.ts";
import { withExport } from "../../core/privacy/export.ts";
import * as look from "../../core/privacy/look.ts";
import { dataOf } from "../../core/privacy/person.ts";
import { steps } from "../../core/privacy/steps.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, byOf, isoTime } from "../http/fields.ts";
import { nextCursor, pageQuery, positionOf } from "../http/paging.ts";
import { textField } from "../http/text-fields.ts";

const params = z.object({ id: bigId });
const access = "admin";
const tags = ["Contacts"];

const counts = z.record(z.string(), z.number().int());

const erasureShape = z.object({
  id: z.number().int(),
  contact_id: z.number().int().describe("The id that the contact had; bookings and the ledger still go by it."),
  begun_at: z.iso.datetime(),
  begun_by: z.string(),
  step: z.enum([...steps, "done"]).describe("What is done next."),
  done_at: z.iso.datetime().nullable(),
});

const toErasure = ({ begun_at, done_at, proof, ...row }: look.Erasure) => ({
  ...row,
  begun_at: begun_at.toISOString(),
  done_at: isoTime(done_at),
});

/** `/api/contacts/:id/export`, `/erasure`, `/erase` and `/api/erasures`. */
export async function privacyRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const data = dataOf(context.plugins);
  routes.get(
    "/api/contacts/:id/export",
    {
      config: { access },
      schema: {
        tags,
        summary: "All that is kept about a person, as a ZIP",
        description:
          "A page to read, every row as NDJSON, files, what the archive has of their messages, and a manifest with checksums. The export stands in the audit log.",
        params,
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const exporting = { contactId: id, by: byOf(request), now: context.clock() };
      await withExport(context.db, context.files, data, exporting, async (place) => {
        reply.header("content-disposition", `attachment; filename="contact-${id}.zip"`).type("application/zip");
        reply.send(createReadStream(place));
        // Whoever has gone away needs no more of it.
        await finished(reply.raw).catch(() => {});
      });
      return reply;
    },
  );
  routes.get(
    "/api/contacts/:id/erasure",
    {
      config: { access },
      schema: {
        tags,
        summary: "What erasing a person would take, and what stands in the way",
        params,
        response: {
          200: z.object({
            key: z
              .string()
              .describe("What has to be sent as `number` to erase: the number in digits, else the user id."),
            rows: counts.describe("Rows by table. Those of bookings and the ledger stay, without the person."),
            obstacles: z.array(z.string()).describe("What has to be done first."),
          }),
        },
      },
    },
    ({ params: { id } }) => look.lookAhead(context.db, data, id),
  );
  routes.post(
    "/api/contacts/:id/erase",
    {
      config: { access, confirm: true },
      schema: {
        tags,
        summary: "Erases a person for good",
        description:
          "Their messages, keys, notes and all else in the database are gone when this answers; the archive, files, the log of webhooks and the proof follow within a minute or so, also after a crash. The ledger and bookings stay under a number. Refused with CANNOT_ERASE while a booking is open or a message is on its way.",
        params,
        body: z.strictObject({
          number: textField()
            .min(1)
            .max(200)
            .describe("The person's number, or user id, as proof that they are meant."),
        }),
        response: { 202: erasureShape },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await look.mustName(context.db, id, request.body.number);
      const [secret] = context.numbers.keys;
      const erasing = { by: byOf(request), now: context.clock(), data, secret: secret! };
      const erasure = await begin(context.db, id, erasing);
      return reply.status(202).send(toErasure(await look.get(context.db, erasure)));
    },
  );
  routes.get(
    "/api/erasures",
    {
      config: { access },
      schema: {
        tags,
        summary: "Erasures, newest first",
        querystring: z.object(pageQuery),
        response: { 200: z.object({ erasures: z.array(erasureShape), next_cursor: z.string().nullable() }) },
      },
    },
    async ({ query: { limit, cursor } }) => {
      const rows = await look.list(context.db, limit, positionOf(cursor)?.id ?? null);
      return { erasures: rows.map(toErasure), next_cursor: nextCursor(rows, limit, ({ id }) => ({ at: null, id })) };
    },
  );
  routes.get(
    "/api/erasures/:id",
    {
      config: { access },
      schema: {
        tags,
        summary: "An erasure with its proof",
        description: "Nothing in the proof says who the person was: digests are keyed with APP_SECRET_KEY.",
        params,
        response: {
          200: erasureShape.extend({
            proof: z.record(z.string(), z.unknown()).nullable().describe("Null until all is done."),
          }),
        },
      },
    },
    async ({ params: { id } }) => {
      const found = await look.get(context.db, id);
      return { ...toErasure(found), proof: found.proof };
    },
  );
}

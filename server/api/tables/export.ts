// Exports: the filtered set of a table as a file, streamed as it is read.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { audit } from "../../base/journal.ts";
import { exportedColumns } from "../../core/inbox/message-columns.ts";
import * as exports from "../../core/tables/exports.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { withTimeout } from "../http/with-timeout.ts";
import { stream } from "./export-stream.ts";
import { bookingFilterOf, messageFilterOf } from "./filter.ts";
import { bookingQuery, messageQuery } from "./query.ts";

const columnsOf = (all: readonly string[]) =>
  z
    .string()
    .refine(
      (given) =>
        given.split(",").every((one) => all.includes(one)) &&
        new Set(given.split(",")).size === given.split(",").length,
      `must be some of ${all.join(", ")}, each once, separated by commas`,
    )
    .optional()
    .describe(`Which columns, in which order: some of ${all.join(", ")}. All when it is left out.`);

const format = {
  format: z.enum(["csv", "ndjson"]).default("csv"),
  bom: z
    .enum(["true", "false"])
    .default("false")
    .describe("Begins a CSV with a byte order mark, by which Excel knows that it is UTF-8."),
};

/** How the file shall be. */
const fileOf = <Name extends string>(
  query: { format: "csv" | "ndjson"; bom: "true" | "false"; columns?: string | undefined },
  all: readonly Name[],
) => ({
  format: query.format,
  bom: query.bom === "true",
  // The schema lets only names of columns through.
  columns: (query.columns?.split(",") as Name[] | undefined) ?? all,
});

/** What it is called, and that the audit log tells who took it. */
const kept = (context: ApiContext, request: FastifyRequest, name: "messages" | "bookings") => ({
  name,
  now: context.clock(),
  counted: (rows: number) => {
    const after = { ...(request.query as object), rows };
    const change = { action: `${name}.exported`, subject: name, id: 0, before: null, after };
    return audit(context.db, byOf(request), change, context.clock());
  },
});

const description =
  "Exactly what the filters match, as it stands at one moment. The header X-Total-Count tells the number of rows beforehand. CSV is that of RFC 4180 with a header line; cells that a spreadsheet would take for a formula begin with an apostrophe.";

/** `GET /api/table/messages/export` and `GET /api/table/bookings/export`. */
export async function exportRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/api/table/messages/export",
    {
      config: { access: "agent" },
      schema: {
        tags: ["Tables"],
        summary: "Messages as a file: CSV or NDJSON",
        description,
        querystring: z.object({ ...messageQuery, ...format, columns: columnsOf(exportedColumns) }),
      },
    },
    async (request, reply) => {
      const { query } = request;
      const filter = await withTimeout(context.db, (tx) => messageFilterOf(tx, query));
      const file = { ...fileOf(query, exportedColumns), ...kept(context, request, "messages") };
      return stream(context.db, request, reply, exports.messages(filter, query, file.columns), file);
    },
  );
  routes.get(
    "/api/table/bookings/export",
    {
      config: { access: "agent" },
      schema: {
        tags: ["Tables"],
        summary: "Bookings as a file: CSV or NDJSON",
        description,
        querystring: z.object({ ...bookingQuery, ...format, columns: columnsOf(exports.exportedBookingColumns) }),
      },
    },
    async (request, reply) => {
      const { query } = request;
      const filter = await withTimeout(context.db, (tx) => bookingFilterOf(tx, query));
      const file = { ...fileOf(query, exports.exportedBookingColumns), ...kept(context, request, "bookings") };
      return stream(context.db, request, reply, exports.bookings(filter, query), file);
    },
  );
}

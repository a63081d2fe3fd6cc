// The route of the trade: staff lend a book to a contact.
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Routes } from "../../../server/api/http/context.ts";
import { byOf, rowId } from "../../../server/api/http/fields.ts";
import { textField } from "../../../server/api/http/text-fields.ts";
import { lend } from "./loans.ts";

/** `/api/loans`. */
export const loanRoutes: Routes = async (app, { db, clock }) => {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/api/loans",
    {
      config: { access: "agent" },
      schema: {
        tags: ["Loans"],
        summary: "Lends a book",
        body: z.strictObject({ contact_id: rowId, book: textField().min(1).max(100) }),
        response: { 201: z.object({ due_at: z.iso.datetime() }) },
      },
    },
    async (request, reply) => {
      const { contact_id, book } = request.body;
      const ctx = { now: clock(), by: byOf(request) };
      const due = await db.transaction().execute((tx) => lend({ tx, ...ctx }, contact_id, book));
      return reply.code(201).send({ due_at: due.toISOString() });
    },
  );
};

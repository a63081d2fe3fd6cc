// Whether customers see that a colleague reads and writes: the setting of a number, and the sign that somebody writes.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { receiptModes } from "../../contract/receipts.ts";
import { setReceipts } from "../../core/inbox/receipts.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { smallId } from "../http/text-fields.ts";

/** What customers see of a colleague. */
export const receipts = z
  .enum(receiptModes)
  .describe(
    "What customers see of a colleague in the Desk. off: nothing. read: that their messages were read (not at Twilio). typing: also that an answer is being written.",
  );

/** `PUT /api/numbers/:id/receipts`. */
export async function receiptRoutes(app: FastifyInstance, { db, clock }: ApiContext): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().put(
    "/api/numbers/:id/receipts",
    {
      config: { access: "admin" },
      schema: {
        tags: ["Numbers"],
        summary: "Sets what customers of a number see of a colleague who reads and answers",
        params: z.object({ id: smallId }),
        body: z.strictObject({ receipts }),
        response: { 200: z.object({ receipts }) },
      },
    },
    async (request) => {
      const { receipts } = request.body;
      await setReceipts(db, request.params.id, receipts, { by: byOf(request), now: clock() });
      return { receipts };
    },
  );
}

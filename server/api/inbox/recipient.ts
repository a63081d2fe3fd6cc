// What will reach a number, asked before the first message to it.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { providers } from "../../contract/inbound.ts";
import { lookUp } from "../../core/outbox/recipient.ts";
import { optOutShape, toOptOut } from "../contacts/opt-out.ts";
import type { ApiContext } from "../http/context.ts";
import { isoTime } from "../http/fields.ts";
import { snapshot } from "../http/snapshot.ts";
import { textField } from "../http/text-fields.ts";

const way = z.object({
  channel: z.object({ id: z.number().int(), provider: z.enum(providers), number: z.string().nullable() }),
  conversation_id: z.number().int().nullable().describe("The conversation with them on this number, if there is one."),
  window: z.object({
    open: z.boolean().describe("Whether free text reaches them; outside of the window only a template does."),
    certain: z.boolean(),
    closes_at: z.iso.datetime().nullable().describe("Null when they never wrote to this number."),
  }),
});

/** `GET /api/inbox/recipient`. */
export async function recipientRoutes(app: FastifyInstance, { db, post, clock }: ApiContext): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/api/inbox/recipient",
    {
      config: { access: "agent" },
      schema: {
        tags: ["Inbox"],
        summary: "Who a number is, and what reaches it from each of our numbers",
        querystring: z.object({
          to: textField().trim().min(1).max(200).describe("A phone number in any spelling, or a user id."),
        }),
        response: {
          200: z.object({
            to: z.string().describe("The number as it is kept: digits only."),
            contact: z
              .object({
                id: z.number().int(),
                name: z.string().nullable(),
                opt_out: optOutShape.nullable().describe("Null for whoever gets marketing."),
              })
              .nullable(),
            ways: z.array(way).describe("First the number to which they wrote last, then the preferred one."),
          }),
        },
      },
    },
    async ({ query }) => {
      const found = await snapshot(db, (tx) => lookUp(tx, query.to, post, clock()));
      return {
        to: found.address,
        contact: found.contact && {
          id: found.contact.id,
          name: found.contact.name,
          opt_out: toOptOut(found.contact.optOut),
        },
        ways: found.ways.map(({ channel, conversationId, window: { open, closesAt } }) => ({
          channel,
          conversation_id: conversationId,
          window: { open: open !== "no", certain: open !== "probably", closes_at: isoTime(closesAt) },
        })),
      };
    },
  );
}

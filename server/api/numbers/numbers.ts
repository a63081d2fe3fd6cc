// The business's own numbers.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { providers } from "../../contract/inbound.ts";
import { nameOf } from "../../core/inbox/channels.ts";
import { listNumbers } from "../../core/inbox/numbers.ts";
import type { ApiContext } from "../http/context.ts";
import { receipts } from "./receipts.ts";

const numberShape = z.object({
  id: z.number().int().describe("Id of the channel."),
  provider: z.enum(providers),
  external_id: z.string().describe("Meta: the phone number id. Twilio: the sender."),
  number: z.string().nullable().describe("In digits; null: the provider has not told it yet."),
  account_id: z.string().nullable().describe("Meta: the WABA id. Twilio: the account SID."),
  configured_by: z
    .enum(["environment"])
    .nullable()
    .describe("Where its credentials are. null: nobody configured it; a webhook named it, and it can only receive."),
  is_simulated: z.boolean(),
  is_held: z.boolean().describe("The provider refuses to send from it: its messages wait."),
  receipts,
});

/** `/api/numbers`. */
export async function numberRoutes(app: FastifyInstance, { db, post }: ApiContext): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/api/numbers",
    {
      config: { access: "viewer" },
      schema: {
        tags: ["Numbers"],
        summary: "The business's own numbers, oldest first",
        response: { 200: z.object({ numbers: z.array(numberShape) }) },
      },
    },
    async () => {
      const configured = new Set(post.own.map(nameOf));
      const numbers = await listNumbers(db);
      return {
        numbers: numbers.map((one) => ({
          id: one.id,
          provider: one.provider,
          external_id: one.externalId,
          number: one.displayNumber,
          account_id: one.accountId,
          configured_by: configured.has(nameOf(one)) ? ("environment" as const) : null,
          is_simulated: one.isSimulated,
          is_held: one.isHeld,
          receipts: one.receipts,
        })),
      };
    },
  );
}

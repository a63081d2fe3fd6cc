// Phone calls over WhatsApp: which there were and what became of them.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { callStates } from "../../contract/calls.ts";
import { providers } from "../../contract/inbound.ts";
import { directions } from "../../contract/messages.ts";
import { type CallRow, findCalls } from "../../core/inbox/calls.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, isoTime } from "../http/fields.ts";
import { nextCursor, pageQuery, timedPositionOf } from "../http/paging.ts";
import { smallId } from "../http/text-fields.ts";

/** A call as the API tells it. */
export const callShape = z.object({
  id: z.number().int(),
  provider_call_id: z.string(),
  direction: z.enum(directions).describe("in: the customer called."),
  state: z
    .enum(callStates)
    .describe(
      "rang: its end is not known yet. missed: nobody took it. rejected: it was refused. failed: it did not come about.",
    ),
  channel: z.object({ id: z.number().int(), provider: z.enum(providers), number: z.string().nullable() }),
  conversation_id: z.number().int().nullable().describe("null: nothing said yet who the customer is."),
  message_id: z.number().int().nullable().describe("The message that shows it."),
  contact: z.object({ name: z.string().nullable(), phone: z.string().nullable() }),
  began_at: z.iso.datetime(),
  answered_at: z.iso.datetime().nullable(),
  ended_at: z.iso.datetime().nullable(),
  duration_seconds: z.number().int().nullable().describe("null: nobody took it, or it has not ended."),
  taken_by: z
    .object({ id: z.number().int(), name: z.string() })
    .nullable()
    .describe("Who took it at the Desk, refused it or began it; null: nobody there, or a program."),
  error: z.object({ code: z.number().int(), title: z.string() }).nullable().describe("Why it failed, by the provider."),
});

/** A call in the shape of the API. */
export const toCall = (row: CallRow): z.infer<typeof callShape> => ({
  id: row.id,
  provider_call_id: row.provider_id,
  direction: row.direction,
  state: row.state,
  channel: { id: row.channel_id, provider: row.provider, number: row.display_number },
  conversation_id: row.conversation_id,
  message_id: row.message_id,
  contact: { name: row.contact_name, phone: row.phone },
  began_at: row.began_at.toISOString(),
  answered_at: isoTime(row.answered_at),
  ended_at: isoTime(row.ended_at),
  duration_seconds: row.duration_seconds,
  taken_by: row.taken_by === null ? null : { id: row.taken_by, name: row.taken_by_name ?? "" },
  error: row.error_code === null ? null : { code: row.error_code, title: row.error_title ?? "" },
});

/** `/api/calls`. */
export async function callRoutes(app: FastifyInstance, { db }: ApiContext): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/api/calls",
    {
      config: { access: "viewer" },
      schema: {
        tags: ["Calls"],
        summary: "Phone calls over WhatsApp, newest first",
        querystring: z.object({
          state: z.enum(callStates).optional(),
          direction: z.enum(directions).optional(),
          channel: smallId.optional().describe("Id of a channel."),
          conversation: bigId.optional().describe("Id of a conversation."),
          ...pageQuery,
        }),
        response: { 200: z.object({ calls: z.array(callShape), next_cursor: z.string().nullable() }) },
      },
    },
    async ({ query }) => {
      const { state = null, direction = null, channel = null, conversation = null, limit, cursor } = query;
      const filter = { state, direction, channelId: channel, conversationId: conversation };
      const rows = await findCalls(db, filter, { limit, before: timedPositionOf(cursor) });
      return {
        calls: rows.map(toCall),
        next_cursor: nextCursor(rows, limit, (row) => ({ at: row.began_at, id: row.id })),
      };
    },
  );
}

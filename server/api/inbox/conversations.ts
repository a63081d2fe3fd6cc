// Conversations, each with its newest messages, and marking them as read.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { providers } from "../../contract/inbound.ts";
import * as conversations from "../../core/inbox/find-conversations.ts";
import * as messages from "../../core/inbox/messages.ts";
import * as readState from "../../core/inbox/read-state.ts";
import type { ApiContext } from "../http/context.ts";
import { nextCursor, pageQuery, timedPositionOf } from "../http/paging.ts";
import { conversationsNamed } from "../http/phone.ts";
import { incoming, toIncoming } from "../messages/messages.ts";

const conversation = z.object({
  id: z.number().int(),
  phone_number: z.string(),
  contact_name: z.string(),
  message_count: z.number().int().describe("Messages from this customer."),
  unread_count: z.number().int(),
  last_message_at: z.iso.datetime().nullable(),
  customer_email: z.string().nullable(),
  notes: z.string(),
  channel: z.enum(providers),
  messages: z.array(incoming).describe("The last 10 messages from the customer, newest first."),
});

/** As the view whatsapp_whatsappconversation tells it. */
const lastMessageAt = (row: conversations.Row): Date => row.last_inbound_at ?? row.last_message_at ?? row.created_at;

/** How many messages come with each conversation. */
const MESSAGES_PER_CONVERSATION = 10;

/** `GET /api/whatsapp/conversations` and `POST /api/whatsapp/mark-read`. */
export async function conversationRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  /** Where the caller reached us. By the public name it is https where that is, whatever the proxy speaks with us. */
  const baseOf = ({ protocol, host }: FastifyRequest) =>
    host === new URL(context.publicUrl).host ? context.publicUrl : `${protocol}://${host}`;
  routes.get(
    "/api/whatsapp/conversations",
    {
      config: { access: "viewer" },
      schema: {
        tags: ["Conversations"],
        summary: "Conversations, those with the newest message first",
        querystring: z.object(pageQuery),
        description:
          "The answer is an array. Where there are more, the header Link names the next page (RFC 8288, rel=next); X-Total-Count tells how many there are in all.",
        response: { 200: z.array(conversation) },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const page = {
        sort: "inbound",
        personId: null,
        limit: query.limit,
        before: timedPositionOf(query.cursor),
      } as const;
      const { rows } = await conversations.find(context.db, conversations.everyConversation, page);
      const newest = await messages.newestOf(
        context.db,
        rows.map((row) => row.id),
        MESSAGES_PER_CONVERSATION,
      );
      const next = nextCursor(rows, query.limit, (row) => ({ at: lastMessageAt(row), id: row.id }));
      reply.header("x-total-count", await conversations.count(context.db));
      if (next !== null) {
        const { href } = new URL(`/api/whatsapp/conversations/?limit=${query.limit}&cursor=${next}`, baseOf(request));
        reply.header("link", `<${href}>; rel="next"`);
      }
      return rows.map((row) => ({
        id: row.id,
        phone_number: row.phone ?? row.address,
        contact_name: row.name ?? "",
        message_count: row.message_count,
        unread_count: row.unread_count,
        last_message_at: lastMessageAt(row).toISOString(),
        customer_email: row.customer_email,
        notes: row.notes,
        channel: row.provider,
        messages: newest.get(row.id)!.map(toIncoming),
      }));
    },
  );
  routes.post(
    "/api/whatsapp/mark-read",
    {
      config: { access: "agent" },
      schema: {
        tags: ["Conversations"],
        summary: "Marks everything that a customer wrote as read",
        body: z.object({
          phone_number: z
            .string()
            .min(1)
            .describe("As the lists tell it, in any spelling, a user id, or a group's id."),
        }),
        response: {
          200: z.object({
            status: z.literal("success"),
            phone_number: z.string(),
            messages_marked_read: z.number().int(),
            unread_count: z.literal(0),
          }),
        },
      },
    },
    async ({ body }) => {
      const ids = await conversationsNamed(context.db, body.phone_number);
      if (ids.length === 0) throw new Fault("NOT_FOUND", `There is no conversation with ${body.phone_number}.`);
      const read = await readState.markConversationsRead(context.db, ids, context.clock());
      return {
        status: "success" as const,
        phone_number: body.phone_number,
        messages_marked_read: read,
        unread_count: 0 as const,
      };
    },
  );
}

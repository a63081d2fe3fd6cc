// Conversations, each with its newest messages, and marking them as read.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../base/errors.ts";
import * as contacts from "../core/inbox/contacts.ts";
import * as conversations from "../core/inbox/conversations.ts";
import * as messages from "../core/inbox/messages.ts";
import type { Deps } from "./deps.ts";
import { incoming, toIncoming } from "./messages.ts";
import { nextCursor, pageQuery, placeOf } from "./paging.ts";
import { phoneKeys } from "./phone.ts";

const conversation = z.object({
  id: z.number().int(),
  phone_number: z.string(),
  contact_name: z.string(),
  message_count: z.number().int().describe("Messages from this customer."),
  unread_count: z.number().int(),
  last_message_at: z.iso.datetime().nullable(),
  customer_email: z.string().nullable(),
  notes: z.string(),
  channel: z.enum(["meta", "twilio"]),
  messages: z.array(incoming).describe("The last 10 messages from the customer, newest first."),
});

/** How many messages come with each conversation. */
const withEach = 10;

/** `GET /api/whatsapp/conversations` and `POST /api/whatsapp/mark-read`. */
export async function conversationRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/api/whatsapp/conversations",
    {
      config: { access: "viewer" },
      schema: {
        tags: ["Conversations"],
        summary: "Conversations, those with the newest message first",
        querystring: z.object(pageQuery),
        response: {
          200: z.object({
            count: z.number().int(),
            conversations: z.array(conversation),
            next_cursor: z.string().nullable(),
          }),
        },
      },
    },
    async ({ query }) => {
      const { total, rows } = await conversations.list(deps.db, { limit: query.limit, before: placeOf(query.cursor) });
      const newest = await messages.newestOf(
        deps.db,
        rows.map((row) => row.id),
        withEach,
      );
      return {
        count: total,
        conversations: rows.map(({ created_at: _, ...row }) => ({
          ...row,
          last_message_at: row.last_message_at?.toISOString() ?? null,
          channel: row.channel as "meta" | "twilio",
          messages: newest.get(row.id)!.map(toIncoming),
        })),
        next_cursor: nextCursor(rows, query.limit, (row) => ({ at: row.last_message_at, id: row.id })),
      };
    },
  );
  routes.post(
    "/api/whatsapp/mark-read",
    {
      config: { access: "agent" },
      schema: {
        tags: ["Conversations"],
        summary: "Marks everything that a customer wrote as read",
        body: z.object({ phone_number: z.string().min(1).describe("In any spelling, or a business-scoped user id.") }),
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
      const contactId = await contacts.find(deps.db, phoneKeys(body.phone_number));
      const read = contactId === null ? null : await conversations.markRead(deps.db, contactId, deps.clock());
      if (!read || read.conversations === 0)
        throw new Fault("NOT_FOUND", `There is no conversation with ${body.phone_number}.`);
      return {
        status: "success" as const,
        phone_number: body.phone_number,
        messages_marked_read: read.messages,
        unread_count: 0 as const,
      };
    },
  );
}

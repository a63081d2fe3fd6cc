// Messages: those that customers wrote, and one message of either direction with all its details.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { MAX_COUNTED } from "../../base/order.ts";
import { type Provider, providers } from "../../contract/inbound.ts";
import { directions, inboundStatuses, messageStatuses } from "../../contract/messages.ts";
import { type Archived, findArchived } from "../../core/archive/read.ts";
import { ofMessage as costOf } from "../../core/costs/sums.ts";
import { newest } from "../../core/inbox/find-messages.ts";
import { everyMessage } from "../../core/inbox/message-filter.ts";
import * as messages from "../../core/inbox/messages.ts";
import { waitingFor } from "../../core/outbox/claim.ts";
import { costShape } from "../costs/costs.ts";
import type { ApiContext } from "../http/context.ts";
import { failureOf, failureShape } from "../http/failure.ts";
import { nextCursor, pageQuery, timedPositionOf } from "../http/paging.ts";
import { conversationsNamed } from "../http/phone.ts";
import { textField } from "../http/text-fields.ts";
import { attachment, toAttachment } from "../media/attachment.ts";

/** A message from a customer. */
export const incoming = z.object({
  id: z.number().int(),
  message_id: z.string().describe("The provider's id (wamid…, SM…)."),
  from_number: z.string().describe("Digits without +; a business-scoped user id for people without a number."),
  from_name: z.string(),
  message_type: z
    .string()
    .describe(
      "text, image, video, audio, document, sticker, location, contacts, interactive, button, order, reaction, edit, revoke, system, call or unsupported.",
    ),
  text_body: z.string(),
  caption: z.string(),
  media_id: z.string().nullable(),
  media_url: z
    .string()
    .nullable()
    .describe(
      "Where the file is: /api/media/{id} of this Bellhop once it is kept, with an API key; until then as the provider said, if it did.",
    ),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  name: z.string().nullable().describe("Name of a shared place."),
  address: z.string().nullable().describe("Address of a shared place."),
  timestamp: z.iso.datetime().describe("When it was sent, by the provider's clock."),
  status: z.enum(inboundStatuses),
});

/** Converts a row to {@link incoming}. */
export function toIncoming(row: messages.MessageRow): z.infer<typeof incoming> {
  const { conversation_id: _, timestamp, ...rest } = row;
  return { ...rest, timestamp: timestamp.toISOString() };
}

const state = z.enum(messageStatuses);

/** One message with its delivery. */
export const detail = z.object({
  id: z.number().int(),
  direction: z.enum(directions),
  channel: z.enum(providers),
  conversation_id: z.number().int(),
  message_id: z.string().nullable().describe("The provider's id; null until the provider has taken it."),
  from_number: z.string().nullable(),
  from_name: z.string().nullable(),
  to: z.string().nullable().describe("For outgoing messages: the address it goes to."),
  type: z.string(),
  text_body: z.string().nullable(),
  caption: z.string().nullable(),
  state: state.describe(
    "unanswered: the provider gave no verdict; whether it arrived is being found out before any repeat.",
  ),
  origin: z.string().nullable().describe("Who wrote it: bot:SKILL, api:NAME, phone (the business's own app)."),
  timestamp: z.iso.datetime(),
  error: failureShape.nullable().describe("Why it failed or what it waits for, and what to do."),
  statuses: z.array(
    z.object({
      status: z.string(),
      timestamp: z.iso.datetime(),
      error_code: z.number().int().nullable(),
      error_message: z.string().nullable(),
    }),
  ),
  attachments: z.array(attachment),
  cost: costShape.nullable().describe("Of an outgoing message that was delivered, within half a minute; else null."),
  content: z.unknown(),
  raw_payload: z.unknown().describe("The provider's JSON or form fields, as received."),
});

/** One message as {@link detail}. Throws NOT_FOUND. */
export async function describe(context: ApiContext, id: number): Promise<z.infer<typeof detail>> {
  const row = await messages.find(context.db, id);
  if (!row) throw new Fault("NOT_FOUND", `There is no message ${id}.`);
  const direction = row.direction === "in" ? "in" : "out";
  const archived = await archivedOf(context, row);
  const waiting = direction === "out" ? await waitingFor(context.db, id) : undefined;
  return {
    id: row.id,
    direction,
    channel: row.provider as Provider,
    conversation_id: row.conversation_id,
    message_id: row.provider_id,
    from_number: row.sender,
    from_name: row.sender_name ?? (direction === "in" ? row.contact_name : null),
    to: direction === "out" ? row.recipient : null,
    type: row.type,
    text_body: row.text_body,
    caption: row.caption,
    state: row.shown_status as z.infer<typeof state>,
    origin: row.origin,
    timestamp: row.sent_at.toISOString(),
    error: failureOf(row, waiting, context.post.channels.get(row.provider as Provider), {
      opened: row.group_id === null ? row : null,
      now: context.clock(),
    }),
    statuses: [...row.statuses, ...archived.statuses].map((one) => ({
      status: one.status,
      timestamp: new Date(one.happened_at).toISOString(),
      error_code: one.error_code,
      error_message: one.error_details ?? one.error_title,
    })),
    attachments: row.attachments.map(toAttachment),
    cost: direction === "out" ? await costOf(context.db, id) : null,
    content: row.content,
    raw_payload: row.raw ?? archived.raw,
  };
}

/** What the archive holds of a message; nothing when the archive cannot be read, which the log tells. */
async function archivedOf(
  { db, files, log }: ApiContext,
  message: { id: number; sent_at: Date; raw: unknown },
): Promise<Archived> {
  const nothing = { raw: null, statuses: [] };
  if (message.raw !== null) return nothing;
  try {
    return (await findArchived(db, files.blobs, message)) ?? nothing;
  } catch (error) {
    log.warn({ err: error, message: message.id }, "a message's archive cannot be read");
    return nothing;
  }
}

/** `GET /api/whatsapp/messages` and one message by id. */
export async function messageRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/api/whatsapp/messages",
    {
      config: { access: "viewer" },
      schema: {
        tags: ["Messages"],
        summary: "Messages from customers, newest first",
        querystring: z.object({
          phone: z
            .string()
            .optional()
            .describe("Of one customer: from_number as it is told, the number in any spelling, or a group's id."),
          type: textField().optional().describe("Of one message type."),
          ...pageQuery,
        }),
        response: {
          200: z.object({
            count: z.number().int().describe("How many match the filters in all; exact up to 10,000."),
            count_is_at_least: z.boolean().describe("There are more than 10,000: count is then a lower bound."),
            messages: z.array(incoming),
            next_cursor: z.string().nullable(),
          }),
        },
      },
    },
    async ({ query }) => {
      const filter = {
        ...everyMessage,
        directions: ["in"],
        types: query.type ? [query.type] : null,
        conversationIds: query.phone ? await conversationsNamed(context.db, query.phone) : null,
      };
      const page = { limit: query.limit, before: timedPositionOf(query.cursor) };
      const { ids, count } = await newest(context.db, filter, page);
      const rows = await messages.byIds(context.db, ids);
      return {
        count: filter.conversationIds === null ? count : Math.min(count, MAX_COUNTED),
        count_is_at_least: count > MAX_COUNTED,
        messages: rows.map(toIncoming),
        next_cursor: nextCursor(rows, query.limit, (row) => ({ at: row.timestamp, id: row.id })),
      };
    },
  );
  routes.get(
    "/api/whatsapp/messages/:id",
    {
      config: { access: "viewer" },
      schema: {
        tags: ["Messages"],
        summary: "One message, with its delivery and the provider's own words",
        params: z.object({ id: z.coerce.number().int() }),
        response: { 200: detail },
      },
    },
    ({ params }) => describe(context, params.id),
  );
}

// A conversation's thread: reading it in both directions, replying, and internal notes.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { fileOf } from "../../contract/outbound.ts";
import { includes } from "../../core/access/roles.ts";
import * as notes from "../../core/inbox/notes.ts";
import * as threads from "../../core/inbox/threads.ts";
import { outgoing } from "../../core/media/uploads.ts";
import { draftOfMessage } from "../../core/outbox/forward.ts";
import * as reply from "../../core/outbox/reply.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, byOf, keyOf, repeatable, rowId } from "../http/fields.ts";
import { queueMessage } from "../http/queue-message.ts";
import { snapshot } from "../http/snapshot.ts";
import { textField } from "../http/text-fields.ts";
import { checkContent, contentFields, contentOf, refersTo } from "../messages/send.ts";
import { toEntry, toNote, toPage, toPosition } from "./rows.ts";
import { messageEntry, noteEntry, threadPage } from "./shapes.ts";

const params = z.object({ id: bigId });
const tags = ["Inbox"];

const pageOf = z
  .object({
    before: z.string().optional().describe("Cursor: what is older."),
    after: z.string().optional().describe("Cursor: what is newer."),
    around: bigId.optional().describe("A message's id: what stands around it."),
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .overwrite((rows) => Math.min(rows, 200))
      .default(50)
      .describe("Entries a page; no page has more than 200."),
  })
  .refine(
    ({ before, after, around }) => [before, after, around].filter((one) => one !== undefined).length <= 1,
    'give only one of "before", "after" and "around"',
  );

const replyBody = z
  .strictObject({
    ...contentFields,
    seen_message_id: rowId
      .optional()
      .describe(
        "The newest message that the writer has seen. When a colleague has answered since, nothing is sent and the answer is 409 ANSWERED_MEANWHILE.",
      ),
  })
  .superRefine(checkContent);

/** `/api/inbox/conversations/:id/messages`, its notes, and retrying a failed message. */
export async function threadRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock, post } = context;
  routes.get(
    "/api/inbox/conversations/:id/messages",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "A page of a conversation, oldest first; without a place the newest",
        params,
        querystring: pageOf,
        response: { 200: threadPage },
      },
    },
    ({ params: { id }, query }) =>
      snapshot(db, async (tx) =>
        toPage(
          await threads.page(tx, id, {
            before: toPosition(query.before),
            after: toPosition(query.after),
            around: query.around ?? null,
            limit: query.limit,
          }),
          post.channels,
          clock(),
        ),
      ),
  );
  const told = (id: number) => snapshot(db, async (tx) => toEntry(await threads.one(tx, id), post.channels, clock()));
  const queue = (request: FastifyRequest, send: (ctx: reply.ReplyContext) => Promise<number>): Promise<number> =>
    queueMessage(context, (tx) => send({ tx, ...authorOf(request), channels: post.channels, now: clock() }));
  routes.post(
    "/api/inbox/conversations/:id/messages",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Answers in a conversation",
        description:
          "The bot keeps quiet from then on but for commands, and a conversation of nobody becomes that of who answers. Outside the 24-hour window only a template can be sent. With an Idempotency-Key header, a repeated request queues nothing new.",
        headers: repeatable,
        params,
        body: replyBody,
        response: { 202: messageEntry },
      },
    },
    async (request, answer) => {
      const { seen_message_id, ...given } = request.body;
      const content = await contentOf(context, given);
      const id = await queue(request, (ctx) =>
        reply.answer(ctx, request.params.id, {
          ...content,
          replyTo: refersTo(given),
          key: keyOf(request),
          seen: seen_message_id ?? null,
        }),
      );
      return answer.code(202).send(await told(id));
    },
  );
  routes.post(
    "/api/inbox/conversations/:id/forward",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Sends the content of a message of any conversation in this one",
        description:
          "An answer like others: of a message of ours what was sent, of a customer's its text, file, location or contact cards. Buttons and lists go as their text.",
        headers: repeatable,
        params,
        body: z.strictObject({ message_id: rowId.describe("Our id of the message to forward.") }),
        response: { 202: messageEntry },
      },
    },
    async (request, answer) => {
      const draft = await draftOfMessage(db, request.body.message_id);
      const kept = fileOf(draft)?.file;
      const file = kept === undefined ? null : await outgoing(db, context.files, kept);
      const id = await queue(request, (ctx) =>
        reply.answer(ctx, request.params.id, { draft, file, replyTo: null, key: keyOf(request) }),
      );
      return answer.code(202).send(await told(id));
    },
  );
  routes.post(
    "/api/inbox/messages/:id/retry",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Sends a failed message anew, as a new message",
        description: "However often this is asked for one message, it is sent anew once.",
        params,
        response: { 202: messageEntry },
      },
    },
    async (request, answer) => {
      const id = await queue(request, async (ctx) => (await reply.retry(ctx, request.params.id)).id);
      return answer.code(202).send(await told(id));
    },
  );
  routes.post(
    "/api/inbox/messages/:id/cancel",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Takes a message that waits to be sent out of the queue",
        description: "Only one that cannot have left: queued, or waiting until the customer writes again.",
        params,
        response: { 200: messageEntry },
      },
    },
    async (request) => {
      const { id } = request.params;
      await db.transaction().execute((tx) => {
        return reply.cancel({ tx, ...authorOf(request), channels: post.channels, now: clock() }, id);
      });
      return told(id);
    },
  );
  routes.post(
    "/api/inbox/conversations/:id/notes",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Writes a note that only colleagues see",
        params,
        body: z.strictObject({
          text: textField()
            .max(10_000)
            .refine((value) => value.trim() !== "", "must say something"),
        }),
        response: { 201: noteEntry },
      },
    },
    async (request, answer) => {
      const author = { ...authorOf(request), now: clock() };
      const made = await notes.write(db, request.params.id, request.body.text, author);
      return answer.code(201).send(toNote(made));
    },
  );
  routes.delete(
    "/api/inbox/notes/:id",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Removes a note: one's own, or as an admin any",
        params,
        response: { 204: z.null() },
      },
    },
    async (request, answer) => {
      const all = includes(request.principal!.role, "admin");
      await notes.remove(db, request.params.id, { ...authorOf(request), now: clock() }, all);
      return answer.code(204).send(null);
    },
  );
}

/** The author of a message or note. */
const authorOf = (request: FastifyRequest) => ({ by: byOf(request), personId: request.principal!.personId });

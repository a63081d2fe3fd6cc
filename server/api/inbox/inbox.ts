// The inbox: the list of conversations, the details of one, and changes by colleagues.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { retryOnConflict } from "../../base/retry-on-conflict.ts";
import { languages } from "../../contract/skill.ts";
import * as conversations from "../../core/inbox/find-conversations.ts";
import * as readState from "../../core/inbox/read-state.ts";
import * as updateConversation from "../../core/inbox/update-conversation.ts";
import { stages } from "../../core/inbox/update-conversation.ts";
import { createReceipts } from "../../core/outbox/receipts.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, byOf, cameBy, rowId } from "../http/fields.ts";
import { nextCursor, pageQuery, timedPositionOf } from "../http/paging.ts";
import { snapshot } from "../http/snapshot.ts";
import { smallId, textField } from "../http/text-fields.ts";
import { describeConversation, toRow } from "./rows.ts";
import { conversationDetail, conversationRow, conversationState, personShape } from "./shapes.ts";

const params = z.object({ id: bigId });
const tags = ["Inbox"];

/** The longest search text that is used; a longer one is cut, not refused. */
const MAX_SEARCH_LENGTH = 200;

const listQuery = z.object({
  state: z
    .enum([...stages, "open", "all"])
    .default("open")
    .describe("open: everything but what is done."),
  sort: z
    .enum(["newest", "longest"])
    .default("newest")
    .describe("longest: who has waited longest first; lists only those that wait."),
  filter: z.enum(["unread", "mine", "unassigned", "all"]).default("all"),
  channel: smallId.optional().describe("Id of a channel."),
  label: smallId.optional().describe("Id of a label."),
  calls: z
    .literal("missed")
    .optional()
    .describe("missed: only conversations with a missed call that nobody has read or answered."),
  assignee: bigId.optional().describe("Id of a colleague."),
  came_by: cameBy,
  q: z
    .string()
    .optional()
    .describe(
      "Words of messages, of names and of usernames, each from its start, or digits of a phone number in any spelling. Of matching messages the newest 500 are looked at, of people the newest 1,000.",
    ),
  ...pageQuery,
});

const change = z.strictObject({
  state: conversationState
    .optional()
    .describe("done and bot give the conversation back to the bot; snoozed needs snoozed_until."),
  snoozed_until: z.iso.datetime({ offset: true }).optional().describe("With snoozed: when it waits for people again."),
  assignee_id: z
    .union([rowId, z.literal("me")])
    .nullable()
    .optional()
    .describe("An agent or admin; null: nobody."),
  labels: z.array(rowId).max(50).optional().describe("Ids of all labels that it shall have."),
  customer_email: z.email().max(320).nullable().optional(),
  notes: textField().max(20_000).optional(),
  bot: z.enum(["active", "quiet"]).optional(),
  contact_name: textField()
    .trim()
    .max(200)
    .nullable()
    .optional()
    .describe("Null or empty: as the customer calls themselves."),
  contact_language: z.enum(languages).nullable().optional().describe("Null: found again from what they write."),
});

const counts = z.object({
  open: z.number().int().describe("All but those that are done."),
  waiting: z.number().int().describe("For the team."),
  bot: z.number().int(),
  snoozed: z.number().int(),
  done: z.number().int(),
  unread: z.number().int().describe("Open ones with messages that nobody has marked as read or answered."),
  mine: z.number().int().describe("Open ones of whoever asks."),
  unassigned: z.number().int().describe("Waiting ones of nobody."),
  cap: z.number().int().describe("No count is higher: this many means this many or more."),
});

/** `/api/inbox`: the list, its counts, one conversation and changes to it. */
export async function inboxRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock, log } = context;
  const receipts = createReceipts({ db, post: context.post, clock, log });
  const one = (id: number, request: FastifyRequest) =>
    snapshot(db, (tx) => describeConversation(tx, id, request.principal!.personId, clock()));
  routes.get(
    "/api/inbox/conversations",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "Conversations, the one with the newest message first, or who has waited longest",
        querystring: listQuery,
        response: {
          200: z.object({ conversations: z.array(conversationRow), next_cursor: z.string().nullable() }),
        },
      },
    },
    ({ query, principal }) => list(db, query, principal!.personId, clock()),
  );
  routes.get(
    "/api/inbox/counts",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "How many conversations each list has",
        response: { 200: counts },
      },
    },
    async (request) => ({
      ...(await conversations.counts(db, request.principal!.personId)),
      cap: conversations.MAX_COUNTED,
    }),
  );
  routes.get(
    "/api/inbox/agents",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "Colleagues to whom a conversation can be given, by name",
        response: { 200: z.object({ agents: z.array(personShape) }) },
      },
    },
    async () => ({ agents: await conversations.agents(db) }),
  );
  routes.get(
    "/api/inbox/conversations/:id",
    {
      config: { access: "viewer" },
      schema: { tags, summary: "One conversation with its contact", params, response: { 200: conversationDetail } },
    },
    (request) => one(request.params.id, request),
  );
  routes.patch(
    "/api/inbox/conversations/:id",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Changes what is given of a conversation",
        params,
        body: change,
        response: { 200: conversationDetail },
      },
    },
    async (request) => {
      const { id } = request.params;
      const changes = changesOf(request.body, request);
      await retryOnConflict(() => updateConversation.change(db, id, changes, { by: byOf(request), now: clock() }));
      return one(id, request);
    },
  );
  routes.post(
    "/api/inbox/conversations/:id/read",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Marks everything in a conversation as read, for everybody",
        params,
        response: { 200: z.object({ unread_count: z.number().int(), messages_marked_read: z.number().int() }) },
      },
    },
    async ({ params: { id } }) => {
      const read = await db.transaction().execute((tx) => readState.markConversationRead(tx, id, clock()));
      if (read === null) throw new Fault("NOT_FOUND", `There is no conversation ${id}.`);
      return { unread_count: 0, messages_marked_read: read };
    },
  );
  routes.post(
    "/api/inbox/conversations/:id/seen",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "Notes up to which message whoever asks has seen a conversation",
        description: "Only their own `unread` changes. An API key sees nothing: it is answered with 400.",
        params,
        body: z.strictObject({ message_id: rowId }),
        response: { 204: z.null() },
      },
    },
    async (request, answer) => {
      await readState.see(db, self(request), request.params.id, request.body.message_id);
      if (request.principal!.role !== "viewer") void receipts.show(request.params.id, "read");
      return answer.code(204).send(null);
    },
  );
  routes.post(
    "/api/inbox/conversations/:id/writing",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Says that an answer is being written, for the customer to see",
        description: "Only where the number is set to show it (receipts); seen for 25 seconds, or until the answer.",
        params,
        response: { 204: z.null() },
      },
    },
    async (request, answer) => {
      void receipts.show(request.params.id, "write");
      return answer.code(204).send(null);
    },
  );
  routes.post(
    "/api/inbox/conversations/:id/unread",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Marks the newest message of the customer as unread, for everybody",
        params,
        response: { 200: z.object({ unread_count: z.number().int() }) },
      },
    },
    async ({ params: { id } }) => ({ unread_count: await readState.markConversationUnread(db, id, clock()) }),
  );
}

/** A page of the list as seen by the user with this id; null: an API key. */
async function list(db: Kysely<DB>, query: z.infer<typeof listQuery>, personId: number | null, now: Date) {
  const wanted = whoseOf(query, personId);
  if (wanted === "none") return { conversations: [], next_cursor: null };
  const filter = {
    // The order by longest waiting applies to all waiting conversations, whatever their state.
    state: query.state === "all" || query.sort === "longest" ? null : query.state,
    unread: query.filter === "unread",
    assignee: wanted,
    channelId: query.channel ?? null,
    labelId: query.label ?? null,
    missedCall: query.calls === "missed",
    referred: query.came_by !== undefined,
    search: query.q?.trim().slice(0, MAX_SEARCH_LENGTH) || null,
  };
  const { rows, words: sought } = await conversations.find(db, filter, {
    sort: query.sort,
    personId,
    limit: query.limit,
    before: timedPositionOf(query.cursor),
  });
  return {
    conversations: rows.map((row) => toRow(row, sought, now)),
    next_cursor: nextCursor(rows, query.limit, (row) => ({
      at: query.sort === "longest" ? row.waiting_since : row.last_message_at,
      id: row.id,
    })),
  };
}

/** Converts the body of a request to changes for {@link updateConversation.change}. */
function changesOf(body: z.infer<typeof change>, request: FastifyRequest) {
  const { assignee_id, labels, contact_name, contact_language: language, bot, snoozed_until, ...rest } = body;
  return {
    ...rest,
    ...(snoozed_until === undefined ? {} : { snoozed_until: new Date(snoozed_until) }),
    ...(assignee_id === undefined ? {} : { assignee_id: assignee_id === "me" ? self(request) : assignee_id }),
    ...(labels === undefined ? {} : { label_ids: labels }),
    ...(bot === undefined ? {} : { quiet: bot === "quiet" }),
    ...(contact_name === undefined ? {} : { given_name: contact_name || null }),
    ...(language === undefined ? {} : { language }),
  };
}

/** The assignee to filter by; `none` when nothing can match, for example `mine` with an API key. */
function whoseOf(
  { filter, assignee }: z.infer<typeof listQuery>,
  me: number | null,
): number | "nobody" | "none" | null {
  const filtered = filter === "mine" ? (me ?? "none") : filter === "unassigned" ? "nobody" : null;
  if (assignee === undefined) return filtered;
  return filtered === null || filtered === assignee ? assignee : "none";
}

/** The id of the user who makes the request. Throws BAD_REQUEST for an API key. */
function self(request: FastifyRequest): number {
  const id = request.principal!.personId;
  if (id === null)
    throw new Fault(
      "BAD_REQUEST",
      'An API key is nobody who could have or see a conversation. Give the id of a colleague instead of "me".',
    );
  return id;
}

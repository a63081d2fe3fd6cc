// What can be done with many messages at once.
import type { FastifyRequest } from "fastify";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import { retryOnConflict } from "../../base/retry-on-conflict.ts";
import * as messages from "../../core/inbox/find-messages.ts";
import type { MessageFilter } from "../../core/inbox/message-filter.ts";
import { markMessages } from "../../core/inbox/read-state.ts";
import * as reply from "../../core/outbox/reply.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { withTimeout } from "../http/with-timeout.ts";
import { messageFilterOf } from "./filter.ts";
import type { MessageBulkRequest } from "./query.ts";

/** Messages at a time. */
const MAX_ROWS = 5_000;

/** What became of it. */
type Outcome = { matched: number; changed: number; refused: { id: number; reason: string }[] };

/** Does what was asked for. Throws BAD_REQUEST when the filter matches too many messages. */
export async function runBulkAction(
  context: ApiContext,
  request: FastifyRequest,
  asked: MessageBulkRequest,
): Promise<Outcome> {
  const ids = asked.ids === undefined ? await matching(context, asked) : [...new Set(asked.ids)];
  const done =
    asked.action === "retry_failed"
      ? await retry(context, request, ids)
      : { changed: await markMessages(context.db, ids, asked.action === "mark_read", context.clock()), refused: [] };
  const after = {
    ...(asked.filter ? { filter: asked.filter } : {}),
    ...{ matched: ids.length, changed: done.changed, refused: done.refused.length },
  };
  const change = { action: `messages.${asked.action}`, subject: "messages", id: 0, before: null, after };
  await audit(context.db, byOf(request), change, context.clock());
  return { matched: ids.length, ...done };
}

/** The messages that the filter matches and with which the action can be done. */
async function matching(context: ApiContext, { filter: asked, action }: MessageBulkRequest): Promise<number[]> {
  const found = await withTimeout(context.db, async (tx) => {
    const filter = await messageFilterOf(tx, asked!);
    if (action === "mark_read") return messages.unread(tx, filter, MAX_ROWS + 1);
    const wanted: MessageFilter =
      action === "mark_unread"
        ? { ...filter, directions: both(filter.directions, ["in"]) }
        : { ...filter, directions: both(filter.directions, ["out"]), statuses: both(filter.statuses, ["failed"]) };
    const ids: number[] = [];
    let after: readonly string[] | null = null;
    // A page may be short without being the last.
    do {
      const page = await messages.find(tx, wanted, { sort: "timestamp", order: "desc", limit: MAX_ROWS + 1, after });
      ids.push(...page.ids);
      after = page.next;
    } while (after !== null && ids.length <= MAX_ROWS);
    return ids;
  });
  if (found.length > MAX_ROWS)
    throw new Fault(
      "BAD_REQUEST",
      `The filter matches more than ${MAX_ROWS} messages. Narrow it, by dates for example.`,
    );
  return found;
}

const both = (asked: readonly string[] | null, able: readonly string[]): string[] =>
  able.filter((one) => asked === null || asked.includes(one));

/** Queues failed messages anew, the oldest first, each by itself: that one cannot be sent is no reason to leave out the rest. */
async function retry(
  context: ApiContext,
  request: FastifyRequest,
  ids: readonly number[],
): Promise<Omit<Outcome, "matched">> {
  const by = { by: byOf(request), personId: request.principal!.personId };
  const refused: Outcome["refused"] = [];
  let changed = 0;
  for (const id of ids.toSorted((a, b) => a - b)) {
    try {
      const ctx = { ...by, channels: context.post.channels, now: context.clock() };
      const { isNew } = await retryOnConflict(() =>
        context.db.transaction().execute((tx) => reply.retry({ tx, ...ctx }, id)),
      );
      if (isNew) changed += 1;
      else refused.push({ id, reason: `Message ${id} has been sent again already.` });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      refused.push({ id, reason: error.message });
    }
  }
  if (changed > 0) context.onQueued();
  return { changed, refused };
}

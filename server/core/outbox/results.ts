// Records the results of attempts, many at a time.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import { announce } from "../inbox/announce.ts";
import { lockPeople } from "../inbox/contacts.ts";
import * as statuses from "../inbox/statuses.ts";
import { waitForFailed } from "../inbox/waiting.ts";
import { typeOf } from "./draft-columns.ts";
import type { Becomes, Decision } from "./retry.ts";

/**
 * A decision about one message. `attempts` and `copies` identify the claim, so that a late result of a previous dispatcher does not
 * overwrite a later one. Both are needed: every claim raises both, and its result takes back what did not count.
 */
export type Result = {
  messageId: number;
  conversationId: number;
  attempts: number;
  copies: number;
  decision: Decision;
};

/**
 * Records results in one transaction: stores the provider's ids of accepted messages (and applies statuses that came before the id was
 * known), returns others to the queue, and closes those that are decided. Live views are updated.
 */
export async function write(
  db: Kysely<DB>,
  results: readonly Result[],
  explain: statuses.Explain,
  now: Date,
): Promise<void> {
  const done: object[] = [];
  const failed: object[] = [];
  const back: object[] = [];
  // Messages that look different now; one that was only delayed looks the same.
  const told = new Set<number>();
  for (const { messageId, conversationId, attempts, copies, decision } of results) {
    const ids = { id: messageId, conversation_id: conversationId, attempts, copies };
    if (decision.next === "done")
      done.push({ ...ids, provider_id: decision.providerId, wa_id: decision.waId, bsuid: decision.bsuid });
    else if (decision.next === "fail") failed.push({ ...ids, ...decision, code: statuses.keepable(decision.code) });
    else {
      const state = decision.next === "settle" ? "unanswered" : decision.next === "window" ? "window" : "queued";
      const uncounted = decision.next === "again" && decision.counted ? 0 : 1;
      const unsent = decision.next === "settle" && decision.left ? 0 : 1;
      const at = decision.next === "window" ? null : decision.at;
      const becomes = becoming("becomes" in decision ? decision.becomes : undefined);
      back.push({ ...ids, state, due_at: at, reason: decision.reason, uncounted, unsent, ...becomes });
    }
    if (decision.next !== "again" || decision.counted || decision.becomes) told.add(messageId);
  }
  await db.transaction().execute(async (tx) => {
    // Same order of locks as in the drain, to avoid deadlocks: identity keys, then conversations, then messages by id.
    if (done.length > 0) await learn(tx, done);
    if (failed.length > 0) await lockConversations(tx, results);
    const ids = results.map(({ messageId }) => messageId);
    const { rows } = await sql<{ id: number; conversation_id: number }>`
      select id, conversation_id from messages where id = any(${ids}::bigint[]) order by id for no key update`.execute(
      tx,
    );
    if (done.length > 0) await accept(tx, done, explain);
    if (failed.length > 0) await fail(tx, failed, now);
    if (back.length > 0) await sendBack(tx, back);
    const visible = rows.filter(({ id }) => told.has(id));
    await announce(
      tx,
      visible.map((row) => ({ messageId: row.id, conversationId: row.conversation_id })),
      now,
    );
  });
}

/** The columns of a message that says something else from now on. */
const becoming = (becomes: Becomes | undefined) =>
  becomes === undefined
    ? { type: null, text: null, draft: null }
    : { type: typeOf(becomes.draft), text: becomes.text, draft: becomes.draft };

const doneColumns = "id bigint, conversation_id bigint, provider_id text, wa_id text, bsuid text";

/** Stores the recipient's ids as the provider spells them: more identity keys of the same person. */
async function learn(tx: Transaction<DB>, done: object[]): Promise<void> {
  const unknown = sql`
    from ${recordset("r", doneColumns, done)}
    join conversations v on v.id = r.conversation_id
    cross join lateral (values ('wa_id', r.wa_id), ('bsuid', r.bsuid)) as k(kind, value)
    where k.value is not null and v.contact_id is not null
      and not exists (select 1 from contact_identities i where i.kind = k.kind and i.value = k.value)
      -- With another BSUID than the known one, the number may have a new owner, whose first message will tell.
      and not exists (select 1 from contact_identities o where k.kind = 'bsuid' and o.contact_id = v.contact_id and o.kind = 'bsuid')`;
  const { rows } = await sql`select 1 ${unknown} limit 1`.execute(tx);
  if (rows.length === 0) return;
  await lockPeople(tx);
  await sql`
    insert into contact_identities (contact_id, kind, value)
    select distinct v.contact_id, k.kind, k.value ${unknown} order by k.kind, k.value
    on conflict do nothing`.execute(tx);
}

async function accept(tx: Transaction<DB>, done: object[], explain: statuses.Explain): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    with gone as (delete from outbox o using ${recordset("r", doneColumns, done)} where o.message_id = r.id)
    update messages m set
      provider_id = case when m.provider_id is null and not exists (
        select 1 from messages o where o.channel_id = m.channel_id and o.provider_id = r.provider_id
      ) then r.provider_id else m.provider_id end,
      status = case when m.status in ('queued', 'sending', 'unanswered') then 'accepted' else m.status end
    from ${recordset("r", doneColumns, done)}
    where m.id = r.id
    returning m.id`.execute(tx);
  await statuses.catchUp(
    tx,
    rows.map((row) => row.id),
    explain,
  );
}

async function lockConversations(tx: Transaction<DB>, results: readonly Result[]): Promise<void> {
  const ids = results.flatMap(({ decision, conversationId }) => (decision.next === "fail" ? [conversationId] : []));
  await sql`select 1 from conversations where id = any(${ids}::bigint[]) order by id for no key update`.execute(tx);
}

async function fail(tx: Transaction<DB>, failed: object[], now: Date): Promise<void> {
  const columns =
    "id bigint, conversation_id bigint, attempts int, copies int, code int, title text, details text, remedy text";
  const { rows } = await sql<{ id: number }>`
    with gone as (
      delete from outbox o using ${recordset("r", columns, failed)}
      where o.message_id = r.id and o.attempts = r.attempts and o.copies = r.copies
    )
    update messages m set status = 'failed', error_code = r.code, error_title = r.title, error_details = r.details, error_remedy = r.remedy
    from ${recordset("r", columns, failed)}
    -- A message with a provider's id has arrived, whatever this attempt's result; one that was claimed again has not failed yet.
    where m.id = r.id and m.provider_id is null
      and not exists (select from outbox o where o.message_id = r.id and (o.attempts <> r.attempts or o.copies <> r.copies))
    returning m.id`.execute(tx);
  await waitForFailed(
    tx,
    rows.map(({ id }) => id),
    now,
  );
}

async function sendBack(tx: Transaction<DB>, back: object[]): Promise<void> {
  const columns =
    "id bigint, conversation_id bigint, attempts int, copies int, state text, due_at timestamptz, reason text, uncounted int, unsent int, type text, text text, draft jsonb";
  // Later messages of the conversation wait as long, so that they are not looked at in vain. A message that waits for the window delays no
  // others.
  await sql`
    with r as (select * from ${recordset("r", columns, back)}),
    lanes as (
      update outbox o set due_at = r.due_at from r
      where o.conversation_id = r.conversation_id and o.message_id > r.id and o.due_at < r.due_at and o.state <> 'window'
        and exists (
          select from outbox p
          where p.message_id = r.id and p.state in ('sending', 'unanswered') and p.attempts = r.attempts and p.copies = r.copies
        )
    ),
    heads as (
      update outbox o set state = r.state, due_at = coalesce(r.due_at, o.expires_at), last_error = r.reason,
        attempts = o.attempts - r.uncounted, copies = o.copies - r.unsent,
        -- Since when it may have arrived or is refused because of itself; time in which the provider is down does not count.
        first_attempt_at = case when o.copies > r.unsent or o.attempts > r.uncounted then o.first_attempt_at end
      from r
      where o.message_id = r.id and o.state in ('sending', 'unanswered') and o.attempts = r.attempts and o.copies = r.copies
      returning o.message_id, o.state, r.type, r.text, r.draft
    )
    update messages m set status = case h.state when 'window' then 'queued' else h.state end,
      type = coalesce(h.type, m.type),
      text_body = case when h.draft is null then m.text_body else h.text end,
      content = case when h.draft is null then m.content
        else m.content || jsonb_build_object('draft', h.draft, 'said', coalesce(m.content -> 'said', m.content -> 'draft')) end
    from heads h
    where m.id = h.message_id and m.status in ('queued', 'sending', 'unanswered')`.execute(tx);
}

/** Closes messages that a status has shown to have arrived. Messages that waited behind them become due. */
export async function confirmDelivery(tx: Transaction<DB>, messageIds: readonly number[], now: Date): Promise<void> {
  if (messageIds.length === 0) return;
  await sql`
    with gone as (delete from outbox where message_id = any(${messageIds}::bigint[]) returning conversation_id)
    update outbox o set due_at = ${now}
    from gone
    where o.conversation_id = gone.conversation_id and o.message_id <> all(${messageIds}::bigint[])
      and o.attempts = 0 and o.due_at > ${now} and o.state <> 'window'`.execute(tx);
}

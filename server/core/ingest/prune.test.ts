// Pruning the webhook log on a real database: old webhooks go, whatever may still be needed stays.
import { beforeEach, expect, test } from "vitest";
import { noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { replay } from "./dead-letters.ts";
import { pruneWebhooks } from "./prune.ts";

const database = useDatabase();
beforeEach(() => wipe(database.db));

const days = (count: number) => new Date(noon.getTime() + count * 86_400_000);
const old = days(-31);
const line = days(-30);

/** Writes drained webhooks that came in at the times, and returns their ids. */
async function add(...times: Date[]): Promise<number[]> {
  const ids: number[] = [];
  for (const received_at of times) {
    const { id } = await database.db
      .insertInto("webhooks")
      .values({ source: "meta", body: Buffer.from("{}"), received_at })
      .returning("id")
      .executeTakeFirstOrThrow();
    ids.push(id);
  }
  await drainedUpTo(ids.at(-1)!);
  return ids;
}

const drainedUpTo = (position: number) => database.db.updateTable("webhook_cursor").set({ position }).execute();
const kept = async () =>
  (await database.db.selectFrom("webhooks").select("id").orderBy("id").execute()).map((row) => row.id);
const letter = (webhook_id: number, resolved_at: Date | null) =>
  database.db
    .insertInto("dead_letters")
    .values({ webhook_id, source: "meta", path: "", reason: "odd", fingerprint: String(webhook_id), resolved_at })
    .execute();

test("webhooks from before the time go, those since then stay", async () => {
  const [, , at, young] = await add(days(-400), old, line, noon);
  expect(await pruneWebhooks(database.db, line)).toBe(2);
  expect(await kept()).toEqual([at, young]);
  expect(await pruneWebhooks(database.db, line)).toBe(0);
});

test("a webhook that was not drained stays, however old", async () => {
  const [first, second] = await add(old, old);
  await drainedUpTo(first!);
  expect(await pruneWebhooks(database.db, line)).toBe(1);
  expect(await kept()).toEqual([second]);
});

test("a webhook stays while its dead letter is open, and takes the letter with it once that is resolved", async () => {
  const [open, resolved] = await add(old, old);
  await letter(open!, null);
  await letter(resolved!, noon);
  expect(await pruneWebhooks(database.db, line)).toBe(1);
  expect(await kept()).toEqual([open]);
  const letters = await database.db.selectFrom("dead_letters").select("webhook_id").execute();
  expect(letters).toEqual([{ webhook_id: open }]);
});

test("a webhook that is to be replayed, or fills a gap, stays", async () => {
  const [replayed, late] = await add(old, old, old);
  await replay(database.db, { what: "range", from: replayed!, to: replayed! });
  await database.db.insertInto("webhook_gaps").values({ first_id: late!, last_id: late!, seen_xmax: "1" }).execute();
  expect(await pruneWebhooks(database.db, line)).toBe(1);
  expect(await kept()).toEqual([replayed, late]);
});

test("all webhooks since the first attempt of a message in doubt stay", async () => {
  const [, after] = await add(days(-50), days(-40), noon);
  await inDoubtSince(days(-45));
  expect(await pruneWebhooks(database.db, line)).toBe(1);
  expect((await kept())[0]).toBe(after);
});

test("more than a batch is deleted, past those that stay", async () => {
  await database.pool.query(
    "insert into webhooks (source, body, received_at) select 'meta', '{}', $1 from generate_series(1, 5000)",
    [old],
  );
  const [first, ...others] = await kept();
  await drainedUpTo(others.at(-1)!);
  await letter(first!, null);
  expect(await pruneWebhooks(database.db, line)).toBe(4_999);
  expect(await kept()).toEqual([first]);
});

async function inDoubtSince(first_attempt_at: Date): Promise<void> {
  const { rows } = await database.pool.query<{ id: number; conversation_id: number; channel_id: number }>(`
    with channel as (insert into channels (provider, external_id) values ('meta', '1') returning id),
      contact as (insert into contacts default values returning id),
      conversation as (
        insert into conversations (channel_id, contact_id, address_kind, address)
        select channel.id, contact.id, 'wa_id', '1' from channel, contact returning id, channel_id
      )
    insert into messages (channel_id, conversation_id, direction, type, sent_at, received_at, status)
    select channel_id, id, 'out', 'text', now(), now(), 'unanswered' from conversation returning id, conversation_id, channel_id`);
  const { id: message_id, conversation_id, channel_id } = rows[0]!;
  await database.db
    .insertInto("outbox")
    .values({ message_id, conversation_id, channel_id, state: "unanswered", due_at: noon, first_attempt_at })
    .execute();
}

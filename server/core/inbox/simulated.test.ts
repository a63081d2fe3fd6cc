// Simulated data never becomes a real person's: not the account, not the conversation, and not unsent messages.
import { expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import * as channels from "./channels.ts";
import * as contacts from "./contacts.ts";
import * as simulated from "./simulated.ts";

const database = useDatabase();
const now = new Date("2026-03-01T12:00:00Z");
const number = {
  provider: "twilio",
  externalId: "+14155238886",
  displayNumber: "14155238886",
  accountId: null,
} as const;
const keys = { waId: "4915112345678", bsuid: null, parentBsuid: null, username: null };
const seen = () =>
  database.db
    .transaction()
    .execute((tx) => contacts.resolve(tx, [{ keys, name: "Ana", at: now } as never]))
    .then(([id]) => id!);

test("whoever the simulator made is another person than the real one of the same number", async () => {
  const { db, pool } = database;
  const ids = await channels.ensure(db, [number]);
  await simulated.markSimulated(db, [...ids.values()]);
  const contact = await seen();
  const { rows } = await pool.query(
    `insert into conversations (channel_id, contact_id, address_kind, address) values ($1, $2, 'wa_id', $3) returning id`,
    [[...ids.values()][0], contact, keys.waId],
  );
  await pool.query(
    "insert into accounts (username, contact_id, currency, created_at) values ('whatsapp_4915112345678', $1, 'EUR', now())",
    [contact],
  );
  const message = await pool.query(
    `insert into messages (channel_id, conversation_id, contact_id, direction, type, status, sent_at, received_at, key)
     values ($1, $2, $3, 'out', 'text', 'queued', now(), now(), gen_random_uuid()) returning id`,
    [[...ids.values()][0], rows[0].id, contact],
  );
  await pool.query("insert into outbox (message_id, conversation_id, channel_id, due_at) values ($1, $2, $3, now())", [
    message.rows[0].id,
    rows[0].id,
    [...ids.values()][0],
  ]);
  expect(await simulated.realSince(db)).toBeNull();

  await simulated.beginRealService(db, now);
  await simulated.beginRealService(db, new Date(now.getTime() + 1_000));
  expect(await simulated.realSince(db)).toEqual(now);
  expect((await pool.query("select * from outbox")).rows).toEqual([]);
  expect((await pool.query("select status, error_title from messages")).rows).toEqual([
    { status: "failed", error_title: "Made with the simulator" },
  ]);

  // The same number at the real provider is another channel, with another contact and account.
  const real = await channels.ensure(db, [number]);
  expect([...real.values()]).not.toEqual([...ids.values()]);
  const person = await seen();
  expect(person).not.toBe(contact);
  expect((await pool.query("select id from accounts where contact_id = $1", [person])).rows).toEqual([]);
  // Later starts do not touch real people.
  await simulated.beginRealService(db, now);
  expect(await seen()).toBe(person);
});

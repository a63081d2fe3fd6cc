// The queue on a real database: nothing is lost while a server is down, nothing is sent twice, and nothing waits in clear.
import { randomBytes } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { makeClock } from "../../../test/support/clock.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { createLog } from "../../base/log.ts";
import type { AlarmRequest, Mail, StaffMessageResult } from "../../contract/mail.ts";
import * as queue from "./queue.ts";

const database = useDatabase();
const key = randomBytes(32);
const log = createLog("silent");
let clock = makeClock();
let sent: (Mail | AlarmRequest)[] = [];
let result: StaffMessageResult = { outcome: "taken", answer: "250 ok" };
const answer = async (message: Mail | AlarmRequest) => {
  sent.push(message);
  return result;
};
const senders = (): queue.Senders => ({
  mailer: { server: "mail.test:25", from: "desk@example.com", send: answer },
  webhook: { host: "hooks.test", send: answer },
  keys: [key],
});
const deliver = (given: Partial<queue.Senders> = {}) =>
  queue.deliverDue({ db: database.db, senders: { ...senders(), ...given }, clock, log });
const mail = {
  to: "ana@example.com",
  subject: "Hello",
  text: "https://desk.test/desk/welcome#token",
  html: "<p>token</p>",
};
const enqueue = () => database.db.transaction().execute((tx) => queue.enqueueMail(tx, key, mail, clock()));
const rows = () => database.db.selectFrom("staff_messages").selectAll().orderBy("id").execute();
const state = () => queue.stateOf(database.db, clock());

beforeEach(async () => {
  await database.db.deleteFrom("staff_messages").execute();
  [clock, sent, result] = [makeClock(), [], { outcome: "taken", answer: "250 ok" }];
});

test("a mail is encrypted while it waits, is sent once, and its content is deleted", async () => {
  await enqueue();
  const [waiting] = await rows();
  expect(waiting!.content!.toString("latin1")).not.toContain("token");
  expect(await deliver()).toBe(1);
  expect(await deliver()).toBe(0);
  expect(sent).toEqual([{ ...mail, key: waiting!.key }]);
  expect(await rows()).toMatchObject([
    { content: null, answer: "250 ok", sent_at: clock(), failed_at: null, attempts: 1 },
  ]);
});

test("several processes that deliver at the same time send each message once", async () => {
  for (let i = 0; i < 8; i += 1) await enqueue();
  const counts = await Promise.all([deliver(), deliver(), deliver()]);
  expect(counts.reduce((sum, n) => sum + n)).toBe(8);
  expect(new Set(sent.map((one) => one.key)).size).toBe(8);
  expect(sent).toHaveLength(8);
});

test("a server that is down for hours loses nothing: attempts become rarer, with the same key", async () => {
  await enqueue();
  result = { outcome: "later", answer: "mail.test:25 could not be asked" };
  const minutes: number[] = [];
  for (let minute = 0; minute <= 150; minute += 1, clock.advance(60_000)) {
    const before = sent.length;
    await deliver();
    if (sent.length > before) minutes.push(minute);
  }
  expect(minutes).toEqual([0, 1, 6, 21, 81, 141]);
  expect(await state()).toMatchObject({
    waiting: 1,
    retrying: 1,
    trouble: { way: "mail", answer: result.answer, given_up: false },
  });
  result = { outcome: "taken", answer: "250 ok" };
  clock.advance(3_600_000);
  expect(await deliver()).toBe(1);
  expect(new Set(sent.map((one) => one.key)).size).toBe(1);
  expect(await state()).toEqual({ waiting: 0, retrying: 0, trouble: null });
});

test("a message is given up when its recipient is refused, or after three days; that is told for a day", async () => {
  await enqueue();
  result = { outcome: "refused", answer: "550 no such person" };
  await deliver();
  expect(await rows()).toMatchObject([{ content: null, failed_at: clock(), sent_at: null }]);
  expect((await state()).trouble).toMatchObject({ answer: "550 no such person", given_up: true });
  clock.advance(25 * 3_600_000);
  expect((await state()).trouble).toBeNull();
  await enqueue();
  result = { outcome: "later", answer: "no" };
  for (let hour = 0; hour <= 73; hour += 1, clock.advance(3_600_000)) await deliver();
  expect((await rows())[1]).toMatchObject({ content: null, answer: "no" });
  expect((await state()).waiting).toBe(0);
});

test("an attempt that was interrupted is made again after some minutes", async () => {
  await enqueue();
  const stopping = new AbortController();
  const cut = {
    ...senders().mailer!,
    send: async (): Promise<StaffMessageResult> => {
      stopping.abort();
      return { outcome: "later", answer: "stopped" };
    },
  };
  await queue.deliverDue({ db: database.db, senders: { ...senders(), mailer: cut }, clock, log }, stopping.signal);
  expect(await deliver()).toBe(0);
  clock.advance(5 * 60_000);
  expect(await deliver()).toBe(1);
});

test("what has no way yet waits for it, and another key than before does not lose it", async () => {
  await enqueue();
  await database.db.transaction().execute((tx) => queue.enqueueWebhook(tx, key, { type: "alarm.test" }, clock()));
  expect(await deliver({ mailer: null, webhook: null })).toBe(0);
  expect(await deliver({ keys: [randomBytes(32)] })).toBe(0);
  expect((await state()).trouble?.answer).toContain("APP_SECRET_KEY");
  clock.advance(60_000);
  expect(await deliver({ keys: [randomBytes(32), key] })).toBe(2);
  expect(sent.map((one) => ("body" in one ? one.body : one.to))).toEqual(["ana@example.com", '{"type":"alarm.test"}']);
});

test("messages whose fate is known are deleted after a month, others never", async () => {
  await enqueue();
  await deliver();
  await enqueue();
  clock.advance(31 * 86_400_000);
  expect(await queue.sweepStaffMessages(database.db, clock())).toBe(1);
  expect(await rows()).toMatchObject([{ sent_at: null }]);
});

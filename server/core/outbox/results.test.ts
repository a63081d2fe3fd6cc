// Writing results while the drain changes the same messages: no deadlock.
import { beforeEach, expect, test } from "vitest";
import { makeStatus, noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { explain, openConversation, queue, record } from "../../../test/support/record.ts";
import { type Result, write } from "./results.ts";
import type { Decision } from "./retry.ts";

const database = useDatabase();
beforeEach(() => wipe(database.db));

const decisions: [string, (index: number) => Decision][] = [
  ["accepted", (index) => ({ next: "done", providerId: `wamid.${index}`, waId: null, bsuid: null })],
  ["unanswered", () => ({ next: "settle", at: new Date(), reason: "no answer", left: true })],
  ["failed", () => ({ next: "fail", code: null, title: "x", details: null, remedy: "y" })],
];

test.each(decisions)(
  "%s results and echoes of the same messages, in opposite orders, do not deadlock",
  async (_, decide) => {
    const { db } = database;
    const place = await openConversation(db);
    for (let round = 0; round < 8; round += 1) {
      const ids = await queue(
        db,
        Array.from({ length: 40 }, () => place),
      );
      await db.updateTable("outbox").set({ state: "sending" }).execute();
      const rows = await db.selectFrom("messages").select(["id", "key"]).where("id", "in", ids).orderBy("id").execute();
      const results: Result[] = ids.map((messageId) => ({
        messageId,
        conversationId: place.conversationId,
        attempts: 0,
        copies: 0,
        decision: decide(messageId),
      }));
      const echoes = rows.map(({ id, key }) => makeStatus({ providerId: `wamid.${id}`, echoKey: key }));
      await Promise.all([
        write(db, results.toReversed(), explain, noon),
        record(db, echoes),
        write(db, results.slice(10), explain, noon),
      ]);
      const after = await db
        .selectFrom("messages")
        .select(["provider_id", "status"])
        .where("id", "in", ids)
        .orderBy("id")
        .execute();
      expect(after).toEqual(ids.map((id) => ({ provider_id: `wamid.${id}`, status: "sent" })));
      expect(await db.selectFrom("outbox").selectAll().execute()).toEqual([]);
    }
  },
);

test("a spelling learnt from the provider may be learnt by the inbox at the same moment", async () => {
  const { db } = database;
  for (let round = 0; round < 10; round += 1) {
    const place = await openConversation(db, { from: `1555010${1_000 + round}` });
    const ids = await queue(db, [place, place]);
    const learnt = (messageId: number, waId: string): Result => ({
      messageId,
      conversationId: place.conversationId,
      attempts: 0,
      copies: 0,
      decision: { next: "done", providerId: `wamid.${messageId}`, waId, bsuid: `US.${round}` },
    });
    await Promise.all([
      write(
        db,
        ids.map((id) => learnt(id, `1666010${1_000 + round}`)),
        explain,
        noon,
      ),
      openConversation(db, { from: `1666010${1_000 + round}` }),
    ]);
  }
  const { n } = await db
    .selectFrom("messages")
    .select(db.fn.countAll<number>().as("n"))
    .where("status", "=", "accepted")
    .executeTakeFirstOrThrow();
  expect(n).toBe(20);
});

const late: [string, Decision][] = [
  ["retry", { next: "again", at: noon, reason: "no way there", counted: false }],
  ["doubt", { next: "settle", at: noon, reason: "no answer", left: true }],
  ["failure", { next: "fail", code: null, title: "x", details: null, remedy: "y" }],
];

test.each(late)(
  "a late %s of a former claim does not undo a later one, even of as many attempts",
  async (_, decision) => {
    const { db } = database;
    const place = await openConversation(db);
    const [messageId] = await queue(db, [place]);
    // The dispatcher after the first claim left the message unanswered, which counts as a copy and not as an attempt; then it was claimed
    // again.
    await db.updateTable("outbox").set({ state: "sending", attempts: 1, copies: 2 }).execute();
    const before = await db.selectFrom("outbox").selectAll().execute();
    const former = { messageId: messageId!, conversationId: place.conversationId, attempts: 1, copies: 1 };
    await write(db, [{ ...former, decision }], explain, noon);
    expect(await db.selectFrom("outbox").selectAll().execute()).toEqual(before);
    const accepted: Decision = { next: "done", providerId: "wamid.LATE", waId: null, bsuid: null };
    await write(db, [{ ...former, decision: accepted }], explain, noon);
    expect(await db.selectFrom("outbox").selectAll().execute()).toEqual([]);
  },
);

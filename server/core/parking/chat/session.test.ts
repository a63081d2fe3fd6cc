// The last question, on a real database: kept for ten minutes, one per conversation.
import type { Transaction } from "kysely";
import { beforeEach, expect, test } from "vitest";
import type { DB } from "../../../../db/rows.ts";
import { at, next } from "../../../../test/support/build.ts";
import { useDatabase } from "../../../../test/support/database.ts";
import { openConversation } from "../../../../test/support/record.ts";
import * as session from "./session.ts";

const database = useDatabase();

const run = <T>(work: (tx: Transaction<DB>) => Promise<T>) => database.db.transaction().execute(work);
const read = (id: number, seconds: number) => run((tx) => session.read(tx, id, at(seconds)));
const write = (id: number, state: session.Session, seconds: number) =>
  run((tx) => session.write(tx, id, state, at(seconds)));

let own: number;
beforeEach(async () => {
  own = (await openConversation(database.db, { from: String(15_550_300_000 + next()) })).conversationId;
});

test("the last question is remembered for ten minutes from when it was asked", async () => {
  expect(await read(own, 0)).toBeNull();
  await write(own, { kind: "slots", lotId: null, askedBy: 5 }, 0);
  await write(own, { kind: "cancel", bookingId: 7, askedBy: 5 }, 60);
  expect(await read(own, 659)).toEqual({ kind: "cancel", bookingId: 7, askedBy: 5 });
  expect(await read(own, 660)).toBeNull();
});

test("each conversation has its own", async () => {
  const { conversationId } = await openConversation(database.db, { from: String(15_550_300_000 + next()) });
  await write(own, { kind: "which", spotIds: [1, 2], askedBy: 5 }, 0);
  await write(conversationId, { kind: "wait", lotId: 3, askedBy: 5 }, 0);
  await run((tx) => session.forget(tx, own));
  expect(await read(own, 1)).toBeNull();
  expect(await read(conversationId, 1)).toEqual({ kind: "wait", lotId: 3, askedBy: 5 });
});

test("one of another shape is none", async () => {
  await database.db
    .insertInto("parking_chat_states")
    .values({ conversation_id: own, state: JSON.stringify({ kind: "valet", car: 1 }), expires_at: at(600) })
    .execute();
  expect(await read(own, 0)).toBeNull();
});

// The audit log loses its beginning: the rest is proved as before, and whoever alters it is found as before.
import { sql, type Transaction } from "kysely";
import { beforeEach, expect, test } from "vitest";
import type { DB } from "../../../db/rows.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { audit } from "../../base/journal.ts";
import * as seals from "./seals.ts";
import { auditLog } from "./shorten.ts";

const world = useDatabase();
const day = (n: number) => new Date(Date.UTC(2026, 0, n));
const note = (n: number) => {
  const change = { action: "test.change", subject: "test", id: n, before: { n }, after: null };
  return audit(world.db as Transaction<DB>, "cli", change, day(n));
};
const force = async (...statements: string[]) => {
  for (const statement of [
    "alter table audit_log disable trigger user",
    "alter table audit_seals disable trigger user",
  ])
    await sql.raw(statement).execute(world.db);
  for (const statement of statements) await sql.raw(statement).execute(world.db);
  for (const statement of ["alter table audit_log enable trigger user", "alter table audit_seals enable trigger user"])
    await sql.raw(statement).execute(world.db);
};
/** Takes away what is older than a day; at the 20th. */
const shorten = (n: number) =>
  world.db
    .transaction()
    .execute((tx) => auditLog.deleteSome(tx, { now: day(20), before: day(n), channels: null, days: 20 - n }, null));
const left = () => world.db.selectFrom("audit_log").select(["subject_id", "action"]).orderBy("id").execute();

beforeEach(async () => {
  await force("truncate audit_log, audit_seals restart identity");
  for (let n = 1; n <= 9; n += 1) await note(n);
  await seals.seal(world.db, day(10));
});

test("the beginning goes, an entry says so, and the rest is proved", async () => {
  const scope = { now: day(20), before: day(5), channels: null, days: 15 };
  expect(await world.db.transaction().execute((tx) => auditLog.find(tx, scope))).toEqual({ count: 4, oldest: day(1) });
  expect(await shorten(5)).toEqual({ deleted: 4, next: null });
  expect((await left()).map(({ subject_id }) => subject_id)).toEqual([5, 6, 7, 8, 9, 0]);
  expect(await seals.verify(world.db)).toMatchObject({ faults: [], sealed: 5, unsealed: 1 });
  await seals.seal(world.db, day(20));
  expect(await seals.verify(world.db)).toMatchObject({ faults: [], sealed: 6, unsealed: 0, head: { position: 10 } });
});

test("it goes on from where it was shortened, until nothing is left but the entry about it", async () => {
  await shorten(5);
  await seals.seal(world.db, day(20));
  expect(await shorten(15)).toMatchObject({ deleted: 5 });
  await seals.seal(world.db, day(20));
  expect(await shorten(15)).toMatchObject({ deleted: 0 });
  expect((await left()).map(({ action }) => action)).toEqual([seals.shortened, seals.shortened]);
  expect(await seals.verify(world.db)).toMatchObject({ faults: [], sealed: 2 });
});

test.each([
  ["an entry is changed", "update audit_log set actor = 'desk:Eve' where id = 6", /^Entry 6 is not what it was/],
  ["an entry is missing", "delete from audit_log where id = 6", /^Entry 6 is missing/],
  ["the beginning is cut off further", "delete from audit_seals where position < 7", /does not begin with seal 4/],
  [
    "the first seal is another one",
    "update audit_seals set hash = sha256('x') where position = 4",
    /does not begin with seal 4/,
  ],
  [
    "the entry about it is gone",
    `delete from audit_log where action = '${seals.shortened}'`,
    /The seals 1 to 3 are missing/,
  ],
])("after it was shortened, it is found when %s", async (_, statement, fault) => {
  await shorten(5);
  await seals.seal(world.db, day(20));
  await force(statement);
  expect((await seals.verify(world.db)).faults[0]).toMatch(fault);
});

test("what was altered does not go", async () => {
  await force("update audit_log set actor = 'desk:Eve' where id = 2");
  await expect(shorten(5)).rejects.toThrow("it was altered. Entry 2 is not what it was");
  expect(await left()).toHaveLength(9);
});

test("a head that was noted is asked for as long as its seal is there", async () => {
  const { head } = await seals.verify(world.db);
  await shorten(5);
  expect((await seals.verify(world.db, head)).faults).toEqual([]);
  expect((await seals.verify(world.db, { position: 4, hash: "0".repeat(64) })).faults).toHaveLength(1);
  expect((await seals.verify(world.db, { position: 2, hash: head!.hash })).faults).toEqual([
    "Seal 2 went when the log was shortened to seal 4. Note a later one.",
  ]);
});

test("outside of a shortening, rows still cannot be deleted", async () => {
  await shorten(5);
  await expect(sql`delete from audit_log where id = 6`.execute(world.db)).rejects.toThrow("only ever added");
});

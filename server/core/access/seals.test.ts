// The hash chain of the audit log: which changes the database refuses, and what verification finds when somebody bypasses it.
import { sql, type Transaction } from "kysely";
import { beforeEach, expect, test } from "vitest";
import type { DB } from "../../../db/rows.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { audit } from "../../base/journal.ts";
import * as seals from "./seals.ts";

const world = useDatabase();
const now = new Date("2026-01-01T12:00:00Z");
const note = async (n: number) => {
  const change = { action: "test.change", subject: "test", id: n, before: { n }, after: { n: n + 1, ü: [null, 1.5] } };
  await audit(world.db as Transaction<DB>, "cli", change, now);
};
/** Runs a statement with all triggers disabled, as only the owner of the database can. */
const force = async (statement: string) => {
  await sql
    .raw(`alter table audit_log disable trigger user; alter table audit_seals disable trigger user`)
    .execute(world.db);
  await sql.raw(statement).execute(world.db);
  await sql
    .raw(`alter table audit_log enable trigger user; alter table audit_seals enable trigger user`)
    .execute(world.db);
};

beforeEach(async () => {
  await force("truncate audit_log, audit_seals restart identity");
  for (let n = 1; n <= 5; n += 1) await note(n);
});

test("entries are sealed once, in order, and proved in a session of any time zone", async () => {
  expect(await seals.verify(world.db)).toEqual({ faults: [], sealed: 0, unsealed: 5, head: null });
  expect(await seals.seal(world.db, now)).toBe(5);
  expect(await seals.seal(world.db, now)).toBe(0);
  await note(6);
  const proof = await world.db.connection().execute(async (one) => {
    await sql`set time zone 'Asia/Kathmandu'`.execute(one);
    return seals.verify(one);
  });
  expect(proof).toMatchObject({ faults: [], sealed: 5, unsealed: 1, head: { position: 5 } });
});

test("two that seal at the same time make one chain", async () => {
  const sealed = await Promise.all([seals.seal(world.db, now), seals.seal(world.db, now), seals.seal(world.db, now)]);
  expect(sealed.sort()).toEqual([0, 0, 5]);
  expect((await seals.verify(world.db)).faults).toEqual([]);
});

test("an entry that became visible late is sealed at its turn", async () => {
  const insert = (id: number) =>
    sql`
      insert into audit_log (id, at, actor, action, subject, subject_id) overriding system value
      values (${id}, ${now}, 'cli', 'a', 'b', 1)`.execute(world.db);
  await insert(20);
  await seals.seal(world.db, now);
  await insert(10);
  expect(await seals.seal(world.db, now)).toBe(1);
  expect(await seals.verify(world.db)).toMatchObject({ faults: [], sealed: 7, unsealed: 0 });
});

test.each([
  "update audit_log set note = 'x'",
  "delete from audit_log",
  "truncate audit_log",
  "update audit_seals set sealed_at = now()",
  "delete from audit_seals",
  "truncate audit_seals",
])("%s is refused, for the owner too", async (statement) => {
  await seals.seal(world.db, now);
  await expect(sql.raw(statement).execute(world.db)).rejects.toMatchObject({ code: "23001" });
});

test.each<[string, string, RegExp]>([
  ["a changed note", "update audit_log set note = 'x' where id = 2", /^Entry 2 is not what it was/],
  ["another author", "update audit_log set actor_user_id = 7 where id = 3", /^Entry 3 is not what it was/],
  ["another time", "update audit_log set at = at + interval '1 microsecond' where id = 1", /^Entry 1 is not/],
  ["another past", `update audit_log set before = '{"n":9}' where id = 4`, /^Entry 4 is not/],
  ["an entry taken away", "delete from audit_log where id = 2", /^Entry 2 is missing/],
  [
    "an entry and its seal taken away",
    "delete from audit_log where id = 3; delete from audit_seals where audit_id = 3",
    /^The seals 3 to 3 are missing/,
  ],
  [
    "two that changed places",
    "update audit_seals set audit_id = case audit_id when 1 then 20 else 10 end where audit_id in (1, 2)",
    /^Entry 10|^Entry 20/,
  ],
])("the proof finds %s", async (_, statement, fault) => {
  await seals.seal(world.db, now);
  for (const one of statement.split("; ")) await force(one);
  const { faults } = await seals.verify(world.db);
  expect(faults[0]).toMatch(fault);
});

test("an end that was cut off with its seals is found by what was noted", async () => {
  await seals.seal(world.db, now);
  const { head } = await seals.verify(world.db);
  await note(6);
  await seals.seal(world.db, now);
  expect((await seals.verify(world.db, head)).faults).toEqual([]);
  await force("delete from audit_log where id > 3");
  await force("delete from audit_seals where audit_id > 3");
  expect((await seals.verify(world.db)).faults).toEqual([]);
  expect((await seals.verify(world.db, head)).faults).toEqual([
    "The chain no longer holds seal 5 as it was noted: entries were taken away.",
  ]);
  await note(7);
  await note(8);
  await seals.seal(world.db, now);
  expect((await seals.verify(world.db, head)).faults).toHaveLength(1);
});

test("an altered log opens an incident, once, and a whole one closes it", async () => {
  await seals.seal(world.db, now);
  await force("update audit_log set actor = 'desk:Eve' where id = 2");
  for (let i = 0; i < 2; i += 1) await seals.raise(world.db, await seals.verify(world.db), now);
  const open = () => world.db.selectFrom("incidents").selectAll().where("closed_at", "is", null).execute();
  expect(await open()).toMatchObject([
    { kind: "audit_log_altered", detail: { faults: [expect.stringMatching(/^Entry 2/)] } },
  ]);
  await force("update audit_log set actor = 'cli' where id = 2");
  await seals.raise(world.db, await seals.verify(world.db), now);
  expect(await open()).toEqual([]);
});

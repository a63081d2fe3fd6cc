// A person is erased from everything that Bellhop keeps, on a real database and real files: nothing of them is left, nothing of others is missing, and
// what must stay true stays true, wherever the work is cut off.
import { beforeEach, expect, test } from "vitest";
import { makeInboundMessage as makeInbound, makeStatus } from "../test/support/build.ts";
import { useDatabase } from "../test/support/database.ts";
import { archive, type Customer, forgetCustomers, makeCustomer, today } from "../test/support/erasure.ts";
import { useFiles } from "../test/support/files.ts";
import { openConversation, queue, record } from "../test/support/record.ts";
import type { BlobStore } from "./contract/ports.ts";
import * as seals from "./core/access/seals.ts";
import * as accounts from "./core/accounts/accounts.ts";
import * as ledger from "./core/accounts/ledger.ts";
import { archiveFiles, linesOf } from "./core/archive/month.ts";
import { verifyArchives } from "./core/archive/read.ts";
import { verifyCharges } from "./core/parking/billing.ts";
import { begin } from "./core/privacy/begin.ts";
import { dataOf } from "./core/privacy/person.ts";
import { finish, nextStep, type StepParts, steps } from "./core/privacy/steps.ts";
import { plugins } from "./skills.ts";

const database = useDatabase();
const files = useFiles();
const data = dataOf(plugins);
const secret = Buffer.alloc(32, 7);
const erasing = { by: "desk:Cleo", now: today, data, secret };
let [ana, bob]: Customer[] = [];

const parts = (blobs: BlobStore = files.blobs): StepParts => ({
  ...{ db: database.db, data, files: { ...files, blobs } },
  place: async () => null,
  clock: () => today,
});

beforeEach(async () => {
  const { db } = database;
  await forgetCustomers(db, files);
  ana = await makeCustomer(db, files, { phone: "15550100001", name: "Anahita" });
  bob = await makeCustomer(db, files, { phone: "15550100002", name: "Bohumil" });
  await db.updateTable("cost_progress").set({ status_id: 1_000_000 }).execute();
  await archive(db, files);
  await seals.seal(db, today);
});

/** All rows of all tables in which something stands, as text. */
async function everything(): Promise<string> {
  const { pool } = database;
  const { rows: tables } = await pool.query<{ name: string }>(`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`);
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await pool.query(`select '${name} ' || t::text as row from "${name}" t order by 1`);
      return rows.map(({ row }) => row);
    }),
  );
  const bodies = await pool.query("select convert_from(body, 'UTF8') as row from webhooks");
  return [...texts.flat(), ...bodies.rows.map(({ row }) => row)].join("\n");
}

async function archived(): Promise<string> {
  const lines: string[] = [];
  for (const month of ["2025-01", "2025-02"])
    for (const name of Object.values(archiveFiles))
      for await (const line of linesOf(files.blobs, month, name)) lines.push(line);
  return lines.join("\n");
}

/** What must be true of everything at the end of an erasure. */
async function expectErased(): Promise<void> {
  const { db } = database;
  const left = await everything();
  expect(left.match(/.*(15550100001|Anahita).*/g)).toEqual(null);
  expect(await archived()).not.toMatch(/15550100001|Anahita/);
  await expectWhole(db);
  // The other customer is as before.
  expect(left).toContain("january, says Bohumil");
  expect(left).toContain("Bohumil is kind");
  expect(await archived()).toMatch(/"text_body": "january, says Bohumil"/);
  const kept = await db
    .selectFrom("messages")
    .select("id")
    .where("conversation_id", "=", bob!.conversationId)
    .execute();
  expect(kept).toHaveLength(4);
  const names: string[] = [];
  for await (const key of files.blobs.list()) names.push(key);
  // Both customers' files were three: one is shared, and one of them was only the other's.
  expect(names.filter((key) => !key.startsWith("archive/"))).toHaveLength(2);
  expect(names.filter((key) => key.startsWith("archive/"))).toHaveLength(8);
}

async function expectWhole(db: typeof database.db): Promise<void> {
  expect(await ledger.verify(db)).toEqual([]);
  expect(await verifyCharges(db)).toEqual([]);
  expect(await seals.seal(db, today)).toBeGreaterThanOrEqual(0);
  expect((await seals.verify(db)).faults).toEqual([]);
  expect(await verifyArchives(db, files.blobs)).toEqual([]);
}

const erasure = (id: number) =>
  database.db.selectFrom("erasures").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

test("nothing of the person is left, and everything of others", async () => {
  expect(await everything()).toContain("Anahita is kind");
  expect(await archived()).toContain("15550100001");
  const id = await begin(database.db, ana!.contactId, erasing);
  await finish(parts(), id);
  await expectErased();
  expect(await erasure(id)).toMatchObject({
    step: "done",
    work: null,
    proof: {
      begun_by: "desk:Cleo",
      deleted: {
        messages: 4,
        conversation_notes: 1,
        rule_runs: 1,
        rule_steps: 1,
        rule_triggers: 1,
        staff_messages: 1,
        webhooks: 1,
      },
      changed: { audit_log: 3, accounts: 1 },
      archive_lines_deleted: { "2025-01": 5, "2025-02": 1 },
      files_deleted: 1,
      search: { keys: {}, names: {}, archive: {}, came_back: false },
      verified: { ledger: [], audit_log: [], archive: [] },
    },
  });
});

test("the account stays under a number, with its balance and without a word", async () => {
  const before = await accounts.get(database.db, ana!.accountId);
  await begin(database.db, ana!.contactId, erasing);
  const after = await accounts.get(database.db, ana!.accountId);
  expect(after).toMatchObject({ username: `erased_${before.id}`, contact_id: before.contact_id });
  const statement = await ledger.statement(database.db, before.id, "USD", { limit: 9, before: null });
  expect(statement.lines.map(({ kind, memo, amount_cents }) => [kind, memo, amount_cents])).toEqual([
    ["top_up", "Erased", 500],
  ]);
});

test.each(steps)(
  "a process that is killed after the step before %s loses nothing, and the next one goes on",
  async (stop) => {
    const id = await begin(database.db, ana!.contactId, erasing);
    for (const step of steps) {
      if (step === stop) break;
      expect(await nextStep(parts(), id)).toBe(step);
    }
    expect((await erasure(id)).step).toBe(stop);
    await finish(parts(), id);
    await expectErased();
  },
);

/** A store whose process is killed at its `n`th change. */
function killedAt(n: number): BlobStore & { changes: number } {
  const { blobs } = files;
  const counted = {
    ...blobs,
    changes: 0,
    async put(key: string, from: string) {
      if (++counted.changes === n) throw new Error("killed");
      await blobs.put(key, from);
    },
    async remove(key: string) {
      if (++counted.changes === n) throw new Error("killed");
      await blobs.remove(key);
    },
  };
  return counted;
}

test("a process that is killed at any change of a file loses nothing, and the next one goes on", async () => {
  const id = await begin(database.db, ana!.contactId, erasing);
  let kills = 0;
  for (let n = 1; ; n += 1) {
    const store = killedAt(n);
    const died = await finish(parts(store), id).then(
      () => false,
      () => true,
    );
    if (!died) break;
    kills += 1;
    expect(await archived().catch(() => "in the place of its successor")).not.toBe("");
  }
  expect(kills).toBeGreaterThan(5);
  await expectErased();
});

test("an erasure that is killed before its rows are gone has erased nothing", async () => {
  const before = await everything();
  const failing = [
    ...data,
    { rows: [{ table: "no_such_table", where: "true" }], obstacles: [], audited: "false", without: {} },
  ];
  await expect(begin(database.db, ana!.contactId, { ...erasing, data: failing })).rejects.toThrow("no_such_table");
  expect(await everything()).toBe(before);
});

test("a message without an answer and a webhook that is not drained stand in the way, each with what to do", async () => {
  const { db, pool } = database;
  const [waiting] = await queue(db, [{ channelId: 1, conversationId: ana!.conversationId }]);
  await db.updateTable("outbox").set({ state: "unanswered" }).where("message_id", "=", waiting!).execute();
  await pool.query(
    "insert into webhooks (source, body, received_at) values ('meta', '{\"from\": \"15550100001\"}', now())",
  );
  await expect(begin(db, ana!.contactId, erasing)).rejects.toMatchObject({
    code: "CANNOT_ERASE",
    message: expect.stringMatching(/on its way.*not recorded yet/),
  });
  await expect(begin(db, bob!.contactId, erasing)).resolves.toBeGreaterThan(0);
  await db.updateTable("outbox").set({ state: "queued" }).where("message_id", "=", waiting!).execute();
  await pool.query("update webhook_cursor set position = (select max(id) from webhooks)");
  // What was not sent yet is not sent any more.
  await finish(parts(), await begin(db, ana!.contactId, erasing));
  expect(await db.selectFrom("outbox").selectAll().execute()).toEqual([]);
});

test("late statuses and repeated messages are ignored; whoever writes again is a new customer", async () => {
  const { db } = database;
  const id = await begin(db, ana!.contactId, erasing);
  const again = { from: ana!.phone, senderName: ana!.name };
  await record(db, [
    makeStatus({ providerId: "wamid.Anahita.OUT", status: "read", at: today }),
    { ...makeInbound({ ...again, providerId: "wamid.Anahita.today" }) },
  ]);
  expect(await db.selectFrom("message_statuses").select("id").execute()).toEqual([]);
  expect(await db.selectFrom("incidents").select("kind").where("kind", "<>", "identity_doubt").execute()).toEqual([]);
  const fresh = await openConversation(db, { ...again, sentAt: today });
  expect(fresh.contactId).not.toBe(ana!.contactId);
  await finish(parts(), id);
  expect((await erasure(id)).proof).toMatchObject({ search: { came_back: true } });
  const { db: kept } = database;
  expect(
    await kept.selectFrom("messages").select("id").where("contact_id", "=", fresh.contactId).execute(),
  ).toHaveLength(1);
});

test("what nobody knows where it came from keeps the erasure from being called finished", async () => {
  const id = await begin(database.db, ana!.contactId, erasing);
  await database.pool.query("insert into settings (name, value, updated_at) values ('odd', '\"15550100001\"', now())");
  await expect(finish(parts(), id)).rejects.toThrow(`Erasure ${id} has left something in: settings.`);
  expect((await erasure(id)).step).toBe("proof");
  await database.pool.query("delete from settings where name = 'odd'");
  await finish(parts(), id);
});

test("an entry of the audit log can be emptied and not be changed, and only an erasure may", async () => {
  const { db, pool } = database;
  await expect(pool.query("update audit_log set note = null, before = null, after = null")).rejects.toThrow(
    "only ever added",
  );
  const client = await pool.connect();
  await client.query("begin; set local bellhop.erasing = 'on'");
  await expect(client.query("update audit_log set actor = 'nobody'")).rejects.toThrow("only ever added");
  await client.query("rollback");
  client.release();
  await begin(db, ana!.contactId, erasing);
  await seals.seal(db, today);
  expect((await seals.verify(db)).faults).toEqual([]);
  await pool.query("alter table audit_log disable trigger user");
  await pool.query("update audit_log set actor = 'desk:Dora' where after is null and note is null");
  await pool.query("alter table audit_log enable trigger user");
  expect((await seals.verify(db)).faults).not.toEqual([]);
});

test("every table is in the list of what it has about people, or of those that have nothing", async () => {
  const { rows } = await database.pool.query<{ name: string }>(`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`);
  const listed = data.flatMap(({ rows: some, without }) => [
    ...some.map(({ table }) => table),
    ...Object.keys(without),
  ]);
  expect([...new Set(listed)].sort()).toEqual(rows.map(({ name }) => name).sort());
});

test("a table that refers to people is in the list of what is erased", async () => {
  const { rows } = await database.pool.query<{ name: string }>(`
    select distinct table_name as name from information_schema.columns where table_schema = 'public'
      and column_name in ('contact_id', 'conversation_id', 'message_id', 'account_id') and table_name in (
        select table_name from information_schema.tables where table_type = 'BASE TABLE')`);
  const businesses = ["template_syncs", "templates", "channels", "user_credentials"];
  const erased = data.flatMap(({ rows: some }) => some.map(({ table }) => table));
  expect(rows.map(({ name }) => name).filter((name) => !businesses.includes(name) && !erased.includes(name))).toEqual(
    [],
  );
});

// The ledger on a real database: which entries it accepts and refuses, and how two accounts of one person are merged.
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { DB } from "../../../db/rows.ts";
import { next, noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import type { CommandContext } from "../../base/journal.ts";
import * as accounts from "./accounts.ts";
import * as ledger from "./ledger.ts";
import * as merging from "./merging.ts";
import { welcomeAll } from "./welcome.ts";

const database = useDatabase();

const command = <T>(run: (ctx: CommandContext<DB>) => Promise<T>) =>
  database.db.transaction().execute((tx) => run({ tx, now: noon, by: "test" }));

const newContact = () => {
  const id = 10_000 + next();
  return { id, phone: String(15_550_000_000 + id) };
};
const guest = (contact = newContact()) => command((one) => accounts.guest(one, contact, "USD"));
const balance = (id: number, currency = "USD") => ledger.balanceOf(database.db, id, currency);

test("a guest is named after the number and gets the welcome credit once", async () => {
  const contact = newContact();
  const [first, again] = [await guest(contact), await guest(contact)];
  expect(again).toEqual(first);
  expect(first).toMatchObject({ username: `whatsapp_${contact.phone}`, contact_id: contact.id, currency: "USD" });
  expect(await balance(first.id)).toBe(10_000);
  await command((one) => welcomeAll(one, [first.id], "EUR", 10_000));
  expect([await balance(first.id), await balance(first.id, "EUR")]).toEqual([10_000, 0]);
});

test.each([0, 1, 2_500])(
  "a house whose welcome credit is %i cents gives that, once, and nothing later",
  async (cents) => {
    const contact = newContact();
    const { id } = await command((one) => accounts.guest(one, contact, "USD", cents));
    expect(await balance(id)).toBe(cents);
    await guest(contact);
    expect(await balance(id)).toBe(cents);
    expect(await ledger.verify(database.db)).toEqual([]);
  },
);

test("guests that are made at the same moment are one", async () => {
  const contact = newContact();
  const made = await Promise.all(Array.from({ length: 5 }, () => guest(contact)));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect(await balance(made[0]!.id)).toBe(10_000);
});

test("an adjustment needs a sum, counts once, and is in the audit log with what was before and after", async () => {
  const { id } = await guest();
  const change = { kind: "adjustment", cents: -2_500, currency: "USD", reason: "lost ticket", key: `k${id}` } as const;
  expect(await command((one) => accounts.adjust(one, id, change))).toBe(true);
  expect(await command((one) => accounts.adjust(one, id, change))).toBe(false);
  expect(await balance(id)).toBe(7_500);
  await command((one) => accounts.adjust(one, id, { ...change, kind: "top_up", cents: 100, key: `t${id}` }));
  for (const refused of [{ cents: 0 }, { kind: "top_up", cents: -1 } as const]) {
    const odd = command((one) => accounts.adjust(one, id, { ...change, ...refused, key: `r${id}` }));
    await expect(odd).rejects.toMatchObject({ code: "BAD_REQUEST" });
  }
  const { total, lines } = await ledger.statement(database.db, id, "USD", { limit: 10, before: null });
  expect(total).toBe(3);
  expect(lines.map((line) => [line.kind, line.amount_cents])).toEqual([
    ["top_up", 100],
    ["adjustment", -2_500],
    ["promotion", 10_000],
  ]);
  const logged = await database.db.selectFrom("audit_log").selectAll().where("subject_id", "=", id).execute();
  expect(logged[0]).toMatchObject({
    action: "account.adjustment",
    before: { balance_cents: 10_000 },
    after: { balance_cents: 7_500 },
    note: "lost ticket",
  });
  const listed = await accounts.list(database.db, { contactId: null, limit: 1, before: id + 1 });
  expect(listed.rows).toMatchObject([{ id }]);
});

test.each([
  ["an entry is changed", "update ledger_entries set memo = 'x'"],
  ["an entry is removed", "delete from ledger_entries"],
  ["a line is changed", "update ledger_lines set amount_cents = 1"],
  ["a line is removed", "delete from ledger_lines"],
  ["all is emptied", "truncate ledger_lines"],
  ["the audit log is changed", "update audit_log set note = 'x'"],
])("the database refuses when %s", async (_, statement) => {
  const { id } = await guest();
  await command((one) =>
    accounts.adjust(one, id, { kind: "top_up", cents: 1, currency: "USD", reason: "x", key: `d${id}` }),
  );
  await expect(sql.raw(statement).execute(database.db)).rejects.toThrow(/only ever added/);
});

test("the database refuses an entry that does not sum to zero, and one without lines", async () => {
  const { id } = await guest();
  const lopsided = command(async ({ tx }) => {
    const entry = { at: noon, kind: "charge", currency: "USD", memo: "x", key: `odd${id}`, created_by: "test" };
    const made = await tx.insertInto("ledger_entries").values(entry).returning("id").executeTakeFirstOrThrow();
    const own = tx.selectFrom("ledger_accounts").select("id").where("account_id", "=", id);
    const { id: account } = await own.executeTakeFirstOrThrow();
    await tx
      .insertInto("ledger_lines")
      .values({ entry_id: made.id, ledger_account_id: account, amount_cents: 5 })
      .execute();
  });
  await expect(lopsided).rejects.toThrow(/sum to/);
  expect(await balance(id)).toBe(10_000);
});

test("the database refuses a line in another currency than its entry's, among others that are right", async () => {
  const { id } = await guest();
  const mixed = command(async ({ tx }) => {
    const entry = { at: noon, kind: "charge", currency: "EUR", memo: "x", key: `mixed${id}`, created_by: "test" };
    const made = await tx.insertInto("ledger_entries").values(entry).returning("id").executeTakeFirstOrThrow();
    const house = { kind: "revenue", account_id: null, currency: "EUR" };
    const revenue = await tx.insertInto("ledger_accounts").values(house).returning("id").executeTakeFirstOrThrow();
    const own = tx.selectFrom("ledger_accounts").select("id").where("account_id", "=", id);
    const { id: account } = await own.executeTakeFirstOrThrow();
    const lines = [
      { entry_id: made.id, ledger_account_id: revenue.id, amount_cents: 5 },
      { entry_id: made.id, ledger_account_id: account, amount_cents: -5 },
    ];
    await tx.insertInto("ledger_lines").values(lines).execute();
  });
  await expect(mixed).rejects.toThrow(/different currencies/);
  expect(await balance(id)).toBe(10_000);
});

test("one statement with many lines of the same accounts adds each of them", async () => {
  const one = await guest();
  const other = await guest();
  const pay = (n: number, from: number, to: number, cents: number) =>
    ({
      kind: "adjustment",
      currency: "USD",
      cents,
      from: { driver: from },
      to: { driver: to },
      memo: "x",
      key: `many${one.id}.${n}`,
    }) as const;
  const movements = Array.from({ length: 40 }, (_, n) =>
    n % 2 === 0 ? pay(n, one.id, other.id, n + 1) : pay(n, other.id, one.id, 1),
  );
  await command((one) => ledger.enterAll(one, movements));
  const sent = movements.reduce((sum, { cents }, n) => sum + (n % 2 === 0 ? cents : -cents), 0);
  expect(await balance(one.id)).toBe(10_000 - sent);
  expect(await balance(other.id)).toBe(10_000 + sent);
  expect(await ledger.verify(database.db)).toEqual([]);
});

test("the proof finds a balance that somebody wrote by hand", async () => {
  const { id } = await guest();
  expect(await ledger.verify(database.db)).toEqual([]);
  const shift = (cents: number) =>
    sql`update ledger_accounts set balance_cents = balance_cents + ${cents} where account_id = ${id}`.execute(
      database.db,
    );
  await shift(7);
  expect(await ledger.verify(database.db)).toMatchObject([expect.stringContaining("says $100.07")]);
  await shift(-7);
  expect(await ledger.verify(database.db)).toEqual([]);
});

test("when two contacts are one person their accounts become one, with one welcome credit", async () => {
  const [kept, gone] = [newContact(), newContact()];
  const [stays, leaves] = [await guest(kept), await guest(gone)];
  await command((one) =>
    accounts.adjust(one, leaves.id, { kind: "top_up", cents: 500, currency: "USD", reason: "x", key: `m${leaves.id}` }),
  );
  await database.db.insertInto("contact_merges").values({ gone: gone.id, kept: kept.id }).execute();
  await command(async (one) => {
    for (const merge of await merging.waiting(one.tx))
      await merging.follow(one, merge, await merging.pair(one.tx, merge));
  });
  expect(await balance(stays.id)).toBe(10_500);
  expect(await balance(leaves.id)).toBe(0);
  expect(await accounts.get(database.db, leaves.id)).toMatchObject({ id: stays.id });
  expect(await database.db.transaction().execute((tx) => merging.waiting(tx))).toEqual([]);
  expect(await ledger.verify(database.db)).toEqual([]);
});

// One person with two accounts, on a real database: what follows a merge of contacts, and what can happen at the same time.
import { expect, test } from "vitest";
import { at, next } from "../../../test/support/build.ts";
import { usePark } from "../../../test/support/parking.ts";
import * as accounts from "../accounts/accounts.ts";
import * as ledger from "../accounts/ledger.ts";
import * as bookings from "./bookings.ts";
import * as persons from "./persons.ts";
import * as staffActions from "./staff-actions.ts";
import * as waitlist from "./waitlist.ts";

const park = usePark();

const account = (id: number) =>
  park.db.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
const follow = () => park.runCommand("merge", persons.followMerges);
const join = (accountId: number, lotId: number) => park.command((ctx) => waitlist.join(ctx, { accountId, lotId }));
const credit = (accountId: number, cents: number) => {
  const given = { kind: "top_up" as const, cents, currency: "USD", reason: "cash", key: `persons:${next()}` };
  return park.command((ctx) => staffActions.credit(ctx, accountId, given));
};

/** Merges the contacts of two accounts. */
async function merged(gone: number, kept: number) {
  const [from, into] = [(await account(gone)).contact_id!, (await account(kept)).contact_id!];
  await park.db.insertInto("contact_merges").values({ gone: from, kept: into }).execute();
}

const both = async () => [await park.guest(), await park.guest()] as const;

/** Checks that a merged account keeps nothing but closed entries. */
async function expectGone(gone: number, kept: number) {
  expect(await account(gone)).toMatchObject({ merged_into: kept, contact_id: null });
  expect(await park.balance(gone)).toBe(0);
  expect(await park.db.selectFrom("bookings").select("id").where("account_id", "=", gone).execute()).toEqual([]);
  expect(await park.books()).toEqual([]);
}

test("bookings, balance and place follow; the person is charged once and hears of it", async () => {
  const [gone, kept] = await both();
  const { ids } = await park.lot(["A"]);
  const made = await park.reserve(gone, ids[0]!);
  await credit(gone, 500);
  await merged(gone, kept);
  expect(await persons.someMerged(park.db)).toBe(true);
  await park.due();
  expect(await persons.someMerged(park.db)).toBe(false);
  await expectGone(gone, kept);
  expect(await bookings.openOf(park.db, kept)).toMatchObject({ id: made.id });
  await park.command((ctx) => staffActions.start(ctx, made.id, { note: null }));
  park.pass(3_600);
  await park.command((ctx) => staffActions.complete(ctx, made.id, { note: null, endedAt: null }));
  expect(await park.balance(kept)).toBe(10_200);
  expect(park.words(kept).at(-1)).toMatch(/^\*Receipt\*(.|\n)*Your balance is \$102\.00\./);
  expect(
    (await ledger.statement(park.db, kept, "USD", { limit: 9, before: null })).lines.map(({ kind }) => kind),
  ).toEqual(["charge", "merge", "promotion"]);
});

test("a contact without an account takes over the account of the one that is gone", async () => {
  const only = await park.guest();
  const from = (await account(only)).contact_id!;
  const into = 3_000_000 + next();
  await park.db.insertInto("contact_merges").values({ gone: from, kept: into }).execute();
  await follow();
  expect(await account(only)).toMatchObject({ contact_id: into, merged_into: null });
  expect(await park.balance(only)).toBe(10_000);
});

test("contacts that merge one after the other end in one account", async () => {
  const [first, second] = await both();
  const third = await park.guest();
  const { ids } = await park.lot(["A"]);
  await park.reserve(first, ids[0]!);
  for (const one of [first, second, third]) await credit(one, 100);
  await merged(first, second);
  await merged(second, third);
  await follow();
  expect(await park.balance(third)).toBe(10_300);
  expect(await bookings.openOf(park.db, third)).toMatchObject({ spot_id: ids[0] });
  for (const one of [first, second]) {
    expect(await park.balance(one)).toBe(0);
    expect(await accounts.get(park.db, one)).toMatchObject({ id: third });
  }
  expect(await park.books()).toEqual([]);
});

test("while both have an open booking they stay two; the accounts follow when one is over", async () => {
  const [gone, kept] = await both();
  const { ids } = await park.lot(["A", "B"]);
  const [first, second] = [await park.reserve(gone, ids[0]!), await park.reserve(kept, ids[1]!)];
  await merged(gone, kept);
  await follow();
  await park.due();
  expect((await account(gone)).merged_into).toBeNull();
  expect(await bookings.openOf(park.db, gone)).toMatchObject({ id: first.id });
  await park.command((ctx) => bookings.cancel(ctx, first.id));
  await park.due();
  await expectGone(gone, kept);
  expect(await bookings.openOf(park.db, kept)).toMatchObject({ id: second.id });
});

test("who asks for an account that became part of another is served as the other", async () => {
  const [gone, kept] = await both();
  const { lot, ids } = await park.lot(["A"]);
  await merged(gone, kept);
  await follow();
  const made = await park.reserve(gone, ids[0]!);
  expect(made.account_id).toBe(kept);
  await expect(park.reserve(kept, ids[0]!)).rejects.toMatchObject({ code: "ALREADY_BOOKED" });
  await expect(join(gone, lot.id)).rejects.toMatchObject({ code: "ALREADY_BOOKED" });
  expect(await credit(gone, 100)).toBe(true);
  expect(await park.balance(kept)).toBe(10_100);
  await expectGone(gone, kept);
});

test("another currency brings no other welcome credit", async () => {
  const { ids } = await park.lot(["A"], { currency: "EUR" });
  const [gone] = await both();
  await expect(park.reserve(gone, ids[0]!)).rejects.toMatchObject({ code: "BALANCE_TOO_LOW" });
  expect(await park.balance(gone, "EUR")).toBe(0);
});

test("who owes in one currency books in none", async () => {
  const { ids } = await park.lot(["A"]);
  const [one] = await both();
  await park.command((ctx) =>
    accounts.adjust(ctx, one, { kind: "adjustment", cents: -1, currency: "EUR", reason: "fine", key: `debt:${one}` }),
  );
  await expect(park.reserve(one, ids[0]!)).rejects.toMatchObject({ code: "BALANCE_TOO_LOW" });
});

test("a running stay is warned by the balance of both", async () => {
  const [gone, kept] = await both();
  const { ids } = await park.lot(["A"], { low_balance_minutes: 30 });
  await park.setBalance(kept, 400);
  const { id } = await park.reserve(kept, ids[0]!);
  await park.command((ctx) => staffActions.start(ctx, id, { note: null }));
  expect((await park.booking(id)).low_balance_at).toEqual(at(50 * 60));
  await credit(gone, 600);
  await merged(gone, kept);
  await follow();
  expect(await park.balance(kept)).toBe(1_000);
  expect((await park.booking(id)).low_balance_at).toEqual(at(170 * 60));
});

/** Two drivers, and a lot with so many spots, all booked by others. */
async function waiting(spots: number) {
  const [gone, kept] = await both();
  const codes = ["A", "B", "C"].slice(0, spots);
  const { lot, ids } = await park.lot(codes);
  const others: number[] = [];
  for (const id of ids) others.push((await park.reserve(await park.guest(), id)).id);
  const free = (place: number) => park.command((ctx) => bookings.cancel(ctx, others[place]!));
  const open = async () =>
    (await waitlist.list(park.db, lot.id)).map(({ id, account_id, state, spot_id }) => ({
      id,
      account_id,
      state,
      spot_id,
    }));
  return { gone, kept, lot, ids, free, open };
}

test.each(["gone", "kept"] as const)(
  "of two places in a line the older one stays, here that of the one %s",
  async (first) => {
    const { gone, kept, lot, open } = await waiting(1);
    const order = first === "gone" ? [gone, kept] : [kept, gone];
    const places = [await join(order[0]!, lot.id), await join(order[1]!, lot.id)];
    await merged(gone, kept);
    await follow();
    expect(await open()).toEqual([{ id: places[0]!.id, account_id: kept, state: "waiting", spot_id: null }]);
  },
);

test("a place is better than none, and an offer better than a place", async () => {
  const { gone, kept, lot, ids, free, open } = await waiting(1);
  const elsewhere = await waiting(1);
  await join(gone, lot.id);
  await join(kept, elsewhere.lot.id);
  await free(0);
  await merged(gone, kept);
  await follow();
  expect(await open()).toMatchObject([{ account_id: kept, state: "offered", spot_id: ids[0] }]);
  expect(await elsewhere.open()).toEqual([]);
  expect(await park.reserve(kept, ids[0]!)).toMatchObject({ account_id: kept, status: "reserved" });
});

test("of two offers one goes to the next in line, who is told", async () => {
  const { gone, kept, lot, ids, free, open } = await waiting(2);
  await join(gone, lot.id);
  await join(kept, lot.id);
  const third = await park.guest();
  await join(third, lot.id);
  await free(0);
  await free(1);
  await merged(gone, kept);
  await follow();
  await park.due();
  expect((await open()).map(({ account_id, state }) => [account_id, state])).toEqual([
    [kept, "offered"],
    [third, "offered"],
  ]);
  expect(park.words(third)).toHaveLength(1);
  const lights = await Promise.all(ids.map(async (id) => (await park.spot(id)).light_desired));
  expect(lights).toEqual(["blue", "blue"]);
});

test.each(["gone", "kept"] as const)(
  "who has a booking waits no more, and an offer goes to the next; here the one %s had booked",
  async (which) => {
    const { gone, kept, lot, ids, free, open } = await waiting(1);
    const { ids: own } = await park.lot(["Z"]);
    const [booked, waits] = which === "gone" ? [gone, kept] : [kept, gone];
    await join(waits, lot.id);
    await park.reserve(booked, own[0]!);
    const third = await park.guest();
    await join(third, lot.id);
    await free(0);
    await merged(gone, kept);
    await park.due();
    await park.due();
    expect(await open()).toMatchObject([{ account_id: third, state: "offered", spot_id: ids[0] }]);
    expect(await waitlist.openOf(park.db, kept)).toBeNull();
    expect(await bookings.openOf(park.db, kept)).toMatchObject({ spot_id: own[0] });
  },
);

test("a booking that is made in the moment of the merge is the person's", async () => {
  for (let round = 0; round < 15; round += 1) {
    const [gone, kept] = await both();
    const { ids } = await park.lot(["A", "B"]);
    await merged(gone, kept);
    const who = round % 3 === 0 ? [gone, kept] : [gone];
    const results = await Promise.allSettled([
      follow(),
      ...who.map((one, place) => park.reserve(one, ids[place]!)),
      credit(gone, 100),
    ]);
    expect(results[0]).toMatchObject({ status: "fulfilled" });
    const open = park.db.selectFrom("bookings").select(["id", "account_id"]).where("spot_id", "in", ids);
    for (const { id } of (await open.where("closed_at", "is", null).execute()).slice(1))
      await park.command((ctx) => bookings.cancel(ctx, id));
    await follow();
    await expectGone(gone, kept);
    expect(await park.balance(kept)).toBe(10_100);
    expect(await bookings.openOf(park.db, kept)).not.toBeNull();
  }
});

test("a stay that ends in the moment of the merge is paid by the person, once", async () => {
  for (let round = 0; round < 15; round += 1) {
    const [gone, kept] = await both();
    const { ids } = await park.lot(["A"]);
    const { id } = await park.reserve(gone, ids[0]!);
    await park.command((ctx) => staffActions.start(ctx, id, { note: null }));
    await merged(gone, kept);
    park.pass(3_600);
    const complete = park.command((ctx) => staffActions.complete(ctx, id, { note: null, endedAt: null }));
    await Promise.all([follow(), complete, credit(kept, 50)]);
    await expectGone(gone, kept);
    expect(await park.balance(kept)).toBe(9_750);
  }
});

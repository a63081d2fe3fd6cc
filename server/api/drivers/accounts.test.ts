// Accounts over HTTP: balances, their ledger entries, and adjustments with a reason that are booked only once.
import { describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { parkApi } from "../../../test/support/park-api.ts";
import { openConversation } from "../../../test/support/record.ts";
import * as ledger from "../../core/accounts/ledger.ts";

const world = useApp();
const park = parkApi(world);
const url = "/api/accounts";

const driver = async (given: object = {}) => {
  const phone = park.phone();
  await openConversation(world.db, { from: phone, senderName: "Ana" });
  const { id, account_id } = await park.book((await park.lot(given)).spots[0].id, phone);
  return { id: account_id as number, booking: id as number, phone };
};
const adjust = (id: number, payload: unknown, key?: string, role: "admin" | "agent" = "admin") =>
  park.post(`${url}/${id}/adjustments`, payload, role, key === undefined ? {} : { "idempotency-key": key });
const sum = (entries: { amount_cents: number }[]) => entries.reduce((total, one) => total + one.amount_cents, 0);

test("an account has its name, its number and its balances", async () => {
  const { id, phone } = await driver();
  const account = {
    id,
    username: `whatsapp_${phone}`,
    phone,
    name: "Ana",
    balance_cents: 10_000,
    currency: "USD",
    balances: [{ currency: "USD", balance_cents: 10_000 }],
    created_at: "2026-01-01T12:00:00.000Z",
  };
  expect((await park.get(`${url}/${id}`)).json).toEqual(account);
  expect((await park.get(`${url}/?phone=%2B${phone}`)).json).toEqual({
    accounts: [account],
    count: 1,
    next_cursor: null,
  });
  expect((await park.get(`${url}?phone=15550109998`)).json).toEqual({ accounts: [], count: 0, next_cursor: null });
});

test("pages of accounts: newest first, none twice, none missing", async () => {
  for (let count = 0; count < 7; count += 1) await driver();
  const all = (await park.get(`${url}?phone=`)).json;
  const ids = all.accounts.map((one: { id: number }) => one.id);
  expect(ids).toEqual([...ids].sort((a, b) => b - a));
  expect(all.count).toBe(ids.length);
  for (const limit of [1, 2, 3, 7]) {
    const rows = await park.pages(`${url}?limit=${limit}`, "accounts");
    expect(rows.map((row) => row.id)).toEqual(ids);
  }
  const far = Buffer.from("[null,9007199254740991]").toString("base64url");
  expect((await park.get(`${url}?cursor=${far}`)).json.count).toBe(all.count);
});

test("drivers are found by name, user name and part of the number, in pages", async () => {
  const phone = park.phone();
  await openConversation(world.db, { from: phone, senderName: "Zélia Souza" });
  const { account_id: id } = await park.book((await park.lot()).spots[0].id, phone);
  const found = async (q: string, more = "") =>
    (await park.get(`${url}?q=${encodeURIComponent(q)}${more}`)).json.accounts.map((one: { id: number }) => one.id);
  for (const q of ["Souza", "zelia sou", `whatsapp_${phone}`, phone.slice(-7), `+${phone}`])
    expect(await found(q), q).toEqual([id]);
  expect(await found("Souza", `&phone=${phone}`)).toEqual([id]);
  expect(await found("Souza", `&phone=${(await driver()).phone}`)).toEqual([]);
  expect((await park.get(`${url}?q=nobody+of+that+name`)).json).toEqual({ accounts: [], count: 0, next_cursor: null });
  const anas = await found("ana", "&limit=500");
  expect(anas.length).toBeGreaterThan(1);
  expect(anas).toEqual([...anas].sort((a, b) => b - a));
  expect((await park.get(`${url}?q=ana&limit=1`)).json.count).toBe(anas.length);
  expect((await park.pages(`${url}?q=ana&limit=2`, "accounts")).map((row) => row.id)).toEqual(anas);
  expect((await park.get(`${url}?q=+`)).json.count).toBe((await park.get(url)).json.count);
});

test("an account that became part of another is found as that one", async () => {
  const [gone, kept] = [await driver(), await driver()];
  await park.post(`/api/parking/bookings/${gone.booking}/cancel`);
  await world.db
    .updateTable("accounts")
    .set({ contact_id: null, merged_into: kept.id })
    .where("id", "=", gone.id)
    .execute();
  expect((await park.get(`${url}?q=whatsapp_${gone.phone}`)).json).toMatchObject({
    accounts: [{ id: kept.id }],
    count: 1,
  });
});

test("the entries of the ledger sum to the balance, over all pages", async () => {
  const { id, booking } = await driver();
  await park.post(`/api/parking/bookings/${booking}/start`);
  world.clock.advance(3_600_000);
  await park.post(`/api/parking/bookings/${booking}/complete`);
  await park.post(`/api/parking/bookings/${booking}/adjust`, { amount_cents: 100, note: "stuck gate" });
  await adjust(id, { amount_cents: 2_500, reason: "paid at the desk", kind: "top_up" });
  await adjust(id, { amount_cents: -50, reason: "lost ticket" });
  const { entries, ...rest } = (await park.get(`${url}/${id}/ledger`)).json;
  expect(rest).toEqual({ currency: "USD", balance_cents: 12_350, count: 5, next_cursor: null });
  expect(sum(entries)).toBe(12_350);
  expect(entries).toEqual([
    {
      id: expect.any(Number),
      at: "2026-01-01T13:00:00.000Z",
      amount_cents: -50,
      kind: "adjustment",
      memo: "lost ticket",
      booking_id: null,
    },
    expect.objectContaining({ amount_cents: 2_500, kind: "top_up", memo: "paid at the desk" }),
    expect.objectContaining({ amount_cents: 200, kind: "refund", booking_id: booking }),
    expect.objectContaining({ amount_cents: -300, kind: "charge", booking_id: booking }),
    expect.objectContaining({ amount_cents: 10_000, kind: "promotion", booking_id: null }),
  ]);
  for (const limit of [1, 2, 4, 5])
    expect(await park.pages(`${url}/${id}/ledger?limit=${limit}`, "entries")).toEqual(entries);
});

test("each currency has its own balance and its own entries", async () => {
  const { id } = await driver();
  await adjust(id, { amount_cents: 700, reason: "x", currency: "EUR" });
  await adjust(id, { amount_cents: 11, reason: "x" });
  const account = (await park.get(`${url}/${id}`)).json;
  const home = account.currency as string;
  expect(account.balances).toHaveLength(2);
  expect(account.balances).toContainEqual({ currency: "USD", balance_cents: 10_011 });
  expect(account.balances).toContainEqual({ currency: "EUR", balance_cents: 700 });
  for (const { currency, balance_cents } of account.balances) {
    const told = (await park.get(`${url}/${id}/ledger?currency=${currency}`)).json;
    expect([told.currency, told.balance_cents, sum(told.entries)]).toEqual([currency, balance_cents, balance_cents]);
  }
  expect((await park.get(`${url}/${id}/ledger`)).json.currency).toBe(home);
  expect((await park.get(`${url}/${id}/ledger?currency=GBP`)).json).toEqual({
    entries: [],
    currency: "GBP",
    balance_cents: 0,
    count: 0,
    next_cursor: null,
  });
});

describe("a change of a balance", () => {
  test("answers 201 with the account, is in the audit log, and says to the driver what happened", async () => {
    const { id, phone } = await driver();
    const made = await adjust(id, { amount_cents: 500, reason: " goodwill " });
    expect(made).toMatchObject({ status: 201, json: { id, phone, balance_cents: 10_500 } });
    const { entries } = (await park.get(`/api/audit?subject=account&id=${id}`, "admin")).json;
    expect(entries).toMatchObject([
      {
        action: "account.adjustment",
        actor: "api:admin key",
        note: "goodwill",
        before: { balance_cents: 10_000 },
        after: { balance_cents: 10_500 },
      },
    ]);
    const told = await world.db
      .selectFrom("messages")
      .select("text_body")
      .where("direction", "=", "out")
      .orderBy("id", "desc")
      .executeTakeFirstOrThrow();
    expect(told.text_body).toBe("$5.00 was added to your balance. Your balance is $105.00.");
  });

  test("without a key counts every time, with one once, also when asked many times at once", async () => {
    const { id } = await driver();
    const change = { amount_cents: 100, reason: "x" };
    await adjust(id, change);
    expect((await adjust(id, change)).json.balance_cents).toBe(10_200);
    const answers = await Promise.all(Array.from({ length: 6 }, () => adjust(id, change, `once ${id}`)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(await adjust(id, change, `once ${id}`)).toMatchObject({ status: 200, json: { balance_cents: 10_300 } });
    expect(await ledger.verify(world.db)).toEqual([]);
  });

  test("is another one under a used key when anything of it differs", async () => {
    const [{ id }, other] = [await driver(), await driver()];
    const change = { amount_cents: 100, reason: "x" };
    await adjust(id, change, `k ${id}`);
    for (const differs of [
      { amount_cents: 101 },
      { amount_cents: -100 },
      { reason: "y" },
      { kind: "top_up" },
      { currency: "EUR" },
    ])
      expect(await adjust(id, { ...change, ...differs }, `k ${id}`)).toMatchObject({
        status: 409,
        json: { code: "IDEMPOTENCY_MISMATCH" },
      });
    expect(await adjust(other.id, change, `k ${id}`)).toMatchObject({ status: 409 });
    expect((await park.get(`${url}/${other.id}`)).json.balance_cents).toBe(10_000);
  });

  test("of an account that became part of another is one of that", async () => {
    const [gone, kept] = [await driver(), await driver()];
    const { id: account } = gone;
    const change = { amount_cents: 100, reason: "x" };
    await adjust(account, change, `m ${account}`);
    await park.post(`/api/parking/bookings/${gone.booking}/cancel`);
    await world.db
      .updateTable("accounts")
      .set({ contact_id: null, merged_into: kept.id })
      .where("id", "=", account)
      .execute();
    expect((await park.get(`${url}/${account}`)).json.id).toBe(kept.id);
    expect(await adjust(account, change, `m ${account}`)).toMatchObject({ status: 200, json: { id: kept.id } });
    expect(await adjust(account, change)).toMatchObject({ status: 201, json: { id: kept.id, balance_cents: 10_100 } });
  });

  test.each<[string, unknown]>([
    ["nothing", {}],
    ["no body", undefined],
    ["no reason", { amount_cents: 5 }],
    ["a blank reason", { amount_cents: 5, reason: " \n" }],
    ["U+0000 in the reason", { amount_cents: 5, reason: "x\0" }],
    ["no sum", { reason: "x" }],
    ["a sum of nothing", { amount_cents: 0, reason: "x" }],
    ["half a cent", { amount_cents: 0.5, reason: "x" }],
    ["a sum as text", { amount_cents: "5", reason: "x" }],
    ["a sum beyond every balance", { amount_cents: Number.MAX_SAFE_INTEGER, reason: "x" }],
    ["no number", { amount_cents: null, reason: "x" }],
    ["a top-up that takes", { amount_cents: -5, reason: "x", kind: "top_up" }],
    ["another kind", { amount_cents: 5, reason: "x", kind: "promotion" }],
    ["a currency that is none", { amount_cents: 5, reason: "x", currency: "usd" }],
    ["another field", { amount_cents: 5, reason: "x", note: "y" }],
  ])("is refused: %s", async (_, payload) => {
    const { id } = await driver();
    expect(await adjust(id, payload)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
    expect((await park.get(`${url}/${id}`)).json.balance_cents).toBe(10_000);
  });
});

test.each([
  ["999999", 404],
  ["0", 400],
  ["x", 400],
  ["3000000000", 400],
])("the account %s is not there", async (id, status) => {
  for (const path of [id, `${id}/ledger`]) expect((await park.get(`${url}/${path}`)).status).toBe(status);
  expect((await park.post(`${url}/${id}/adjustments`, { amount_cents: 5, reason: "x" })).status).toBe(status);
});

test.each(["phone=abc", "limit=x", "cursor=x"])("refused: %s", async (query) => {
  expect((await park.get(`${url}?${query}`)).status).toBe(400);
});

test("a currency that is none has no ledger", async () => {
  const { id } = await driver();
  expect((await park.get(`${url}/${id}/ledger?currency=XX`)).json).toMatchObject({ code: "BAD_REQUEST" });
});

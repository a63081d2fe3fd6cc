// Bookings over HTTP: created once per idempotency key, found and listed page by page; and which requests are refused.
import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { parkApi } from "../../../test/support/park-api.ts";
import { openConversation } from "../../../test/support/record.ts";

const world = useApp();
const park = parkApi(world);
const url = "/api/parking/bookings";

const book = (payload: unknown, key?: string, role: "agent" | "admin" = "agent") =>
  park.post(url, payload, role, key === undefined ? {} : { "idempotency-key": key });
const one = async (id: number) => (await park.get(`${url}/${id}`)).json;

test("a booking for somebody who wrote: 201 with everything about it", async () => {
  const lot = await park.lot({ daily_cap_cents: 2_000, free_minutes: 5 });
  const phone = park.phone();
  await openConversation(world.db, { from: phone, senderName: "Ana" });
  const made = await book({ phone: `+${phone}`, spot: "a", lot_id: lot.id });
  expect(made.status).toBe(201);
  expect(made.json).toEqual({
    id: expect.any(Number),
    status: "reserved",
    spot: "A",
    lot: "Market Square",
    spot_id: lot.spots[0].id,
    lot_id: lot.id,
    account_id: expect.any(Number),
    username: `whatsapp_${phone}`,
    phone,
    reserved_at: "2026-01-01T12:00:00.000Z",
    expires_at: "2026-01-02T00:00:00.000Z",
    extended_at: null,
    started_at: null,
    empty_since: null,
    billed_until: null,
    ended_at: null,
    closed_at: null,
    amount_cents: null,
    cost_so_far_cents: 0,
    currency: "USD",
    rate_cents_per_hour: 300,
    daily_cap_cents: 2_000,
    free_minutes: 5,
    created_by: "api:agent key",
    ended_by: null,
    driver_message: expect.objectContaining({ reaches: "now" }),
    message_costs: [],
    timeline: [
      {
        at: "2026-01-01T12:00:00.000Z",
        type: "booking.confirmed",
        by: null,
        note: null,
        data: { expires_at: "2026-01-02T00:00:00.000Z" },
      },
    ],
  });
  // Whether the driver is notified belongs to the action, not to the booking.
  const { driver_message: _told, ...booking } = made.json;
  expect(await one(made.json.id)).toEqual(booking);
  const { timeline: _, message_costs: _costs, ...row } = booking;
  expect((await park.get(`${url}/?phone=${phone}`)).json).toEqual({ bookings: [row], count: 1, next_cursor: null });
});

test("somebody who never wrote can be booked for: the number gets an account without the welcome credit, which is for their own message", async () => {
  const { spots } = await park.lot();
  const phone = park.phone();
  const made = await book({ phone, spot_id: spots[0].id });
  expect(made).toMatchObject({ status: 201, json: { phone, username: `whatsapp_${phone}` } });
  const { accounts } = (await park.get(`/api/accounts?phone=${phone}`)).json;
  expect(accounts).toMatchObject([{ id: made.json.account_id, balance_cents: 0 }]);
  await park.post(`${url}/${made.json.id}/cancel`);
  const again = await book({ account_id: made.json.account_id, spot_id: spots[1].id });
  expect(again).toMatchObject({ status: 201, json: { account_id: made.json.account_id, phone } });
});

test("two spellings of one number are one driver", async () => {
  const { spots } = await park.lot();
  const made = await book({ phone: "+55 (11) 98765-4321", spot_id: spots[0].id });
  const other = await book({ phone: "551187654321", spot_id: spots[1].id });
  expect(other).toMatchObject({ status: 409, json: { code: "ALREADY_BOOKED" } });
  expect((await park.get(`${url}?phone=551187654321`)).json.bookings).toMatchObject([{ id: made.json.id }]);
});

describe("with an Idempotency-Key", () => {
  test("the same request is the same booking, 200, also after it was moved or is over", async () => {
    const { spots } = await park.lot();
    const wish = { phone: park.phone(), spot_id: spots[0].id };
    const made = await book(wish, "k1");
    expect(made.status).toBe(201);
    expect(await book({ ...wish, phone: `00${wish.phone}` }, "k1")).toEqual({
      ...made,
      status: 200,
      headers: expect.anything(),
    });
    await park.post(`${url}/${made.json.id}/move`, { spot: "B" });
    expect(await book(wish, "k1")).toMatchObject({ status: 200, json: { id: made.json.id, spot: "B" } });
    await park.post(`${url}/${made.json.id}/cancel`);
    expect(await book(wish, "k1")).toMatchObject({ status: 200, json: { id: made.json.id, status: "cancelled" } });
    const row = await world.db
      .selectFrom("bookings")
      .select("key")
      .where("id", "=", made.json.id)
      .executeTakeFirstOrThrow();
    expect(row.key).toMatch(/^key:\d+:k1$/);
  });

  test("asked many times at once it is booked once", async () => {
    const { spots } = await park.lot();
    const wish = { phone: park.phone(), spot_id: spots[0].id };
    const answers = await Promise.all(Array.from({ length: 8 }, () => book(wish, "rush")));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map((answer) => answer.json.id)).size).toBe(1);
  });

  test("another spot or another driver is another request", async () => {
    const { spots } = await park.lot();
    const phone = park.phone();
    await book({ phone, spot_id: spots[0].id }, "k2");
    const stranger = park.phone();
    for (const wish of [
      { phone, spot_id: spots[1].id },
      { phone: stranger, spot_id: spots[0].id },
    ]) {
      expect(await book(wish, "k2")).toMatchObject({ status: 409, json: { code: "IDEMPOTENCY_MISMATCH" } });
    }
    expect((await park.get(`/api/accounts?phone=${stranger}`)).json.count).toBe(0);
  });

  test("a key stands for itself only with the API key that sent it", async () => {
    const { spots } = await park.lot();
    const first = await book({ phone: park.phone(), spot_id: spots[0].id }, "k3", "agent");
    const second = await book({ phone: park.phone(), spot_id: spots[1].id }, "k3", "admin");
    expect([first.status, second.status]).toEqual([201, 201]);
  });

  test("a refused request leaves the key unused", async () => {
    const { spots } = await park.lot();
    await book({ phone: park.phone(), spot_id: spots[0].id });
    const phone = park.phone();
    expect((await book({ phone, spot_id: spots[0].id }, "k4")).status).toBe(409);
    expect((await book({ phone, spot_id: spots[1].id }, "k4")).status).toBe(201);
  });

  test.each([
    ["", 400],
    ["x".repeat(201), 400],
  ])("%j is none", async (key, status) => {
    expect((await book({ phone: park.phone(), spot_id: 1 }, key)).status).toBe(status);
  });
});

describe("refused", () => {
  const phone = "+1 555 010 9001";
  test.each<[string, unknown, string]>([
    ["nothing", {}, "BAD_REQUEST"],
    ["no body", undefined, "BAD_REQUEST"],
    ["no driver", { spot: "A" }, "BAD_REQUEST"],
    ["two drivers", { phone, account_id: 1, spot: "A" }, "BAD_REQUEST"],
    ["no spot", { phone }, "BAD_REQUEST"],
    ["two spots", { phone, spot: "A", spot_id: 1 }, "BAD_REQUEST"],
    ["a lot with a spot's id", { phone, spot_id: 1, lot_id: 1 }, "BAD_REQUEST"],
    ["another field", { phone, spot: "A", hold: 5 }, "BAD_REQUEST"],
    ["a number that is none", { phone: "abc", spot_id: 1 }, "BAD_REQUEST"],
    ["U+0000 in the number", { phone: "+1555\0", spot_id: 1 }, "BAD_REQUEST"],
    ["U+0000 in the code", { phone, spot: "\0" }, "BAD_REQUEST"],
    ["an id that is text", { phone, spot_id: "1" }, "BAD_REQUEST"],
    ["an id beyond its column", { phone, spot_id: 3_000_000_000 }, "BAD_REQUEST"],
    ["an account beyond every number", { account_id: 1e300, spot: "A" }, "BAD_REQUEST"],
    ["a spot that is not there", { phone, spot_id: 999_999 }, "NOT_FOUND"],
    ["a code that nothing has", { phone, spot: "nowhere" }, "NOT_FOUND"],
    ["a code without a letter", { phone, spot: "?" }, "NOT_FOUND"],
    ["a code of another lot", { phone, spot: "A", lot_id: 999_999 }, "NOT_FOUND"],
    ["an account that is not there", { account_id: 999_999, spot_id: 1 }, "NOT_FOUND"],
    ["a user id that never wrote", { phone: "US.1", spot_id: 1 }, "NOT_FOUND"],
  ])("%s", async (_, payload, code) => {
    expect(await book(payload)).toMatchObject({ json: { code, detail: expect.stringMatching(/.{10}/) } });
    expect((await park.get("/api/accounts?phone=15550109001")).json.count).toBe(0);
  });

  test("a code that several lots have: the answer names them", async () => {
    const code = `Twin ${park.phone()}`.slice(0, 20);
    const [first, second] = [
      await park.lot({ name: "North", spots: [{ code }] }),
      await park.lot({ name: "South", spots: [{ code: code.toLowerCase() }] }),
    ];
    const answer = await book({ phone: park.phone(), spot: code });
    expect(answer).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
    expect(answer.json.detail).toBe(
      `Spot ${code} is in the lots ${first.id} (North), ${second.id} (South). Say which with lot_id.`,
    );
    const wish = { phone: park.phone(), spot: code, lot_id: second.id };
    expect(await book(wish)).toMatchObject({ status: 201, json: { lot: "South" } });
  });

  test("a spot that is taken, a driver who has a booking, and one who cannot pay", async () => {
    const { spots } = await park.lot({ minimum_balance_cents: 10_001 });
    const cheap = await park.lot({ minimum_balance_cents: 0 });
    const phone = park.phone();
    await openConversation(world.db, { from: phone });
    expect(await book({ phone, spot_id: spots[0].id })).toMatchObject({
      status: 409,
      json: { code: "BALANCE_TOO_LOW", detail: expect.stringContaining("$100.01") },
    });
    const { account_id } = await park.book(cheap.spots[0].id, phone);
    expect(await book({ phone, spot_id: cheap.spots[1].id })).toMatchObject({
      status: 409,
      json: { code: "ALREADY_BOOKED" },
    });
    const taken = await book({ phone: park.phone(), spot_id: cheap.spots[0].id });
    expect(taken).toMatchObject({ status: 409, json: { code: "SPOT_TAKEN" } });
    expect(account_id).toEqual(expect.any(Number));
  });
});

describe("lists", () => {
  let lot: Awaited<ReturnType<typeof park.lot>>;
  const phones: string[] = [];
  const ids: number[] = [];
  beforeAll(async () => {
    lot = await park.lot({ name: "Listed", spots: Array.from({ length: 11 }, (_, index) => ({ code: `L${index}` })) });
    for (const [index, spot] of lot.spots.entries()) {
      const phone = park.phone();
      phones.push(phone);
      ids.push((await park.book(spot.id, phone)).id);
      // Four bookings have the same time.
      if (index % 4 === 3) world.clock.advance(1_000);
    }
    await park.post(`${url}/${ids[0]}/cancel`);
    await park.post(`${url}/${ids[1]}/start`);
    await park.post(`${url}/${ids[2]}/start`);
    await park.post(`${url}/${ids[2]}/complete`);
  });

  test.each<[string, () => number[]]>([
    ["", () => [...ids].reverse()],
    ["&status=", () => [...ids].reverse()],
    ["&status=cancelled", () => [ids[0]!]],
    ["&status=active,completed", () => [ids[2]!, ids[1]!]],
    ["&status=expired", () => []],
    ["&spot=l5", () => [ids[5]!]],
    ["&spot=L", () => []],
    ["&phone=PHONE7", () => [ids[7]!]],
    ["&phone=PHONE7&status=cancelled", () => []],
    ["&phone=15550109998", () => []],
    ["&phone=", () => [...ids].reverse()],
  ])("filter %s", async (filter, expected) => {
    const query = filter.replace("PHONE7", phones[7]!);
    const { bookings, count } = (await park.get(`${url}?lot_id=${lot.id}${query}`)).json;
    expect(bookings.map((row: { id: number }) => row.id)).toEqual(expected());
    expect(count).toBe(expected().length);
  });

  test("by account, alone and with a number", async () => {
    const { account_id } = await one(ids[3]!);
    const found = async (query: string) =>
      (await park.get(`${url}?account_id=${account_id}${query}`)).json.bookings.map((row: { id: number }) => row.id);
    expect(await found("")).toEqual([ids[3]]);
    expect(await found(`&phone=${phones[3]}`)).toEqual([ids[3]]);
    expect(await found(`&phone=${phones[4]}`)).toEqual([]);
  });

  test.each([1, 2, 3, 4, 5, 11, 500])("pages of %i: newest first, none twice, none missing", async (limit) => {
    const rows = await park.pages(`${url}?lot_id=${lot.id}&limit=${limit}`, "bookings");
    expect(rows.map((row) => row.id)).toEqual([...ids].reverse());
  });

  test("the count is of all that match, whatever the page", async () => {
    expect((await park.get(`${url}?lot_id=${lot.id}&limit=2`)).json).toMatchObject({ count: 11, bookings: [{}, {}] });
  });

  test.each([
    ["status=parked", "BAD_REQUEST"],
    ["status=active,", "BAD_REQUEST"],
    ["status=__proto__", "BAD_REQUEST"],
    ["phone=abc", "BAD_REQUEST"],
    ["lot_id=x", "BAD_REQUEST"],
    ["lot_id=99999999999", "BAD_REQUEST"],
    ["spot=%00", "BAD_REQUEST"],
    ["limit=0", "BAD_REQUEST"],
    ["cursor=x", "BAD_CURSOR"],
    [`cursor=${Buffer.from("[null,5]").toString("base64url")}`, "BAD_CURSOR"],
  ])("refused: %s", async (query, code) => {
    expect(await park.get(`${url}?${query}`)).toMatchObject({ status: 400, json: { code } });
  });
});

test("what a stay costs so far grows with the clock, at the rate of when it was booked", async () => {
  const lot = await park.lot({ spots: [{ code: "A" }] });
  const { id } = await park.book(lot.spots[0].id);
  await park.post(`${url}/${id}/start`);
  await park.patch(`/api/parking/lots/${lot.id}`, { rate_cents_per_hour: 9_900 });
  world.clock.advance(90 * 60_000);
  expect(await one(id)).toMatchObject({ status: "active", cost_so_far_cents: 450, amount_cents: null });
});

test.each([
  ["999999", 404, "NOT_FOUND"],
  ["9007199254740991", 404, "NOT_FOUND"],
  ["99999999999999999999", 400, "BAD_REQUEST"],
  ["0", 400, "BAD_REQUEST"],
  ["x", 400, "BAD_REQUEST"],
])("the booking %s is not there", async (id, status, code) => {
  expect(await park.get(`${url}/${id}`)).toMatchObject({ status, json: { code } });
});

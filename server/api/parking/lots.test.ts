// Lots over HTTP: creating them with their spots, reading, changing and enlarging them; and which requests are refused.
import { describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { parkApi } from "../../../test/support/park-api.ts";

const world = useApp();
const park = parkApi(world);
const url = "/api/parking/lots";
const terms = { name: "Market Square", currency: "EUR", rate_cents_per_hour: 250 };

const freeSpot = (id: unknown, lotId: unknown, code: string) => ({
  id,
  lot_id: lotId,
  code,
  state: "free",
  light: { desired: "off", reported: null },
  device: null,
  sensor: { occupied: null, since: null },
  booking: null,
  offer: null,
  maintenance: false,
  maintenance_reason: null,
  maintenance_at: null,
});

test("a lot's life: 201 with everything that was not said, the spots in the order of their codes", async () => {
  const made = await park.post(url, { ...terms, name: "  Market Square ", spots: [{ code: "A10" }, { code: " a2 " }] });
  expect(made.status).toBe(201);
  const { id } = made.json;
  expect(made.json).toEqual({
    id: expect.any(Number),
    ...terms,
    time_zone: "UTC",
    daily_cap_cents: null,
    free_minutes: 0,
    hold_minutes: 720,
    reminder_minutes: 30,
    extension_minutes: 60,
    offer_minutes: 10,
    debounce_seconds: 30,
    minimum_balance_cents: 100,
    low_balance_minutes: 30,
    max_stay_minutes: 1_440,
    agent_limit_cents: 10_000,
    created_at: "2026-01-01T12:00:00.000Z",
    updated_at: "2026-01-01T12:00:00.000Z",
    spots: [freeSpot(expect.any(Number), id, "a2"), freeSpot(expect.any(Number), id, "A10")],
  });
  expect((await park.get(`${url}/${id}`)).json).toEqual(made.json);
  expect((await park.get(`${url}/`)).json.lots).toContainEqual(made.json);

  world.clock.advance(60_000);
  const changes = { rate_cents_per_hour: 0, daily_cap_cents: 2_000, time_zone: "Europe/Berlin", name: "Square" };
  const changed = await park.patch(`${url}/${id}`, changes);
  expect(changed.json).toEqual({ ...made.json, ...changes, updated_at: "2026-01-01T12:01:00.000Z" });
  expect((await park.patch(`${url}/${id}`, { daily_cap_cents: null })).json.daily_cap_cents).toBeNull();

  const added = await park.post(`${url}/${id}/spots`, { spots: [{ code: "B" }] });
  expect(added.status).toBe(201);
  expect(added.json.spots.map((spot: { code: string }) => spot.code)).toEqual(["a2", "A10", "B"]);
  expect(
    (await world.call("admin", { method: "GET", url: `/api/audit?subject=lot&id=${id}` })).json.entries,
  ).toMatchObject([
    { action: "lot.add_spots", actor: "api:admin key", after: { codes: ["B"] } },
    { action: "lot.change", before: { daily_cap_cents: 2_000 }, after: { daily_cap_cents: null } },
    { action: "lot.change", before: { name: "Market Square" }, after: { name: "Square" } },
    { action: "lot.create", before: null, after: { name: "Market Square", codes: ["A10", "a2"] } },
  ]);
});

test("everything may be said, and a lot may begin without spots", async () => {
  const said = {
    ...terms,
    currency: "JPY",
    time_zone: "America/Argentina/Buenos_Aires",
    daily_cap_cents: 1,
    free_minutes: 1_440,
    hold_minutes: 10_080,
    reminder_minutes: 0,
    extension_minutes: 0,
    offer_minutes: 1,
    debounce_seconds: 0,
    minimum_balance_cents: 0,
    low_balance_minutes: 0,
  };
  expect((await park.post(url, said)).json).toMatchObject({ ...said, spots: [] });
});

test("an empty change changes nothing but says so", async () => {
  const { id, name } = await park.lot();
  expect(await park.patch(`${url}/${id}`, {})).toMatchObject({ status: 200, json: { id, name } });
});

test("whoever waits is offered a spot that is added", async () => {
  const { id, spots } = await park.lot({ spots: [{ code: "A" }] });
  await park.book(spots[0].id);
  const { json: other } = await park.post("/api/parking/bookings", {
    phone: park.phone(),
    spot_id: (await park.lot()).spots[0].id,
  });
  await park.post(`/api/parking/bookings/${other.id}/cancel`);
  await world.db
    .insertInto("waitlist")
    .values({ lot_id: id, account_id: other.account_id, joined_at: world.clock() })
    .execute();
  const { json } = await park.post(`${url}/${id}/spots`, { spots: [{ code: "B" }] });
  expect(json.spots[1]).toMatchObject({ code: "B", state: "reserved", offer: { account_id: other.account_id } });
});

describe("refused", () => {
  const { name: _, ...nameless } = terms;
  test.each<[string, unknown, RegExp]>([
    ["nothing", {}, /name/],
    ["no body", undefined, /is missing/],
    ["a list", [], /body/],
    ["null", null, /is missing|is not/],
    ["no name", nameless, /name/],
    ["a blank name", { ...terms, name: "  " }, /name/],
    ["a name that is not text", { ...terms, name: 5 }, /name/],
    ["U+0000 in a name", { ...terms, name: "x\0" }, /U\+0000/],
    ["half an emoji in a name", { ...terms, name: "\ud800" }, /surrogate/],
    ["a currency in small letters", { ...terms, currency: "usd" }, /ISO 4217 in capitals/],
    ["a currency that is none", { ...terms, currency: "QQQ" }, /ISO 4217/],
    ["a time zone that is none", { ...terms, time_zone: "Europe/Nowhere" }, /Europe\/Berlin/],
    ["an offset as time zone", { ...terms, time_zone: "+02:00" }, /IANA/],
    ["a rate below zero", { ...terms, rate_cents_per_hour: -1 }, /rate_cents_per_hour/],
    ["half a cent", { ...terms, rate_cents_per_hour: 0.5 }, /rate_cents_per_hour/],
    ["a rate as text", { ...terms, rate_cents_per_hour: "300" }, /rate_cents_per_hour/],
    ["a rate beyond every number", { ...terms, rate_cents_per_hour: 1e308 }, /rate_cents_per_hour/],
    ["no rate at all", { ...terms, rate_cents_per_hour: null }, /rate_cents_per_hour/],
    ["a cap of nothing", { ...terms, daily_cap_cents: 0 }, /daily_cap_cents/],
    ["a cap beyond its column", { ...terms, daily_cap_cents: 3_000_000_000 }, /daily_cap_cents/],
    ["a hold of no time", { ...terms, hold_minutes: 0 }, /hold_minutes/],
    ["a debounce of days", { ...terms, debounce_seconds: 86_400 }, /debounce_seconds/],
    ["a field that there is not", { ...terms, hold_minute: 5 }, /hold_minute/],
    ["spots as text", { ...terms, spots: "A,B" }, /spots/],
    ["codes without their field", { ...terms, spots: ["A"] }, /spots/],
    ["an empty code", { ...terms, spots: [{ code: " " }] }, /is empty/],
    ["a code without a letter", { ...terms, spots: [{ code: "?!" }] }, /no letter or digit/],
    ["a long code", { ...terms, spots: [{ code: "x".repeat(21) }] }, /longer than 20/],
    ["U+0000 in a code", { ...terms, spots: [{ code: "A\0B" }] }, /U\+0000/],
    ["a code that cannot be seen", { ...terms, spots: [{ code: "A\u200b" }] }, /cannot be seen/],
    ["more spots than fit", { ...terms, spots: Array.from({ length: 1_001 }, (_, n) => ({ code: `S${n}` })) }, /spots/],
  ])("%s", async (_, payload, why) => {
    const answer = await park.post(url, payload);
    expect(answer).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
    expect(answer.json.detail).toMatch(why);
  });

  test("a code twice, whatever its case, accents and signs; and nothing of that lot stays", async () => {
    const before = (await park.get(url)).json.lots.length;
    const twice = await park.post(url, { ...terms, spots: [{ code: "E-1" }, { code: "é 1" }] });
    expect(twice).toMatchObject({ status: 409, json: { code: "CODE_TAKEN", detail: expect.stringContaining("E-1") } });
    const { id } = await park.lot();
    const again = await park.post(`${url}/${id}/spots`, { spots: [{ code: "C" }, { code: "b" }] });
    expect(again).toMatchObject({ status: 409, json: { code: "CODE_TAKEN" } });
    const { lots } = (await park.get(url)).json;
    expect(lots).toHaveLength(before + 1);
    expect(lots.at(-1).spots).toHaveLength(2);
  });

  test.each([
    ["GET", "999999", undefined, 404, "NOT_FOUND"],
    ["PATCH", "999999", { name: "x" }, 404, "NOT_FOUND"],
    ["POST", "999999/spots", { spots: [{ code: "A" }] }, 404, "NOT_FOUND"],
    ["GET", "3000000000", undefined, 400, "BAD_REQUEST"],
    ["GET", "x", undefined, 400, "BAD_REQUEST"],
    ["PATCH", "1", { spots: [] }, 400, "BAD_REQUEST"],
    ["POST", "1/spots", { spots: [] }, 400, "BAD_REQUEST"],
  ] as const)("%s %s", async (method, id, payload, status, code) => {
    const answer = await world.call("admin", { method, url: `${url}/${id}`, ...(payload ? { payload } : {}) });
    expect(answer).toMatchObject({ status, json: { code } });
  });
});

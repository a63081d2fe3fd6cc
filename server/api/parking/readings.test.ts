// Readings over HTTP: authentication by a device's own token only, wrong clocks, and the list of readings.
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { at } from "../../../test/support/build.ts";
import { parkApi } from "../../../test/support/park-api.ts";

const world = useApp();
const park = parkApi(world);

let lot: Awaited<ReturnType<typeof park.lot>>;
let board: Awaited<ReturnType<typeof park.board>>;
beforeEach(async () => {
  lot = await park.lot();
  board = await park.board(lot.spots[0].id);
});

const say = (payload: unknown, authorization: string | null = `Bearer ${board.password}`, id: unknown = board.id) =>
  world.call(null, {
    method: "POST",
    url: `/api/devices/${id}/readings`,
    payload: payload as object,
    headers: authorization === null ? {} : { authorization },
  });
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
const list = async (query = "") => (await park.get(`/api/devices/${board.id}/readings${query}`)).json;

test("a reading is of now unless it says when, and what follows from it is done when it is answered", async () => {
  // A spot is unknown, and cannot be booked, until its device has reported.
  await board.car(false);
  const { id } = await park.book(lot.spots[0].id);
  expect(await say({ occupied: true })).toMatchObject({ status: 202, json: { outcome: "taken" } });
  expect((await park.get(`/api/parking/bookings/${id}`)).json).toMatchObject({
    status: "active",
    started_at: "2026-01-01T12:00:00.000Z",
  });
  world.clock.advance(3_600_000);
  const left = await say({ occupied: false, at: "2026-01-01T13:55:00+01:00" });
  expect(left).toMatchObject({ status: 202, json: { outcome: "taken" } });
  expect((await park.get(`/api/parking/bookings/${id}`)).json).toMatchObject({
    status: "active",
    empty_since: "2026-01-01T12:55:00.000Z",
    cost_so_far_cents: 275,
  });
  expect((await park.get(`/api/devices/${board.id}`)).json).toMatchObject({
    transport: "http",
    presence: "online",
    occupied: false,
    occupied_at: "2026-01-01T12:55:00.000Z",
    last_seen_at: "2026-01-01T13:00:00.000Z",
  });
});

test("one that comes after a newer one is stale, one of the future is early, and neither is used", async () => {
  await say({ occupied: true });
  const server_time = at(0).toISOString();
  const problem = expect.stringMatching(/Set the board's clock/);
  const said = async (occupied: boolean, seconds: number) =>
    (await say({ occupied, at: at(seconds).toISOString() })).json;
  expect(await said(false, -1)).toEqual({ outcome: "stale", server_time, problem });
  expect(await said(false, 61)).toEqual({ outcome: "early", server_time, problem });
  expect(await said(true, 59)).toEqual({ outcome: "taken", server_time });
  expect((await park.get(`/api/devices/${board.id}`)).json).toMatchObject({ occupied: true });
  const { readings, count } = await list();
  expect(count).toBe(3);
  expect(readings).toEqual([
    {
      id: expect.any(Number),
      spot_id: lot.spots[0].id,
      occupied: false,
      at: at(61).toISOString(),
      received_at: at(0).toISOString(),
      outcome: "early",
    },
    expect.objectContaining({ at: at(-1).toISOString(), outcome: "stale" }),
    expect.objectContaining({ at: at(0).toISOString(), outcome: "taken" }),
  ]);
});

test("pages of readings: newest first, none twice, none missing", async () => {
  for (let count = 0; count < 7; count += 1) {
    world.clock.advance(1_000);
    await board.car(count % 2 === 0);
  }
  const ids = (await list()).readings.map((one: { id: number }) => one.id);
  expect(ids).toHaveLength(7);
  for (const limit of [1, 3, 7])
    expect(
      (await park.pages(`/api/devices/${board.id}/readings?limit=${limit}`, "readings")).map((row) => row.id),
    ).toEqual(ids);
});

describe("only the board's own password lets it speak", () => {
  test("as Bearer, or as Basic with its name", async () => {
    expect((await say({ occupied: true }, `bearer ${board.password}`)).status).toBe(202);
    expect((await say({ occupied: true }, basic(`device-${board.id}:${board.password}`))).status).toBe(202);
  });

  test.each<[string, () => Promise<string | null>]>([
    ["nothing", async () => null],
    ["no token", async () => "Bearer "],
    ["another word", async () => `Token ${board.password}`],
    ["a wrong token", async () => `Bearer ${board.password}x`],
    ["a token with a tail", async () => `Bearer ${board.password} x`],
    ["an admin's key", async () => `Bearer ${world.keys.admin}`],
    ["another board's token", async () => `Bearer ${(await park.board(lot.spots[1].id)).password}`],
    ["Basic without a name", async () => basic(`:${board.password}`)],
    ["Basic with another name", async () => basic(`device-${board.id + 1}:${board.password}`)],
    ["Basic with an admin's key", async () => basic(`device-${board.id}:${world.keys.admin}`)],
    ["Basic that is no base64", async () => "Basic %%%"],
    ["Basic without a colon", async () => basic(`device-${board.id}`)],
    [
      "another board's name and password",
      async () => {
        const other = await park.board(lot.spots[1].id);
        return basic(`device-${other.id}:${other.password}`);
      },
    ],
    [
      "a password that was renewed",
      async () => {
        await park.post(`/api/devices/${board.id}/credentials`);
        return `Bearer ${board.password}`;
      },
    ],
    [
      "the password of a board that was removed",
      async () => {
        await world.call("admin", { method: "DELETE", url: `/api/devices/${board.id}` });
        return `Bearer ${board.password}`;
      },
    ],
  ])("not %s", async (_, authorization) => {
    const answer = await say({ occupied: true }, await authorization());
    expect(answer).toMatchObject({
      status: 401,
      json: { code: "DEVICE_TOKEN_WRONG", detail: expect.stringContaining(String(board.id)) },
      headers: { "www-authenticate": "Bearer" },
    });
    const { rows } = await world.pool.query("select 1 from device_readings where device_id = $1", [board.id]);
    expect(rows).toEqual([]);
  });

  test.each(["x", "0", "-1", "999999", "99999999999", "__proto__", "1e1"])(
    "at the address of %s nobody is let in",
    async (id) => {
      expect(await say({ occupied: true }, undefined, id)).toMatchObject({
        status: 401,
        json: { code: "DEVICE_TOKEN_WRONG" },
      });
    },
  );

  test("the list is not the board's to read", async () => {
    const headers = { authorization: `Bearer ${board.password}` };
    const answer = await world.call(null, { method: "GET", url: `/api/devices/${board.id}/readings`, headers });
    expect(answer).toMatchObject({ status: 401, json: { code: "API_KEY_WRONG" } });
  });
});

test("a board whose clock is off is told so with our time, and staff see it until it is right", async () => {
  // A spot is unknown, and cannot be booked, until its device has reported.
  await board.car(false);
  const { id } = await park.book(lot.spots[0].id);
  const open = async () =>
    (await park.get("/api/parking/incidents?open=true")).json.incidents
      .filter((one: { spot_id: number }) => one.spot_id === lot.spots[0].id)
      .map((one: { kind: string }) => one.kind);
  world.clock.advance(3_600_000);
  const late = await say({ occupied: true, at: "2026-01-01T12:00:30Z" });
  expect(late).toMatchObject({ status: 202, json: { outcome: "late", server_time: "2026-01-01T13:00:00.000Z" } });
  expect(late.json.problem).toMatch(/more than 5 minutes behind/);
  expect((await park.get(`/api/parking/bookings/${id}`)).json).toMatchObject({
    started_at: "2026-01-01T13:00:00.000Z",
  });
  expect(await open()).toEqual(["reading_refused"]);
  expect((await say({ occupied: false, at: "2026-01-01T14:00:00Z" })).json).toMatchObject({ outcome: "early" });
  expect(await open()).toEqual(["reading_refused"]);
  const right = await say({ occupied: true });
  expect(right.json).toEqual({ outcome: "taken", server_time: "2026-01-01T13:00:00.000Z" });
  expect(await open()).toEqual([]);
});

test.each([
  ["a clock that was never set", "1970-01-01T00:05:00Z", "late"],
  ["the very first moment", "1970-01-01T00:00:00Z", "late"],
  ["the year 0", "0000-01-01T00:00:00Z", "late"],
  ["a year beyond four digits", "9999-12-31T23:59:59-23:59", "early"],
])("%s is told to the board and seen by staff like any other wrong time", async (_, when, outcome) => {
  const kinds = async () =>
    (await park.get("/api/parking/incidents?open=true")).json.incidents
      .filter((one: { spot_id: number }) => one.spot_id === lot.spots[0].id)
      .map((one: { kind: string }) => one.kind);
  const answer = await say({ occupied: false, at: when });
  expect(answer).toMatchObject({
    status: 202,
    json: { outcome, problem: expect.stringMatching(/Set the board's clock/) },
  });
  expect(await kinds()).toEqual(["reading_refused"]);
  expect((await say({ occupied: false })).json.outcome).toBe("taken");
  expect(await kinds()).toEqual([]);
  // Also for a reading that changes nothing.
  const again = await say({ occupied: false, at: when });
  expect(again.json.outcome).toBe(outcome === "early" ? "early" : "stale");
  expect(await kinds()).toEqual(["reading_refused"]);
  expect((await list()).readings[0]).toMatchObject({ outcome: again.json.outcome });
});

describe("refused", () => {
  test.each<[string, unknown]>([
    ["nothing", {}],
    ["no body", undefined],
    ["a list", []],
    ["text", { occupied: "ON" }],
    ["a number", { occupied: 1 }],
    ["null", { occupied: null }],
    ["another field", { occupied: true, spot: "A" }],
    ["a time that is none", { occupied: true, at: "now" }],
    ["a time without its offset", { occupied: true, at: "2026-01-01T12:00:00" }],
    ["a time in seconds", { occupied: true, at: 1_767_268_800 }],
    ["a day that there is not", { occupied: true, at: "2026-02-30T00:00:00Z" }],
  ])("%s", async (_, payload) => {
    expect(await say(payload)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
    expect((await list()).count).toBe(0);
  });

  test("a body beyond the limit", async () => {
    expect(await say({ occupied: true, x: "x".repeat(5_000) })).toMatchObject({
      status: 413,
      json: { code: "TOO_LARGE" },
    });
  });

  test.each([
    ["999999", 404],
    ["x", 400],
  ])("the list of %s", async (id, status) => {
    expect((await park.get(`/api/devices/${id}/readings`)).status).toBe(status);
  });
});

// Incidents over HTTP that sensors and drivers cause: listing, filtering and settling them.
import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { parkApi } from "../../../test/support/park-api.ts";

const world = useApp();
const park = parkApi(world);
const url = "/api/parking/incidents";

let lot: Awaited<ReturnType<typeof park.lot>>;
let booking: { id: number };
const boards: Awaited<ReturnType<typeof park.board>>[] = [];
const list = async (query: string) => (await park.get(`${url}?lot_id=${lot.id}${query}`)).json;

beforeAll(async () => {
  lot = await park.lot({ spots: [{ code: "A" }, { code: "B" }, { code: "C" }, { code: "D" }] });
  for (const spot of lot.spots) boards.push(await park.board(spot.id));
  for (const board of boards.slice(0, 3)) await board.car(true);
  // A stay whose sensor reports no car.
  await boards[3]!.car(false);
  booking = await park.book(lot.spots[3].id);
  await boards[3]!.car(true);
  await world.db.updateTable("devices").set({ presence: "offline" }).where("id", "=", boards[3]!.id).execute();
  await park.post(`/api/parking/bookings/${booking.id}/move`, { spot_id: lot.spots[3].id });
});

test("an incident has its spot, its board and its booking, newest first", async () => {
  const { incidents, count } = await list("");
  expect(count).toBe(4);
  expect(incidents[0]).toEqual({
    id: expect.any(Number),
    kind: "device_offline_during_stay",
    lot_id: lot.id,
    spot_id: lot.spots[3].id,
    spot: "D",
    booking_id: booking.id,
    device_id: boards[3]!.id,
    opened_at: "2026-01-01T12:00:00.000Z",
    closed_at: null,
    closed_by: null,
    note: null,
  });
  expect(incidents.slice(1).map((one: { kind: string; spot: string }) => [one.kind, one.spot])).toEqual([
    ["car_without_booking", "C"],
    ["car_without_booking", "B"],
    ["car_without_booking", "A"],
  ]);
});

test("what has passed closes by itself, what people settle has their note", async () => {
  await boards[0]!.car(false);
  const [, , second] = (await list("")).incidents;
  const settled = await park.post(`${url}/${second.id}/settle`, { note: " the gardener " }, "agent");
  expect(settled).toMatchObject({ status: 200 });
  expect(settled.json).toEqual({
    ...second,
    closed_at: "2026-01-01T12:00:00.000Z",
    closed_by: "api:agent key",
    note: "the gardener",
  });
  const closed = (await list("&open=false")).incidents;
  expect(closed).toMatchObject([
    { spot: "B", closed_by: "api:agent key", note: "the gardener" },
    { spot: "A", closed_by: "sensor", note: null },
  ]);
  expect(await list("&open=true")).toMatchObject({ count: 2, incidents: [{ spot: "D" }, { spot: "C" }] });
  const { entries } = (await park.get(`/api/audit?subject=incident&id=${second.id}`, "admin")).json;
  expect(entries).toMatchObject([{ action: "incident.settle", actor: "api:agent key", note: "the gardener" }]);
});

test("filters by booking, and pages", async () => {
  expect(await list(`&booking_id=${booking.id}`)).toMatchObject({ count: 1, incidents: [{ booking_id: booking.id }] });
  expect(await list("&booking_id=999999")).toEqual({ incidents: [], count: 0, next_cursor: null });
  for (const limit of [1, 2, 3, 4]) {
    const rows = await park.pages(`${url}?lot_id=${lot.id}&limit=${limit}`, "incidents");
    expect(rows.map((row) => row.spot)).toEqual(["D", "C", "B", "A"]);
  }
});

describe("refused", () => {
  test.each<[string, unknown, number, string]>([
    ["1", {}, 400, "BAD_REQUEST"],
    ["1", undefined, 400, "BAD_REQUEST"],
    ["1", { note: " " }, 400, "BAD_REQUEST"],
    ["1", { note: "x\0" }, 400, "BAD_REQUEST"],
    ["1", { note: "x", open: true }, 400, "BAD_REQUEST"],
    ["x", { note: "x" }, 400, "BAD_REQUEST"],
    ["999999", { note: "x" }, 404, "NOT_FOUND"],
  ])("settling %s with %j", async (id, payload, status, code) => {
    expect(await park.post(`${url}/${id}/settle`, payload)).toMatchObject({ status, json: { code } });
  });

  test.each(["open=yes", "open=", "lot_id=x", "booking_id=0", "limit=0"])("%s", async (query) => {
    expect(await park.get(`${url}?${query}`)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  });
});

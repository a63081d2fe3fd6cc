// Spots over HTTP: each state with its causes, and taking spots out of service.
import { expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { parkApi } from "../../../test/support/park-api.ts";

const world = useApp();
const park = parkApi(world);
const url = "/api/parking/spots";

const spotsOf = async (lotId: number) => (await park.get(`${url}?lot_id=${lotId}`)).json.spots;

test("spots of all lots, or of one", async () => {
  const [first, second] = [await park.lot(), await park.lot({ spots: [{ code: "Z" }] })];
  expect(await spotsOf(second.id)).toEqual(second.spots);
  const all = (await park.get(url)).json.spots;
  expect(all).toEqual(expect.arrayContaining([...first.spots, ...second.spots]));
  expect(await spotsOf(999_999)).toEqual([]);
});

test("a spot tells its booking, its board, its sensor and its light", async () => {
  const { id, spots } = await park.lot();
  const board = (await park.post("/api/devices", { name: "Post A", spot_id: spots[0].id })).json;
  expect((await spotsOf(id))[0]).toMatchObject({
    state: "unknown",
    light: { desired: "off", reported: null },
    device: { id: board.id, name: "Post A", presence: "never", last_seen_at: null },
  });
  const authorization = `Bearer ${board.password}`;
  const say = (occupied: boolean) =>
    world.call(null, {
      method: "POST",
      url: `/api/devices/${board.id}/readings`,
      headers: { authorization },
      payload: { occupied },
    });
  await say(false);
  const booking = await park.book(spots[0].id);
  const reserved = { booking: { id: booking.id, status: "reserved", account_id: booking.account_id } };
  expect((await spotsOf(id))[0]).toMatchObject({
    ...reserved,
    state: "reserved",
    light: { desired: "blue", reported: null },
    device: { id: board.id, name: "Post A", presence: "online", last_seen_at: "2026-01-01T12:00:00.000Z" },
    sensor: { occupied: false, since: "2026-01-01T12:00:00.000Z" },
  });
  world.clock.advance(5_000);
  await say(true);
  expect((await spotsOf(id))[0]).toEqual({
    ...spots[0],
    state: "occupied",
    booking: { ...reserved.booking, status: "active" },
    light: { desired: "red", reported: null },
    device: { id: board.id, name: "Post A", presence: "online", last_seen_at: "2026-01-01T12:00:05.000Z" },
    sensor: { occupied: true, since: "2026-01-01T12:00:05.000Z" },
  });
});

test("out of service and back: told with its reason, and a spot that is booked cannot be", async () => {
  const { id, spots } = await park.lot();
  const [a, b] = spots;
  const set = (spot: { id: number }, payload: unknown) => park.patch(`${url}/${spot.id}`, payload, "agent");
  const out = await set(a, { maintenance: true, reason: " being painted " });
  expect(out).toMatchObject({ status: 200 });
  expect(out.json).toEqual({
    ...a,
    state: "maintenance",
    light: { desired: "amber", reported: null },
    maintenance: true,
    maintenance_reason: "being painted",
    maintenance_at: "2026-01-01T12:00:00.000Z",
  });
  expect(await spotsOf(id)).toEqual([out.json, b]);
  const refused = await park.post("/api/parking/bookings", { phone: park.phone(), spot_id: a.id }, "agent");
  expect(refused).toMatchObject({
    status: 409,
    json: { code: "SPOT_TAKEN", detail: expect.stringContaining("out of service") },
  });
  expect((await set(a, { maintenance: false })).json).toEqual(a);

  const { id: booking } = await park.book(b.id);
  expect(await set(b, { maintenance: true })).toMatchObject({
    status: 409,
    json: { code: "SPOT_BUSY", detail: expect.stringContaining(String(booking)) },
  });
  const { entries } = (await world.call("admin", { method: "GET", url: `/api/audit?subject=spot&id=${a.id}` })).json;
  expect(entries).toMatchObject([
    { action: "spot.service", actor: "api:agent key" },
    { action: "spot.maintenance", note: "being painted" },
  ]);
});

test.each<[string, string, unknown, number, string]>([
  ["a spot that is not there", "999999", { maintenance: true }, 404, "NOT_FOUND"],
  ["an id beyond its column", "3000000000", { maintenance: true }, 400, "BAD_REQUEST"],
  ["nothing", "1", {}, 400, "BAD_REQUEST"],
  ["no body", "1", undefined, 400, "BAD_REQUEST"],
  ["yes as text", "1", { maintenance: "true" }, 400, "BAD_REQUEST"],
  ["U+0000 in the reason", "1", { maintenance: true, reason: "\0" }, 400, "BAD_REQUEST"],
  ["a long reason", "1", { maintenance: true, reason: "x".repeat(1_001) }, 400, "BAD_REQUEST"],
  ["another field", "1", { maintenance: true, code: "B" }, 400, "BAD_REQUEST"],
])("refused: %s", async (_, id, payload, status, code) => {
  expect(await park.patch(`${url}/${id}`, payload)).toMatchObject({ status, json: { code } });
});

// The audit log over HTTP: who changed what, filtered, page by page.
import { beforeAll, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { parkApi } from "../../../test/support/park-api.ts";
import * as seals from "../../core/access/seals.ts";

const world = useApp();
const park = parkApi(world);
const url = "/api/audit";

/** Entries that exist already: the test application's API keys. */
const keys = 5;

let lot: Awaited<ReturnType<typeof park.lot>>;
const list = async (query = "") => (await park.get(`${url}?${query}`, "admin")).json;

beforeAll(async () => {
  lot = await park.lot();
  for (const cents of [1, 2, 3, 4, 5]) await park.patch(`/api/parking/lots/${lot.id}`, { rate_cents_per_hour: cents });
  await park.patch(`/api/parking/spots/${lot.spots[0].id}`, { maintenance: true, reason: "paint" }, "agent");
});

test("a change has who, when, what was before and after, and why", async () => {
  const { entries, count, next_cursor } = await list();
  expect([count, next_cursor]).toEqual([keys + 7, null]);
  expect(entries[0]).toEqual({
    position: null,
    hash: null,
    id: expect.any(Number),
    at: "2026-01-01T12:00:00.000Z",
    actor: "api:agent key",
    actor_person_id: null,
    actor_key_id: expect.any(Number),
    actor_name: "agent key",
    action: "spot.maintenance",
    subject: "spot",
    subject_id: lot.spots[0].id,
    before: { maintenance_at: null, maintenance_reason: null },
    after: { maintenance_at: "2026-01-01T12:00:00.000Z", maintenance_reason: "paint" },
    note: "paint",
  });
});

test.each<[string, number]>([
  ["subject=lot", 6],
  ["subject=lot&id=LOT", 6],
  ["subject=lot&id=999999", 0],
  ["id=LOT&subject=booking", 0],
  ["actor=api:agent%20key", 1],
  ["actor=api:admin%20key&subject=spot", 0],
  ["actor=nobody", 0],
  ["subject=", keys + 7],
  ["from=2026-01-01T12:00:00Z", keys + 7],
  ["from=2026-01-01T12:00:01Z", 0],
  ["to=2026-01-01T12:00:00Z", 0],
  ["from=2026-01-01T13:00:00%2B01:00&to=2026-01-01T12:00:01Z", keys + 7],
])("filter %s", async (query, expected) => {
  const { entries, count } = await list(query.replace("LOT", String(lot.id)));
  expect([entries.length, count]).toEqual([expected, expected]);
});

test("pages: newest first, none twice, none missing", async () => {
  const ids = (await list()).entries.map((one: { id: number }) => one.id);
  expect(ids).toEqual([...ids].sort((a, b) => b - a));
  for (const limit of [1, 2, 3, 7])
    expect((await park.pages(`${url}?limit=${limit}`, "entries")).map((row) => row.id)).toEqual(ids);
  expect(await list("subject=lot&limit=2")).toMatchObject({ count: 6, entries: [{}, {}] });
});

test.each(["id=x", "id=0", "subject=%00", "actor=%00", "limit=0", "cursor=x", "from=today", "to=2026-02-30"])(
  "refused: %s",
  async (query) => {
    expect((await park.get(`${url}?${query}`, "admin")).status).toBe(400);
  },
);

test.each(["key_id", "person_id", "id"])("a %s that no column holds is nobody's", async (name) => {
  for (const value of [
    "2147483648",
    "9007199254740991",
    "9223372036854775808",
    "1e300",
    "-1",
    "0",
    "1.5",
    "x",
    "",
    " ",
  ]) {
    const { status } = await park.get(`/api/audit?${name}=${encodeURIComponent(value)}`, "admin");
    expect([name, value, status]).toEqual([name, value, status === 200 ? 200 : 400]);
  }
});

test("sealed entries tell their place and hash, and the page tells the last proof", async () => {
  await seals.seal(world.db, world.clock());
  const { entries, proof } = (await park.get("/api/audit", "admin")).json;
  expect(entries[0]).toMatchObject({ position: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(proof).toBeNull();
});

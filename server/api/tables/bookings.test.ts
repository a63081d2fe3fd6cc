// The table of bookings: counts by date under every filter compared with a plain scan of all rows, and cancelling in bulk.
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, useApp } from "../../../test/support/app.ts";
import { parkApi } from "../../../test/support/park-api.ts";

const world = useApp();
const park = parkApi(world);

const drill = async (query: string): Promise<Answer["json"]> => {
  const answer = await park.get(`/api/table/bookings/days?${query}`);
  expect(answer.status, answer.body).toBe(200);
  return answer.json;
};
const total = ({ buckets }: Answer["json"]): number =>
  buckets.reduce((sum: number, { count }: { count: number }) => sum + count, 0);

describe("by date", () => {
  type Plain = { id: number; at: Date; status: string; lot_id: number; spot_id: number; account_id: number };
  let rows: Plain[];
  let lots: Answer["json"][];
  let phone: string;

  beforeAll(async () => {
    lots = [await park.lot({ name: "North" }), await park.lot({ name: "South" })];
    phone = park.phone();
    const [mine, other] = [await park.book(lots[0].spots[0].id, phone), await park.book(lots[1].spots[1].id)];
    const spots = lots.flatMap((lot) => lot.spots.map((spot: { id: number }) => ({ lot: lot.id, spot: spot.id })));
    // Covers two turns of the year and both clock changes, with hours that occur twice or not at all.
    await sql`
      insert into bookings (lot_id, spot_id, account_id, status, currency, rate_cents_per_hour, free_minutes, reserved_at, expires_at, closed_at, created_by)
      select (${spots.map(({ lot }) => lot)}::int[])[1 + n % 4], (${spots.map(({ spot }) => spot)}::int[])[1 + n % 4],
        (${[mine.account_id, other.account_id]}::int[])[1 + n % 2], case when n % 3 = 0 then 'expired' else 'cancelled' end, 'USD', 100, 0,
        at, at, at, 'driver'
      from generate_series(1, 400) n, lateral (select case when n < 200 then timestamptz '2024-12-28T00:10:00Z' + n * interval '47 hours 13 minutes'
        else timestamptz '2026-10-24T20:20:00Z' + (n - 200) * interval '23 minutes' end as at) times`.execute(world.db);
    const found = await sql<Plain>`select *, reserved_at as at from bookings`.execute(world.db);
    rows = found.rows;
  });

  test("every part adds up, in any zone and under every filter", async () => {
    const code = lots[0].spots[0].code as string;
    const ofCode = lots.map((lot) => lot.spots[0].id);
    const whose = rows.find(({ spot_id, status }) => spot_id === lots[0].spots[0].id && status === "reserved")!;
    const filters: [string, (row: Plain) => boolean][] = [
      ["", () => true],
      ["status=expired", ({ status }) => status === "expired"],
      ["status=reserved,cancelled", ({ status }) => status !== "expired"],
      ["status=active", () => false],
      [`lot_id=${lots[1].id}`, ({ lot_id }) => lot_id === lots[1].id],
      [`spot=${code}`, ({ spot_id }) => ofCode.includes(spot_id)],
      [
        `account_id=${whose.account_id}&status=expired`,
        (row) => row.account_id === whose.account_id && row.status === "expired",
      ],
      [`q=${phone}`, ({ account_id }) => account_id === whose.account_id],
      [
        "from=2025-11-03T00:00:00Z&to=2026-10-25T09:00:00Z",
        ({ at }) => at >= new Date("2025-11-03T00:00:00Z") && at < new Date("2026-10-25T09:00:00Z"),
      ],
    ];
    for (const zone of ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe"])
      for (const [query, fits] of filters) {
        const wanted = rows.filter(fits);
        const check = async (place: string) => {
          const found = await drill(`${query}&time_zone=${zone}${place}`);
          for (const bucket of found.buckets) {
            const inside = wanted.filter(({ at }) => at >= new Date(bucket.from) && at < new Date(bucket.to));
            expect(bucket.count, `${zone} ${query} ${JSON.stringify(bucket)}`).toBe(inside.length);
          }
          return found;
        };
        const years = await check("");
        expect(total(years)).toBe(wanted.length);
        for (const { year, count } of years.buckets) {
          const months = await check(`&year=${year}`);
          expect(total(months)).toBe(count);
          for (const { month, count } of months.buckets.slice(-2)) {
            const days = await check(`&year=${year}&month=${month}`);
            expect(total(days)).toBe(count);
            const last = days.buckets[0];
            expect(total(await check(`&year=${year}&month=${month}&day=${last.day}`))).toBe(last.count);
          }
        }
      }
  });

  test("parts are named as the zone has them", async () => {
    const berlin = "time_zone=Europe/Berlin";
    expect((await drill(berlin)).buckets.map(({ year }: { year: number }) => year)).toEqual([2024, 2025, 2026]);
    expect(await drill(`${berlin}&year=2025`)).toMatchObject({ level: "months", buckets: { length: 12 } });
    const days = await drill(`${berlin}&year=2026&month=10`);
    expect(days.level).toBe("days");
    expect(days.buckets.find(({ day }: { day: number }) => day === 25)).toMatchObject({
      year: 2026,
      month: 10,
      hour: null,
      from: "2026-10-24T22:00:00.000Z",
      to: "2026-10-25T23:00:00.000Z",
    });
    const hours = await drill(`${berlin}&year=2026&month=10&day=25`);
    // The hour that occurs twice is listed twice.
    expect(hours.buckets.slice(1, 5)).toMatchObject([
      { hour: 1 },
      { hour: 2, from: "2026-10-25T00:00:00.000Z" },
      { hour: 2, from: "2026-10-25T01:00:00.000Z" },
      { hour: 3 },
    ]);
  });

  test("a place that does not exist has no bookings; what is no place is refused", async () => {
    for (const place of ["year=2026&month=2&day=30", "year=2027", "year=2026&month=2"])
      expect((await drill(place)).buckets).toEqual([]);
    for (const place of ["month=13", "year=2026&month=0", "month=1", "year=2026&day=1", "from=2026-02-30"])
      expect((await park.get(`/api/table/bookings/days?${place}`)).status, place).toBe(400);
  });
});

describe("many at once", () => {
  const bulk = (payload: object) => park.post("/api/table/bookings/bulk", payload, "agent");
  const cancel = (given: object) => bulk({ action: "cancel", note: "The lot floods", ...given });
  const lot = () => park.lot({ spots: ["A", "B", "C", "D"].map((code) => ({ code })) });
  const statusOf = async (id: number) => (await park.get(`/api/parking/bookings/${id}`)).json.status;

  test("each that is reserved is cancelled as by itself, and of the others it is told why not", async () => {
    const { spots } = await lot();
    const [one, two, begun] = [
      await park.book(spots[0].id),
      await park.book(spots[1].id),
      await park.book(spots[2].id),
    ];
    await park.post(`/api/parking/bookings/${begun.id}/start`, {}, "agent");
    const answer = await cancel({ ids: [two.id, begun.id, one.id, two.id, 999_999] });
    expect(answer).toMatchObject({ status: 200, json: { matched: 4, changed: 2 } });
    expect(answer.json.outcomes).toEqual([
      { id: one.id, outcome: "done", reason: null },
      { id: two.id, outcome: "done", reason: null },
      { id: begun.id, outcome: "not_reserved", reason: expect.stringContaining("still waits for its car") },
      { id: 999_999, outcome: "failed", reason: expect.stringContaining("999999") },
    ]);
    expect([await statusOf(one.id), await statusOf(two.id), await statusOf(begun.id)]).toEqual([
      "cancelled",
      "cancelled",
      "active",
    ]);
    const { timeline } = (await park.get(`/api/parking/bookings/${one.id}`)).json;
    expect(timeline).toContainEqual(expect.objectContaining({ type: "booking.cancel", note: "The lot floods" }));
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from audit_log where action = 'booking.cancel' and subject = 'booking' and subject_id = any(${[one.id, two.id]}::bigint[])`.execute(
      world.db,
    );
    expect(rows[0]!.n).toBe(2);
    expect((await cancel({ ids: [one.id] })).json).toMatchObject({
      changed: 0,
      outcomes: [{ id: one.id, outcome: "not_reserved" }],
    });
  });

  test("a filter stands for the reserved ones among what it matches", async () => {
    const { id, spots } = await lot();
    const made = [await park.book(spots[0].id), await park.book(spots[1].id), await park.book(spots[2].id)];
    await park.post(`/api/parking/bookings/${made[2].id}/cancel`, {}, "agent");
    expect((await cancel({ filter: { lot_id: id, status: "active,cancelled" } })).json).toMatchObject({ matched: 0 });
    expect((await cancel({ filter: { lot_id: id, spot: "A" } })).json).toMatchObject({
      matched: 1,
      outcomes: [{ id: made[0].id, outcome: "done" }],
    });
    expect((await cancel({ filter: { lot_id: id } })).json).toMatchObject({ matched: 1, changed: 1 });
    expect(await statusOf(made[1].id)).toBe("cancelled");
  });

  test.each([
    [{ ids: [1], note: " " }],
    [{ ids: [1], note: undefined }],
    [{}],
    [{ ids: [1], filter: {} }],
    [{ ids: [] }],
    [{ ids: [0] }],
    [{ ids: Array.from({ length: 1_001 }, (_, n) => n + 1) }],
    [{ ids: [1], action: "delete" }],
    [{ filter: { sort: "id" } }],
    [{ filter: { from: "2026-02-30" } }],
    [{ ids: [1], more: true }],
  ])("%j is refused", async (given) => {
    expect(await cancel(given)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  });
});

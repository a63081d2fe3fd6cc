// Pages of bookings put together are all that match, in any order.
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { all } from "../../base/conditions.ts";
import { type Mark, orderBy } from "../../base/order.ts";
import { type BookingSort, orderOf } from "../parking/find-bookings.ts";
import { type BookingFilter, conditionsOf, everyBooking } from "../parking/listing.ts";
import { find } from "./bookings.ts";

const world = useDatabase();

beforeAll(async () => {
  // Two lots of one name, people of one name and of none, and accounts whose person is gone.
  await sql`insert into lots (name, currency, rate_cents_per_hour) select n, 'EUR', 100 from unnest('{North,south,NORTH}'::text[]) n`.execute(
    world.db,
  );
  await sql`insert into spots (lot_id, code) select l.id, 'A' || n from lots l, generate_series(8, 11) n`.execute(
    world.db,
  );
  await sql`
    insert into contacts (name, given_name, phone)
    select (array['Ana', 'ben', 'Élodie', null])[1 + n % 4], case when n % 5 = 0 then 'Zoe' end, case when n % 6 > 0 then '1555' || 9 - n % 9 || n end
    from generate_series(1, 20) n`.execute(world.db);
  await sql`
    insert into accounts (username, contact_id, currency, created_at)
    select 'driver_' || n, case when n = 21 then 9999 else n end, 'EUR', now() from generate_series(1, 21) n`.execute(
    world.db,
  );
  await sql`
    insert into accounts (username, merged_into, currency, created_at) select 'gone', min(id), 'EUR', now() from accounts`.execute(
    world.db,
  );
  await sql`
    insert into bookings (lot_id, spot_id, account_id, status, currency, rate_cents_per_hour, free_minutes, reserved_at, expires_at, closed_at, created_by)
    select s.lot_id, s.id, a.id, case when n % 3 = 0 then 'expired' else 'cancelled' end, 'EUR', 100, 0, now(), now(), now(), 'driver'
    from generate_series(1, 150) n
    join (select *, row_number() over (order by id) as place from spots) s on s.place = 1 + n * 7 % 12
    join (select *, row_number() over (order by id) as place from accounts) a on a.place = 1 + n * n % 22`.execute(
    world.db,
  );
});

test.each<BookingSort>(["lot", "spot", "name", "phone", "amount_cents", "closed_at"])("by %s", async (sort) => {
  for (const order of ["asc", "desc"] as const)
    for (const given of [
      {},
      { statuses: ["expired"] },
      { statuses: ["active"] },
      { lotId: 1 },
    ] as Partial<BookingFilter>[])
      await world.db.transaction().execute(async (tx) => {
        const filter = { ...everyBooking, ...given };
        const { rows: wanted } = await sql<{ id: number }>`
          select b.id from bookings b join spots s on s.id = b.spot_id join lots l on l.id = b.lot_id join accounts a on a.id = b.account_id
          left join contacts c on c.id = a.contact_id
          where ${all(conditionsOf(filter))} order by ${orderBy(orderOf(sort), order)}`.execute(tx);
        const ids: number[] = [];
        for (let after: Mark | null = null; ; ) {
          const page: Awaited<ReturnType<typeof find>> = await find(tx, filter, { sort, order, limit: 7, after });
          expect([page.count, page.capped, page.sorted]).toEqual([wanted.length, false, null]);
          ids.push(...page.rows.map(({ id }) => id));
          after = page.next;
          if (after === null) break;
        }
        expect(ids).toEqual(wanted.map(({ id }) => id));
        if (Object.keys(given).length === 0) expect(ids).toHaveLength(150);
      });
});

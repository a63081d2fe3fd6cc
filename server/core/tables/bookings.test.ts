// Both ways to a page of bookings find the same in any order, from page to page.
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { type BookingSort, besideOf, columnsOf } from "./bookings.ts";
import { gather, isParted, walk } from "./bookings-ways.ts";
import { cut, type Mark } from "./orders.ts";

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

test.each<BookingSort>(["lot", "spot", "name", "phone"])("by %s", async (sort) => {
  if (!isParted(sort)) throw new Error(`${sort} cannot be walked`);
  for (const order of ["asc", "desc"] as const)
    for (const fits of [[], [sql`b.status = 'expired'`], [sql`b.status = 'active'`]])
      await world.db.transaction().execute(async (tx) => {
        const pages = async (way: (after: Mark | null) => Promise<{ id: number; mark: string[] }[]>) => {
          const ids: number[] = [];
          for (let after: Mark | null = null; ; ) {
            const { page, next }: { page: { id: number }[]; next: Mark | null } = cut(await way(after), 7);
            ids.push(...page.map(({ id }) => id));
            after = next;
            if (after === null) return ids;
          }
        };
        const want = { fits, columns: columnsOf(sort), order, limit: 8 };
        const sorted = await pages((after) => gather(tx, { ...want, after }, besideOf(sort)));
        expect(await pages((after) => walk(tx, sort, { ...want, after }))).toEqual(sorted);
        expect(new Set(sorted).size).toBe(sorted.length);
        if (fits.length === 0) expect(sorted).toHaveLength(150);
      });
});

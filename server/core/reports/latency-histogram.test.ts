// The median from histogram buckets compared with the exact median. The buckets come from the database.
import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { medianOf } from "./latency-histogram.ts";

const world = useDatabase();

async function bucketsOf(waits: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ bucket: number; n: number }>`
    select latency_bucket(seconds) as bucket, count(*) as n from unnest(${waits}::float8[]) seconds group by 1`.execute(
    world.db,
  );
  return new Map(rows.map(({ bucket, n }) => [bucket, n]));
}

test("of nothing there is no median", () => {
  expect(medianOf(new Map())).toBeNull();
  expect(medianOf(new Map([[3, 0]]))).toBeNull();
});

test.each([
  [[60], 60],
  [[1, 1, 1], 1],
  [[0, 0.2], 1],
  [[30, 60, 3_600], 60],
  [[10, 10, 10, 86_400], 10],
])("of %j it is about %d", async (waits, median) => {
  const found = medianOf(await bucketsOf(waits))!;
  expect(Math.abs(found - median) / median).toBeLessThan(0.19);
});

test("it is off by no more than a bucket", async () => {
  const wait = fc.double({ min: 0, max: 2_000_000, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(wait, { minLength: 1, maxLength: 60 }), async (waits) => {
      const found = medianOf(await bucketsOf(waits))!;
      const sorted = waits.map((one) => Math.max(1, one)).sort((a, b) => a - b);
      expect(found).toBeGreaterThanOrEqual(sorted[Math.floor((sorted.length - 1) / 2)]! / 1.2 - 0.1);
      expect(found).toBeLessThanOrEqual(sorted[Math.ceil((sorted.length - 1) / 2)]! * 1.2 + 0.1);
    }),
  );
});

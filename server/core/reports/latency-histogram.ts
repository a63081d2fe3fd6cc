// How long customers wait for an answer, as a histogram: small enough to keep for ever, accurate enough for a median. Pure.

/** Buckets per doubling, as in the database function latency_bucket. The median is then off by at most a tenth. */
const BUCKETS_PER_DOUBLING = 4;

/**
 * The median in seconds, from the number of waits in each bucket; null when there are none. Waits are assumed to be spread evenly within a
 * bucket.
 */
export function medianOf(counts: ReadonlyMap<number, number>): number | null {
  const half = [...counts.values()].reduce((sum, n) => sum + n, 0) / 2;
  let passed = 0;
  for (const [bucket, n] of [...counts].sort(([a], [b]) => a - b)) {
    if (n > 0 && passed + n >= half) {
      const seconds = 2 ** ((bucket + (half - passed) / n) / BUCKETS_PER_DOUBLING);
      return Math.round(seconds * 10) / 10;
    }
    passed += n;
  }
  return null;
}

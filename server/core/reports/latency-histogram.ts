// How long customers wait for an answer, as a histogram: small enough to keep for ever, exact enough for a median. Pure.

/** Buckets for each doubling, as latency_bucket in the database has them. A median told from within its bucket is off by a tenth at most. */
const BUCKETS_PER_DOUBLING = 4;

/** The median in seconds of how many waits lie in each bucket; null when there are none. Within a bucket waits are taken to lie evenly. */
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

// How long customers wait, kept as numbers in steps: small enough to keep for ever, exact enough for a median. Pure.

/** Each step is a quarter of a doubling: a median that is told from the middle of its step is off by at most a tenth. */
const stepsADoubling = 4;

/** The step of a wait in seconds; what is shorter than one second is in the first. */
const stepOf = (seconds: number): number => Math.max(0, Math.floor(Math.log2(Math.max(1, seconds)) * stepsADoubling));

/** The step of each wait. */
export const stepsOf = (seconds: readonly number[]): number[] => seconds.map(stepOf);

/** How many waits lie in each step, added to what was counted before. */
export function countsOf(steps: readonly number[], before: readonly number[] | null = null): number[] {
  const counts = [...(before ?? [])];
  for (const step of steps) {
    while (counts.length <= step) counts.push(0);
    counts[step]! += 1;
  }
  return counts;
}

/** Several counts as one. */
export function together(all: readonly (readonly number[])[]): number[] {
  const counts: number[] = [];
  for (const one of all)
    for (const [step, n] of one.entries()) {
      while (counts.length <= step) counts.push(0);
      counts[step]! += n;
    }
  return counts;
}

/** The median of what was counted, in seconds; null when nothing was. Within a step waits are taken to lie evenly. */
export function medianOf(counts: readonly number[]): number | null {
  const all = counts.reduce((sum, n) => sum + n, 0);
  if (all === 0) return null;
  let passed = 0;
  for (const [step, n] of counts.entries()) {
    if (passed + n >= all / 2 && n > 0) {
      const within = (all / 2 - passed) / n;
      const seconds = 2 ** ((step + within) / stepsADoubling);
      return Math.round(seconds * 10) / 10;
    }
    passed += n;
  }
  return null;
}

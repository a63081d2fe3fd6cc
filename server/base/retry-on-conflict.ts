// Races that a transaction may lose without anybody's fault, and the repeats that settle them.

/** Another transaction was first: a deadlock, a merge of two contacts, one that vanished in a merge. */
const lost: ReadonlySet<unknown> = new Set(["40001", "40P01", "23503"]);

/** Runs a transaction, and again when it lost a race, at most `tries` times in all. Throws what the last try throws. */
export async function retryOnConflict<T>(run: () => Promise<T>, tries = 2): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (tries <= 1 || !lost.has((error as { code?: unknown }).code)) throw error;
    return retryOnConflict(run, tries - 1);
  }
}

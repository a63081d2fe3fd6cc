// Races that a transaction may lose without anybody's fault, and the one repeat that settles them.

/** Another transaction was first: a deadlock, a merge of two contacts, one that vanished in a merge. */
const lost: ReadonlySet<unknown> = new Set(["40001", "40P01", "23503"]);

/** Runs a transaction, and once more when it lost a race. Throws what the second try throws. */
export async function retryOnConflict<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!lost.has((error as { code?: unknown }).code)) throw error;
    return run();
  }
}

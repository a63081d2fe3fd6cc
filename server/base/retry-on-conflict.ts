// Retries of transactions that lost a race with another one.

/** SQLSTATEs of a lost race: serialization failure, deadlock, and a foreign key to a contact that a merge removed. */
const lost: ReadonlySet<unknown> = new Set(["40001", "40P01", "23503"]);

/** Runs a transaction, and again when it lost a race, at most `tries` times in all. Throws the last error. */
export async function retryOnConflict<T>(run: () => Promise<T>, tries = 2): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (tries <= 1 || !lost.has((error as { code?: unknown }).code)) throw error;
    return retryOnConflict(run, tries - 1);
  }
}

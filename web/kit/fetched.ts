// Loads parts of the Desk on demand; without a connection it waits for one.

/** Time between two checks whether Bellhop can be reached, in milliseconds. */
const pause = 2_000;

/** Whether Bellhop responds at all. */
const isThere = (): Promise<boolean> =>
  fetch("/healthz", { cache: "no-store" }).then(
    () => true,
    () => false,
  );

/** Loads a part. Rejects when Bellhop responds but does not have it: after an update the old parts are gone. */
export async function fetched<Part>(load: () => Promise<Part>): Promise<Part> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (await isThere()) throw error;
    }
    do await new Promise((resolve) => setTimeout(resolve, pause));
    while (!(await isThere()));
  }
}

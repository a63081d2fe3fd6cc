// Parts of the Desk that are fetched when they are first needed: without a connection they wait for one.

/** Between two looks whether Bellhop can be reached, in milliseconds. */
const pause = 2_000;

/** Whether Bellhop answers at all. */
const isThere = (): Promise<boolean> =>
  fetch("/healthz", { cache: "no-store" }).then(
    () => true,
    () => false,
  );

/** Fetches a part. Rejects when Bellhop is there and does not have it: after an update the old parts are gone. */
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

// Keeps the providers of this process at the numbers that admins have entered: at the start, at each change in any process, and once a minute.
import type { Kysely } from "kysely";
import type { DB } from "../db/rows.ts";
import { listen } from "./base/listen.ts";
import type { Log } from "./base/log.ts";
import type { Shutdown } from "./base/shutdown.ts";
import { WakeSignal } from "./base/wake-signal.ts";
import { changedNumbers, load, reseal } from "./core/numbers/credentials.ts";
import type { Providers } from "./providers.ts";

const LOOK_EVERY_MS = 60_000;

export type NumberWatchOptions = {
  url: string;
  db: Kysely<DB>;
  keys: readonly Buffer[];
  providers: Pick<Providers, "use">;
  /** Whether the simulator is the provider. */
  simulated: boolean;
  log: Log;
  /** How long a change can stay unnoticed when its notification was lost, in ms; a minute by default. */
  everyMs?: number;
};

/** Reads the numbers, and again whenever they change until the shutdown. Resolves when they were read once, with what reads them at once. */
export async function watchNumbers(options: NumberWatchOptions, shutdown: Shutdown): Promise<() => Promise<void>> {
  const { url, db, keys, providers, simulated, log, everyMs = LOOK_EVERY_MS } = options;
  const read = async () => {
    const numbers = await load(db, keys, simulated);
    providers.use(numbers);
    return numbers;
  };
  const resealed = await reseal(db, keys);
  if (resealed > 0) log.info(`The secrets of ${resealed} numbers are encrypted with the new APP_SECRET_KEY now.`);
  for (const { ref, secrets } of await read())
    if (secrets === null)
      log.error(
        { provider: ref.provider, number: ref.externalId },
        "the secrets of a number cannot be decrypted: APP_SECRET_KEY, or app-secret-key in DATA_DIR, is not the one that encrypted them",
      );
  const [wakeSignal, stopping] = [new WakeSignal(), new AbortController()];
  const listening = listen({ url, wakeSignals: { [changedNumbers]: wakeSignal }, log });
  const done = (async () => {
    while (!stopping.signal.aborted) {
      await wakeSignal.wait(everyMs, stopping.signal);
      if (!stopping.signal.aborted)
        await read().catch((error: unknown) => log.warn({ err: error }, "the numbers could not be read, trying again"));
    }
  })();
  shutdown.add("listeners", "numbers", async () => {
    stopping.abort();
    await Promise.all([done, listening.stop()]);
  });
  return async () => void (await read());
}

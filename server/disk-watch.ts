// Notes each minute how much room the disk of DATA_DIR has on this machine, for the watch in the process that has the schedule.
import { hostname } from "node:os";
import type { Kysely } from "kysely";
import type { DB } from "../db/rows.ts";
import type { Config } from "./base/config.ts";
import { diskSpace } from "./base/disk.ts";
import type { Log } from "./base/log.ts";
import * as disks from "./core/health/disks.ts";

const INTERVAL_MS = 60_000;

/** Notes it now, and each minute until stopped. */
export function noteDisk({ db, config, log }: { db: Kysely<DB>; config: Pick<Config, "dataDir">; log: Log }): {
  stop(): Promise<void>;
} {
  const note = async () => {
    try {
      await disks.note(db, { host: hostname(), space: await diskSpace(config.dataDir) });
    } catch (error) {
      // The folder of a process with an external database and a bucket may not be there.
      log.debug({ err: error }, "the disk's space was not noted");
    }
  };
  let noting = note();
  const timer = setInterval(() => {
    noting = noting.then(note);
  }, INTERVAL_MS);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return noting;
    },
  };
}

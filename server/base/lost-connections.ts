// Unhandled errors of lost connections are logged and do not end the process. Any other unhandled error does.
import { isTransient } from "./db.ts";
import type { Log } from "./log.ts";

/** Installs the process's handlers of unhandled errors. */
export function surviveLostConnections(log: Log): void {
  const survive = (error: unknown) => {
    if (!isTransient(error)) throw error;
    log.error({ err: error }, "a lost connection that nobody waited for");
  };
  process.on("unhandledRejection", survive);
  process.on("uncaughtException", (error) => {
    try {
      survive(error);
    } catch {
      log.fatal({ err: error }, "an unexpected fault");
      process.exit(1);
    }
  });
}

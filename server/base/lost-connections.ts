// Faults of connections that nobody waited for: they are logged and end nothing. Any other fault that nobody caught ends the process.
import { isTransient } from "./db.ts";
import type { Log } from "./log.ts";

/** Installs the process's last resort. */
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

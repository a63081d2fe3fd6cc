// What the steps of setting up are looked at with, from the configuration: for the API and for the command line.
import type { Config } from "./base/config.ts";
import type { SetupParts } from "./core/health/setup.ts";

/** The parts of the configuration that {@link SetupParts} needs. */
export const setupOf = ({
  publicUrl,
  dataDir,
  sim,
  meta,
  twilio,
  backup,
}: Config): Omit<SetupParts, "db" | "clock"> => ({
  publicUrl,
  dataDir,
  simulated: sim,
  backupTo: backup.to,
  providerUrls: [
    ...(meta.accessToken === null ? [] : [meta.apiUrl]),
    ...(twilio.accountSid === null ? [] : [twilio.apiUrl]),
  ],
});

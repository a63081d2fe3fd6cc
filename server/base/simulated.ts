// The simulator's numbers, which no provider assigns: they distinguish simulated data from real data.
import { createHash } from "node:crypto";

/** Meta's id of the simulator's number, and the simulator's account at each provider. */
export const simulated = {
  metaNumber: "800000000000001",
  metaAccount: "900000000000001",
  twilioAccount: `AC${createHash("md5").update("bellhop simulator").digest("hex")}`,
} as const;

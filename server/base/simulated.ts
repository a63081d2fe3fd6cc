// The numbers of the simulator, which no provider gives to anybody: by these what was only tried out is told from what is real.
import { createHash } from "node:crypto";

/** Meta's id of the simulator's number, and the accounts that it has at both providers. */
export const simulated = {
  metaNumber: "800000000000001",
  metaAccount: "900000000000001",
  twilioAccount: `AC${createHash("md5").update("bellhop simulator").digest("hex")}`,
} as const;

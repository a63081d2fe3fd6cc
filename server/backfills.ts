// Changes of many rows that this version makes while it works, in the order of their migrations. One stays here until no version is supported any more that may
// not have finished it.
import type { Backfill } from "./base/backfill.ts";

export const backfills: readonly Backfill[] = [];

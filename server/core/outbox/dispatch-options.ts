// What the dispatcher needs of the process in which it runs.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Log } from "../../base/log.ts";
import type { WakeSignal } from "../../base/wake-signal.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { SendResult } from "../../contract/outbound.ts";
import type { Channel } from "../../contract/ports.ts";

/** What the dispatcher is given. */
export type DispatchOptions = {
  /** The lease's connection: claims are made on it, so that only the elected one claims. */
  lease: Kysely<DB>;
  /** Any connection: results are facts, whoever is elected. */
  db: Kysely<DB>;
  channels: ReadonlyMap<Provider, Channel>;
  messagesPerSecond(provider: Provider): number;
  wakeSignal: WakeSignal;
  clock: () => Date;
  log: Log;
  signal: AbortSignal;
  /** Whether this process is certainly still the one that dispatches. */
  leads(): boolean;
  /** By how much the clock has jumped since this was asked last, in ms; 0 when it has not. */
  jumped(): number;
  /** Told of every attempt's outcome. */
  onOutcome(provider: Provider, outcome: SendResult["outcome"]): void;
};

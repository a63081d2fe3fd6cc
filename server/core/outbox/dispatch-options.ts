// What the dispatcher needs from its process.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Log } from "../../base/log.ts";
import type { Traces } from "../../base/traces.ts";
import type { WakeSignal } from "../../base/wake-signal.ts";
import type { ChannelRef, Provider } from "../../contract/inbound.ts";
import type { SendResult } from "../../contract/outbound.ts";
import type { ByNumber, Channel } from "../../contract/ports.ts";
import type { Files } from "../media/keep.ts";

/** The dispatcher's options. */
export type DispatchOptions = {
  /** The connection that holds the lease. Claims use it, so that only the leader can claim. */
  lease: Kysely<DB>;
  /** Any connection, for results: they are recorded whichever process leads. */
  db: Kysely<DB>;
  channels: ByNumber<Channel>;
  /** Where files are kept. */
  files: Files;
  /** The address for providers, without a trailing slash. */
  publicUrl: string;
  /** How many messages a second a number may send unless it is set for it. */
  messagesPerSecond(number: Pick<ChannelRef, "provider" | "externalId">): number;
  wakeSignal: WakeSignal;
  clock: () => Date;
  log: Log;
  traces: Traces;
  signal: AbortSignal;
  /** Whether this process is certainly still the leader. */
  leads(): boolean;
  /** By how much the clock has jumped since the last call, in ms; 0 if it has not. */
  jumped(): number;
  /** Called with the outcome of every attempt. */
  onOutcome(provider: Provider, outcome: SendResult["outcome"]): void;
};

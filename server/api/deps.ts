// What routes are given. Everything that they may touch is named here.
import type { Kysely } from "kysely";
import type { DB } from "../../db/rows.ts";
import type { Log } from "../base/log.ts";
import type { Metrics } from "../base/metrics.ts";
import type { WebhookSource } from "../contract/inbound.ts";
import type { Challenge, Clock, Gate } from "../contract/ports.ts";
import type { EnvironmentKey } from "../core/access/keys.ts";
import type { Said } from "../core/devices/state.ts";
import type { Post } from "../core/outbox/send.ts";
import type { Perform } from "../core/parking/act.ts";

export type Deps = {
  db: Kysely<DB>;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** Admin keys that are not in the database: the one given by the environment, and the simulator's own. */
  apiKeys: readonly EnvironmentKey[];
  gates: Record<WebhookSource, Gate>;
  challenge: Challenge;
  /** Writes a webhook down; resolves when it is durable. */
  append(webhook: { source: WebhookSource; query: string; body: Buffer }): Promise<void>;
  post: Post;
  /** Performs an act of parking. */
  perform: Perform;
  /** Hears a board that speaks HTTP; resolves with what became of its reading when that is durable. */
  hear(said: Said): Promise<string | null>;
  /** The broker as boards reach it. */
  broker: { host: string; port: number; tls: boolean };
  /** Told when a message was queued. */
  onQueued(): void;
  /** Whether new requests are still welcome: false while stopping. */
  ready(): boolean;
  /** The simulator's handler, while it is on; gets the path below /sim/. */
  sim:
    | ((
        request: import("node:http").IncomingMessage,
        response: import("node:http").ServerResponse,
        path: string,
      ) => void)
    | null;
};

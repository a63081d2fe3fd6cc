// What routes are given. Everything that they may touch is named here.
import type { Kysely } from "kysely";
import type { DB } from "../../db/rows.ts";
import type { Log } from "../base/log.ts";
import type { Metrics } from "../base/metrics.ts";
import type { WebhookSource } from "../contract/inbound.ts";
import type { Challenge, Clock, Gate } from "../contract/ports.ts";
import type { Post } from "../core/outbox/send.ts";

export type Deps = {
  db: Kysely<DB>;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** The admin key given by the environment. */
  apiKey: string | null;
  gates: Record<WebhookSource, Gate>;
  challenge: Challenge;
  /** Writes a webhook down; resolves when it is durable. */
  append(webhook: { source: WebhookSource; query: string; body: Buffer }): Promise<void>;
  post: Post;
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

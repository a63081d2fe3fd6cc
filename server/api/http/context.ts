// What routes are given. Everything that they may touch is named here.
import type { FastifyInstance } from "fastify";
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Log } from "../../base/log.ts";
import type { Metrics } from "../../base/metrics.ts";
import type { WriteDeviceConfiguration } from "../../contract/devices.ts";
import type { WebhookSource } from "../../contract/inbound.ts";
import type { Challenge, Clock, WebhookVerifier } from "../../contract/ports.ts";
import type { SkillVocabulary } from "../../contract/skill.ts";
import type { Auth } from "../../core/access/auth.ts";
import type { EnvironmentKey } from "../../core/access/keys.ts";
import type { DryRunResult } from "../../core/bot/dry-run.ts";
import type { DeviceReport } from "../../core/devices/state.ts";
import type { Monitor } from "../../core/health/readiness.ts";
import type { WebhookStats } from "../../core/health/webhook-stats.ts";
import type { Feed } from "../../core/live/feed.ts";
import type { Post } from "../../core/outbox/send.ts";
import type { RunCommand } from "../../core/parking/command-context.ts";

/** A group of routes: each says who may call it (`config.access`), and its schema stands in the description. */
export type Routes = (app: FastifyInstance, context: ApiContext) => Promise<void>;

/** What a skill adds to the API. */
export type ApiPlugin = SkillVocabulary & { readonly routes?: Routes };

export type ApiContext = {
  /** The skills that are plugged in. */
  plugins: readonly ApiPlugin[];
  db: Kysely<DB>;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** Admin keys that are not in the database: the one given by the environment, and the simulator's own. */
  apiKeys: readonly EnvironmentKey[];
  /** Passwords, sessions and their cookies. */
  auth: Auth;
  /** What a person gets for their first message, in cents; left out: the usual. */
  welcomeCredit?: number;
  /** What browsers and providers call, without a slash at the end. */
  publicUrl: string;
  /** Names besides publicUrl's under which it may be called. */
  allowedHosts: readonly string[];
  /** Origins of other pages that may call the API. */
  corsOrigins: readonly string[];
  /** Proxies whose word about the caller's address is believed. */
  trustProxy: readonly string[];
  verifiers: Record<WebhookSource, WebhookVerifier>;
  challenge: Challenge;
  /** Writes a webhook down; resolves when it is durable. */
  append(webhook: { source: WebhookSource; query: string; body: Buffer }): Promise<void>;
  post: Post;
  /** Performs an act of parking. */
  runCommand: RunCommand;
  /** Hears a board that speaks HTTP; resolves with what became of its reading when that is durable. */
  hear(said: DeviceReport): Promise<string | null>;
  /** The broker as boards reach it. */
  broker: { host: string; port: number; tls: boolean; unreachable: string | null };
  /** The file that a device is flashed with. */
  deviceConfiguration: WriteDeviceConfiguration;
  /** What happens, for those who listen; how often each of them is asked for a sign of life, in ms. */
  live: { feed: Feed; beatMs: number };
  /** What is told to those who watch this process. */
  monitor: Monitor;
  /** Counts what came to the webhook endpoints. */
  webhookStats: WebhookStats;
  /** What the bot would answer to somebody who writes this for the first time; nothing of it stays. */
  dryRun(said: { text: string; name: string }): Promise<DryRunResult>;
  /** Told when a message was queued. */
  onQueued(): void;
  /** The simulator's handler, while it is on; gets the path below /sim/. */
  sim:
    | ((
        request: import("node:http").IncomingMessage,
        response: import("node:http").ServerResponse,
        path: string,
      ) => void)
    | null;
};

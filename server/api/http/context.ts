// The context of the routes: everything that they may use.
import type { FastifyInstance } from "fastify";
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Log } from "../../base/log.ts";
import type { Metrics } from "../../base/metrics.ts";
import type { Traces } from "../../base/traces.ts";
import type { WriteDeviceConfiguration } from "../../contract/devices.ts";
import type { ChannelRef, Provider, WebhookSource } from "../../contract/inbound.ts";
import type { AlarmWebhook, Mailer } from "../../contract/mail.ts";
import type { NumberChecker } from "../../contract/numbers.ts";
import type {
  ByNumber,
  CallProvider,
  Challenge,
  Clock,
  HealthCheck,
  TemplateProvider,
  WebhookVerifier,
} from "../../contract/ports.ts";
import type { ContactFact, SkillVocabulary } from "../../contract/skill.ts";
import type { Auth } from "../../core/access/auth.ts";
import type { EnvironmentKey } from "../../core/access/keys.ts";
import type { TurnOptions } from "../../core/bot/turns.ts";
import type { DeviceReport } from "../../core/devices/state.ts";
import type { Monitor } from "../../core/health/readiness.ts";
import type { SetupStep } from "../../core/health/setup.ts";
import type { WebhookStats } from "../../core/health/webhook-stats.ts";
import type { Feed } from "../../core/live/feed.ts";
import type { Files } from "../../core/media/keep.ts";
import type { Post } from "../../core/outbox/send.ts";
import type { RunCommand } from "../../core/parking/command-context.ts";
import type { SkillRetention } from "../../core/retention/settings.ts";

/** A group of routes. Each declares who may call it (`config.access`), and its schema is in the OpenAPI description. */
export type Routes = (app: FastifyInstance, context: ApiContext) => Promise<void>;

/** What a skill adds to the API. */
export type ApiPlugin = SkillVocabulary &
  SkillRetention & {
    readonly routes?: Routes;
    /** What it knows of contacts. */
    readonly facts?: readonly ContactFact<Transaction<DB>>[];
  };

export type ApiContext = {
  /** The plugged-in skills. */
  plugins: readonly ApiPlugin[];
  db: Kysely<DB>;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** Admin keys that are not in the database: that of the environment, and the simulator's. */
  apiKeys: readonly EnvironmentKey[];
  /** Passwords, sessions and their cookies. */
  auth: Auth;
  /** The welcome credit of a person, in cents; default if absent. */
  welcomeCredit?: number;
  /** The address for browsers and providers, without a trailing slash. */
  publicUrl: string;
  /** More host names besides publicUrl's under which it may be called. */
  allowedHosts: readonly string[];
  /** Origins of other sites whose pages may call the API. */
  corsOrigins: readonly string[];
  /** Proxies that are trusted to name the caller's address. */
  trustProxy: readonly string[];
  verifiers: Record<WebhookSource, WebhookVerifier>;
  challenge: Challenge;
  /** Stores a webhook; resolves once it is durable, with its id if traces are on. */
  append(webhook: { source: WebhookSource; query: string; body: Buffer }): Promise<number | null>;
  traces: Traces;
  post: Post;
  /** Numbers that are added in the Desk. */
  numbers: {
    /** Encrypt and decrypt their secrets; the first one encrypts. */
    keys: readonly Buffer[];
    /** Whether the simulator is the provider. */
    simulated: boolean;
    /** The numbers that the environment configures. */
    environment: readonly ChannelRef[];
    checkers: Readonly<Record<Provider, NumberChecker>>;
    /** How many messages a second a number may send unless it is set for it. */
    messagesPerSecond(number: Pick<ChannelRef, "provider" | "externalId">): number;
    /** Has this process use the numbers as they are in the database now. */
    reload(): Promise<void>;
  };
  /** By which ways mails and alarms leave; null where one is not configured. */
  mail: {
    mailer: Mailer | null;
    webhook: AlarmWebhook | null;
    /** Encrypts what waits. */
    key: Buffer;
    /** Who gets alarms; null: all admins. */
    alarmEmail: string | null;
  };
  /** What asks the providers how accounts and numbers are. */
  checks: readonly HealthCheck[];
  /** Where files are kept. */
  files: Files;
  /** What reads the templates of the configured providers. */
  templates: ByNumber<TemplateProvider>;
  /** What makes and takes calls of the numbers that can. */
  calls: ByNumber<CallProvider>;
  /** Runs a command of parking. */
  runCommand: RunCommand;
  /** Takes a report from a board that speaks HTTP; resolves with the outcome of its reading once that is durable. */
  hear(said: DeviceReport): Promise<string | null>;
  /** The broker's address for boards. */
  broker: { host: string; port: number; tls: boolean; unreachable: string | null };
  /** Writes the YAML that a device is flashed with. */
  deviceConfiguration: WriteDeviceConfiguration;
  /** The event stream for live clients; and how often each is asked for a sign of life, in ms. */
  live: { feed: Feed; beatMs: number };
  /** Looks at the steps of setting Bellhop up. */
  setup(): Promise<SetupStep[]>;
  /** Readiness and metrics of this process. */
  monitor: Monitor;
  /** Counts requests to the webhook endpoints. */
  webhookStats: WebhookStats;
  /** What a dry run asks. */
  bot: Pick<TurnOptions, "skills" | "check">;
  /** Called when a message was queued. */
  onQueued(): void;
  /** The simulator's request handler while it is on; gets the path below /sim/. */
  sim:
    | ((
        request: import("node:http").IncomingMessage,
        response: import("node:http").ServerResponse,
        path: string,
      ) => void)
    | null;
};

// The web application on a cloned database: real routes, real SQL, fake providers, and webhook verifiers controlled by a header.
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import type { FastifyInstance, InjectOptions } from "fastify";
import { sql, type Transaction } from "kysely";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { DB } from "../../db/rows.ts";
import type { ApiContext } from "../../server/api/http/context.ts";
import { buildApp } from "../../server/app.ts";
import type { CommandContext } from "../../server/base/journal.ts";
import { createLog, type Log } from "../../server/base/log.ts";
import { createMetrics, type Metrics } from "../../server/base/metrics.ts";
import { createTraces } from "../../server/base/traces.ts";
import type { Draft } from "../../server/contract/outbound.ts";
import type { WebhookVerifier } from "../../server/contract/ports.ts";
import type { Role } from "../../server/contract/roles.ts";
import { createAuth, secretOf } from "../../server/core/access/auth.ts";
import * as keys from "../../server/core/access/keys.ts";
import * as passwords from "../../server/core/access/passwords.ts";
import * as users from "../../server/core/access/users.ts";
import type { Prompt } from "../../server/core/bot/answer.ts";
import { lookAtSetup } from "../../server/core/health/setup.ts";
import { keepWebhookStats, type WebhookStats } from "../../server/core/health/webhook-stats.ts";
import * as channels from "../../server/core/inbox/channels.ts";
import { type Feed, openFeed } from "../../server/core/live/feed.ts";
import type { Files } from "../../server/core/media/keep.ts";
import { createRunCommand } from "../../server/core/parking/chat/run-command.ts";
import { createParkingSkill } from "../../server/core/parking/chat/skill.ts";
import { createReadings } from "../../server/core/parking/readings.ts";
import { createRuleSkill } from "../../server/core/rules/skill.ts";
import { esphomeConfiguration } from "../../server/edge/esphome/configuration.ts";
import { createMonitor } from "../../server/monitor.ts";
import { factsOf, plugins } from "../../server/skills.ts";
import { metaChannel, twilioChannel } from "./build.ts";
import { type HeldClock, makeClock } from "./clock.ts";
import { type TestDatabase, useDatabase } from "./database.ts";
import { type FakeCalls, freshCalls, makeCalls } from "./fake-calls.ts";
import { type FakeChannel, makeChannel } from "./fake-channel.ts";
import { type FakeChecker, makeChecker } from "./fake-checkers.ts";
import { type FakeTemplates, makeTemplates } from "./fake-templates.ts";
import { useFiles } from "./files.ts";

/** Verifies a webhook by its `x-test-signature` header, which contains the result. */
const verifier: WebhookVerifier = {
  verify: ({ headers }) => {
    const said = headers["x-test-signature"];
    return said === "ok" || said === "wrong" || said === "unset" ? said : "missing";
  },
};

/** The skills of the application. */
export { plugins };

/** A response, with the body parsed as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: what a route answers is what its test looks at.
export type Answer = { status: number; headers: Record<string, unknown>; body: string; json: any };

/** A user with a session. */
type SignedIn = { id: number; name: string; email: string; cookie: string };

export type TestApp = TestDatabase & {
  app: FastifyInstance;
  clock: HeldClock;
  meta: FakeChannel;
  twilio: FakeChannel;
  metaTemplates: FakeTemplates;
  metaChecker: FakeChecker;
  twilioChecker: FakeChecker;
  twilioTemplates: FakeTemplates;
  calls: FakeCalls;
  /** Webhooks passed to `append`, unless the test replaces it. */
  log: { source: string; query: string; body: Buffer }[];
  /** Where files are kept. */
  files: Files;
  append: ApiContext["append"];
  /** How often `onQueued` was called. */
  queued: number;
  ready: boolean;
  /** The context in which tests change keys and users without a request. */
  ctx: CommandContext<DB>;
  /** An API key of each role, and a revoked one. */
  keys: Record<Role | "revoked", string>;
  /** Sends a request with a role's API key, or with none. */
  call(role: Role | "revoked" | null, request: InjectOptions): Promise<Answer>;
  /** Sends a request like a page of the Desk, with the session cookie of a user of this role (see `person`). */
  asPerson(role: Role, request: InjectOptions): Promise<Answer>;
  /** Signs in with a password; returns the `Cookie` header for further requests. */
  signIn(email: string, password?: string): Promise<string>;
  /** The user of a role, who is created and signed in on first use. */
  person(role: Role): Promise<SignedIn>;
  /** Creates another user of a role, with a unique word as the name, and signs in. */
  newPerson(role: Role, word: string): Promise<SignedIn>;
};

/** The application's public URL. */
const publicUrl = "http://desk.test";

/** The password of all users that tests create. */
export const password = "correct horse";

/** Headers of a request from a page of the application. */
export const ownPage = { host: "desk.test", origin: publicUrl };

/** The cookies that a response sets, as a browser sends them back. */
export function cookieOf({ headers }: Pick<Answer, "headers">): string {
  const lines = [headers["set-cookie"] ?? []].flat() as string[];
  return lines.map((line) => line.split(";")[0]).join("; ");
}

/** Creates an application for the calling test file. Call it at the top level. */
export function useApp(given: Partial<ApiContext> = {}): TestApp {
  const world = useDatabase() as TestApp;
  world.files = useFiles();
  let feed: Feed;
  let webhookStats: WebhookStats;
  const forget = () => {
    world.clock = makeClock();
    world.log = [];
    world.append = async (webhook) => {
      world.log.push(webhook);
      return null;
    };
    world.queued = 0;
    world.ready = true;
    for (const channel of [world.meta, world.twilio])
      Object.assign(channel, { sent: [], sought: [], shown: [], answers: [], always: null, faults: [] });
    Object.assign(world.calls, freshCalls());
  };
  beforeAll(async () => {
    world.meta = makeChannel("meta");
    world.twilio = makeChannel("twilio");
    world.metaTemplates = makeTemplates("meta");
    world.metaChecker = makeChecker(["token", "number", "subscription"]);
    world.twilioChecker = Object.assign(makeChecker(["token", "number"]), { subscribe: null });
    world.twilioTemplates = makeTemplates("twilio");
    world.calls = makeCalls();
    forget();
    await channels.ensure(world.db, [metaChannel, twilioChannel]);
    const log = createLog("silent");
    const metrics = createMetrics();
    feed = openFeed({ url: world.url, log });
    webhookStats = keepWebhookStats({ db: world.db, metrics, clock: () => world.clock(), log });
    const context = await contextOf(world, { feed, webhookStats, metrics, log, db: given.db ?? world.db });
    world.app = await buildApp({ ...context, ...given });
    world.ctx = { tx: world.db as Transaction<DB>, now: world.clock(), by: "test" };
    world.keys = await makeKeys(world.ctx);
    addRequests(world);
  });
  beforeEach(forget);
  afterAll(async () => {
    await world.app.close();
    await feed.stop();
    await webhookStats.stop();
  });
  return world;
}

type Parts = { feed: Feed; webhookStats: WebhookStats; metrics: Metrics; log: Log; db: ApiContext["db"] };

/** The context of the routes. `db` is the database that is watched. */
async function contextOf(world: TestApp, { feed, webhookStats, metrics, log, db }: Parts): Promise<ApiContext> {
  const clock = () => world.clock();
  const runCommand = createRunCommand(world.db, clock);
  const skills = [createParkingSkill(), createRuleSkill({ facts: factsOf(plugins) })];
  const check = ({ channel }: Prompt, draft: Draft) =>
    (channel.provider === "meta" ? world.meta : world.twilio).check(draft);
  return {
    plugins,
    db: world.db,
    clock,
    log,
    auth: createAuth({ secret: await secretOf(world.db), publicUrl }),
    publicUrl,
    allowedHosts: [],
    corsOrigins: [],
    trustProxy: [],
    metrics,
    webhookStats,
    apiKeys: [],
    verifiers: { meta: verifier, "twilio.message": verifier, "twilio.status": verifier },
    challenge: ({ mode, token, challenge }) =>
      mode === "subscribe" && token === "the-token" ? (challenge ?? null) : null,
    append: (webhook) => world.append(webhook),
    checks: [],
    traces: createTraces({ salt: "", log: log, exporter: null }),
    mail: { mailer: null, webhook: null, key: randomBytes(32), alarmEmail: null },
    numbers: {
      ...{ keys: [randomBytes(32)], simulated: false, environment: [metaChannel, twilioChannel] },
      checkers: { meta: world.metaChecker, twilio: world.twilioChecker },
      messagesPerSecond: () => 80,
      reload: async () => {},
    },
    post: {
      channels: new Map([
        ["meta", world.meta],
        ["twilio", world.twilio],
      ]),
      own: [metaChannel, twilioChannel],
    },
    files: world.files,
    templates: new Map([
      ["meta", world.metaTemplates],
      ["twilio", world.twilioTemplates],
    ]),
    calls: new Map([["meta", world.calls]]),
    runCommand,
    hear: createReadings(runCommand).hear,
    broker: { host: "broker.test", port: 1883, tls: false, unreachable: null },
    deviceConfiguration: esphomeConfiguration,
    live: { feed, beatMs: 700 },
    bot: { skills, check },
    onQueued: () => {
      world.queued += 1;
    },
    setup: () =>
      lookAtSetup({
        db: world.db,
        clock,
        publicUrl,
        dataDir: tmpdir(),
        simulated: false,
        backupTo: null,
        providerUrls: [],
      }),
    monitor: createMonitor({
      dataDir: tmpdir(),
      db,
      pool: world.pool,
      metrics,
      clock,
      log,
      running: () => world.ready,
      hasBoards: () => false,
    }),
    sim: null,
  };
}

async function makeKeys(ctx: CommandContext<DB>): Promise<TestApp["keys"]> {
  const keyOf = async (role: Role, name: string = role) => (await keys.create(ctx, { name: `${name} key`, role })).key;
  const made = {
    viewer: await keyOf("viewer"),
    agent: await keyOf("agent"),
    admin: await keyOf("admin"),
    revoked: await keyOf("admin", "revoked"),
  };
  await keys.revoke(ctx, "revoked key");
  return made;
}

/** Adds the functions for requests. */
function addRequests(world: TestApp): void {
  const send = async (request: InjectOptions, headers: object): Promise<Answer> => {
    const answer = await world.app.inject({ ...request, headers: { ...headers, ...request.headers } });
    const json = answer.body !== "" && /[/+]json/.test(String(answer.headers["content-type"])) ? answer.json() : null;
    return { status: answer.statusCode, headers: answer.headers, body: answer.body, json };
  };
  world.call = (role, request) => send(request, role === null ? {} : { authorization: `Bearer ${world.keys[role]}` });
  world.signIn = async (email, given = password) => {
    const payload = { email, password: given };
    const answer = await send({ method: "POST", url: "/api/auth/sign-in/email", payload }, ownPage);
    if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${answer.body}`);
    return cookieOf(answer);
  };
  const known = new Map<Role, ReturnType<TestApp["person"]>>();
  let hashed: Promise<string> | undefined;
  world.newPerson = async (role, word) => {
    const given = { name: `${word} person`, email: `${word}@desk.test`, role };
    const id = await users.create(world.ctx, given);
    hashed ??= passwords.hash(password);
    await passwords.set(world.ctx, id, await hashed);
    const cookie = await world.signIn(given.email);
    // Confirmed for ever, so that tests of other things are not asked for the password.
    const never = sql<Date>`'infinity'`;
    await world.db.updateTable("user_sessions").set({ confirmed_at: never }).where("user_id", "=", id).execute();
    return { id, ...given, cookie };
  };
  world.person = (role) => {
    if (!known.has(role)) known.set(role, world.newPerson(role, role));
    return known.get(role)!;
  };
  world.asPerson = async (role, request) => send(request, { ...ownPage, cookie: (await world.person(role)).cookie });
}

// The web application over a cloned database: real routes, real SQL, fake providers, gates that know one password.
import type { FastifyInstance, InjectOptions } from "fastify";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { createPerform } from "../../server/acts.ts";
import type { Deps } from "../../server/api/deps.ts";
import { buildApp } from "../../server/app.ts";
import { createLog } from "../../server/base/log.ts";
import { createMetrics } from "../../server/base/metrics.ts";
import type { Gate } from "../../server/contract/ports.ts";
import * as keys from "../../server/core/access/keys.ts";
import type { Role } from "../../server/core/access/roles.ts";
import * as channels from "../../server/core/inbox/channels.ts";
import { createEars } from "../../server/core/parking/hearing.ts";
import { metaChannel, twilioChannel } from "./build.ts";
import { type HeldClock, makeClock } from "./clock.ts";
import { type TestDatabase, useDatabase } from "./database.ts";
import { type FakeChannel, makeChannel } from "./fake-channel.ts";

/** Lets in what says so in its `x-test-signature` header. */
const gate: Gate = {
  verify: ({ headers }) => {
    const said = headers["x-test-signature"];
    return said === "ok" || said === "wrong" || said === "unset" ? said : "missing";
  },
};

/** What routes answered, read as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: what a route answers is what its test looks at.
export type Answer = { status: number; headers: Record<string, unknown>; body: string; json: any };

export type TestApp = TestDatabase & {
  app: FastifyInstance;
  clock: HeldClock;
  meta: FakeChannel;
  twilio: FakeChannel;
  /** Webhooks written down; replaced by what `append` is set to. */
  log: { source: string; query: string; body: Buffer }[];
  append: Deps["append"];
  /** How often a message was announced as queued. */
  queued: number;
  ready: boolean;
  /** A key of each role, and one that was revoked. */
  keys: Record<Role | "revoked", string>;
  /** One request as a role, or as nobody. */
  call(role: Role | "revoked" | null, request: InjectOptions): Promise<Answer>;
};

/** Gives the calling test file an application. Call it at the top level. */
export function useApp(given: Partial<Deps> = {}): TestApp {
  const world = useDatabase() as TestApp;
  const forget = () => {
    world.clock = makeClock();
    world.log = [];
    world.append = async (webhook) => void world.log.push(webhook);
    world.queued = 0;
    world.ready = true;
    for (const channel of [world.meta, world.twilio])
      Object.assign(channel, { sent: [], sought: [], answers: [], always: null, faults: [] });
  };
  beforeAll(async () => {
    world.meta = makeChannel("meta");
    world.twilio = makeChannel("twilio");
    forget();
    await channels.ensure(world.db, [metaChannel, twilioChannel]);
    world.app = await buildApp({
      db: world.db,
      clock: () => world.clock(),
      log: createLog("silent"),
      metrics: createMetrics(),
      apiKeys: [],
      gates: { meta: gate, "twilio.message": gate, "twilio.status": gate },
      challenge: ({ mode, token, challenge }) =>
        mode === "subscribe" && token === "the-token" ? (challenge ?? null) : null,
      append: (webhook) => world.append(webhook),
      post: {
        channels: new Map([
          ["meta", world.meta],
          ["twilio", world.twilio],
        ]),
        own: [metaChannel, twilioChannel],
      },
      perform: createPerform(world.db, () => world.clock()),
      hear: createEars(createPerform(world.db, () => world.clock())).hear,
      broker: { host: "broker.test", port: 1883, tls: false },
      onQueued: () => {
        world.queued += 1;
      },
      ready: () => world.ready,
      sim: null,
      ...given,
    });
    world.keys = {
      viewer: await keys.create(world.db, "viewer key", "viewer"),
      agent: await keys.create(world.db, "agent key", "agent"),
      admin: await keys.create(world.db, "admin key", "admin"),
      revoked: await keys.create(world.db, "revoked key", "admin"),
    };
    await keys.revoke(world.db, "revoked key", world.clock());
    world.call = async (role, request) => {
      const authorization = role === null ? {} : { authorization: `Bearer ${world.keys[role]}` };
      const answer = await world.app.inject({ ...request, headers: { ...authorization, ...request.headers } });
      const json = answer.body !== "" && /json/.test(String(answer.headers["content-type"])) ? answer.json() : null;
      return { status: answer.statusCode, headers: answer.headers, body: answer.body, json };
    };
  });
  beforeEach(forget);
  afterAll(() => world.app.close());
  return world;
}

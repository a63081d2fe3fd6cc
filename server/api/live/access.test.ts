// Who receives live events after their role, session or key changes: applied at once in every process, without waiting for a heartbeat.
import Fastify, { type FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plugins, useApp } from "../../../test/support/app.ts";
import { noon } from "../../../test/support/build.ts";
import { listenTo } from "../../../test/support/live.ts";
import { happened } from "../../base/journal.ts";
import { createLog } from "../../base/log.ts";
import { createAuth, secretOf } from "../../core/access/auth.ts";
import * as keys from "../../core/access/keys.ts";
import { type Feed, openFeed } from "../../core/live/feed.ts";
import { installErrors } from "../http/errors.ts";
import { createGuard } from "../http/guard.ts";
import { installSockets, liveRoutes } from "./live.ts";

const world = useApp();
const apps: FastifyInstance[] = [];
const feeds: Feed[] = [];
/** The addresses of the two processes. */
const addresses: string[] = [];
/** How many of the next access checks fail. */
let broken = 0;

beforeAll(async () => {
  const log = createLog("silent");
  const publicUrl = "http://desk.test";
  const auth = createAuth({ secret: await secretOf(world.db), publicUrl });
  const real = createGuard({ db: world.db, auth, publicUrl, apiKeys: [], clock: () => world.clock() });
  const guard: typeof real = function (this: FastifyInstance, request, reply, done) {
    if (broken > 0) {
      broken -= 1;
      return done(Object.assign(new Error("gone"), { code: "ECONNRESET" }));
    }
    return real.call(this, request, reply, done);
  };
  for (const _ of [1, 2]) {
    const feed = openFeed({ url: world.url, log });
    const app = Fastify({ forceCloseConnections: "idle" });
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    app.decorateRequest("principal", null);
    installErrors(app, log);
    await installSockets(app);
    app.addHook("onRequest", guard);
    const context = { live: { feed, beatMs: 600_000 }, clock: () => world.clock(), db: world.db, log };
    await liveRoutes(app, { ...context, publicUrl: "http://desk.test", corsOrigins: [], plugins }, guard);
    addresses.push(await app.listen({ port: 0, host: "127.0.0.1" }));
    apps.push(app);
    feeds.push(feed);
  }
  // Keep one admin, whatever the tests do to the other users.
  await world.person("admin");
});
afterAll(async () => {
  for (const app of apps) await app.close();
  for (const feed of feeds) await feed.stop();
});

const write = (type = "spot.changed"): Promise<void> =>
  world.db.transaction().execute((tx) => happened(tx, { type }, noon));
const patch = async (id: number, payload: object): Promise<void> => {
  const answer = await world.call("admin", { method: "PATCH", url: `/api/people/${id}`, payload });
  expect(answer.status).toBe(200);
};
const listen = (at: number, cookie: string, after?: string) =>
  listenTo(addresses[at]!, {
    headers: { cookie, origin: addresses[at]! },
    ...(after === undefined ? {} : { after }),
  });
const types = (ear: { said: { type: string }[] }) => ear.said.map(({ type }) => type);

describe.each([0, 1])("in process %i", (at) => {
  test("who is disabled hears nothing of what comes after", async () => {
    const { id, cookie } = await world.newPerson("agent", `gone${at}`);
    const ear = await listen(at, cookie);
    await write();
    await ear.hears(1);
    await patch(id, { disabled: true });
    await write();
    expect(await ear.closed).toBe(4001);
    expect(types(ear)).toEqual(["hello", "spot.changed"]);
  });

  test("an admin no more hears nothing for admins, and comes again", async () => {
    const { id, cookie } = await world.newPerson("admin", `lower${at}`);
    const ear = await listen(at, cookie);
    await write("something.new");
    await ear.hears(1);
    await patch(id, { role: "viewer" });
    await write("something.new");
    await write();
    expect(await ear.closed).toBe(4003);
    expect(types(ear)).toEqual(["hello", "something.new"]);
    const again = await listen(at, cookie, ear.cursor());
    await again.hears(1);
    expect(types(again)).toEqual(["hello", "spot.changed"]);
    await again.close();
  });

  test("a new admin hears what is for admins, from the change on", async () => {
    const { id, cookie } = await world.newPerson("viewer", `higher${at}`);
    const ear = await listen(at, cookie);
    await patch(id, { role: "admin" });
    await write("something.new");
    expect(await ear.closed).toBe(4003);
    const again = await listen(at, cookie, ear.cursor());
    await again.hears(2);
    expect(types(again)).toEqual(["hello", "audit.written", "something.new"]);
    await again.close();
  });

  test("another name changes nothing, and nothing is lost by looking", async () => {
    const { id, cookie } = await world.newPerson("admin", `same${at}`);
    const ear = await listen(at, cookie);
    for (const name of ["A", "B", "C"]) {
      await patch(id, { name });
      await write();
    }
    expect(await ear.hears(6)).toHaveLength(6);
    expect(types(ear)).toEqual(["hello", ...Array.from({ length: 3 }, () => ["audit.written", "spot.changed"]).flat()]);
    await ear.close();
  });

  test("a session that was ended hears nothing, another of the same person goes on", async () => {
    const { id, cookie, email } = await world.newPerson("viewer", `twice${at}`);
    const other = await world.signIn(email);
    const [ear, on] = [await listen(at, cookie), await listen(at, other)];
    const url = `/api/people/${id}/sessions`;
    const { sessions } = (await world.call("admin", { method: "GET", url })).json;
    const first = Math.min(...sessions.map((one: { id: number }) => one.id));
    await world.call("admin", { method: "DELETE", url: `${url}/${first}` });
    await write();
    expect(await ear.closed).toBe(4001);
    expect(ear.ids()).toEqual([]);
    await on.hears(1);
    const signedOut = { method: "POST", url: "/api/auth/sign-out", headers: { cookie: other } } as const;
    expect((await world.call(null, signedOut)).status).toBe(204);
    await write();
    expect(await on.closed).toBe(4001);
    expect(on.ids()).toHaveLength(1);
  });

  test("a key that was revoked hears nothing", async () => {
    const { key, info } = await keys.create(world.ctx, { name: `short ${at}`, role: "admin" });
    const ear = await listenTo(addresses[at]!, { key });
    await world.call("admin", { method: "DELETE", url: `/api/keys/${info.id}` });
    await write();
    expect(await ear.closed).toBe(4001);
    expect(ear.ids()).toEqual([]);
  });
});

test("a session that has run out hears nothing more", async () => {
  const { cookie } = await world.newPerson("viewer", "late");
  const ear = await listen(0, cookie);
  await write();
  await ear.hears(1);
  // Sessions expire by the real clock, which has not reached the test clock's date.
  world.clock.advance(20 * 365 * 86_400_000);
  await write();
  expect(await ear.closed).toBe(4001);
  expect(ear.ids()).toHaveLength(1);
});

test("while nobody can say who they are they are told nothing, and come again", async () => {
  const { id, cookie } = await world.newPerson("admin", "doubt");
  const ear = await listen(0, cookie);
  await write();
  await ear.hears(1);
  broken = 1;
  await patch(id, { name: "Doubt" });
  expect(await ear.closed).toBe(1013);
  expect(ear.ids()).toHaveLength(1);
  const again = await listen(0, cookie, ear.cursor());
  await again.hears(1);
  await again.close();
});

// Live events over real sockets: who receives what, in which order, and that nothing is lost or repeated, whatever fails.
import { setTimeout as sleep } from "node:timers/promises";
import Fastify, { type FastifyInstance, type onRequestHookHandler } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { plugins, useApp } from "../../../test/support/app.ts";
import { noon } from "../../../test/support/build.ts";
import { type EventStream, listenTo, upgrade } from "../../../test/support/live.ts";
import { until } from "../../../test/support/until.ts";
import { Fault } from "../../base/errors.ts";
import { audit, happened } from "../../base/journal.ts";
import { createLog } from "../../base/log.ts";
import type { Role } from "../../contract/roles.ts";
import * as keys from "../../core/access/keys.ts";
import { type Feed, openFeed } from "../../core/live/feed.ts";
import { sweep } from "../../core/live/sweep.ts";
import { installErrors } from "../http/errors.ts";
import { installSockets, liveRoutes } from "./live.ts";

const world = useApp();
const streams: EventStream[] = [];
let address: string;

beforeAll(async () => {
  address = await world.app.listen({ port: 0, host: "127.0.0.1" });
});
afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.close()));
});

/** Opens a connection that is closed after the test. */
async function listen(
  role: Role,
  options: Partial<Parameters<typeof listenTo>[1]> = {},
  at = address,
): Promise<EventStream> {
  const stream = await listenTo(at, { key: world.keys[role], ...options });
  streams.push(stream);
  return stream;
}

/** Writes an event in a transaction of its own and returns its id. */
const write = (type = "spot.changed", data: object = {}): Promise<number> =>
  world.db.transaction().execute(async (tx) => {
    await happened(tx, { type, data }, noon);
    return newest(tx);
  });

async function newest(db: typeof world.db): Promise<number> {
  const { rows } = await sql<{ id: number }>`select currval(pg_get_serial_sequence('events', 'id')) as id`.execute(db);
  return rows[0]!.id;
}

describe("who may listen", () => {
  test.each([
    ["nobody", {}, 401],
    ["a wrong key", { authorization: "Bearer wrong" }, 401],
    ["no key", { authorization: "Basic YTpi" }, 401],
  ])("%s is refused before the upgrade", async (_, headers, status) => {
    const answer = await upgrade(address, "/api/live", headers);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ status });
  });

  test("a revoked key is refused", async () => {
    const answer = await upgrade(address, "/api/live", { authorization: `Bearer ${world.keys.revoked}` });
    expect(answer).toMatchObject({ status: 401, socket: null });
  });

  test.each(["viewer", "agent", "admin"] as const)(
    "a key of the role %s is let in, with a slash or without",
    async (role) => {
      const stream = await listen(role);
      expect(stream.said).toEqual([{ type: "hello", cursor: expect.any(String) }]);
      const slashed = await upgrade(address, "/api/live/", { authorization: `Bearer ${world.keys[role]}` });
      expect(slashed.status).toBe(101);
      slashed.socket!.destroy();
    },
  );

  test("without an upgrade the address says what it speaks, and other addresses speak no WebSocket", async () => {
    const plain = await world.call("viewer", { method: "GET", url: "/api/live" });
    expect(plain).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
    const missing = await upgrade(address, "/api/nothing", { authorization: `Bearer ${world.keys.viewer}` });
    expect(missing.status).toBe(404);
    const refused = await upgrade(address, "/api/whatsapp/messages", {});
    expect(refused.status).toBe(401);
  });

  test("somebody who is signed in listens from pages of this Bellhop, and from no others", async () => {
    const { cookie } = await world.person("viewer");
    const stream = await listenTo(address, { headers: { cookie, origin: address } });
    await stream.close();
    const origins = [undefined, "https://evil.example", "http://127.0.0.1:1", "null", "not an address"];
    for (const origin of origins) {
      const answer = await upgrade(address, "/api/live", { cookie, ...(origin === undefined ? {} : { origin }) });
      expect([origin, answer.status, JSON.parse(answer.body).code]).toEqual([origin, 403, "WRONG_ORIGIN"]);
    }
    expect(await upgrade(address, "/api/live", { cookie: "bellhop_session=x.y", origin: address })).toMatchObject({
      status: 401,
    });
  });

  test("one key does not take the places of all", async () => {
    await Promise.all(Array.from({ length: 250 }, () => listen("viewer")));
    const refused = await upgrade(address, "/api/live", { authorization: `Bearer ${world.keys.viewer}` });
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.body)).toMatchObject({ code: "TOO_MANY_AT_ONCE" });
    expect((await listen("agent")).said).toHaveLength(1);
  });

  test.each(["https://evil.test", "null"])("a page of %s may not listen, not even with a key", async (origin) => {
    const answer = await upgrade(address, "/api/live", { authorization: `Bearer ${world.keys.viewer}`, origin });
    expect(answer.status).toBe(403);
  });

  test("somebody who talks too much is not listened to", async () => {
    const { socket } = await upgrade(address, "/api/live", { authorization: `Bearer ${world.keys.viewer}` });
    // A masked text frame of 2,000 bytes.
    socket!.write(Buffer.concat([Buffer.from([0x81, 0xfe, 0x07, 0xd0, 0, 0, 0, 0]), Buffer.alloc(2_000, "x")]));
    socket!.resume();
    await new Promise((resolve) => socket!.once("close", resolve));
  });
});

describe("what is told", () => {
  test("events in order, each whole", async () => {
    const stream = await listen("viewer");
    const first = await write("spot.changed", { state: "free", light: "green" });
    const second = await write("inbox.changed", { conversation_ids: [1], message_ids: [2, 3] });
    expect(await stream.hears(2)).toEqual([first, second]);
    const ids = { lot_id: null, spot_id: null, booking_id: null, account_id: null, device_id: null };
    const cursor = expect.any(String);
    expect(stream.said.slice(1)).toEqual([
      {
        id: first,
        type: "spot.changed",
        at: noon.toISOString(),
        ...ids,
        data: { state: "free", light: "green" },
        cursor,
      },
      {
        id: second,
        type: "inbox.changed",
        at: noon.toISOString(),
        ...ids,
        data: { conversation_ids: [1], message_ids: [2, 3] },
        cursor,
      },
    ]);
  });

  test("only what one's role may see; what nobody knows is for admins", async () => {
    const [viewer, agent, admin] = [await listen("viewer"), await listen("agent"), await listen("admin")];
    const change = { action: "booking.move", subject: "booking", id: 7, before: null, after: null };
    await world.db.transaction().execute((tx) => audit(tx, "desk:Ana", change, noon));
    await write("something.new");
    await write("constructor");
    const last = await write("device.online");
    await Promise.all([viewer.hears(1), agent.hears(1), admin.hears(4)]);
    for (const stream of [viewer, agent]) expect(stream.ids()).toEqual([last]);
    expect(admin.said.slice(1).map(({ type }) => type)).toEqual([
      "audit.written",
      "something.new",
      "constructor",
      "device.online",
    ]);
    expect(admin.said[1]!.data).toEqual({ action: "booking.move", subject: "booking", id: 7, by: "desk:Ana" });
    // A listener who was sent fewer events has the same cursor.
    const resumed = await listen("viewer", { after: viewer.cursor() });
    expect(resumed.said).toEqual([{ type: "hello", cursor: viewer.cursor() }]);
  });

  test("a beat, with a cursor that has come as far as what one may not see", async () => {
    const stream = await listen("viewer");
    const before = stream.cursor();
    let cursor = "";
    const other = await listen("viewer", {
      onSaid: (said) => {
        if (said.type === "beat") cursor = said.cursor;
      },
    });
    await write("audit.written");
    await until("a beat after the event", () => cursor !== "" && cursor !== before);
    expect(other.beats).toBeGreaterThan(0);
    expect(other.ids()).toEqual([]);
    const resumed = await listen("admin", { after: cursor });
    const id = await write();
    expect(await resumed.hears(1)).toEqual([id]);
  });
});

describe("after a cursor", () => {
  test("what came meanwhile is told once, from any event on, and then what comes", async () => {
    const stream = await listen("viewer");
    const ids = [await write(), await write(), await write()];
    await stream.hears(3);
    for (const [n, said] of stream.said.entries()) {
      const resumed = await listen("viewer", { after: said.cursor });
      expect(resumed.said[0]).toEqual({ type: "hello", cursor: said.cursor });
      expect(await resumed.hears(3 - n)).toEqual(ids.slice(n));
    }
    const next = await write();
    for (const one of streams) await until("the next event", () => one.ids().includes(next));
    expect(streams.map((one) => one.ids().filter((id) => id === next))).toEqual(streams.map(() => [next]));
  });

  test("a hundred who come back at once are all told what they missed, and what comes", async () => {
    const first = await listen("viewer");
    const ids = [await write(), await write()];
    await first.hears(2);
    const back = await Promise.all(
      Array.from({ length: 100 }, (_, n) => listen("viewer", { after: first.said[n % 3]!.cursor })),
    );
    const next = await write();
    for (const [n, stream] of back.entries()) {
      const expected = [...ids.slice(n % 3), next];
      expect([n, await stream.hears(expected.length)]).toEqual([n, expected]);
    }
  });

  test("a transaction that was open all the time is told when it commits, and nothing twice", async () => {
    const stream = await listen("viewer");
    const trx = await world.db.startTransaction().execute();
    await happened(trx, { type: "spot.changed" }, noon);
    const late = await newest(trx);
    const quick = [await write(), await write()];
    expect(await stream.hears(2)).toEqual(quick);
    const [middle, end] = stream.said.slice(1).map(({ cursor }) => cursor);
    await trx.commit().execute();
    expect(await stream.hears(3)).toEqual([...quick, late]);
    expect(await (await listen("viewer", { after: end! })).hears(1)).toEqual([late]);
    expect((await (await listen("viewer", { after: middle! })).hears(2)).toSorted()).toEqual(
      [late, quick[1]].toSorted(),
    );
    expect((await (await listen("viewer", { after: stream.said[0]!.cursor })).hears(3)).toSorted()).toEqual(
      [late, ...quick].toSorted(),
    );
    expect((await listen("viewer", { after: stream.cursor() })).ids()).toEqual([]);
  });

  test.each(["", "0", "nonsense", "0123456789abcdef.1:5:", "' or 1=1 --", "é\u0000", "9".repeat(7_000)])(
    "one that is none (%#) starts over, and hears what comes",
    async (after) => {
      const stream = await listen("viewer", { after });
      await until("a reset", () => stream.said.length === 2);
      const { cursor } = stream.said[0]!;
      expect(stream.said).toEqual([
        { type: "hello", cursor },
        { type: "reset", cursor },
      ]);
      const id = await write();
      expect(await stream.hears(1)).toEqual([id]);
    },
  );

  test("one that is older than what is kept starts over, and so does one who has missed too much", async () => {
    const { cursor } = (await listen("viewer")).said[0]!;
    await sql`insert into events (at, type) select ${noon}, 'inbox.changed' from generate_series(1, 1000)`.execute(
      world.db,
    );
    const resumed = await listen("viewer", { after: cursor });
    expect(await resumed.hears(1_000)).toHaveLength(1_000);
    await write();
    const behind = await listen("viewer", { after: cursor });
    await until("a reset", () => behind.said.at(-1)!.type === "reset");
    expect(behind.ids()).toEqual([]);
    await sweep(world.db, new Date(noon.getTime() + 3_601_000));
    const old = await listen("viewer", { after: resumed.said[1]!.cursor });
    await until("a reset", () => old.said.at(-1)!.type === "reset");
  });
});

describe("what breaks", () => {
  test("the connection to the database is lost and comes back: nothing is missed, nobody is disconnected", async () => {
    // An open transaction of another test, older than the last deletion of events, would cause a reset.
    await until("older transactions are over", async () => {
      const { rows } = await world.pool.query(
        "select pg_snapshot_xmin(pg_current_snapshot()) > xid as over from event_stream_horizon",
      );
      return rows[0].over;
    });
    const stream = await listen("viewer");
    const ids = [await write()];
    await stream.hears(1);
    for (let round = 0; round < 3; round += 1) {
      const { rows } = await world.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'bellhop live'",
      );
      expect(rows).toHaveLength(1);
      ids.push(await write(), await write());
      expect(await stream.hears(ids.length)).toEqual(ids);
    }
    expect(stream.said.map(({ type }) => type)).not.toContain("reset");
  });

  test("after a crash of the database everybody starts over", async () => {
    const stream = await listen("viewer");
    const before = stream.cursor();
    await sql`truncate event_stream_epoch`.execute(world.db);
    await world.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'bellhop live'",
    );
    await until("a reset", () => stream.said.at(-1)!.type === "reset");
    const id = await write();
    expect(await stream.hears(1)).toEqual([id]);
    const resumed = await listen("viewer", { after: before });
    await until("a reset", () => resumed.said.at(-1)!.type === "reset");
  });

  test("ten thousand events at once reach everybody in order", async () => {
    const some = [await listen("viewer"), await listen("agent"), await listen("admin")];
    await sql`
      insert into events (at, type, data) select ${noon}, 'spot.changed', jsonb_build_object('n', n) from generate_series(1, 10000) n`.execute(
      world.db,
    );
    const id = await write();
    for (const stream of some) {
      const ids = await stream.hears(10_001);
      expect(ids.at(-1)).toBe(id);
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
      expect(stream.said.slice(1, -1).map(({ data }) => data.n)).toEqual(
        Array.from({ length: 10_000 }, (_, n) => n + 1),
      );
    }
  });

  test("one who shows no sign of life is cut off", async () => {
    const { socket } = await upgrade(address, "/api/live", { authorization: `Bearer ${world.keys.viewer}` });
    const clients = world.app.websocketServer.clients.size;
    // This client never answers a ping.
    socket!.resume();
    await new Promise((resolve) => socket!.once("close", resolve));
    await until("it forgotten", () => world.app.websocketServer.clients.size === clients - 1);
  });

  test("somebody who signs out hears nothing any more, before a minute is over", async () => {
    const headers = { cookie: (await world.person("agent")).cookie, origin: address };
    const stream = await listenTo(address, { headers });
    const ended = await world.asPerson("agent", { method: "POST", url: "/api/auth/sign-out" });
    expect(ended.status).toBe(204);
    expect(await stream.closed).toBe(4001);
  });

  test("a key that is revoked hears nothing any more, before a minute is over", async () => {
    const { key } = await keys.create(world.ctx, { name: "short-lived", role: "viewer" });
    const stream = await listenTo(address, { key });
    await keys.revoke(world.ctx, "short-lived");
    expect(await stream.closed).toBe(4001);
  });
});

describe("several processes, and roles that change", () => {
  type Process = { app: FastifyInstance; address: string; feed: Feed };
  const processes: Process[] = [];
  const people = new Map<string, Role>();
  let broken = false;

  /** Stands in for the application's guard, for users that the test makes up. */
  const guard: onRequestHookHandler = (request, _reply, done) => {
    if (broken) return done(Object.assign(new Error("gone"), { code: "ECONNRESET" }));
    const role = people.get(request.headers.cookie ?? "");
    if (!role) return done(new Fault("API_KEY_WRONG", "Nobody is known by that name."));
    request.principal = { name: "somebody", role } as typeof request.principal;
    done();
  };

  async function start(beatMs = 300): Promise<Process> {
    const feed = openFeed({ url: world.url, log: createLog("silent") });
    const app = Fastify({ forceCloseConnections: "idle", routerOptions: { ignoreTrailingSlash: true } });
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    app.decorateRequest("principal", null);
    installErrors(app, createLog("silent"));
    await installSockets(app);
    app.addHook("onRequest", guard);
    await liveRoutes(
      app,
      {
        live: { feed, beatMs },
        clock: () => world.clock(),
        db: world.db,
        log: createLog("silent"),
        publicUrl: "http://desk.test",
        corsOrigins: [],
        plugins,
      },
      guard,
    );
    const one = { app, feed, address: await app.listen({ port: 0, host: "127.0.0.1" }) };
    processes.push(one);
    return one;
  }

  afterAll(async () => {
    for (const { app, feed } of processes) {
      await app.close();
      await feed.stop();
    }
  });

  const cookie = (at: Process, name = "ada") => ({ cookie: name, origin: at.address });

  test("each hears what any of them does, and one resumes at another", async () => {
    people.set("ada", "viewer");
    const [one, two] = [await start(), await start()];
    const first = await listenTo(one.address, { headers: cookie(one) });
    const second = await listenTo(two.address, { headers: cookie(two) });
    const ids = [await write(), await write(), await write()];
    expect(await first.hears(3)).toEqual(ids);
    expect(await second.hears(3)).toEqual(ids);
    const [, middle] = first.said;
    await first.close();
    const later = await write();
    const moved = await listenTo(two.address, { headers: cookie(two), after: middle!.cursor });
    expect(await moved.hears(3)).toEqual([...ids.slice(1), later]);
    await moved.close();
    await second.close();
  });

  test("whose role has changed comes again, and who was signed out does not", async () => {
    const at = processes[0]!;
    people.set("bob", "admin");
    const stream = await listenTo(at.address, { headers: cookie(at, "bob") });
    broken = true;
    await sleep(700);
    broken = false;
    people.set("bob", "viewer");
    expect(await stream.closed).toBe(4003);
    const again = await listenTo(at.address, { headers: cookie(at, "bob"), after: stream.cursor() });
    await write("audit.written");
    const id = await write();
    expect(await again.hears(1)).toEqual([id]);
    people.delete("bob");
    expect(await again.closed).toBe(4001);
  });

  test("one who does not read is closed, the others hear everything", async () => {
    people.set("ada", "viewer");
    // No heartbeat in this test: the listener is closed because of its full buffer.
    const at = await start(600_000);
    const stream = await listenTo(at.address, { headers: cookie(at) });
    const { socket } = await upgrade(at.address, "/api/live", cookie(at));
    const gone = new Promise((resolve) => socket!.once("close", resolve));
    await sql`
      insert into events (at, type, data) select ${noon}, 'spot.changed', jsonb_build_object('n', n, 'text', repeat('x', 5000))
      from generate_series(1, 4000) n`.execute(world.db);
    await write();
    await until("the slow one cut off", () => at.app.websocketServer.clients.size === 1);
    socket!.resume();
    await gone;
    expect(await stream.hears(4_001)).toHaveLength(4_001);
    await stream.close();
  });

  test("a process that stops says so, and waits for nobody who is gone", async () => {
    people.set("ada", "viewer");
    const at = await start();
    const stream = await listenTo(at.address, { headers: cookie(at) });
    const { socket } = await upgrade(at.address, "/api/live", cookie(at));
    const since = performance.now();
    await at.app.close();
    expect(await stream.closed).toBe(1001);
    expect(performance.now() - since).toBeLessThan(10_000);
    socket!.destroy();
    await at.feed.stop();
  });

  test("nobody listens: no connection is held before, and stopping is quick", async () => {
    const feed = openFeed({ url: "postgres://nobody@127.0.0.1:1/nothing", log: createLog("silent") });
    await sleep(50);
    await feed.stop();
    const lost = openFeed({ url: "postgres://nobody@127.0.0.1:1/nothing", log: createLog("silent") });
    lost.join({ welcome: () => {}, reset: () => {}, take: () => {} }, null);
    await sleep(50);
    await lost.stop();
  });
});

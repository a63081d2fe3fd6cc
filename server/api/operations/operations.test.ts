// Health checks and metrics for operators.
import { describe, expect, test } from "vitest";
import type { DB } from "../../../db/rows.ts";
import { useApp } from "../../../test/support/app.ts";
import { makeUnreadable } from "../../../test/support/build.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import { until } from "../../../test/support/until.ts";
import { createPool, overPool } from "../../base/db.ts";
import { keepFigures, set } from "../../base/figures.ts";
import { lockOf } from "../../base/lease.ts";
import { createLog } from "../../base/log.ts";
import { createInspector } from "../../core/health/readiness.ts";

const world = useApp();

/** Connections that refuse to write, like those to a standby. */
const readers: ReturnType<typeof createPool>[] = [];
function createReadOnly(url: string) {
  const pool = createPool(url, "reader", 1);
  pool.on("connect", (client) => void client.query("set default_transaction_read_only = on"));
  readers.push(pool);
  return pool;
}

test("alive is alive, whatever else", async () => {
  world.ready = false;
  expect(await world.call(null, { method: "GET", url: "/healthz" })).toMatchObject({
    status: 200,
    json: { status: "ok" },
  });
});

test("ready while the database answers and nobody said stop", async () => {
  const ask = () => world.call(null, { method: "GET", url: "/readyz" });
  expect(await ask()).toMatchObject({ status: 200, json: { status: "ok" } });
  world.ready = false;
  expect(await ask()).toMatchObject({ status: 503, json: { code: "NOT_READY" }, headers: { "retry-after": "1" } });
});

describe("without a database", () => {
  const pool = createPool("postgres://nobody:sekret@127.0.0.1:1/none", "test", 1);
  const alone = useApp({ db: overPool(pool) });

  test("alive, not ready, and no request tells where the database was", async () => {
    expect((await alone.call(null, { method: "GET", url: "/healthz" })).status).toBe(200);
    for (const url of ["/readyz", "/api/whatsapp/messages", "/metrics"]) {
      const answer = await alone.call("admin", { method: "GET", url });
      expect(answer).toMatchObject({ status: 503, json: { code: "NOT_READY" } });
      expect(answer.body).not.toMatch(/sekret|127\.0\.0\.1/);
    }
    await pool.end();
  });

  let down = false;
  const gone = () => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
  const failing = useApp({
    db: overPool<DB>({ connect: () => (down ? gone() : failing.pool.connect()), end: async () => {} } as never),
  });

  test("a key that was right before is told the process's own figures, and that the database is down", async () => {
    const figures = (role: "viewer" | "agent") => failing.call(role, { method: "GET", url: "/metrics" });
    expect((await figures("viewer")).body).toContain("bellhop_database_up 1");
    down = true;
    const told = await until("it is noticed", async () => {
      const { status, body } = await figures("viewer");
      expect(status).toBe(200);
      return body.includes('bellhop_check_ok{check="database"} 0') && body;
    });
    expect(told).toContain("bellhop_database_up 0");
    expect(told).not.toContain("bellhop_ledger_faults");
    expect((await figures("agent")).status).toBe(503);
    down = false;
  });
});

test("figures: what waits, what is dead, what was refused", async () => {
  const place = await openConversation(world.db);
  await queue(world.db, [place, place]);
  await record(world.db, [makeUnreadable()]);
  await world.call(null, { method: "POST", url: "/api/whatsapp/webhook" });
  world.clock.advance(31_000);
  const { status, body, headers } = await world.call("viewer", { method: "GET", url: "/metrics" });
  expect(status).toBe(200);
  expect(headers["content-type"]).toMatch(/^text\/plain/);
  const figure = (name: string) =>
    Number(new RegExp(`^${name.replaceAll(/[{}]/g, "\\$&")} (\\S+)$`, "m").exec(body)?.[1]);
  expect(figure("bellhop_drain_waiting")).toBe(2);
  expect(figure("bellhop_drain_lag_seconds")).toBe(30);
  expect(figure('bellhop_outbox_messages{state="queued"}')).toBe(2);
  expect(figure('bellhop_outbox_messages{state="sending"}')).toBe(0);
  expect(figure("bellhop_dead_letters")).toBe(1);
  expect(figure('bellhop_webhook_signature_failures_total{source="meta",reason="missing"}')).toBe(1);
});

test("a held number is told with its reason, measured, and tried when an admin asks", async () => {
  const place = await openConversation(world.db);
  await queue(world.db, [place]);
  const since = new Date(world.clock().getTime() - 90_000);
  const held = { held_since: since, held_operator: true, held_remedy: "Renew it.", pause_reason: "190 Expired" };
  await world.db
    .updateTable("channels")
    .set({ ...held, paused_until: world.clock() })
    .execute();
  const health = await world.call("viewer", { method: "GET", url: "/api/health/delivery" });
  expect(health.json.channels[0].held).toMatchObject({
    since: since.toISOString(),
    reason: "190 Expired",
    remedy: "Renew it.",
    operator: true,
    waiting: 3,
  });
  const { body } = await world.call("viewer", { method: "GET", url: "/metrics" });
  expect(body).toMatch(/^bellhop_channel_held_seconds\{channel="\d+",provider="meta",operator="true"\} 90$/m);
  // Also between the time at which it is to be tried and the result.
  const { status, checks } = await createInspector({ db: world.db, running: () => true })();
  expect(status).toBe("degraded");
  expect(checks.find(({ name }) => name === "sending")).toMatchObject({
    ok: false,
    detail: expect.stringContaining("190 Expired"),
  });
  const url = `/api/operations/channels/${place.channelId}/try`;
  expect((await world.call("agent", { method: "POST", url })).status).toBe(403);
  expect(await world.call("admin", { method: "POST", url })).toMatchObject({ status: 202, json: { tried: true } });
  expect((await world.call("admin", { method: "POST", url: "/api/operations/channels/99/try" })).status).toBe(404);
  await world.db.updateTable("channels").set({ held_since: null }).execute();
  expect(await world.call("admin", { method: "POST", url })).toMatchObject({ json: { tried: false } });
});

test("every answer and every problem has the request's id; a proxy's is kept", async () => {
  const found = await world.call(null, { method: "GET", url: "/api/nowhere", headers: { "x-request-id": "proxy-7" } });
  expect(found.headers["x-request-id"]).toBe("proxy-7");
  expect(found.json.request_id).toBe("proxy-7");
  const odd = await world.call(null, { method: "GET", url: "/healthz", headers: { "x-request-id": "a b<c>" } });
  expect(odd.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
});

test("a database that only reads is not ready, and the check says so", async () => {
  const inspect = createInspector({ db: overPool<DB>(createReadOnly(world.url)), running: () => true });
  const { status, checks } = await inspect();
  expect(status).toBe("failing");
  expect(checks.find((check) => check.name === "writes")).toMatchObject({
    ok: false,
    detail: expect.stringContaining("only reads"),
  });
  await readers.splice(0)[0]!.end();
});

test("leases that nobody holds fail the workers' check when others had time to take them", async () => {
  const inspect = createInspector({ db: world.db, running: () => true, graceMs: 0 });
  const { status, checks } = await inspect();
  expect(status).toBe("failing");
  expect(checks.find(({ name }) => name === "workers")).toMatchObject({
    ok: false,
    detail: expect.stringContaining("ingest"),
  });
  expect((await inspect(["workers"])).status).toBe("ok");
});

test("which leases have a living holder is told", async () => {
  const holder = await world.pool.connect();
  await holder.query("select pg_advisory_lock($1, $2)", lockOf("ingest"));
  const { body } = await world.call("viewer", { method: "GET", url: "/metrics" });
  await holder.query("select pg_advisory_unlock($1, $2)", lockOf("ingest"));
  holder.release();
  expect(body).toContain('bellhop_lease_held{lease="ingest"} 1');
  expect(body).toContain('bellhop_lease_held{lease="outbox"} 0');
});

test("figures that another process kept are told: sends, and the ledger's faults", async () => {
  const figures = keepFigures({ db: world.db, log: createLog("silent") });
  figures.add("sends", { provider: "meta", outcome: "accepted" }, 3);
  await figures.stop();
  await set(world.db, "ledger_faults", 2);
  const { body } = await world.call("viewer", { method: "GET", url: "/metrics" });
  expect(body).toContain('bellhop_sends_total{outcome="accepted",provider="meta"} 3');
  expect(body).toContain("bellhop_ledger_faults 2");
  expect(body).toContain("bellhop_database_up 1");
});

test("figures: the oldest unsent message, the pool, boards, incidents, what messages cost, mails that wait", async () => {
  const { db } = world;
  const { channelId, conversationId } = await openConversation(db, { from: "15550100077" });
  await db.deleteFrom("outbox").execute();
  const [id] = (await queue(db, [{ channelId, conversationId }])) as [number];
  const wrote = new Date(world.clock().getTime() - 90_000);
  await db.updateTable("messages").set({ received_at: wrote }).where("id", "=", id).execute();
  await db.insertInto("incidents").values({ kind: "disk_low", opened_at: world.clock() }).execute();
  const cost = { channel_id: channelId, category: "service", basis: "told", currency: "USD", messages: 3 };
  await db
    .insertInto("cost_hours")
    .values({ ...cost, hour: world.clock(), micros: 1_250_000 })
    .execute();
  const mail = { way: "mail", recipient: "a@example.com", content: Buffer.from("x"), attempts: 1, answer: "no" };
  const times = { created_at: world.clock(), due_at: world.clock() };
  const key = "6f3b2c1a-0000-4000-8000-000000000001";
  await db
    .insertInto("staff_messages")
    .values({ ...mail, ...times, key })
    .execute();
  const { body } = await world.call("viewer", { method: "GET", url: "/metrics" });
  expect(body).toContain("bellhop_outbox_oldest_seconds 90");
  expect(body).toMatch(/bellhop_pool_connections\{state="idle"\} \d/);
  expect(body).toContain('bellhop_boards{presence="online"} 0');
  expect(body).toContain('bellhop_incidents_open{kind="disk_low"} 1');
  expect(body).toContain(`bellhop_message_cost_month{channel="${channelId}",currency="USD"} 1.25`);
  expect(body).toContain('bellhop_staff_messages{state="retrying"} 1');
});

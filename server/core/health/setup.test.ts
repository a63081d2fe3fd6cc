// The steps of setting up on a real database, with the network made up.
import { tmpdir } from "node:os";
import { beforeEach, expect, test } from "vitest";
import { at, metaChannel, noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, queue } from "../../../test/support/record.ts";
import { noteMade } from "../backup/watch.ts";
import { lookAtSetup, type SetupParts, type SetupStep, setupSteps } from "./setup.ts";

const database = useDatabase();
beforeEach(async () => {
  await wipe(database.db);
  await database.db.deleteFrom("production_start").execute();
  await database.db.deleteFrom("metrics").execute();
  await database.db.deleteFrom("provider_news").execute();
  await database.db.deleteFrom("provider_checks").execute();
});

const answering = (status: number, date = noon) =>
  (async () => new Response(null, { status, headers: { date: date.toUTCString() } })) as typeof fetch;

const look = async (given: Partial<SetupParts> = {}): Promise<Record<SetupStep["name"], SetupStep>> => {
  const steps = await lookAtSetup({
    db: database.db,
    publicUrl: "https://desk.example.com",
    dataDir: tmpdir(),
    simulated: false,
    backupTo: null,
    providerUrls: ["https://graph.facebook.com"],
    clock: () => noon,
    ask: answering(200),
    ...given,
  });
  expect(steps.map(({ name }) => name)).toEqual(setupSteps);
  for (const { state, remedy } of steps) expect(remedy === null).toBe(state === "done");
  return Object.fromEntries(steps.map((step) => [step.name, step])) as Record<SetupStep["name"], SetupStep>;
};

const stateOf = async (name: SetupStep["name"], given?: Partial<SetupParts>) => (await look(given))[name].state;

test("a fresh Bellhop with the simulator says what comes first", async () => {
  const steps = await look({ simulated: true, publicUrl: "http://localhost:3000", providerUrls: [] });
  const open = Object.values(steps).flatMap(({ name, state }) => (state === "open" ? [name] : []));
  expect(open).toEqual(["address", "number", "token", "subscription", "message_in", "message_out", "people", "backup"]);
  expect(steps.clock.state).toBe("unknown");
  expect(steps.database).toMatchObject({ state: "done", says: expect.stringMatching(/^PostgreSQL \d/) });
});

test.each([
  ["http://desk.example.com", answering(200), "failed", /only addresses with https/],
  ["https://desk.example.com", answering(404), "failed", /answers 404/],
  [
    "https://desk.example.com",
    async () => {
      throw new TypeError("fetch failed", { cause: new Error("certificate has expired") });
    },
    "failed",
    /certificate has expired/,
  ],
  ["https://desk.example.com", answering(200), "done", /proved by the first webhook/],
] as const)("the public address %s", async (publicUrl, ask, state, says) => {
  expect((await look({ publicUrl, ask })).address).toMatchObject({ state, says: expect.stringMatching(says) });
});

test("a provider that came through proves the address from outside", async () => {
  const { db } = database;
  await db.insertInto("production_start").values({ since: noon }).execute();
  await db
    .updateTable("webhook_endpoint_stats")
    .set({ last_webhook_at: at(60) })
    .where("source", "=", "meta")
    .execute();
  expect((await look()).address.says).toContain("reached it at 2026-01-01 12:01 UTC");
});

test("a clock that differs from the provider's by more than half a minute fails", async () => {
  expect(await stateOf("clock", { ask: answering(200, at(20)) })).toBe("done");
  const { clock } = await look({ ask: answering(200, at(-120)) });
  expect(clock).toMatchObject({ state: "failed", says: expect.stringContaining("120 s ahead of") });
});

test("a number is there, or held for a reason", async () => {
  expect(await stateOf("number")).toBe("open");
  const { channelId } = await openConversation(database.db, { channel: metaChannel });
  expect((await look()).number).toMatchObject({ state: "done", says: "Connected: 15550100000." });
  await database.db
    .updateTable("channels")
    .set({ held_since: noon, pause_reason: "the token has expired", held_remedy: "Make a new one." })
    .where("id", "=", channelId)
    .execute();
  expect((await look()).number).toMatchObject({
    state: "failed",
    says: expect.stringContaining("the token has expired"),
    remedy: "Make a new one.",
  });
});

test("token and subscription are as the providers said when they were asked", async () => {
  const { db } = database;
  expect(await stateOf("token")).toBe("unknown");
  await db.insertInto("provider_checks").values({ provider: "meta", checked_at: noon }).execute();
  expect((await look()).token).toMatchObject({
    state: "done",
    says: expect.stringContaining("Meta at 2026-01-01 12:00"),
  });
  const news = { provider: "meta", about: "app", source: "check", at: noon, seen_at: noon, severity: "critical" };
  await db
    .insertInto("provider_news")
    .values({ ...news, kind: "access", summary: "The token ends in 3 days.", remedy: "Make a new one." })
    .execute();
  expect((await look()).token).toMatchObject({ state: "failed", says: "The token ends in 3 days." });
  expect(await stateOf("subscription")).toBe("done");
});

test("the first message in and out, and why there is none yet", async () => {
  const { db } = database;
  expect(await stateOf("message_in")).toBe("open");
  const opened = await openConversation(db, { channel: metaChannel });
  expect((await look()).message_in).toMatchObject({
    state: "done",
    says: "The last one came at 2026-01-01 12:00 UTC.",
  });
  const [id] = await queue(db, [opened]);
  expect(await stateOf("message_out")).toBe("open");
  await db.updateTable("messages").set({ status: "failed" }).where("id", "=", id!).execute();
  expect(await stateOf("message_out")).toBe("failed");
  await db.updateTable("messages").set({ status: "delivered" }).where("id", "=", id!).execute();
  expect(await stateOf("message_out")).toBe("done");
});

test("people: an admin, and a second factor for each", async () => {
  const { db } = database;
  const { id } = await db
    .insertInto("users")
    .values({ name: "Ana", email: "ana@example.com", role: "admin" })
    .returning("id")
    .executeTakeFirstOrThrow();
  expect((await look()).people).toMatchObject({
    state: "open",
    says: expect.stringContaining("One person, one of them"),
  });
  await db
    .insertInto("user_second_factors")
    .values({ user_id: id, secret: Buffer.from("secret"), confirmed_at: noon })
    .execute();
  expect(await stateOf("people")).toBe("done");
  await db.deleteFrom("users").execute();
});

test("backups are set up, made, and not too old", async () => {
  const { db } = database;
  expect(await stateOf("backup")).toBe("open");
  expect((await look({ backupTo: "/backups" })).backup).toMatchObject({
    state: "open",
    says: "No backup has been made yet.",
  });
  await noteMade(db, noon);
  expect(await stateOf("backup", { backupTo: "/backups" })).toBe("done");
  expect(await stateOf("backup", { backupTo: "/backups", clock: () => at(9 * 86_400) })).toBe("failed");
});

test("what cannot be found out is told, and keeps no other step from being looked at", async () => {
  const { disk, database: server } = await look({ dataDir: "/there/is/no/such/folder" });
  expect(disk.state).toBe("unknown");
  expect(server.state).toBe("done");
});

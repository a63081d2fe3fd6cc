// Appending to the webhook log on a real database: complete, once, byte for byte; refused while the database is gone, and accepted afterwards.
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { type Log, newWebhooks, openLog } from "./append.ts";

const database = useDatabase();
let log: Log | null = null;
let commits = 0;

function open(given: Partial<Parameters<typeof openLog>[0]> = {}): Log {
  log = openLog({
    url: database.url,
    clock: () => noon,
    onCommit: () => {
      commits += 1;
    },
    drainsHere: () => true,
    ...given,
  });
  return log;
}

beforeEach(async () => {
  commits = 0;
  await wipe(database.db);
});
afterEach(async () => {
  await log?.close();
  log = null;
});

const kept = () => database.db.selectFrom("webhooks").selectAll().orderBy("id").execute();
const webhook = (body: Buffer | string, source: "meta" | "twilio.status" = "meta") => ({
  source,
  query: "",
  body: Buffer.from(body),
});

/** Closes the log's connections, as a restart of the database would. */
async function cut(): Promise<void> {
  await database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'bellhop webhook log'",
  );
}

test("many at once are all there exactly once, in few commits", async () => {
  const { append } = open();
  await Promise.all(Array.from({ length: 2_000 }, (_, index) => append(webhook(`body ${index}`))));
  const rows = await kept();
  // Two batches may be under way at once, so the order is not guaranteed.
  const bodies = Array.from({ length: 2_000 }, (_, index) => `body ${index}`);
  expect(rows.map((row) => row.body.toString()).sort()).toEqual(bodies.sort());
  expect(commits).toBeLessThan(20);
});

test("what was acknowledged is there at that moment", async () => {
  const { append } = open();
  await append(webhook("one"));
  expect(await kept()).toHaveLength(1);
});

test("bodies are kept byte for byte, with their source, query and time", async () => {
  const { append } = open();
  const bodies = [
    Buffer.alloc(0),
    Buffer.from([0]),
    Buffer.from([0xff, 0xfe, 0x00, 0xed, 0xa0, 0x80, 0xc3, 0x28]),
    Buffer.from("\\x41 \\0 '); drop table webhooks; --"),
    Buffer.from("\u{1F600}"),
    Buffer.alloc(0),
    Buffer.alloc(3 * 1024 * 1024, 0xa5),
    Buffer.alloc(3 * 1024 * 1024, 0x5a),
    Buffer.from("last"),
  ];
  await Promise.all(bodies.map((body, index) => append({ source: "twilio.status", query: `id=%00&n=${index}`, body })));
  const rows = (await kept()).sort((a, b) => a.query.localeCompare(b.query));
  expect(rows.map(({ body }) => body.length)).toEqual(bodies.map((body) => body.length));
  expect(rows.every(({ body }, index) => body.equals(bodies[index]!))).toBe(true);
  expect(rows[3]).toMatchObject({ source: "twilio.status", query: "id=%00&n=3", received_at: noon });
});

test("a lost connection is opened again; nothing is acknowledged that is not there", async () => {
  const { append } = open();
  await append(webhook("before"));
  await cut();
  const acknowledged: string[] = ["before"];
  for (let index = 0; index < 10; index += 1) {
    await append(webhook(`after ${index}`)).then(
      () => acknowledged.push(`after ${index}`),
      () => {},
    );
  }
  expect(acknowledged).toContain("after 9");
  const bodies = (await kept()).map(({ body }) => body.toString());
  for (const one of acknowledged) expect(bodies.filter((body) => body === one)).toHaveLength(1);
});

test("no database: refused, and the next ones too, without leaving anything behind", async () => {
  const url = new URL(database.url);
  url.port = "1";
  const { append } = open({ url: url.href });
  await expect(append(webhook("x"))).rejects.toThrow();
  await expect(append(webhook("x"))).rejects.toThrow();
  expect(commits).toBe(0);
});

test("under way when the database refuses: all of that flight are refused, later ones are kept", async () => {
  const { append } = open();
  await append(webhook("first"));
  const owner = new pg.Client(database.url);
  await owner.connect();
  try {
    await owner.query("alter table webhooks add constraint no_more check (id < 0) not valid");
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => append(webhook("refused"))));
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => "rejected"));
    await owner.query("alter table webhooks drop constraint no_more");
  } finally {
    await owner.end();
  }
  await append(webhook("second"));
  expect((await kept()).map(({ body }) => body.toString())).toEqual(["first", "second"]);
});

test("a database that does not answer: each is refused when it has waited for too long, not when the database fails", async () => {
  const { append } = open({ maxWaitMs: 300 });
  await append(webhook("before"));
  const lock = await database.pool.connect();
  await lock.query("begin; lock table webhooks in exclusive mode");
  const reasonOf = (body: string) => append(webhook(body)).catch((error: Error) => error.message);
  const underWay = reasonOf("under way");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const refusals = [underWay, reasonOf("queued behind it")];
  expect(await Promise.all(refusals)).toEqual(Array(2).fill("the database does not answer in time"));
  await lock.query("commit");
  lock.release();
  await append(webhook("after"));
  // What was being written may be there all the same; the provider sends it again, and it counts once.
  const bodies = (await kept()).map(({ body }) => body.toString());
  expect(bodies.filter((body) => body !== "under way")).toEqual(["before", "after"]);
});

test("closing waits for what is under way and takes nothing more", async () => {
  const { append, close } = open();
  const all = Array.from({ length: 50 }, (_, index) => append(webhook(String(index))));
  const closed = close();
  await expect(append(webhook("late"))).rejects.toThrow("closed");
  await Promise.all(all);
  await closed;
  expect(await kept()).toHaveLength(50);
});

test("another process that drains is told, one's own is not", async () => {
  const heard: string[] = [];
  const listener = new pg.Client(database.url);
  await listener.connect();
  try {
    listener.on("notification", ({ channel }) => heard.push(channel));
    await listener.query(`listen ${newWebhooks}`);
    await open().append(webhook("mine"));
    await log!.close();
    await open({ drainsHere: () => false }).append(webhook("theirs"));
    await listener.query("select 1");
    await listener.query("select 1");
  } finally {
    await listener.end();
  }
  expect(heard).toEqual([newWebhooks]);
});

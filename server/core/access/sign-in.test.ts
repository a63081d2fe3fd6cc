// How guessing is slowed, counted in a real database, and who has to wait: strangers, never the user at a known browser.
import { beforeAll, beforeEach, expect, test } from "vitest";
import { makeClock } from "../../../test/support/clock.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { Fault } from "../../base/errors.ts";
import { createAuth, secretOf } from "./auth.ts";
import * as failures from "./failures.ts";
import * as passwords from "./passwords.ts";
import * as signIn from "./sign-in.ts";

const database = useDatabase();
let clock = makeClock();
let parts: Parameters<typeof signIn.byPassword>[0];
let hashed: string;
/** The id of the newest audit log entry before a test. */
let mark = 0;
const right = "correct horse";

beforeAll(async () => {
  const { db } = database;
  parts = { db, auth: createAuth({ secret: await secretOf(db), publicUrl: "http://desk.test" }) };
  hashed = await passwords.hash(right);
});

beforeEach(async () => {
  clock = makeClock();
  for (const table of ["rate_limits", "sign_in_failures", "users"] as const)
    await database.db.deleteFrom(table).execute();
  const newest = database.db.selectFrom("audit_log").select((eb) => eb.fn.max("id").as("id"));
  mark = (await newest.executeTakeFirstOrThrow()).id ?? 0;
});

/** Audit log entries of the current test. */
const trailOf = (action: string) =>
  database.db
    .selectFrom("audit_log")
    .select(["subject_id", "after"])
    .where("action", "=", action)
    .where("id", ">", mark)
    .orderBy("id")
    .execute();

let next = 0;
const fresh = () => {
  next += 1;
  return `10.2.${Math.floor(next / 250)}.${next % 250}`;
};

/** Creates a user who can sign in. */
async function somebody(email: string): Promise<number> {
  const { db } = database;
  const { id } = await db.insertInto("users").values({ name: "A", email }).returning("id").executeTakeFirstOrThrow();
  const values = { user_id: id, account_id: String(id), password: hashed };
  await db.insertInto("user_credentials").values(values).execute();
  return id;
}

/** Signs in and returns the cookies of the new session, as a browser sends them back. */
async function comeIn(email: string, cookie?: string): Promise<string> {
  const from = { address: fresh(), userAgent: undefined, cookie };
  const { cookies } = await signIn.byPassword(parts, { email, password: right }, from, clock());
  return cookies.map((line) => line.split(";")[0]).join("; ");
}

/** The outcome of one attempt: "in", or an error code; for a delayed attempt also the seconds to wait. */
const attempt = (email: string, address = fresh(), password = "wrong", cookie?: string): Promise<string> =>
  signIn.byPassword(parts, { email, password }, { address, userAgent: undefined, cookie }, clock()).then(
    () => "in",
    (error: unknown) => {
      if (!(error instanceof Fault)) throw error;
      return error.retryAfter === null ? error.code : `wait ${error.retryAfter}`;
    },
  );
const wrong = "INVALID_CREDENTIALS";

test("from one address ten attempts are free, however many at a time; then each waits twice as long, up to a minute", async () => {
  await somebody("a@desk.test");
  const address = fresh();
  const said = await Promise.all(Array.from({ length: 30 }, (_, n) => attempt(`n${n}@desk.test`, address)));
  expect(said.filter((one) => one === wrong)).toHaveLength(10);
  expect(said.filter((one) => one === "wait 2")).toHaveLength(20);
  expect(await attempt("a@desk.test", address, right)).toBe("wait 2");
  for (const seconds of [2, 4, 8, 16, 32, 60, 60]) {
    expect(await attempt("n@desk.test", address)).toBe(`wait ${seconds}`);
    clock.advance(seconds * 1_000);
    expect(await attempt(`m${seconds}@desk.test`, address)).toBe(wrong);
  }
  expect(await attempt("a@desk.test", fresh(), right)).toBe("in");
  clock.advance(15 * 60_000);
  for (let n = 0; n < 9; n += 1) expect(await attempt(`o${n}@desk.test`, address)).toBe(wrong);
  expect(await attempt("a@desk.test", address, right)).toBe("in");
}, 60_000);

test("addresses that one customer of a provider has are one", async () => {
  const said: string[] = [];
  for (let n = 0; n < 11; n += 1) said.push(await attempt(`n${n}@desk.test`, `2001:db8:7:7::${n.toString(16)}`));
  expect(said).toEqual([...Array(10).fill(wrong), "wait 2"]);
  expect(await attempt("n@desk.test", "2001:db8:7:8::1")).toBe(wrong);
});

test("for one e-mail address as well, from however many addresses; and never for longer than a minute", async () => {
  await somebody("a@desk.test");
  for (let n = 0; n < 10; n += 1) expect(await attempt(n % 2 ? "A@desk.test " : "a@desk.test")).toBe(wrong);
  expect(await attempt("a@desk.test")).toBe("wait 2");
  expect(await attempt("b@desk.test")).toBe(wrong);
  for (let n = 0; n < 8; n += 1) {
    clock.advance(60_000);
    expect(await attempt("a@desk.test")).toBe(wrong);
  }
  expect(await attempt("a@desk.test", fresh(), right)).toBe("wait 60");
  clock.advance(60_000);
  expect(await attempt("a@desk.test", fresh(), right)).toBe("in");
}, 60_000);

test("who signed in before in this browser is let in at once, whoever guesses meanwhile and from wherever", async () => {
  await somebody("a@desk.test");
  const known = await comeIn("a@desk.test");
  const shared = fresh();
  for (let n = 0; n < 12; n += 1) await attempt("a@desk.test", shared);
  expect(await attempt("a@desk.test", shared, right)).toMatch(/^wait/);
  expect(await attempt("a@desk.test", shared, right, known)).toBe("in");
});

test("guesses in a known browser are counted as well, and keep nobody else waiting", async () => {
  await somebody("a@desk.test");
  const known = await comeIn("a@desk.test");
  const address = fresh();
  for (let n = 0; n < 10; n += 1) expect(await attempt("a@desk.test", address, "wrong", known)).toBe(wrong);
  expect(await attempt("a@desk.test", address, right, known)).toBe("wait 2");
  expect(await attempt("a@desk.test", address, right)).toBe("in");
});

test("a browser is known for those who signed in in it, and for nobody else", async () => {
  await somebody("a@desk.test");
  await somebody("b@desk.test");
  const own = await comeIn("b@desk.test");
  for (let n = 0; n < 11; n += 1) await attempt("a@desk.test");
  expect(await attempt("a@desk.test", fresh(), right, own)).toMatch(/^wait/);
  clock.advance(60_000);
  // Colleagues who share a browser are both known in it.
  let shared = await comeIn("a@desk.test", own);
  for (const email of ["a@desk.test", "b@desk.test"]) {
    for (let n = 0; n < 11; n += 1) await attempt(email);
    expect(await attempt(email, fresh(), right)).toMatch(/^wait/);
    // Signing in gives the browser a new cookie, which is known for both as well.
    const { cookies } = await signIn.byPassword(
      parts,
      { email, password: right },
      { address: fresh(), userAgent: undefined, cookie: shared },
      clock(),
    );
    shared = cookies.map((line) => line.split(";")[0]).join("; ");
  }
});

test("a device cookie that somebody else put there is worth nothing after one signed in with it", async () => {
  await somebody("a@desk.test");
  await somebody("mallory@desk.test");
  const planted = await comeIn("mallory@desk.test");
  await comeIn("a@desk.test", planted);
  for (let n = 0; n < 11; n += 1) await attempt("a@desk.test");
  expect(await attempt("a@desk.test", fresh(), right, planted)).toMatch(/^wait/);
});

test("no browser is known any more after the password was set anew", async () => {
  const id = await somebody("a@desk.test");
  const known = await comeIn("a@desk.test");
  const ctx = { tx: database.db as never, now: clock(), by: "test" };
  await passwords.set(ctx, id, hashed);
  for (let n = 0; n < 11; n += 1) await attempt("a@desk.test");
  expect(await attempt("a@desk.test", fresh(), right, known)).toMatch(/^wait/);
});

test("who knows the password may come as often as they like", async () => {
  await somebody("a@desk.test");
  const address = fresh();
  for (let n = 0; n < 25; n += 1) expect(await attempt("a@desk.test", address, right)).toBe("in");
});

test("knowing one password does not wipe out guesses at others", async () => {
  await somebody("own@desk.test");
  const address = fresh();
  for (let n = 0; n < 9; n += 1) {
    expect(await attempt("own@desk.test", address, right)).toBe("in");
    expect(await attempt(`n${n}@desk.test`, address)).toBe(wrong);
  }
  expect(await attempt("n@desk.test", address)).toBe(wrong);
  expect(await attempt("n@desk.test", address)).toBe("wait 2");
});

test("failed sign-ins are counted by the hour, and the audit log has the first, the tenth and the hundredth", async () => {
  const id = await somebody("a@desk.test");
  for (let n = 0; n < 131; n += 1) {
    // Ten in the first hour, 121 in the second.
    if (n === 10) clock.advance(3_600_000);
    const failed = { kind: "password", personId: id, email: "a@desk.test", address: `198.51.${n}.1` } as const;
    await failures.note(database.db, failed, clock());
  }
  const trail = await trailOf("person.sign_in_failed");
  const counts = trail.map(({ after }) => (after as { this_hour?: number }).this_hour);
  expect(counts).toEqual([undefined, 10, undefined, 10, 100]);
  expect(trail[0]).toEqual({ subject_id: id, after: { address: "198.51.0.1", email: "a@desk.test" } });
  const { count } = await database.db
    .selectFrom("sign_in_failures")
    .select((eb) => eb.fn.sum<string>("count").as("count"))
    .where("network", "!=", "")
    .executeTakeFirstOrThrow();
  expect(Number(count)).toBe(131);
}, 120_000);

test("however many addresses guess, an hour of a person has a bounded number of rows", async () => {
  for (let n = 0; n < 120; n += 1) {
    const address = `2001:db8:${n.toString(16)}::1`;
    await failures.note(database.db, { kind: "password", personId: null, email: `n${n}@x.test`, address }, clock());
  }
  const rows = await database.db.selectFrom("sign_in_failures").select(["network", "count"]).execute();
  expect(rows.length).toBeLessThanOrEqual(53);
  expect(rows.find(({ network }) => network === "elsewhere")!.count).toBeGreaterThan(60);
  expect(await trailOf("person.sign_in_failed")).toHaveLength(3);
});

test("what was typed as an e-mail address is kept as a hash, and not for longer than a day", async () => {
  await attempt("my secret password");
  const { rows } = await database.pool.query("select encode(key, 'escape') as key from rate_limits");
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows)).not.toContain("secret");
  const trail = await database.db.selectFrom("audit_log").selectAll().execute();
  expect(JSON.stringify(trail)).not.toContain("secret");
  clock.advance((24 * 60 + 1) * 60_000);
  await attempt("another");
  expect((await database.pool.query("select from rate_limits")).rowCount).toBe(2);
});

// The limits on guessing, counted in a real database. The passwords themselves are tried in server/api/auth.test.ts.
import { beforeEach, expect, test } from "vitest";
import { makeClock } from "../../../test/support/clock.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { Fault } from "../../base/errors.ts";
import type { Auth } from "./auth.ts";
import * as signIn from "./sign-in.ts";

const database = useDatabase();
let clock = makeClock();

beforeEach(async () => {
  clock = makeClock();
  await database.db.deleteFrom("people_attempts").execute();
  await database.db.deleteFrom("people").execute();
});

/** Knows one password for everybody, and takes no time over it. */
const auth = {
  signIn: async ({ password }) => (password === "right" ? ["cookie"] : null),
  changePassword: async (_cookie, current) => (current === "right" ? ["cookie"] : null),
} satisfies Partial<Auth> as Partial<Auth> as Auth;

const minutes = (n: number) => n * 60_000;
let next = 0;
const fresh = () => {
  next += 1;
  return `10.2.${Math.floor(next / 250)}.${next % 250}`;
};

/** What came of one attempt: a session, or a code. */
const attempt = (email: string, address = fresh(), password = "wrong"): Promise<string> =>
  signIn.byPassword({ db: database.db, auth }, { email, password }, { address, userAgent: undefined }, clock()).then(
    () => "in",
    (error: unknown) => {
      if (!(error instanceof Fault)) throw error;
      return error.code;
    },
  );
const wrong = "INVALID_CREDENTIALS";
const slowed = "TOO_MANY_ATTEMPTS";

/** Somebody with a session that was opened from an address and is open for an hour. */
async function signedInFrom(email: string, address: string): Promise<void> {
  const { db } = database;
  const made = await db.insertInto("people").values({ name: "A", email }).returning("id").executeTakeFirstOrThrow();
  const expires_at = new Date(clock().getTime() + minutes(60));
  const values = { person_id: made.id, token: email, expires_at, ip_address: address };
  await db.insertInto("people_sessions").values(values).execute();
}

test("twenty attempts from an address in five minutes, whoever is tried and however many at a time", async () => {
  const address = fresh();
  const said = await Promise.all(Array.from({ length: 50 }, (_, n) => attempt(`n${n}@desk.test`, address)));
  expect(said.filter((one) => one === wrong)).toHaveLength(20);
  expect(said.filter((one) => one === slowed)).toHaveLength(30);
  expect(await attempt("a@desk.test", address, "right")).toBe(slowed);
  expect(await attempt("a@desk.test", fresh(), "right")).toBe("in");
  clock.advance(minutes(5) - 1);
  expect(await attempt("a@desk.test", address, "right")).toBe(slowed);
  clock.advance(1);
  expect(await attempt("a@desk.test", address, "right")).toBe("in");
});

test("addresses that one customer of a provider has are one", async () => {
  const said: string[] = [];
  for (let n = 0; n < 21; n += 1) said.push(await attempt(`n${n}@desk.test`, `2001:db8:7:7::${n.toString(16)}`));
  expect(said).toEqual([...Array(20).fill(wrong), slowed]);
  expect(await attempt("n@desk.test", "2001:db8:7:8::1")).toBe(wrong);
});

test("twenty for an e-mail address in a quarter of an hour, from however many addresses", async () => {
  for (let n = 0; n < 20; n += 1) expect(await attempt(n % 2 ? "A@desk.test " : "a@desk.test")).toBe(wrong);
  expect(await attempt("a@desk.test")).toBe(slowed);
  expect(await attempt("a@desk.test", fresh(), "right")).toBe(slowed);
  expect(await attempt("b@desk.test")).toBe(wrong);
  clock.advance(minutes(15));
  expect(await attempt("a@desk.test", fresh(), "right")).toBe("in");
});

test("a stranger's guesses do not keep out who is at home, and those of who is at home are counted as well", async () => {
  const home = fresh();
  await signedInFrom("a@desk.test", home);
  for (let n = 0; n < 25; n += 1) await attempt("a@desk.test");
  expect(await attempt("a@desk.test")).toBe(slowed);
  expect(await attempt("a@desk.test", home, "right")).toBe("in");
  for (let n = 0; n < 10; n += 1) expect(await attempt("a@desk.test", home)).toBe(wrong);
  clock.advance(minutes(5));
  for (let n = 0; n < 10; n += 1) expect(await attempt("a@desk.test", home)).toBe(wrong);
  expect(await attempt("a@desk.test", home)).toBe(slowed);
});

test("an address is no home any more when the session from it has ended", async () => {
  const home = fresh();
  await signedInFrom("a@desk.test", home);
  clock.advance(minutes(61));
  for (let n = 0; n < 20; n += 1) await attempt("a@desk.test");
  expect(await attempt("a@desk.test", home, "right")).toBe(slowed);
});

test("who knows the password may come as often as they like", async () => {
  const address = fresh();
  for (let n = 0; n < 60; n += 1) expect(await attempt("a@desk.test", address, "right")).toBe("in");
});

test("knowing one password does not wipe out guesses at others", async () => {
  const address = fresh();
  for (let n = 0; n < 20; n += 1) {
    expect(await attempt("own@desk.test", address, "right")).toBe("in");
    expect(await attempt(`n${n}@desk.test`, address)).toBe(wrong);
  }
  expect(await attempt("n@desk.test", address)).toBe(slowed);
});

test("a new password asks for the old one ten times in a quarter of an hour", async () => {
  const who = { id: 1, by: "desk:A", cookie: "" };
  const change = (current: string) =>
    signIn
      .newPassword(
        { db: database.db, auth },
        who,
        { current, next: "another one" },
        { address: fresh(), userAgent: undefined },
        clock(),
      )
      .then(
        () => "set",
        (error: Fault) => error.code,
      );
  expect(await change("right")).toBe("set");
  for (let n = 0; n < 10; n += 1) expect(await change("wrong")).toBe("PASSWORD_WRONG");
  expect(await change("right")).toBe(slowed);
  clock.advance(minutes(15));
  expect(await change("right")).toBe("set");
});

test("what was typed as an e-mail address is kept as a hash, and not for longer than a day", async () => {
  await attempt("my secret password");
  const { rows } = await database.pool.query("select encode(key, 'escape') as key from people_attempts");
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows)).not.toContain("secret");
  clock.advance(minutes(24 * 60 + 1));
  await attempt("another");
  expect((await database.pool.query("select from people_attempts")).rowCount).toBe(2);
});

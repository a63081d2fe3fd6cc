// How the first admin is created: by a link or from the environment, and only while there is none.
import { beforeEach, describe, expect, test } from "vitest";
import { at, noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { createAuth, secretOf } from "./auth.ts";
import { bootstrapAdmin } from "./bootstrap-admin.ts";
import * as links from "./links.ts";
import * as passwords from "./passwords.ts";
import * as signIn from "./sign-in.ts";
import * as users from "./users.ts";

const database = useDatabase();
const given = { email: "Root@Desk.test", password: "correct horse" };

beforeEach(async () => {
  await database.db.deleteFrom("users").execute();
  await database.db.deleteFrom("user_links").execute();
});

const all = () => users.list(database.db);
const choice = { password: "correct horse", name: "Ada", email: "Ada@desk.test" };
const add = (who: users.NewUser) =>
  database.db.transaction().execute((tx) => users.create({ tx, now: noon, by: "test" }, who));
/** Whether a sign-in succeeds. */
async function comesIn(email: string, password: string): Promise<boolean> {
  const { db } = database;
  const auth = createAuth({ secret: await secretOf(db), publicUrl: "http://desk.test" });
  const from = { address: "192.0.2.1", userAgent: undefined };
  return signIn.byPassword({ db, auth }, { email, password }, from, noon).then(
    () => true,
    () => false,
  );
}

describe("by a link", () => {
  test("which is a new one at each start, and all of them are over when one was used", async () => {
    const { db } = database;
    const [one, two] = [await bootstrapAdmin(db, null, noon), await bootstrapAdmin(db, null, noon)];
    expect(one!.token).not.toBe(two!.token);
    expect(await links.look(db, one!.token, noon)).toMatchObject({ purpose: "first", name: null, email: null });
    expect(await links.accept(db, two!.token, choice, noon)).toMatchObject({ email: "ada@desk.test" });
    expect(await all()).toMatchObject([{ name: "Ada", email: "ada@desk.test", role: "admin", state: "active" }]);
    await expect(links.accept(db, one!.token, choice, noon)).rejects.toMatchObject({ code: "LINK_INVALID" });
    expect(await bootstrapAdmin(db, null, noon)).toBeNull();
    expect(await comesIn("ada@desk.test", choice.password)).toBe(true);
  });

  test("which two use at the same time, and one becomes admin", async () => {
    const { db } = database;
    const made = [await bootstrapAdmin(db, null, noon), await bootstrapAdmin(db, null, noon)];
    const both = await Promise.allSettled(
      made.map((link, n) => links.accept(db, link!.token, { ...choice, email: `a${n}@desk.test` }, noon)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await all()).toHaveLength(1);
  });

  test("which needs a name and an e-mail address, lasts a day, and is swept away", async () => {
    const { db } = database;
    const link = (await bootstrapAdmin(db, null, noon))!;
    const { name: _, ...nameless } = choice;
    await expect(links.accept(db, link.token, nameless, noon)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(links.look(db, link.token, at(86_400))).rejects.toMatchObject({ code: "LINK_INVALID" });
    await expect(links.accept(db, link.token, choice, at(86_400))).rejects.toMatchObject({ code: "LINK_INVALID" });
    await bootstrapAdmin(db, null, at(86_400));
    expect(await db.selectFrom("user_links").select("purpose").execute()).toHaveLength(1);
  });

  test("which is not used up by an e-mail address that somebody has", async () => {
    const { db } = database;
    await add({ name: "V", email: "ada@desk.test", role: "viewer" });
    const link = (await bootstrapAdmin(db, null, noon))!;
    await expect(links.accept(db, link.token, choice, noon)).rejects.toMatchObject({ code: "EMAIL_TAKEN" });
    await links.accept(db, link.token, { ...choice, email: "other@desk.test" }, noon);
  });

  test("which is printed as long as no admin has chosen a password", async () => {
    await add({ name: "I", email: "invited@desk.test", role: "admin" });
    expect(await bootstrapAdmin(database.db, null, noon)).not.toBeNull();
  });
});

describe("by the environment", () => {
  test("once: later values change nothing", async () => {
    const { db } = database;
    expect(await bootstrapAdmin(db, given, noon)).toBeNull();
    expect(await all()).toMatchObject([{ name: "root", email: "root@desk.test", role: "admin", state: "active" }]);
    await bootstrapAdmin(db, { ...given, password: "another password" }, noon);
    await bootstrapAdmin(db, { email: "second@desk.test", password: "another password" }, noon);
    expect(await all()).toHaveLength(1);
    expect(await comesIn("root@desk.test", "correct horse")).toBe(true);
    expect(await comesIn("root@desk.test", "another password")).toBe(false);
  });

  test("by several processes at the same time, and links that were printed are over", async () => {
    const { db } = database;
    const link = (await bootstrapAdmin(db, null, noon))!;
    await Promise.all([1, 2, 3].map(() => bootstrapAdmin(db, given, noon)));
    expect(await all()).toHaveLength(1);
    await expect(links.look(db, link.token, noon)).rejects.toMatchObject({ code: "LINK_INVALID" });
  });

  test("for somebody who was invited, who gets the password, and somebody who has one, who keeps it", async () => {
    const { db } = database;
    const id = await add({ name: "Root", email: "root@desk.test", role: "viewer" });
    await bootstrapAdmin(db, given, noon);
    expect(await all()).toMatchObject([{ id, name: "Root", role: "admin", state: "active" }]);
    await db.updateTable("users").set({ role: "viewer", disabled_at: noon }).execute();
    const kept = await passwords.hash("an older password");
    await db.updateTable("user_credentials").set({ password: kept }).execute();
    await bootstrapAdmin(db, given, noon);
    expect(await all()).toMatchObject([{ id, role: "admin", state: "active" }]);
    expect(await comesIn("root@desk.test", "an older password")).toBe(true);
  });

  test.each([
    ["short", "PASSWORD_TOO_SHORT"],
    ["password12", "PASSWORD_TOO_WEAK"],
    ["root@desk.test", "PASSWORD_TOO_WEAK"],
  ])("not with the password %s, and the variable is named", async (password, code) => {
    const weak = { ...given, password };
    const message = expect.stringMatching(/^ADMIN_PASSWORD /);
    await expect(bootstrapAdmin(database.db, weak, noon)).rejects.toMatchObject({ code, message });
    expect(await all()).toEqual([]);
  });
});

test("all processes on a database sign cookies with one secret", async () => {
  const { db } = database;
  const secrets = await Promise.all([1, 2, 3].map(() => secretOf(db)));
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
});

test("under https the cookies are for https and for this very host only", async () => {
  const { db } = database;
  await bootstrapAdmin(db, given, noon);
  const secret = await secretOf(db);
  const auth = createAuth({ secret, publicUrl: "https://desk.test" });
  const from = { address: "192.0.2.1", userAgent: undefined };
  const { token, cookies } = await signIn.byPassword({ db, auth }, { ...given, email: "root@desk.test" }, from, noon);
  expect(cookies).toEqual([
    `__Host-bellhop_session=${token}; Max-Age=1209600; Path=/; HttpOnly; Secure; SameSite=Lax`,
    expect.stringMatching(
      /^__Host-bellhop_device=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ),
  ]);
  expect(auth.tokenOf(cookies[0])).toBe(token);
  expect(auth.tokenOf(cookies[0]!.replace("__Host-", ""))).toBeNull();
});

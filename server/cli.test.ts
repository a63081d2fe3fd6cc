// The command line as people use it: lots, devices and the ledger check, on a real database.
import { type ChildProcess, execFile } from "node:child_process";
import path from "node:path";
import { sql } from "kysely";
import { expect, test, vi } from "vitest";
import { parse } from "yaml";
import { noon } from "../test/support/build.ts";
import { useDatabase } from "../test/support/database.ts";
import { version } from "./base/version.ts";
import { createAuth, secretOf } from "./core/access/auth.ts";
import * as keys from "./core/access/keys.ts";
import * as links from "./core/access/links.ts";
import * as signIn from "./core/access/sign-in.ts";
import * as users from "./core/access/users.ts";
import * as accounts from "./core/accounts/accounts.ts";
import * as devices from "./core/devices/devices.ts";
import * as lots from "./core/parking/lots.ts";
import * as spots from "./core/parking/spots.ts";

const database = useDatabase();

// Each command is a process of its own, which starts slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

type Said = { code: number; out: string; err: string };

/** Runs a command like `npm run bellhop -- …`. */
function bellhop(...args: string[]): Promise<Said> & { child: ChildProcess } {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    PUBLIC_URL: "https://desk.test",
    MQTT_PORT: "1884",
  };
  const file = path.join(import.meta.dirname, "cli.ts");
  const { promise, resolve } = Promise.withResolvers<Said>();
  const child = execFile(process.execPath, [file, ...args], { env }, (error, out, err) =>
    resolve({ code: error ? Number(error.code) : 0, out, err }),
  );
  return Object.assign(promise, { child });
}

const load = (text: string) =>
  parse(text, {
    customTags: [
      { tag: "!secret", resolve: (name: string) => name },
      { tag: "!lambda", resolve: (code: string) => code },
    ],
  });

test("a lot is made with its spots, and listed with what they are", async () => {
  expect((await bellhop("lots", "list")).out).toMatch(/There are no lots/);
  const options = ["--currency", "EUR", "--rate", "250", "--spots", "B2, A10,a2", "--time-zone", "Europe/Berlin"];
  const made = await bellhop("lots", "create", " Am Markt ", ...options);
  expect(made).toEqual({
    code: 0,
    out: expect.stringMatching(/^Lot \d+ \(Am Markt\) has the spots B2, A10, a2\.\n$/),
    err: "",
  });
  const [lot] = await lots.list(database.db);
  expect(lot).toMatchObject({
    name: "Am Markt",
    currency: "EUR",
    rate_cents_per_hour: 250,
    time_zone: "Europe/Berlin",
    hold_minutes: 720,
  });
  const listed = await bellhop("lots", "list");
  expect(listed.out).toMatch(
    /Am Markt {2}€2\.50 \(EUR\) an hour, Europe\/Berlin\n {3}a2 {2}free\n {3}A10 {2}free\n {3}B2 {2}free\n$/,
  );
  const trail = database.db.selectFrom("audit_log").select(["actor", "action"]).where("subject", "=", "lot");
  expect(await trail.execute()).toEqual([{ actor: "cli", action: "lot.create" }]);
});

test.each<[string, string[], RegExp]>([
  ["a currency in small letters", ["--currency", "eur", "--rate", "1", "--spots", "A"], /ISO 4217/],
  ["a rate below zero", ["--currency", "EUR", "--rate=-1", "--spots", "A"], /whole number/],
  ["a rate beyond measure", ["--currency", "EUR", "--rate", "99999999999", "--spots", "A"], /at most/],
  ["an empty code", ["--currency", "EUR", "--rate", "1", "--spots", "A,,B"], /"" is empty/],
  ["a code twice", ["--currency", "EUR", "--rate", "1", "--spots", "A-1,a 1"], /A-1/],
  ["an offset", ["--currency", "EUR", "--rate", "1", "--spots", "A", "--time-zone", "+02:00"], /Europe\/Berlin/],
  ["no spots", ["--currency", "EUR", "--rate", "1"], /--spots/],
])("a lot is refused for %s", async (_, options, why) => {
  const before = (await lots.list(database.db)).length;
  const said = await bellhop("lots", "create", "Refused", ...options);
  expect(said).toMatchObject({ code: 1, out: "", err: expect.stringMatching(why) });
  expect(await lots.list(database.db)).toHaveLength(before);
});

test("a board's configuration stands alone on stdout, for a file; everything else goes to the screen", async () => {
  await bellhop("lots", "create", "North", "--currency", "EUR", "--rate", "1", "--spots", "X,Twin");
  await bellhop("lots", "create", "South", "--currency", "EUR", "--rate", "1", "--spots", "Twin");
  const made = await bellhop("devices", "create", "Post X", "--spot", "x");
  expect(made.code).toBe(0);
  const { mqtt, esphome } = load(made.out);
  expect(esphome.friendly_name).toBe("Post X");
  expect(mqtt).toMatchObject({ broker: "desk.test", port: 1884 });
  expect(made.err).toContain(`password      ${mqtt.password}`);
  const id = await devices.authenticate(database.db, mqtt.username, mqtt.password);
  const [spot] = (await spots.list(database.db, null)).filter(({ code }) => code === "X");
  expect(spot).toMatchObject({ device_id: id, device_name: "Post X" });
  expect((await bellhop("devices", "list")).out).toMatch(/Post X.*X.*never/);
  expect((await bellhop("lots", "list")).out).toContain("X  unknown  Post X");

  const create = (...options: string[]) => bellhop("devices", "create", "Other", ...options);
  expect(await create("--spot", "X")).toMatchObject({ code: 1, out: "", err: expect.stringContaining("Post X") });
  expect(await create("--spot", "nowhere")).toMatchObject({ code: 1, err: expect.stringContaining("no spot nowhere") });
  expect(await create("--spot", "X", "--lot", "East")).toMatchObject({
    code: 1,
    err: expect.stringContaining("no lot East"),
  });
  expect(await create("--spot", "Twin")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/\(North\), \d+ \(South\).*--lot/),
  });
  expect((await create("--spot", "Twin", "--lot", "South")).code).toBe(0);
  expect((await create()).code).toBe(0);
  expect(await devices.list(database.db)).toHaveLength(3);
});

/** Runs a command that reads a line from standard input. */
function tell(input: string, ...args: string[]): Promise<Said> {
  const said = bellhop(...args);
  said.child.stdin?.end(input);
  return said;
}

/** Whether somebody can sign in, checked as in a running Bellhop. */
async function comesIn(email: string, password: string): Promise<boolean> {
  const { db } = database;
  const auth = createAuth({ secret: await secretOf(db), publicUrl: "https://desk.test" });
  const from = { address: "192.0.2.1", userAgent: undefined };
  return signIn.byPassword({ db, auth }, { email, password }, from, new Date()).then(
    () => true,
    () => false,
  );
}

test("somebody is added with a password that is read, not given as an argument", async () => {
  const create = (input: string) => tell(input, "users", "create", "Root@Desk.test", "--role", "admin");
  const [none, short, weak] = await Promise.all([create(""), create("short\n"), create("password12\n")]);
  expect(none).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/standard input/) });
  expect(short).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/at least 10/) });
  expect(weak).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/easy to guess/) });
  const made = { code: 0, out: "root@desk.test can sign in as admin.\n", err: "" };
  expect(await create("correct horse\nnot this\n")).toEqual(made);
  expect(await create("correct horse\n")).toMatchObject({ code: 1, err: expect.stringMatching(/already/) });
  expect(await comesIn("root@desk.test", "correct horse")).toBe(true);
  expect(await bellhop("users", "disable", "root@desk.test")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/last admin/),
  });
});

test("somebody is invited, gets another password, is shown, kept out and let in again, by their e-mail address", async () => {
  const { db } = database;
  const link = (said: Said) => /https:\/\/desk\.test\/desk\/welcome#([\w-]{32})\n/.exec(said.out)?.[1] ?? "";
  const invited = await bellhop("users", "invite", "ana@desk.test", "--name", "Ana");
  expect(await links.look(db, link(invited), new Date())).toMatchObject({ purpose: "invite", name: "Ana" });
  await links.accept(db, link(invited), { password: "correct horse" }, new Date());
  const reset = await bellhop("users", "reset", "Ana@desk.test");
  await links.accept(db, link(reset), { password: "battery staple" }, new Date());
  expect(await comesIn("ana@desk.test", "correct horse")).toBe(false);
  expect((await bellhop("users", "list")).out).toMatch(/Ana.*ana@desk\.test.*agent.*active/);
  expect((await bellhop("users", "disable", "ana@desk.test")).out).toBe("ana@desk.test can no longer sign in.\n");
  expect(await comesIn("ana@desk.test", "battery staple")).toBe(false);
  expect((await bellhop("users", "enable", "ana@desk.test")).out).toBe("ana@desk.test can sign in again.\n");
  expect(await comesIn("ana@desk.test", "battery staple")).toBe(true);
  const off = { code: 1, err: expect.stringMatching(/Two-step sign-in is not on/) };
  expect(await bellhop("users", "reset-2fa", "ana@desk.test")).toMatchObject(off);
  const missing = { code: 1, err: expect.stringMatching(/nobody with the e-mail address/) };
  expect(await bellhop("users", "reset", "bo@desk.test")).toMatchObject(missing);
  expect(await bellhop("users", "invite", "ana")).toMatchObject({ code: 1, err: expect.stringMatching(/ana@example/) });
  const { id } = await users.named(db, "ana@desk.test");
  const trail = db.selectFrom("audit_log").select("actor").distinct().where("subject", "=", "person");
  const actors = await trail.where("subject_id", "=", id).execute();
  expect(actors.map(({ actor }) => actor).sort()).toEqual(["cli", "desk:Ana", "somebody"]);
}, 120_000);

test("keys are made, shown and ended, and that is in the audit log", async () => {
  const made = await bellhop("keys", "create", "laptop", "--role", "viewer");
  expect(made).toEqual({ code: 0, out: expect.stringMatching(/^bh_[\w-]{43}\n$/), err: "" });
  expect(await keys.verify(database.db, made.out.trim(), [], noon)).toMatchObject({ name: "laptop", role: "viewer" });
  expect((await bellhop("keys", "list")).out).toMatch(/laptop.*viewer/);
  expect((await bellhop("keys", "revoke", "laptop")).out).toBe("The key laptop no longer works.\n");
  expect(await bellhop("keys", "revoke", "laptop")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/named laptop/),
  });
  expect(await keys.verify(database.db, made.out.trim(), [], noon)).toBeNull();
  const trail = database.db.selectFrom("audit_log").select(["actor", "action"]).where("subject", "=", "key");
  expect(await trail.orderBy("id").execute()).toEqual([
    { actor: "cli", action: "key.created" },
    { actor: "cli", action: "key.revoked" },
  ]);
});

test("the books are proven, and what does not add up ends with 1", async () => {
  expect(await bellhop("ledger", "verify")).toEqual({ code: 0, out: "The ledger adds up.\n", err: "" });
  await database.db
    .transaction()
    .execute((tx) => accounts.guest({ tx, now: noon, by: "test" }, { id: 1, phone: "15550100001" }, "USD"));
  await sql`update ledger_accounts set balance_cents = balance_cents + 7 where kind = 'driver'`.execute(database.db);
  expect(await bellhop("ledger", "verify")).toMatchObject({
    code: 1,
    out: expect.stringContaining("says $100.07"),
  });
});

test("what is to be done is told: by the steps of setting up, by an upgrade, by the archive", async () => {
  const doctor = await bellhop("doctor");
  expect(doctor.out).toMatch(/^\[ok\] {3}database +PostgreSQL \d+/m);
  expect(doctor.out).toMatch(
    /^\[todo\] number +The simulator is the provider\.|^\[todo\] number +No number is connected\./m,
  );
  // The address of the test does not answer.
  expect(doctor).toMatchObject({ code: 1, out: expect.stringMatching(/^\[FAIL\] address/m) });
  expect(await bellhop("upgrade", "--check")).toMatchObject({ code: 0, out: expect.stringContaining("newest schema") });
  expect(await bellhop("--version")).toMatchObject({ code: 0, out: `${version}\n` });
  expect(await bellhop("archive", "list")).toMatchObject({ code: 0, out: "Nothing is archived yet.\n" });
  expect(await bellhop("archive", "verify")).toMatchObject({ code: 0, out: "The archive is whole.\n" });
  const wrong = await bellhop("archive", "bring-back", "2025-13");
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("It must be a month such as 2025-03.") });
  const missing = await bellhop("archive", "bring-back", "2025-03");
  expect(missing).toMatchObject({ code: 1, err: expect.stringContaining("2025-03 is not archived") });
});

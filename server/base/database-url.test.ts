// DATABASE_URL: passwords as people write them, the forms that psql accepts, and what is refused with a reason.
import fc from "fast-check";
import pg from "pg";
import { expect, test } from "vitest";
import { readDatabaseUrl, waysOf } from "./database-url.ts";

const seen = (text: string) => {
  const { url, fault } = readDatabaseUrl(text);
  if (url === undefined) return { fault };
  const { host, port, user, password, database } = new pg.Client({ connectionString: url });
  return { host, port, user, password, database };
};

test.each([
  ["postgres://u:p#ss@db.example.com:5433/bellhop", "p#ss"],
  ["postgres://u:p@ss@db.example.com:5433/bellhop", "p@ss"],
  ["postgres://u:p%ss@db.example.com:5433/bellhop", "p%ss"],
  ["postgres://u:p ss@db.example.com:5433/bellhop", "p ss"],
  ["postgres://u:p/s?s:x@db.example.com:5433/bellhop", "p/s?s:x"],
  ["postgres://u:p%40ss%23@db.example.com:5433/bellhop", "p@ss#"],
  ["POSTGRESQL://u:pässwörd€@db.example.com:5433/bellhop", "pässwörd€"],
])("%s: the password is %s", (text, password) => {
  expect(seen(text)).toEqual({ host: "db.example.com", port: 5433, user: "u", password, database: "bellhop" });
});

test("any password that holds no escape of its own is taken as it stands", () => {
  const plain = fc
    .string({ unit: "binary", minLength: 1 })
    .filter((one) => one.isWellFormed() && !/%[0-9a-f]{2}/i.test(one) && !/[\n\r\0]/.test(one));
  fc.assert(
    fc.property(plain, (password) => {
      expect(seen(`postgres://u:${password}@db:5432/bellhop`)).toMatchObject({
        password,
        host: "db",
        database: "bellhop",
      });
    }),
  );
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (password) => {
      expect(seen(`postgres://u:${encodeURIComponent(password)}@db/bellhop`)).toMatchObject({ password });
    }),
  );
});

test.each([
  ["mysql://u:p@h/db", /must be an address such as/],
  ["h:5432/db", /must be an address such as/],
  ["postgres://u:p@a,b/db", /one host/],
  ["postgres://u:p@h:99999/db", /port/],
  ["postgres://u:p@/db", /must name a host/],
  ["postgres://u:p@h/db?sslmode=on", /unknown sslmode/],
  ["postgres://u:p@h/db?sslmode=verify-ca", /sslrootcert/],
  ["postgres://u:p@h/db?sslrootcert=/nowhere/ca.pem", /not there/],
])("%s is refused", (text, reason) => {
  expect(readDatabaseUrl(text).fault).toMatch(reason);
});

test("a socket and IPv6 are places too", () => {
  expect(seen("postgres://u:p@/bellhop?host=/var/run/postgresql")).toMatchObject({ host: "/var/run/postgresql" });
  expect(seen("postgres://u:p@[::1]:5433/bellhop")).toMatchObject({ host: "::1", port: 5433 });
});

const tls = (text: string) => {
  const { url } = readDatabaseUrl(text);
  const ways = waysOf(url!);
  const of = (one: string) => (new pg.Client({ connectionString: one }) as unknown as { ssl: unknown }).ssl;
  return { first: of(ways.url), next: ways.plain === null ? "nothing" : of(ways.plain) };
};

test.each([
  ["disable", false, "nothing"],
  ["require", { rejectUnauthorized: false }, "nothing"],
  ["no-verify", { rejectUnauthorized: false }, "nothing"],
  ["verify-full", {}, "nothing"],
  ["prefer", { rejectUnauthorized: false }, false],
  ["allow", { rejectUnauthorized: false }, false],
])("sslmode=%s", (mode, first, next) => {
  expect(tls(`postgres://u:p@db.example.com/x?sslmode=${mode}`)).toEqual({ first, next });
});

test("without sslmode TLS is tried as psql does, but not on this machine", () => {
  expect(tls("postgres://u:p@db.example.com/x")).toEqual({ first: { rejectUnauthorized: false }, next: false });
  expect(tls("postgres://u:p@127.0.0.1/x")).toEqual({ first: false, next: "nothing" });
});

// People on a real database: found by any key, created once, merged when a payload shows that two are one.
import { beforeEach, describe, expect, test } from "vitest";
import { at, makeIdentityChange, makeInboundMessage, makeKeys } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { dump, wipe } from "../../../test/support/dump.ts";
import { record } from "../../../test/support/record.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";
import * as contacts from "./contacts.ts";

const database = useDatabase();
beforeEach(() => wipe(database.db));

const see = (...people: (Partial<IdentityKeys> & { name?: string; at?: Date })[]) =>
  database.db.transaction().execute((tx) =>
    contacts.resolve(
      tx,
      people.map(({ name = null, at: when = at(0), ...keys }) => ({ keys: makeKeys(keys), name, at: when })),
    ),
  );

const all = async () => (await dump(database.db)).contacts as Record<string, unknown>[];

test("a stranger becomes a contact, the same keys find it again, in the order asked", async () => {
  const [ana, beto, again] = await see({ waId: "1" }, { waId: "2" }, { waId: "1" });
  expect(again).toBe(ana);
  expect(beto).not.toBe(ana);
  expect(await see({ waId: "2" }, { waId: "1" })).toEqual([beto, ana]);
});

test.each([
  ["5511987654321", "551187654321"],
  ["551187654321", "5511987654321"],
  ["5215512345678", "525512345678"],
  ["5491112345678", "541112345678"],
])("%s is the person known as %s, and both spellings are kept", async (written, stored) => {
  const [known] = await see({ waId: stored });
  expect(await see({ waId: written })).toEqual([known]);
  expect(await all()).toMatchObject([
    {
      who: [stored, written]
        .sort()
        .map((value) => `wa_id=${value}`)
        .join(" "),
    },
  ]);
});

test("a landline and strangers with the same last eight digits stay apart", async () => {
  await see({ waId: "551133334444" }, { waId: "5511933334444" }, { waId: "447700900123" }, { waId: "15700900123" });
  expect(await all()).toHaveLength(4);
});

test("one payload with a BSUID and a number merges the two contacts that had one each, into the older", async () => {
  const [first] = await see({ bsuid: "US.1", name: "Ana", at: at(5) });
  await see({ waId: "1", name: "Old name", at: at(1) });
  expect(await see({ waId: "1", bsuid: "US.1", at: at(6) })).toEqual([first]);
  expect(await all()).toEqual([
    expect.objectContaining({
      who: "bsuid=US.1 wa_id=1",
      name: "Ana",
      phone: "1",
      phone_at: "2026-01-01T12:00:06+00:00",
    }),
  ]);
});

test("a merge of three takes everything along", async () => {
  await see(
    { waId: "1", username: "ana" },
    { bsuid: "US.1", username: "ana.2" },
    { bsuid: "US.2", parentBsuid: "US.ENT.1" },
  );
  await see({ waId: "1", bsuid: "US.1", parentBsuid: "US.ENT.1" });
  expect(await all()).toMatchObject([
    { who: "bsuid=US.1 bsuid=US.2 parent_bsuid=US.ENT.1 wa_id=1", usernames: ["ana", "ana.2"] },
  ]);
});

test("a username identifies nobody: it can pass to another person", async () => {
  const [one, other] = await see({ waId: "1", username: "ana" }, { waId: "2", username: "ana" });
  expect(one).not.toBe(other);
});

test("a changed number: both numbers lead to the person, answers go to the new one", async () => {
  const { db } = database;
  await record(db, [makeInboundMessage({ from: "1", sentAt: at(0) })]);
  await record(db, [
    makeIdentityChange({ previous: makeKeys({ waId: "1" }), current: makeKeys({ waId: "2" }), at: at(1) }),
  ]);
  await record(db, [makeInboundMessage({ from: "2", sentAt: at(2) })]);
  expect(await all()).toMatchObject([{ who: "wa_id=1 wa_id=2", phone: "2" }]);
  expect((await dump(db)).conversations).toMatchObject([{ address: "wa_id 2", count: 2 }]);
});

describe("what is newest is shown", () => {
  test.each([
    [[0, 1], "later"],
    [[1, 0], "later"],
  ])("whatever comes first (%j)", async (order, name) => {
    const told = [
      { waId: "1", name: "earlier", at: at(1) },
      { waId: "1", name: "later", at: at(2) },
    ];
    for (const index of order) await see(told[index]!);
    expect(await all()).toMatchObject([{ name }]);
  });

  test("a payload without a name takes none away", async () => {
    await see({ waId: "1", name: "Ana", at: at(1) });
    await see({ waId: "1", at: at(2) });
    expect(await all()).toMatchObject([{ name: "Ana" }]);
  });
});

test("many creators at once make one contact", async () => {
  const found = await Promise.all(
    Array.from({ length: 8 }, (_, index) => see({ waId: "1", ...(index % 2 ? { bsuid: "US.1" } : {}) })),
  );
  expect(new Set(found.flat()).size).toBe(1);
  expect(await all()).toHaveLength(1);
});

test("find looks through other spellings, and makes nobody up", async () => {
  const [known] = await see({ waId: "551187654321" });
  expect(await contacts.find(database.db, makeKeys({ waId: "5511987654321" }))).toBe(known);
  expect(await contacts.find(database.db, makeKeys({ waId: "9" }))).toBeNull();
  expect(await all()).toHaveLength(1);
});

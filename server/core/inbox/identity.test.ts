// Who is who, as tables: what a payload and the database say together, and which contacts that makes one.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeKeys } from "../../../test/support/build.ts";
import { group, type Key, keysOf, keyText, lookups } from "./identity.ts";

const wa = (value: string): Key => ({ kind: "wa_id", value });
const bs = (value: string): Key => ({ kind: "bsuid", value });
const parent = (value: string): Key => ({ kind: "parent_bsuid", value });
const known = (entries: Record<string, number> = {}) => new Map(Object.entries(entries));

const nine = "5511987654321";
const eight = "551187654321";

test("a username is no key", () => {
  expect(keysOf(makeKeys({ waId: "1", bsuid: "US.1", parentBsuid: "US.ENT.1", username: "ana" }))).toEqual([
    wa("1"),
    bs("US.1"),
    parent("US.ENT.1"),
  ]);
  expect(keysOf(makeKeys({ username: "ana" }))).toEqual([]);
});

test.each([
  [[wa(nine)], [wa(nine), wa(eight)]],
  [[wa("551133334444")], [wa("551133334444")]],
  [[wa("5215512345678")], [wa("5215512345678"), wa("525512345678")]],
  [[wa("525512345678")], [wa("525512345678"), wa("5215512345678")]],
  [[wa("5491112345678")], [wa("5491112345678"), wa("541112345678")]],
  [[wa("541112345678")], [wa("541112345678")]],
  [[bs(nine)], [bs(nine)]],
])("%j is looked up as %j", (set, expected) => {
  expect(lookups([set])).toEqual(expected);
});

describe("group", () => {
  test("one person per set of strangers, with all keys to be stored", () => {
    expect(group([[wa("1"), bs("US.1")], [wa("2")]], known())).toEqual({
      people: [
        { contacts: [], newKeys: [wa("1"), bs("US.1")] },
        { contacts: [], newKeys: [wa("2")] },
      ],
      personOf: [0, 1],
    });
  });

  test("sets that share a key are one person, also over a third", () => {
    const { people, personOf } = group([[wa("1")], [bs("US.1")], [wa("1"), bs("US.1")]], known());
    expect(personOf).toEqual([0, 0, 0]);
    expect(people).toEqual([{ contacts: [], newKeys: [wa("1"), bs("US.1")] }]);
  });

  test("a key that appears twice is stored once", () => {
    expect(group([[wa("1")], [wa("1")]], known()).people).toEqual([{ contacts: [], newKeys: [wa("1")] }]);
  });

  test("two contacts named by one payload are one person, the older first", () => {
    const { people } = group([[wa("1"), bs("US.1")]], known({ "wa_id:1": 9, "bsuid:US.1": 4 }));
    expect(people).toEqual([{ contacts: [4, 9], newKeys: [] }]);
  });

  test("two sets of one stored contact are one person, though they share nothing", () => {
    const { people, personOf } = group([[wa("1")], [bs("US.1"), wa("2")]], known({ "wa_id:1": 7, "bsuid:US.1": 7 }));
    expect(personOf).toEqual([0, 0]);
    expect(people).toEqual([{ contacts: [7], newKeys: [wa("2")] }]);
  });

  test("a parent's id holds together those who write to sister businesses", () => {
    const { people } = group(
      [
        [bs("US.1"), parent("US.ENT.1")],
        [bs("US.2"), parent("US.ENT.1")],
      ],
      known(),
    );
    expect(people).toHaveLength(1);
  });

  test.each([
    ["Brazil", nine, eight],
    ["Brazil", eight, nine],
    ["Mexico", "5215512345678", "525512345678"],
    ["Mexico", "525512345678", "5215512345678"],
    ["Argentina", "5491112345678", "541112345678"],
  ])("%s: %s finds the contact of %s and is stored with it", (_, written, stored) => {
    expect(group([[wa(written)]], known({ [`wa_id:${stored}`]: 3 })).people).toEqual([
      { contacts: [3], newKeys: [wa(written)] },
    ]);
  });

  test("Argentina, not the reverse: without the 9 it may be a landline", () => {
    expect(group([[wa("541112345678")]], known({ "wa_id:5491112345678": 3 })).people[0]!.contacts).toEqual([]);
  });

  test("a Brazilian landline has no other spelling", () => {
    expect(group([[wa("551133334444")]], known({ "wa_id:5511933334444": 3 })).people[0]!.contacts).toEqual([]);
  });

  test("the exact id comes before any other spelling, even a newer one", () => {
    const { people } = group([[wa(nine)]], known({ [`wa_id:${nine}`]: 9, [`wa_id:${eight}`]: 1 }));
    expect(people).toEqual([{ contacts: [9], newKeys: [] }]);
  });

  test("two spellings in one batch of strangers are one person", () => {
    const { people, personOf } = group([[wa(nine)], [wa(eight)]], known());
    expect(personOf).toEqual([0, 0]);
    expect(people[0]!.newKeys).toEqual([wa(nine), wa(eight)]);
  });

  test("a set without keys belongs to nobody and disturbs nobody", () => {
    expect(group([[], [wa("1")]], known())).toEqual({
      people: [{ contacts: [], newKeys: [wa("1")] }],
      personOf: [-1, 0],
    });
  });
});

const numbers = fc.constantFrom(nine, eight, "5215512345678", "525512345678", "15550100001", "15550100002");
const keys = fc.oneof(
  numbers.map(wa),
  fc.constantFrom("US.1", "US.2", "US.3").map(bs),
  fc.constantFrom("US.ENT.1", "US.ENT.2").map(parent),
);
const sets = fc.array(fc.array(keys, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });

test("who is one person does not depend on the order, nor on what was stored in between", () => {
  const partition = (ordered: readonly Key[][]) => {
    // Stores people set by set, as batches of one would.
    const stored = new Map<string, number>();
    let last = 0;
    for (const set of ordered) {
      for (const person of group([set], stored).people) {
        const id = person.contacts[0] ?? ++last;
        for (const key of person.newKeys) stored.set(keyText(key), id);
        for (const [text, contact] of stored) if (person.contacts.includes(contact)) stored.set(text, id);
      }
    }
    const people = new Map<number, string[]>();
    for (const [text, id] of stored) people.set(id, [...(people.get(id) ?? []), text]);
    return [...people.values()].map((texts) => texts.sort().join(" ")).sort();
  };
  const atOnce = (all: readonly Key[][]) =>
    group(all, new Map())
      .people.map((person) => person.newKeys.map(keyText).sort().join(" "))
      .sort();
  fc.assert(
    fc.property(
      sets.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        expect(partition(all)).toEqual(atOnce(all));
        expect(partition(shuffled)).toEqual(atOnce(all));
      },
    ),
  );
});

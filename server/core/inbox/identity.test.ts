// Identity resolution as tables: sightings, providers' notices of changed keys, colleagues' decisions, and the resulting people.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeKeys } from "../../../test/support/build.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";
import { decideIdentity, type Evidence, keysOf, lookups } from "./identity.ts";
import type { Anchor, Key } from "./keys.ts";

const wa = (value: string): Key => ({ kind: "wa_id", value });
const bs = (value: string): Key => ({ kind: "bsuid", value });
const parent = (value: string): Key => ({ kind: "parent_bsuid", value });
const day = 24 * 3_600_000;

const nine = "5511987654321";
const eight = "551187654321";
const [R, N, M] = ["15550100001", "15550100002", "15550100003"];

/** Keys in the notation of these tests: `R`, `US.1`, `R US.1 US.ENT.1`. */
function keys(text: string): IdentityKeys {
  const parts = text.split(" ");
  return makeKeys({
    waId: parts.find((one) => /^\d/.test(one)) ?? null,
    bsuid: parts.find((one) => /^[A-Z]{2}\.(?!ENT)/.test(one)) ?? null,
    parentBsuid: parts.find((one) => /^[A-Z]{2}\.ENT/.test(one)) ?? null,
  });
}

/** One event: `R US.1` is a sighting, `R > N` a notice. Steps are a second apart unless a time is given. */
type Step = string | [string, number];

function evidence(steps: readonly Step[], more: Partial<Evidence> = {}): Evidence {
  const timed = steps.map((step, place) => (typeof step === "string" ? ([step, place * 1_000] as const) : step));
  return {
    seen: timed.flatMap(([text, at]) => (text.includes(">") ? [] : [{ keys: keys(text), at }])),
    changes: timed.flatMap(([text, at]) => {
      const [previous, current] = text.split(" > ");
      return current === undefined ? [] : [{ previous: keys(previous!), current: keys(current), at }];
    }),
    same: [],
    apart: [],
    ...more,
  };
}

/** The person of each sighting, as a number; people are numbered in order of appearance. */
function who(steps: readonly Step[], more: Partial<Evidence> = {}): { people: number[]; doubts: number } {
  const given = evidence(steps, more);
  const people = decideIdentity(given);
  const names = given.seen.map((one) => people.personOf(one.keys, one.at));
  const order = [...new Set(names)];
  return { people: names.map((name) => order.indexOf(name)), doubts: people.doubts.length };
}

test("a username is no key", () => {
  expect(keysOf(makeKeys({ waId: "1", bsuid: "US.1", parentBsuid: "US.ENT.1", username: "ana" }))).toEqual([
    wa("1"),
    bs("US.1"),
    parent("US.ENT.1"),
  ]);
  expect(keysOf(makeKeys({ username: "ana" }))).toEqual([]);
});

test.each([
  [wa(nine), [wa(nine), wa(eight)]],
  [wa("551133334444"), [wa("551133334444")]],
  [wa("5215512345678"), [wa("5215512345678"), wa("525512345678")]],
  [wa("5491112345678"), [wa("5491112345678"), wa("541112345678")]],
  [wa("541112345678"), [wa("541112345678"), wa("5491112345678")]],
  [bs(nine), [bs(nine)]],
])("%j is looked up as %j", (key, expected) => {
  expect(lookups([[key]])).toEqual(expected);
});

describe.each<[string, Step[], number[], number?]>([
  ["strangers are different people", [R, N], [0, 1]],
  ["a key that comes again is the same person", [R, R, "US.1", "US.1"], [0, 0, 1, 1]],
  ["a number without a BSUID and later with one is one person", [R, `${R} US.1`, "US.1"], [0, 0, 0]],
  ["a BSUID without a number and later with one is one person", ["US.1", `${R} US.1`, R], [0, 0, 0]],
  ["a parent's id holds together those who write to sister businesses", ["US.1 US.ENT.1", "US.2 US.ENT.1"], [0, 0]],
  ["a parent's id alone is a person", ["US.ENT.1", "US.1 US.ENT.1"], [0, 0]],
  ["Brazil's two spellings are one", [nine, eight], [0, 0]],
  ["Mexico's two spellings are one", ["525512345678", "5215512345678"], [0, 0]],
  ["Argentina: the mobile joins the number that was known", ["541112345678", "5491112345678"], [0, 0]],
  ["Argentina, not the reverse", ["5491112345678", "541112345678"], [0, 1]],
  ["a Brazilian landline has no other spelling", ["551133334444", "5511933334444"], [0, 1]],

  ["a changed number: who writes from the new one is the same", [R, `${R} > ${N}`, N], [0, 0]],
  ["a changed number: who writes from the old one is a stranger", [R, `${R} > ${N}`, R, N], [0, 1, 0]],
  [
    "what was sent before the change is the first owner's",
    [R, R, [`${R} > ${N}`, 9_000], [R, 8_000], [R, 9_001]],
    [0, 0, 0, 1],
  ],
  ["a retired number is retired in its other spelling", [nine, `${nine} > ${N}`, eight, N], [0, 1, 0]],
  ["a chain of changes", [R, `${R} > ${N}`, N, `${N} > ${M}`, M, N, R], [0, 0, 0, 1, 2]],
  ["there and back, with a stranger in between", [R, `${R} > ${N}`, R, `${N} > ${R}`, R, N], [0, 1, 0, 2]],
  ["passed on twice", [R, `${R} > ${N}`, R, `${R} > ${M}`, R, N, M], [0, 1, 2, 0, 1]],
  ["two people swap", [R, N, [`${R} > ${N}`, 5_000], [`${N} > ${R}`, 5_000], [R, 6_000], [N, 6_000]], [0, 1, 1, 0]],
  [
    "the notice comes for each of our numbers, the second later",
    [R, `${R} > ${N}`, R, [`${R} > ${N}`, 9_000], [R, 9_500]],
    [0, 1, 1],
  ],
  ["a first message from the new number is stamped before the notice", [R, N, `${R} > ${N}`, N], [0, 0, 0]],
  ["the new number was somebody's long before", [N, [R, day], [`${R} > ${N}`, 2 * day], [N, 2 * day + 1]], [0, 1, 1]],
  [
    "number and BSUID change in one notice",
    [`${R} US.1`, `${R} US.1 > ${N} US.2`, `${N} US.2`, `${R} US.3`],
    [0, 0, 1],
  ],
  ["only the BSUID changes", [`${R} US.1`, "US.1 > US.2", `${R} US.2`, "US.2"], [0, 0, 0]],
  ["a replaced BSUID identifies nobody", ["US.1", "US.1 > US.2", "US.2", "US.1"], [0, 0, 1]],
  ["the number changes by a notice, and the BSUID with it unsaid", [`${R} US.1`, `${R} > ${N}`, `${N} US.2`], [0, 0]],

  ["another BSUID on a known number is doubt", [`${R} US.1`, `${R} US.2`], [0, 1], 1],
  [
    "in doubt the number alone is the newcomer's",
    [`${R} US.1`, R, `${R} US.2`, R, `${R} US.1`, R],
    [0, 0, 1, 1, 0, 1],
    1,
  ],
  ["no doubt where a notice freed the number", [`${R} US.1`, `${R} > ${N}`, `${R} US.2`], [0, 1], 0],
  ["no doubt where the BSUIDs are known to be one", [`${R} US.1`, `${R} US.2`, "US.1 > US.2"], [0, 0], 0],
  ["no doubt where a parent joins them", [`${R} US.1 US.ENT.1`, `${R} US.2 US.ENT.1`], [0, 0], 0],
  ["the same BSUID with another number has left the old one", [`${R} US.1`, `${N} US.1`, R, N], [0, 0, 1, 0], 0],
  ["the same BSUID with its number in another spelling has not", [`${nine} US.1`, `${eight} US.1`, nine], [0, 0, 0], 0],
])("%s", (_, steps, people, doubts = 0) => {
  test("in order, and in any other", () => {
    expect(who(steps)).toEqual({ people, doubts });
    const given = evidence(steps);
    const turned: Evidence = { ...given, seen: given.seen.toReversed(), changes: given.changes.toReversed() };
    expect(decideIdentity(turned)).toEqual({
      ...decideIdentity(given),
      personOf: expect.any(Function),
      holdings: expect.any(Array),
    });
  });
});

describe("what colleagues decide", () => {
  const anchor = (key: Key, at: number): Anchor => ({ ...key, at });

  test("joins two people, also those in doubt", () => {
    const same = [[anchor(bs("US.1"), 0), anchor(bs("US.2"), 1_000)]];
    expect(who([`${R} US.1`, `${R} US.2`, R], { same })).toEqual({ people: [0, 0, 0], doubts: 0 });
    expect(who([R, N], { same: [[anchor(wa(R), 0), anchor(wa(N), 1_000)]] }).people).toEqual([0, 0]);
  });

  test("takes keys apart from all others, whatever comes later", () => {
    const apart = [[anchor(wa(R), 0)]];
    expect(who([R, `${R} US.1`, "US.1", R], { apart }).people).toEqual([0, 1, 1, 0]);
  });
});

test("a key is somebody's from and until a time", () => {
  const { holdings } = decideIdentity(evidence([R, [`${R} > ${N}`, 5_000], [R, 6_000]]));
  const told = holdings.map(({ value, from, until, replacedBy }) => [value, from, until, replacedBy]);
  expect(told.sort()).toEqual([
    [R, null, 5_001, N],
    [R, 5_001, null, null],
    [N, null, null, null],
  ]);
});

const numbers = fc.constantFrom(nine, eight, "5215512345678", "525512345678", R, N);
const set = fc
  .record({
    waId: fc.option(numbers, { freq: 3 }),
    bsuid: fc.option(fc.constantFrom("US.1", "US.2", "US.3")),
    parentBsuid: fc.option(fc.constantFrom("US.ENT.1", "US.ENT.2"), { freq: 1 }),
  })
  .filter((one) => keysOf(makeKeys(one)).length > 0)
  .map(makeKeys);
const time = fc.integer({ min: 0, max: 20 }).map((seconds) => seconds * 1_000);
const seen = fc.array(fc.record({ keys: set, at: time }), { minLength: 1, maxLength: 8 });
const changes = fc.array(fc.record({ previous: set, current: set, at: time }), { maxLength: 4 });

test("who is who does not depend on the order in which it was learned", () => {
  const partition = (given: Evidence) => {
    const people = decideIdentity(given);
    return given.seen
      .map((one) => `${JSON.stringify(one)} ${people.personOf(one.keys, one.at)}`)
      .sort()
      .concat(people.holdings.map((one) => JSON.stringify(one)).sort());
  };
  fc.assert(
    fc.property(seen, changes, fc.infiniteStream(fc.nat()), (all, news, random) => {
      const mixed = <T>(list: readonly T[]) =>
        list
          .map((one) => ({ one, place: random.next().value }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one);
      const given = { seen: all, changes: news, same: [], apart: [] };
      expect(partition({ ...given, seen: mixed(all), changes: mixed(news) })).toEqual(partition(given));
    }),
    { numRuns: 500 },
  );
});

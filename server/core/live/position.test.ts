import fc from "fast-check";
import { expect, test } from "vitest";
import { cursorOf, positionOf } from "./position.ts";

const era = "0123456789abcdef";

/** Any snapshot that PostgreSQL can return. */
const snapshot = fc
  .tuple(fc.bigInt(1n, 2n ** 62n), fc.uniqueArray(fc.bigInt(0n, 200n), { maxLength: 30 }), fc.bigInt(0n, 300n))
  .map(([xmin, ahead, beyond]) => {
    const open = ahead.map((one) => xmin + one).sort((a, b) => (a < b ? -1 : 1));
    const xmax = (open.at(-1) ?? xmin) + 1n + beyond;
    return `${xmin}:${xmax}:${open.join(",")}`;
  });

test("a place comes back from its cursor", () => {
  const within = fc.option(fc.record({ upto: snapshot, id: fc.nat() }));
  fc.assert(
    fc.property(fc.record({ era: fc.constant(era), seen: snapshot, within }), (place) => {
      expect(positionOf(cursorOf(place))).toEqual(place);
    }),
  );
});

test.each([
  "",
  "0",
  "12345",
  `${era}.`,
  `${era}.1:2`,
  `${era}.0:2:`,
  `${era}.2:1:`,
  `${era}.1:5:5`,
  `${era}.3:5:2`,
  `${era}.1:5:3,2`,
  `${era}.1:5:2,2`,
  `${era}.1:5:2,`,
  `${era}.1:5:,`,
  `${era}.1:99999999999999999999:`,
  `${era}.1:18446744073709551615:`,
  `${era}.1:5:.1:5`,
  `${era}.1:5:.1:4:9.7`,
  `${era}.1:5:.1:5:.-1`,
  `${era}.1:5:.1:5:.9999999999999999`,
  `${era.toUpperCase()}.1:5:`,
  `${era}.1:5:'`,
  `${era}.1:5:\u0000`,
])("%j is no cursor", (text) => {
  expect(positionOf(text)).toBeNull();
});

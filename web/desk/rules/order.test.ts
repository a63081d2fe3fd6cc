import fc from "fast-check";
import { expect, test } from "vitest";
import { moved } from "./order.ts";

test("moving swaps two neighbours and leaves the others where they are", () => {
  const rule = fc.record({ id: fc.nat(1_000), position: fc.integer({ min: -3, max: 3 }) });
  const list = fc.uniqueArray(rule, { selector: ({ id }) => id, minLength: 1, maxLength: 8 });
  const inOrder = (rows: { id: number; position: number }[]) =>
    rows.toSorted((a, b) => a.position - b.position || a.id - b.id);
  fc.assert(
    fc.property(list, fc.nat(), fc.constantFrom(1 as const, -1 as const), (rules, at, by) => {
      const rows = inOrder(rules);
      const index = at % rows.length;
      const other = index + by;
      const wanted = rows.map(({ id }) => id);
      if (rows[other]) [wanted[index], wanted[other]] = [wanted[other]!, wanted[index]!];
      const changes = new Map(moved(rows, index, by).map(({ id, position }) => [id, position]));
      const after = inOrder(rows.map((row) => ({ ...row, position: changes.get(row.id) ?? row.position })));
      expect(after.map(({ id }) => id)).toEqual(wanted);
    }),
  );
});

// The order of rules: which positions change when a rule is moved.

type Placed = { id: number; position: number };

/** The positions to set when the rule at `index` moves up (-1) or down (1): as few as make the new order unambiguous. */
export function moved(rows: readonly Placed[], index: number, by: 1 | -1): Placed[] {
  const other = index + by;
  const [one, two] = [rows[index], rows[other]];
  if (!one || !two) return [];
  const alone = ({ position }: Placed) => rows.filter((row) => row.position === position).length === 1;
  if (alone(one) && alone(two))
    return [
      { id: one.id, position: two.position },
      { id: two.id, position: one.position },
    ];
  // Of equal positions the older rule goes first, so swapping would not suffice: all rules are numbered again.
  const order = rows.map(({ id }) => id);
  [order[index], order[other]] = [two.id, one.id];
  return order.flatMap((id, n) =>
    rows.find((row) => row.id === id)!.position === n + 1 ? [] : [{ id, position: n + 1 }],
  );
}

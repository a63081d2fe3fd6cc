// The order of rules: which get another position when one is moved.

type Placed = { id: number; position: number };

/** The positions to set when the rule at `index` goes one up (-1) or down (1): the fewest that make the new order certain. */
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
  // Of equal positions the older goes first: with such among them only new numbers for all are certain.
  const order = rows.map(({ id }) => id);
  [order[index], order[other]] = [two.id, one.id];
  return order.flatMap((id, n) =>
    rows.find((row) => row.id === id)!.position === n + 1 ? [] : [{ id, position: n + 1 }],
  );
}

// Which rows of a table are selected: some by hand, or all that match its filters.
import { useEffect, useState } from "react";

export type Selection<T> = {
  /** The rows selected by hand, of those that are loaded. */
  rows: readonly T[];
  /** All that match are meant, and not only the rows above. */
  isEverything: boolean;
  selectEverything(everything: boolean): void;
  select(rows: readonly T[]): void;
  clear(): void;
};

/** Another filter empties the selection: it was made among what matched before. */
export function useSelection<T extends { id: number }>(rows: readonly T[], filter: object): Selection<T> {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set());
  const [isEverything, selectEverything] = useState(false);
  const select = (some: readonly T[]) => {
    setIds(new Set(some.map(({ id }) => id)));
    selectEverything(false);
  };
  const clear = () => select([]);
  const key = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: emptied when the filter changes, and then alone.
  useEffect(clear, [key]);
  return { rows: rows.filter(({ id }) => ids.has(id)), isEverything, selectEverything, select, clear };
}

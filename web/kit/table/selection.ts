// The selected rows of a table: some individual ones, or all that match the filters.
import { useEffect, useState } from "react";

export type Selection<T> = {
  /** The individually selected rows, as far as they are loaded. */
  rows: readonly T[];
  /** All matching rows are selected, including those that are not loaded. */
  isEverything: boolean;
  selectEverything(everything: boolean): void;
  select(rows: readonly T[]): void;
  clear(): void;
};

/** Changing the filters clears the selection. */
export function useSelection<T extends { id: number }>(rows: readonly T[], filter: object): Selection<T> {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set());
  const [isEverything, selectEverything] = useState(false);
  const select = (some: readonly T[]) => {
    setIds(new Set(some.map(({ id }) => id)));
    selectEverything(false);
  };
  const clear = () => select([]);
  const key = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: cleared only when the filter changes
  useEffect(clear, [key]);
  return { rows: rows.filter(({ id }) => ids.has(id)), isEverything, selectEverything, select, clear };
}

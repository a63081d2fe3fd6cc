// The text of the search field: as typed, and as the list and the address get it after a pause.
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

/** Returns what is typed, its setter, and the debounced text, which `keep` writes to the address. A new address replaces what is typed. */
export function useSearchWords(kept: string, keep: (q: string) => void): [string, (text: string) => void, string] {
  const [typed, type] = useState(kept);
  const [q] = useDebouncedValue(typed.trim(), 200);
  const known = useRef(kept);
  const latest = useRef(keep);
  useEffect(() => {
    latest.current = keep;
  });
  useEffect(() => {
    if (q === known.current) return;
    known.current = q;
    latest.current(q);
  }, [q]);
  useEffect(() => {
    if (kept === known.current) return;
    known.current = kept;
    type(kept);
  }, [kept]);
  return [typed, type, q];
}

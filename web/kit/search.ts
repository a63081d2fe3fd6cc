// What a page keeps in its address: filters, sort order, what is open. So it survives a reload and can be sent to a colleague.
import { useNavigate, useSearch } from "@tanstack/react-router";

export type Search = Readonly<Record<string, string | undefined>>;

/** Whether it is an existing date, such as 2026-11-21. */
export function isDay(text: string | undefined): text is string {
  const [, year, month, day] = /^([1-9]\d{3})-(\d{2})-(\d{2})$/.exec(text ?? "") ?? [];
  return year !== undefined && new Date(Date.UTC(+year, +month! - 1, +day!)).toISOString().startsWith(text!);
}

/** The parameters of the address, and a function that changes some (undefined or "" removes one). */
export function useAddress(): [search: Search, change: (some: Search, options?: { push?: boolean }) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = (some: Search, { push = false } = {}) =>
    void navigate({
      to: ".",
      search: (before: Search) => ({ ...before, ...some }),
      replace: !push,
      resetScroll: false,
    });
  return [search, change];
}

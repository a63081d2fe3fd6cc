// What the server would refuse of a draft, asked while one types. A fault is shown at its field once the field was left, or submitting was tried.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "../../../api/client.ts";
import type { Written } from "./draft.ts";

const checkOf = (body: Written) =>
  queryOptions({
    queryKey: ["/api/templates/check", body] as const,
    queryFn: ({ signal }) => ok(api.POST("/api/templates/check", { body, signal })),
    gcTime: 60_000,
    retry: false,
  });

/** How long nobody types before the draft is checked, in milliseconds. */
const pause = 300;

/** `body` must be the same object as long as the draft does not change. */
export function useFaults(body: Written) {
  const queries = useQueryClient();
  const [paused] = useDebouncedValue(body, pause);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  /** What was tried to be submitted last. */
  const [tried, setTried] = useState<Written | null>(null);
  const checked = tried === body ? body : paused;
  const { data } = useQuery({ ...checkOf(checked), enabled: checked.channel > 0, placeholderData: keepPreviousData });
  const faults = data?.errors ?? [];
  return {
    /** The fault of a field as sentences; undefined while there is none to show. */
    faultAt: (path: string): string | undefined =>
      tried !== null || left.has(path)
        ? faults
            .filter((one) => one.path === path)
            .map(({ message }) => message)
            .join(" ") || undefined
        : undefined,
    leave: (path: string) => {
      if (!left.has(path)) setLeft(new Set([...left, path]));
    },
    /** All that is shown, after submitting was tried. */
    tried: tried === null ? [] : faults,
    /** Checks the draft as it is now and shows all faults; resolves with how many there are. */
    async check(): Promise<number> {
      const { errors } = await queries.fetchQuery({ ...checkOf(body), staleTime: 0 });
      setTried(body);
      return errors.length;
    },
  };
}

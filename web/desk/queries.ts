// The query cache with its defaults.
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/client.ts";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Live events invalidate queries before that time.
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      retry: (times, error) => times < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

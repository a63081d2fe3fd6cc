// The cache of what was read from the server, and what happens when the session is over.
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/client.ts";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The live connection says when something is old.
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      retry: (times, error) => times < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

// The current user and what their role allows. The server enforces it; this only hides buttons.
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { ApiError, api, ok } from "../api/client.ts";
import { roles } from "../api/lists.ts";
import type { Brought } from "../api/query.ts";

export type Me = Brought<"/api/me">;
export type Role = Me["role"];

/** Whether a role includes the needed one. */
export const mayDo = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);

const said = (): DOMStringMap => document.documentElement.dataset;

/** Records that somebody has signed in or out since the page was loaded. */
export const setSession = (is: "some" | "none"): void => {
  said().session = is;
};

/** The current user. Makes no request when the page came with the information that nobody is signed in. */
export const meQuery = queryOptions({
  queryKey: ["/api/me"] as const,
  queryFn: async ({ signal }): Promise<Me> => {
    if (said().session === "none") throw new ApiError(401, null);
    return ok(api.GET("/api/me", { signal }));
  },
  staleTime: 5 * 60_000,
});

/** The current user; only within the signed-in part of the Desk. */
export const useMe = (): Me => useSuspenseQuery(meQuery).data;

/** Returns a check of the current user's rights: `can("agent")`. */
export function useCan(): (needed: Role) => boolean {
  const { role } = useMe();
  return (needed) => mayDo(role, needed);
}

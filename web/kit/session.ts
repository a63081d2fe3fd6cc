// Who works at this desk: the person that is signed in, and what their role may do. The server decides; this only hides buttons.
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { ApiError, api, ok } from "../api/client.ts";
import { roles } from "../api/lists.ts";
import type { Brought } from "../api/query.ts";

export type Me = Brought<"/api/me">;
export type Role = Me["role"];

/** Whether a role may do what another one is needed for. */
export const mayDo = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);

const said = (): DOMStringMap => document.documentElement.dataset;

/** Says that somebody signed in, or out, since the page was brought. */
export const setSession = (is: "some" | "none"): void => {
  said().session = is;
};

/** Who is signed in. Where the server said with the page that nobody is, it is not asked. */
export const meQuery = queryOptions({
  queryKey: ["/api/me"] as const,
  queryFn: async ({ signal }): Promise<Me> => {
    if (said().session === "none") throw new ApiError(401, null);
    return ok(api.GET("/api/me", { signal }));
  },
  staleTime: 5 * 60_000,
});

/** The one who is signed in; only below the signed-in part of the Desk. */
export const useMe = (): Me => useSuspenseQuery(meQuery).data;

/** Says what the one who is signed in may do: `can("agent")`. */
export function useCan(): (needed: Role) => boolean {
  const { role } = useMe();
  return (needed) => mayDo(role, needed);
}

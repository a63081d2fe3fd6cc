// Who works at this desk: the person that is signed in, and what their role may do. The server decides; this only hides buttons.
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api, ok } from "../api/client.ts";
import type { Brought } from "../api/query.ts";

export type Me = Brought<"/api/me">;
export type Role = Me["role"];

const ranks: readonly Role[] = ["viewer", "agent", "admin"];

/** Whether a role may do what another one is needed for. */
export const mayDo = (role: Role, needed: Role): boolean => ranks.indexOf(role) >= ranks.indexOf(needed);

/** Who is signed in. */
export const meQuery = queryOptions({
  queryKey: ["/api/me"] as const,
  queryFn: ({ signal }): Promise<Me> => ok(api.GET("/api/me", { signal })),
  staleTime: 5 * 60_000,
});

/** The one who is signed in; only below the signed-in part of the Desk. */
export const useMe = (): Me => useSuspenseQuery(meQuery).data;

/** Says what the one who is signed in may do: `can("agent")`. */
export function useCan(): (needed: Role) => boolean {
  const { role } = useMe();
  return (needed) => mayDo(role, needed);
}

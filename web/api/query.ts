// API reads as queries of TanStack Query: the key is the path and its parameters, so that live events can be matched to the queries to read again
// (see kit/live-keys.ts).
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ok } from "./client.ts";
import type { paths } from "./schema.ts";

/** Paths with a GET method. */
export type Readable = { [P in keyof paths]: paths[P] extends { get: unknown } ? P : never }[keyof paths];

type Get<P extends Readable> = paths[P] extends { get: infer G } ? G : never;

/** Parameters of a path: `{ query, path }`. */
export type Params<P extends Readable> = Get<P> extends { parameters: infer T } ? Omit<T, "header"> : never;

/** The response data of a path. */
export type Brought<P extends Readable> =
  Get<P> extends { responses: { 200: { content: { "application/json": infer T } } } } ? T : never;

type Args<P extends Readable> = Record<never, never> extends Params<P> ? [params?: Params<P>] : [params: Params<P>];

const get = (path: Readable, params: unknown, signal: AbortSignal): Promise<unknown> =>
  ok(
    (api.GET as (path: Readable, init: object) => Promise<{ data?: unknown; response: Response }>)(path, {
      params,
      signal,
    }),
  );

/** A query of one path: `useQuery(read("/api/parking/lots"))`. The previous data stays visible while a filter changes. */
export function read<P extends Readable>(path: P, ...[params]: Args<P>) {
  return queryOptions({
    queryKey: [path, params ?? {}] as const,
    queryFn: ({ signal }) => get(path, params, signal) as Promise<Brought<P>>,
    placeholderData: keepPreviousData,
  });
}

/** A query of a list with cursors: `useInfiniteQuery(pages("/api/audit", { query: { subject } }))`; `data.pages` are the pages so far. */
export function pages<P extends Readable>(path: P, ...[params]: Args<P>) {
  const given = (params ?? {}) as { query?: object };
  return infiniteQueryOptions({
    queryKey: [path, given, "pages"] as const,
    queryFn: ({ signal, pageParam }) =>
      get(path, { ...given, query: { ...given.query, cursor: pageParam ?? undefined } }, signal) as Promise<Brought<P>>,
    initialPageParam: null as string | null,
    getNextPageParam: (last) => (last as { next_cursor?: string | null }).next_cursor ?? null,
    placeholderData: keepPreviousData,
  });
}

// Mutations: shows a notice on success or error, and refetches the queries that are affected.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "./toasts.tsx";

type Options<In, Out> = {
  /** The notice on success; may depend on the response. */
  done?: string | ((brought: Out, input: In) => string);
  /** Path prefixes of the queries to refetch. */
  touches?: readonly string[];
  onDone?(brought: Out, input: In): void;
  /** The caller shows errors itself, for example in a form. */
  quiet?: boolean;
};

/** A mutation: `mutate(input)`, `isPending`; `mutateAsync` throws errors. */
export function useAction<In = void, Out = unknown>(run: (input: In) => Promise<Out>, options: Options<In, Out> = {}) {
  const queries = useQueryClient();
  const { done, touches = [], onDone, quiet = false } = options;
  return useMutation({
    mutationFn: run,
    onSuccess: (brought, input) => {
      const old = (key: unknown): boolean => touches.some((path) => String(key).startsWith(path));
      void queries.invalidateQueries({ predicate: ({ queryKey }) => old(queryKey[0]) });
      if (done) toast.done(typeof done === "string" ? done : done(brought, input));
      onDone?.(brought, input);
    },
    onError: (error) => {
      if (!quiet) toast.failed(error);
    },
  });
}

// Doing something at the server: with a word when it is done or refused, and what it touched read again.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "./toasts.tsx";

type Options<In, Out> = {
  /** Said when it is done; may look at what came back. */
  done?: string | ((brought: Out, input: In) => string);
  /** Beginnings of the paths that have to be read again. */
  touches?: readonly string[];
  onDone?(brought: Out, input: In): void;
  /** A refusal is shown by the caller (a form, say) and not as a notice. */
  quiet?: boolean;
};

/** A mutation: `mutate(input)`, `isPending`; `mutateAsync` throws the refusal. */
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

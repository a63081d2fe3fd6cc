// Doing something at the server: with a word when it is done or refused, and what it touched read again.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "./toasts.tsx";

type Options<In, Out> = {
  /** Said when it is done; may look at what came back. */
  done?: string | ((brought: Out, given: In) => string);
  /** Beginnings of the paths that have to be read again. */
  touches?: readonly string[];
  onDone?(brought: Out, given: In): void;
  /** A refusal is shown by the caller (a form, say) and not as a notice. */
  quiet?: boolean;
};

/** A change: `act.mutate(given)`, `act.isPending`; `act.mutateAsync` throws the refusal. */
export function useAct<In = void, Out = unknown>(run: (given: In) => Promise<Out>, options: Options<In, Out> = {}) {
  const queries = useQueryClient();
  const { done, touches = [], onDone, quiet = false } = options;
  return useMutation({
    mutationFn: run,
    onSuccess: (brought, given) => {
      const old = (key: unknown): boolean => touches.some((path) => String(key).startsWith(path));
      void queries.invalidateQueries({ predicate: ({ queryKey }) => old(queryKey[0]) });
      if (done) toast.done(typeof done === "string" ? done : done(brought, given));
      onDone?.(brought, given);
    },
    onError: (error) => {
      if (!quiet) toast.failed(error);
    },
  });
}

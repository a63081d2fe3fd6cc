// The API as the Desk calls it: typed by path, with a refusal thrown as one kind of error.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.ts";

type Problem = components["schemas"]["Problem"];

/** A refusal. `code` is stable (null: no answer that could be read); the message is for people. `status` 0: not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string | null;
  constructor(status: number, problem: Problem | null) {
    super(problem ? problem.detail : status === 0 ? "Bellhop cannot be reached." : `Bellhop answered ${status}.`);
    this.status = status;
    this.code = problem?.code ?? null;
  }
}

let onSignedOut: () => void = () => {};
/** Says what is done when the session turns out to be over. */
export const whenSignedOut = (act: () => void): void => {
  onSignedOut = act;
};

/** One request, for what the typed client cannot say (a stream, say). Throws {@link ApiError} for everything but a success. */
export async function request(input: Request | string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(input, { credentials: "same-origin", ...init });
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new ApiError(0, null);
  }
  if (response.ok) return response;
  const path = new URL(response.url, globalThis.location?.origin).pathname;
  if (response.status === 401 && !path.startsWith("/api/auth/")) onSignedOut();
  const said: unknown = await response.json().catch(() => null);
  throw new ApiError(response.status, isProblem(said) ? said : null);
}

/** The typed client. Use it through {@link ok}, and through `read` and `pages` of query.ts for what is shown. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  fetch: (input) => request(input),
});

/** What a call brought. Throws {@link ApiError}. */
export async function ok<T>(call: Promise<{ data?: T; response: Response }>): Promise<T> {
  return (await call).data as T;
}

/** A proxy between may answer with a page of HTML. */
function isProblem(said: unknown): said is Problem {
  return typeof said === "object" && said !== null && "code" in said && "detail" in said;
}

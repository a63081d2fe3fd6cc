// The API client of the Desk: typed by path; every refusal is thrown as an ApiError.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.ts";

type Problem = components["schemas"]["Problem"];

/** An error of the API. `code` is stable (null: no readable response); the message is for people. `status` 0: the server could not be reached. */
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
/** Sets what happens when the session turns out to be over. */
export const whenSignedOut = (act: () => void): void => {
  onSignedOut = act;
};

let onConfirm: () => Promise<string | null> = async () => "";
/** Sets how the user confirms their identity: resolves with null on success, else with the error text that replaces the server's. */
export const whenConfirmNeeded = (ask: () => Promise<string | null>): void => {
  onConfirm = ask;
};

let onEnrol: () => void = () => {};
/** Sets what happens when the server refuses everything until two-step sign-in is set up. */
export const whenEnrolNeeded = (act: () => void): void => {
  onEnrol = act;
};

/** One request, for what the typed client cannot do (such as a stream). Throws {@link ApiError} unless it succeeds. */
export async function request(input: Request | string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    // A clone, since the request may have to be sent again.
    response = await fetch(input instanceof Request ? input.clone() : input, { credentials: "same-origin", ...init });
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new ApiError(0, null);
  }
  if (response.ok) return response;
  const path = new URL(response.url, globalThis.location?.origin).pathname;
  if (response.status === 401 && !path.startsWith("/api/auth/")) onSignedOut();
  const said: unknown = await response.json().catch(() => null);
  const problem = isProblem(said) ? said : null;
  if (problem?.code === "CONFIRM_PASSWORD") {
    const refused = await onConfirm();
    if (refused === null) return request(input, init);
    throw new ApiError(response.status, { ...problem, detail: refused });
  }
  if (problem?.code === "SECOND_FACTOR_REQUIRED") onEnrol();
  throw new ApiError(response.status, problem);
}

/** The typed client. Use it with {@link ok}; to load data for display, use `read` and `pages` of query.ts. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  fetch: (input) => request(input),
});

/** The data of a call. Throws {@link ApiError}. */
export async function ok<T>(call: Promise<{ data?: T; response: Response }>): Promise<T> {
  return (await call).data as T;
}

/** A proxy may answer with an HTML page. */
function isProblem(said: unknown): said is Problem {
  return typeof said === "object" && said !== null && "code" in said && "detail" in said;
}

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

let onConfirm: () => Promise<string | null> = async () => "";
/** Says how one confirms that it is them: resolves with null when they did, else with what is told instead of the refusal. */
export const whenConfirmNeeded = (ask: () => Promise<string | null>): void => {
  onConfirm = ask;
};

let onEnrol: () => void = () => {};
/** Says what is done when the server lets nothing else through until two-step sign-in is set up. */
export const whenEnrolNeeded = (act: () => void): void => {
  onEnrol = act;
};

/** One request, for what the typed client cannot say (a stream, say). Throws {@link ApiError} for everything but a success. */
export async function request(input: Request | string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    // What is sent may have to be sent again.
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

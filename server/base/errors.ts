// Faults: the table of those that belong to no skill, and how a skill defines its own. Core throws them; api/http/errors.ts turns kinds into
// HTTP statuses.

/** The kinds of faults, the same for every way into Bellhop. */
export type Kind =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "missing"
  | "conflict"
  | "unsupported"
  | "misdirected"
  | "too_many"
  | "too_large"
  | "unsatisfiable"
  | "unavailable"
  | "internal";

/** One entry of a table of faults. The title is constant; the detail of a {@link Fault} contains the values. */
export type FaultDefinition<Code extends string = string> = { code: Code; kind: Kind; title: string };

/** Defines a table of faults. Codes are stable, since callers depend on them. */
export function defineFaults<const Table extends Record<string, { kind: Kind; title: string }>>(
  table: Table,
): { readonly [Code in keyof Table & string]: FaultDefinition<Code> } {
  const entries = Object.entries(table).map(([code, entry]) => [code, { code, ...entry }]);
  return Object.fromEntries(entries);
}

/** The faults that belong to no skill. */
export const coreFaults = defineFaults({
  BAD_REQUEST: { kind: "invalid", title: "The request is not valid" },
  BAD_CURSOR: { kind: "invalid", title: "The page cursor is not valid" },
  BAD_RECIPIENT: { kind: "invalid", title: "The recipient cannot be reached by that address" },
  BAD_TEMPLATE: { kind: "invalid", title: "The template cannot be submitted as it is" },
  BAD_DRAFT: { kind: "invalid", title: "The message cannot be sent as it is" },
  OPTED_OUT: { kind: "conflict", title: "The customer wants no marketing" },
  WINDOW_CLOSED: { kind: "conflict", title: "The 24-hour window is closed" },
  BAD_NUMBER: { kind: "invalid", title: "The provider does not accept the number's credentials" },
  PROVIDER_SILENT: { kind: "unavailable", title: "The provider cannot be asked now" },
  NUMBER_EXISTS: { kind: "conflict", title: "The number was added before" },
  SECRETS_UNREADABLE: { kind: "conflict", title: "The secrets cannot be decrypted" },
  TEMPLATE_REFUSED: { kind: "conflict", title: "The provider refuses this of the template" },
  CHANNEL_NOT_CONFIGURED: { kind: "conflict", title: "The channel cannot send" },
  ANSWERED_MEANWHILE: { kind: "conflict", title: "A colleague has answered meanwhile" },
  CANNOT_ERASE: { kind: "conflict", title: "The person cannot be erased now" },
  CANNOT_CANCEL: { kind: "conflict", title: "The message cannot be cancelled" },
  CANNOT_RETRY: { kind: "conflict", title: "The message cannot be sent anew" },
  FILE_INFECTED: { kind: "invalid", title: "The virus scanner refuses the file" },
  CANNOT_FETCH: { kind: "conflict", title: "The file cannot be fetched" },
  CALL_TAKEN: { kind: "conflict", title: "A colleague has taken the call" },
  CALL_OVER: { kind: "conflict", title: "The call is over" },
  CALL_SETTINGS_REFUSED: { kind: "conflict", title: "The provider refuses the call settings" },
  CALL_REFUSED: { kind: "conflict", title: "The provider does not take this call" },
  CALL_NOT_ALLOWED: { kind: "conflict", title: "The customer has not allowed calls" },
  IDEMPOTENCY_MISMATCH: { kind: "conflict", title: "The Idempotency-Key was used for another request" },
  NOT_SIGNED: { kind: "unauthenticated", title: "The webhook is not signed" },
  WRONG_SIGNATURE: { kind: "unauthenticated", title: "The webhook's signature does not match" },
  SECRET_NOT_SET: { kind: "unauthenticated", title: "No secret is configured to verify this webhook" },
  WRONG_VERIFY_TOKEN: { kind: "forbidden", title: "The verify token does not match" },
  API_KEY_MISSING: { kind: "unauthenticated", title: "An API key is needed" },
  API_KEY_WRONG: { kind: "unauthenticated", title: "The API key is not known or was revoked" },
  NOT_ALLOWED: { kind: "forbidden", title: "The role does not allow this" },
  SIGNED_OUT: { kind: "unauthenticated", title: "Nobody is signed in" },
  INVALID_CREDENTIALS: { kind: "unauthenticated", title: "The e-mail address or the password is wrong" },
  TOO_MANY_ATTEMPTS: { kind: "too_many", title: "Too many attempts" },
  SECOND_FACTOR_NEEDED: { kind: "forbidden", title: "A code of the authenticator app is needed" },
  SECOND_FACTOR_WRONG: { kind: "forbidden", title: "The code is wrong" },
  SECOND_FACTOR_REQUIRED: { kind: "forbidden", title: "Two-step sign-in has to be set up first" },
  SECOND_FACTOR_STATE: { kind: "conflict", title: "Two-step sign-in is not in the state that this needs" },
  CONFIRM_PASSWORD: { kind: "forbidden", title: "The password has to be confirmed first" },
  TOO_MANY_AT_ONCE: { kind: "too_many", title: "Too many of the same at once" },
  NOT_LOCAL: { kind: "forbidden", title: "Only people on this machine may ask for this" },
  WRONG_ORIGIN: { kind: "forbidden", title: "The request does not come from a page of this Bellhop" },
  LINK_INVALID: { kind: "invalid", title: "The link cannot be used" },
  PASSWORD_TOO_SHORT: { kind: "invalid", title: "The password is too short" },
  PASSWORD_TOO_WEAK: { kind: "invalid", title: "The password is easy to guess" },
  PASSWORD_WRONG: { kind: "forbidden", title: "The current password is wrong" },
  EMAIL_TAKEN: { kind: "conflict", title: "Somebody has the e-mail address already" },
  LAST_ADMIN: { kind: "conflict", title: "The last admin stays one" },
  DEVICE_TOKEN_WRONG: { kind: "unauthenticated", title: "The device's token is missing or wrong" },
  NAME_TAKEN: { kind: "conflict", title: "The name is taken" },
  UNSUPPORTED_MEDIA_TYPE: { kind: "unsupported", title: "The body is of a type that is not read here" },
  WRONG_HOST: { kind: "misdirected", title: "The request is for another host" },
  NOT_FOUND: { kind: "missing", title: "There is nothing here" },
  TOO_LARGE: { kind: "too_large", title: "The body is too large" },
  RANGE_NOT_SATISFIABLE: { kind: "unsatisfiable", title: "The file has no such part" },
  TOO_BROAD: { kind: "invalid", title: "The filters match too much to look through" },
  NOT_READY: { kind: "unavailable", title: "Bellhop cannot take this now" },
  INTERNAL: { kind: "internal", title: "Something went wrong in Bellhop" },
});

/** The code of a fault that belongs to no skill. */
export type CoreCode = keyof typeof coreFaults;

/** A fault: its code, and one sentence that says what happened, with the value, and what to do. */
export class Fault extends Error {
  /** A stable code that callers may branch on. */
  readonly code: string;
  readonly kind: Kind;
  readonly title: string;
  /** After how many seconds a retry is worthwhile; null when that is not known. */
  readonly retryAfter: number | null;
  /** What is wrong, field by field, where it is known. */
  readonly errors: readonly { path: string; message: string }[];

  /** `what`: a code of {@link coreFaults}, or an entry of a skill's table. */
  constructor(
    what: CoreCode | FaultDefinition,
    detail: string,
    options?: ErrorOptions & { retryAfter?: number; errors?: Fault["errors"] },
  ) {
    super(detail, options);
    const { code, kind, title } = typeof what === "string" ? coreFaults[what] : what;
    this.name = "Fault";
    this.code = code;
    this.kind = kind;
    this.title = title;
    this.retryAfter = options?.retryAfter ?? null;
    this.errors = options?.errors ?? [];
  }
}

// The one table of errors: every code that Bellhop can answer with, what kind of fault it is, and how it is told.
// Core throws codes; api/http/errors.ts turns kinds into HTTP statuses.

/** What a fault is, whatever door it came through. */
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
  | "unavailable"
  | "internal";

/** Code → kind and title. The title never changes with the values; the detail of a {@link Fault} does. */
export const faults = {
  BAD_REQUEST: { kind: "invalid", title: "The request is not valid" },
  BAD_CURSOR: { kind: "invalid", title: "The page cursor is not valid" },
  BAD_RECIPIENT: { kind: "invalid", title: "The recipient cannot be reached by that address" },
  BAD_DRAFT: { kind: "invalid", title: "The message cannot be sent as it is" },
  WINDOW_CLOSED: { kind: "conflict", title: "The 24-hour window is closed" },
  CHANNEL_NOT_CONFIGURED: { kind: "conflict", title: "The channel cannot send" },
  ANSWERED_MEANWHILE: { kind: "conflict", title: "A colleague has answered meanwhile" },
  CANNOT_CANCEL: { kind: "conflict", title: "The message cannot be cancelled" },
  CANNOT_RETRY: { kind: "conflict", title: "The message cannot be sent anew" },
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
  SPOT_TAKEN: { kind: "conflict", title: "The spot cannot be booked now" },
  ALREADY_BOOKED: { kind: "conflict", title: "The driver has an open booking" },
  BALANCE_TOO_LOW: { kind: "conflict", title: "The balance is too low to book" },
  BOOKING_CLOSED: { kind: "conflict", title: "The booking's state does not allow this" },
  CANNOT_EXTEND: { kind: "conflict", title: "The booking cannot be extended" },
  CANNOT_WAIT: { kind: "conflict", title: "There is nothing to wait for" },
  ABOVE_CEILING: { kind: "forbidden", title: "The sum is above what the role may set" },
  SPOT_BUSY: { kind: "conflict", title: "The spot is booked" },
  DEVICE_TOKEN_WRONG: { kind: "unauthenticated", title: "The device's token is missing or wrong" },
  SPOT_HAS_DEVICE: { kind: "conflict", title: "The spot has a device already" },
  CODE_TAKEN: { kind: "conflict", title: "The lot has a spot of that code" },
  NAME_TAKEN: { kind: "conflict", title: "The name is taken" },
  UNSUPPORTED_MEDIA_TYPE: { kind: "unsupported", title: "The body is of a type that is not read here" },
  WRONG_HOST: { kind: "misdirected", title: "The request is for another host" },
  NOT_FOUND: { kind: "missing", title: "There is nothing here" },
  TOO_LARGE: { kind: "too_large", title: "The body is too large" },
  TOO_BROAD: { kind: "invalid", title: "The filters match too much to look through" },
  NOT_READY: { kind: "unavailable", title: "Bellhop cannot take this now" },
  INTERNAL: { kind: "internal", title: "Something went wrong in Bellhop" },
} as const satisfies Record<string, { kind: Kind; title: string }>;

/** A stable code, safe to branch on. */
export type Code = keyof typeof faults;

/** A fault with its code and one sentence that says what happened, with the value, and what to do. */
export class Fault extends Error {
  readonly code: Code;
  /** In seconds: when it is worth another try; null when that is not known. */
  readonly retryAfter: number | null;

  constructor(code: Code, detail: string, options?: ErrorOptions & { retryAfter?: number }) {
    super(detail, options);
    this.name = "Fault";
    this.code = code;
    this.retryAfter = options?.retryAfter ?? null;
  }
}

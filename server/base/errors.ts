// The one table of errors: every code that Bellhop can answer with, what kind of fault it is, and how it is told.
// Core throws codes; api/errors.ts turns kinds into HTTP statuses.

/** What a fault is, whatever door it came through. */
export type Kind =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "missing"
  | "conflict"
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
  NOT_LOCAL: { kind: "forbidden", title: "Only people on this machine may ask for this" },
  WRONG_ORIGIN: { kind: "forbidden", title: "The request does not come from a page of this Bellhop" },
  LINK_INVALID: { kind: "invalid", title: "The link cannot be used" },
  PASSWORD_TOO_SHORT: { kind: "invalid", title: "The password is too short" },
  PASSWORD_WRONG: { kind: "forbidden", title: "The current password is wrong" },
  EMAIL_TAKEN: { kind: "conflict", title: "Somebody has the e-mail address already" },
  LAST_ADMIN: { kind: "conflict", title: "The last admin stays one" },
  SPOT_TAKEN: { kind: "conflict", title: "The spot cannot be booked now" },
  ALREADY_BOOKED: { kind: "conflict", title: "The driver has an open booking" },
  BALANCE_TOO_LOW: { kind: "conflict", title: "The balance is too low to book" },
  BOOKING_CLOSED: { kind: "conflict", title: "The booking's state does not allow this" },
  CANNOT_EXTEND: { kind: "conflict", title: "The booking cannot be extended" },
  CANNOT_WAIT: { kind: "conflict", title: "There is nothing to wait for" },
  SPOT_BUSY: { kind: "conflict", title: "The spot is booked" },
  DEVICE_TOKEN_WRONG: { kind: "unauthenticated", title: "The device's token is missing or wrong" },
  SPOT_HAS_DEVICE: { kind: "conflict", title: "The spot has a device already" },
  CODE_TAKEN: { kind: "conflict", title: "The lot has a spot of that code" },
  NAME_TAKEN: { kind: "conflict", title: "The name is taken" },
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

  constructor(code: Code, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = "Fault";
    this.code = code;
  }
}

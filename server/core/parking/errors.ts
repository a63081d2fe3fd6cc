// The error codes that only parking has. Those that any module may throw (NOT_FOUND, BAD_REQUEST) are in base/errors.ts.
import { defineFaults } from "../../base/errors.ts";

export const faults = defineFaults({
  SPOT_TAKEN: { kind: "conflict", title: "The spot cannot be booked now" },
  ALREADY_BOOKED: { kind: "conflict", title: "The driver has an open booking" },
  BALANCE_TOO_LOW: { kind: "conflict", title: "The balance is too low to book" },
  BOOKING_CLOSED: { kind: "conflict", title: "The booking's state does not allow this" },
  CANNOT_EXTEND: { kind: "conflict", title: "The booking cannot be extended" },
  CANNOT_WAIT: { kind: "conflict", title: "There is nothing to wait for" },
  ABOVE_CEILING: { kind: "forbidden", title: "The sum is above what the role may set" },
  SPOT_BUSY: { kind: "conflict", title: "The spot is booked" },
  CODE_TAKEN: { kind: "conflict", title: "The lot has a spot of that code" },
});

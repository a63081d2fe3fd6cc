// Rate limits for guessing. A browser in which the user has signed in before has its own limit, so that a stranger's guesses never slow the
// user at their own browser.
import { networkOf } from "./address.ts";
import type { Limit } from "./rate-limit.ts";

const slow = { free: 10, wait: 2, most: 60, rest: 15 } as const;

/** Attempts from a known browser, independent of all others. */
export const byDevice = (device: string): Limit => ({ by: `device ${device}`, ...slow });

/** Attempts from one address, for any user. */
export const byAddress = (address: string): Limit => ({ by: `address ${networkOf(address)}`, ...slow });

/** Attempts for one e-mail address, except those from known browsers. */
export const byEmail = (email: string): Limit => ({ by: `email ${email}`, ...slow });

/** Attempts with one-time links that do not exist. */
export const byLink = (address: string): Limit => ({ by: `link ${networkOf(address)}`, ...slow });

/** Requests for a link by mail, from one address and for one e-mail address, whether anybody has it or not: each may be a mail to somebody. */
export const byRequest = (address: string, email: string): Limit[] => [
  { by: `request ${networkOf(address)}`, ...slow },
  { by: `request ${email}`, free: 3, wait: 60, most: 3600, rest: 24 * 60 },
];

/** Attempts at the password of a signed-in user: per session, so that a stolen session does not slow the user's others. */
export const bySession = (id: number): Limit => ({ by: `session ${id}`, ...slow, free: 5 });

/**
 * Attempts at the code after a correct password. Stricter, since three of a million codes are right at any
 * time. `where`: a known browser, a session, or null.
 */
export const byCode = (personId: number, where: string | null): Limit => ({
  by: `code ${personId} ${where ?? ""}`,
  free: 5,
  wait: 5,
  most: 900,
  rest: 12 * 60,
});

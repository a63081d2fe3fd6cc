// How fast somebody may guess. A browser in which its person signed in before is counted for itself: a stranger's guesses slow strangers,
// and never who is at home.
import { networkOf } from "./address.ts";
import type { Limit } from "./rate-limit.ts";

const slow = { free: 10, wait: 2, most: 60, rest: 15 } as const;

/** By a known browser, whoever else tries. */
export const byDevice = (device: string): Limit => ({ by: `device ${device}`, ...slow });

/** From one address, whoever is tried. */
export const byAddress = (address: string): Limit => ({ by: `address ${networkOf(address)}`, ...slow });

/** For one e-mail address, from anywhere but known browsers. */
export const byEmail = (email: string): Limit => ({ by: `email ${email}`, ...slow });

/** With one-time links that there are not. */
export const byLink = (address: string): Limit => ({ by: `link ${networkOf(address)}`, ...slow });

/** For the password of who is signed in: by session, so that a stolen one keeps nobody else waiting. */
export const bySession = (id: number): Limit => ({ by: `session ${id}`, ...slow, free: 5 });

/** For the code after a right password: three of a million are right at any time. `where` is a known browser, a session, or null. */
export const byCode = (personId: number, where: string | null): Limit => ({
  by: `code ${personId} ${where ?? ""}`,
  free: 5,
  wait: 5,
  most: 900,
  rest: 12 * 60,
});

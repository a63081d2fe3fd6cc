// The 24-hour window: how long a business may write freely after a customer wrote. Pure.

const DAY_MS = 24 * 60 * 60 * 1000;
/** Kept back from the end, for clocks that disagree and the way to the provider. */
const SAFETY_MARGIN_MS = 60 * 1000;
/** How long after what opened it the window counts as open, in ms. */
export const windowMs = DAY_MS - SAFETY_MARGIN_MS;

/** When a customer last did something that opens the window, and something that only probably does (effects.ts). */
export type Opened = { last_inbound_at: Date | null; window_maybe_at: Date | null };

/** When a window that was opened at a time closes; null when it never was. */
export function closesAt(openedAt: Date | null): Date | null {
  return openedAt === null ? null : new Date(openedAt.getTime() + windowMs);
}

/** `probably`: no text of the provider says so, or none denies it; it is tried, and the provider judges. */
export type WindowVerdict = "yes" | "probably" | "no";

/** Whether free-form messages may go out. */
export function windowAt(opened: Opened, now: Date): { open: WindowVerdict; closesAt: Date | null } {
  const [certain, maybe] = [closesAt(opened.last_inbound_at), closesAt(opened.window_maybe_at)];
  if (certain !== null && now < certain) return { open: "yes", closesAt: certain };
  if (maybe !== null && now < maybe) return { open: "probably", closesAt: maybe };
  return { open: "no", closesAt: certain ?? maybe };
}

/** Whether free-form messages may go out, or may be tried. */
export const isOpen = (opened: Opened, now: Date): boolean => windowAt(opened, now).open !== "no";

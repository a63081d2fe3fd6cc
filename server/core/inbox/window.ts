// The 24-hour window: how long free text may be sent after a customer wrote. Pure.

const DAY_MS = 24 * 60 * 60 * 1000;
/** Subtracted from the window, in ms, for differences between clocks and the time to reach the provider. */
const SAFETY_MARGIN_MS = 60 * 1000;
/** How long the window counts as open, in ms. */
export const windowMs = DAY_MS - SAFETY_MARGIN_MS;

/** The last times at which a customer did something that opens the window, or only probably does (effects.ts). */
export type Opened = { last_inbound_at: Date | null; window_maybe_at: Date | null };

/** When a window opened at a time closes; null when it was never opened. */
export function closesAt(openedAt: Date | null): Date | null {
  return openedAt === null ? null : new Date(openedAt.getTime() + windowMs);
}

/** `probably`: the provider's documentation neither says nor denies it; the message is sent and the provider decides. */
export type WindowVerdict = "yes" | "probably" | "no";

/** Whether free-form messages may be sent, and until when. */
export function windowAt(opened: Opened, now: Date): { open: WindowVerdict; closesAt: Date | null } {
  const [certain, maybe] = [closesAt(opened.last_inbound_at), closesAt(opened.window_maybe_at)];
  if (certain !== null && now < certain) return { open: "yes", closesAt: certain };
  if (maybe !== null && now < maybe) return { open: "probably", closesAt: maybe };
  return { open: "no", closesAt: certain ?? maybe };
}

/** Whether free-form messages may be sent, or at least attempted. */
export const isOpen = (opened: Opened, now: Date): boolean => windowAt(opened, now).open !== "no";

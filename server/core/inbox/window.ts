// The 24-hour window: how long a business may write freely after a customer wrote. Pure.

const day = 24 * 60 * 60 * 1000;
/** Kept back from the end, for clocks that disagree and the way to the provider. */
const margin = 60 * 1000;

/** When the window closes; null when the customer never wrote. */
export function closesAt(lastInboundAt: Date | null): Date | null {
  return lastInboundAt === null ? null : new Date(lastInboundAt.getTime() + day - margin);
}

/** Whether free-form messages may go out. */
export function isOpen(lastInboundAt: Date | null, now: Date): boolean {
  const closes = closesAt(lastInboundAt);
  return closes !== null && now < closes;
}

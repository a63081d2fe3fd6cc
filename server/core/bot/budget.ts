// The budget of answers: how many more the bot may give in a conversation, and how often it may repeat one. Pure.
import { isDeepStrictEqual } from "node:util";
import type { Draft } from "../../contract/outbound.ts";
import type { Budget, State } from "./states.ts";

/** How often the same answer may be sent within ten minutes. */
const MAX_SAME_ANSWERS = 3;

const HOUR_MS = 3_600_000;

/**
 * Until when the budget is used up; null when answers are left. The bot then pauses for at least an hour, so that answers and pauses do not
 * alternate.
 */
export function usedUpUntil(
  state: Pick<State, "hushedUntil" | "answers">,
  { perHour, perDay }: Budget,
  now: Date,
): Date | null {
  if (state.hushedUntil !== null && state.hushedUntil > now) return state.hushedUntil;
  const filled = (most: number, span: number): Date | null => {
    const oldest = most > 0 ? state.answers[most - 1] : undefined;
    const free = oldest ? oldest.getTime() + span : 0;
    return free > now.getTime() ? new Date(Math.max(free, now.getTime() + HOUR_MS)) : null;
  };
  return filled(perDay, 24 * HOUR_MS) ?? filled(perHour, HOUR_MS);
}

/** Whether a draft has recently been sent as often as it may be. */
export function isWornOut(said: readonly Draft[], draft: Draft): boolean {
  // In the form in which the database stores it: without undefined properties.
  const plain = JSON.parse(JSON.stringify(draft)) as Draft;
  return said.filter((one) => isDeepStrictEqual(one, plain)).length >= MAX_SAME_ANSWERS;
}

/** Whether any draft has recently been sent as often as it may be, so that the next answer must be checked. */
export const mayWearOut = (said: readonly Draft[]): boolean =>
  said.length >= MAX_SAME_ANSWERS && said.some((draft) => isWornOut(said, draft));

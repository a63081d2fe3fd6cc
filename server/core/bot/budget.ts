// The budget of answers: how many the bot may still give in a conversation, and how often the same. Pure.
import { isDeepStrictEqual } from "node:util";
import type { Draft } from "../../contract/outbound.ts";
import type { Budget, State } from "./states.ts";

/** How often the same answer goes out within ten minutes. */
const MAX_SAME_ANSWERS = 3;

const HOUR_MS = 3_600_000;

/**
 * Until when the budget is used up; null when there is an answer left. Once it is, the bot pauses for an hour, so that nobody gets one
 * answer and the next pause by turns.
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

/** Whether something was said lately as often as it may be. */
export function isWornOut(said: readonly Draft[], draft: Draft): boolean {
  // As the database keeps it: without what is undefined.
  const plain = JSON.parse(JSON.stringify(draft)) as Draft;
  return said.filter((one) => isDeepStrictEqual(one, plain)).length >= MAX_SAME_ANSWERS;
}

/** Whether something has been said so often that a turn may only repeat it. */
export const mayWearOut = (said: readonly Draft[]): boolean =>
  said.length >= MAX_SAME_ANSWERS && said.some((draft) => isWornOut(said, draft));

// Where people are in the Desk, as their pages say it over the live socket: passed on to others, kept nowhere.
import { z } from "zod";
import * as presence from "../../core/live/presence.ts";
import type { Principal } from "../http/guard.ts";

/** What a page says of where its person is. */
const word = z.object({
  type: z.literal("presence"),
  conversation_id: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  doing: z.enum(presence.presenceActivities),
  asks: z.boolean().default(false),
});

/** So many words of one line are passed on in ten seconds; more are dropped. */
const MAX_MESSAGES_PER_BEAT = 20;

/** Passes on where the person of a line is; API keys are nowhere. What is no such word is dropped. */
export function placeOf(principal: Principal | null, say: (presence: presence.Presence) => void) {
  const person = principal?.personId ? { id: principal.personId, name: principal.name } : null;
  let at: number | null = null;
  let heard = { since: 0, words: 0 };
  return {
    hear(text: string): void {
      const now = Date.now();
      if (now - heard.since > 10_000) heard = { since: now, words: 0 };
      heard.words += 1;
      if (person === null || heard.words > MAX_MESSAGES_PER_BEAT) return;
      let read: unknown;
      try {
        read = JSON.parse(text);
      } catch {
        return;
      }
      const { data } = word.safeParse(read);
      if (!data) return;
      const { type: _, ...said } = data;
      at = said.doing === "gone" ? null : said.conversation_id;
      say({ person, ...said });
    },
    leave(): void {
      if (person !== null && at !== null) say({ person, conversation_id: at, doing: "gone", asks: false });
    },
  };
}

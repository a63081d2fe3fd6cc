// Presence: what users look at in the Desk, as their pages report it over the live socket. Passed on to others, never stored.
import { z } from "zod";
import * as presence from "../../core/live/presence.ts";
import type { Principal } from "../http/guard.ts";

/** A page's report of where its user is. */
const word = z.object({
  type: z.literal("presence"),
  conversation_id: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  doing: z.enum(presence.presenceActivities),
  asks: z.boolean().default(false),
});

/** How many reports of one connection are passed on in ten seconds; more are dropped. */
const MAX_MESSAGES_PER_BEAT = 20;

/** Passes on the presence of a connection's user; API keys have none. Invalid messages are dropped. */
export function presenceOf(principal: Principal | null, say: (presence: presence.Presence) => void) {
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

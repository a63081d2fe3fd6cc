// The beat: whether listeners are still there, and whether they may still listen.
import { isSame, type Line, type RoleOf } from "./line.ts";

/** Beats that may go unanswered. */
const MAX_MISSED_BEATS = 2;

/** Asks every line for a sign of life again and again, and looks whether it may still listen. */
export function startHeart(lines: ReadonlySet<Line>, beatMs: number, roleOf: RoleOf): NodeJS.Timeout {
  let looking = false;
  /** One after the other: nobody waits for this. */
  const look = async () => {
    if (looking) return;
    looking = true;
    for (const line of [...lines]) {
      try {
        await isSame(line, roleOf);
      } catch {
        // The database is out of reach: who they are is looked up at the next beat.
      }
    }
    looking = false;
  };
  const beat = () => {
    for (const line of [...lines]) {
      if (line.silent >= MAX_MISSED_BEATS) {
        line.socket.terminate();
        continue;
      }
      line.silent += 1;
      line.socket.ping();
      // A page sees no pings: this is how it knows that the line is not dead.
      if (line.cursor !== null) line.socket.send(JSON.stringify({ type: "beat", cursor: line.cursor }));
    }
  };
  return setInterval(() => {
    beat();
    void look();
  }, beatMs);
}

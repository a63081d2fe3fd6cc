// The heartbeat: checks that listeners are still connected and still have access.
import { isSame, type Line, type RoleOf } from "./line.ts";

/** How many beats a listener may leave unanswered. */
const MAX_MISSED_BEATS = 2;

/** Pings every line at each beat and checks that its caller still has access. */
export function startHeart(lines: ReadonlySet<Line>, beatMs: number, roleOf: RoleOf): NodeJS.Timeout {
  let looking = false;
  /** Checks one line after the other; nobody waits for the result. */
  const look = async () => {
    if (looking) return;
    looking = true;
    for (const line of [...lines]) {
      try {
        await isSame(line, roleOf);
      } catch {
        // The database is unreachable: access is checked again at the next beat.
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
      // Browsers hide pings from pages: this message shows the page that the connection is alive.
      if (line.cursor !== null) line.socket.send(JSON.stringify({ type: "beat", cursor: line.cursor }));
    }
  };
  return setInterval(() => {
    beat();
    void look();
  }, beatMs);
}

// The heartbeat: checks that listeners are still connected and still have access.
import { type Connection, isSame, type RoleOf } from "./connection.ts";

/** How many beats a listener may leave unanswered. */
const MAX_MISSED_BEATS = 2;

/** Pings every connection at each beat and checks that its caller still has access. */
export function startHeartbeat(connections: ReadonlySet<Connection>, beatMs: number, roleOf: RoleOf): NodeJS.Timeout {
  let looking = false;
  /** Checks one connection after the other; nobody waits for the result. */
  const look = async () => {
    if (looking) return;
    looking = true;
    for (const connection of [...connections]) {
      try {
        await isSame(connection, roleOf);
      } catch {
        // The database is unreachable: access is checked again at the next beat.
      }
    }
    looking = false;
  };
  const beat = () => {
    for (const connection of [...connections]) {
      if (connection.silent >= MAX_MISSED_BEATS) {
        connection.socket.terminate();
        continue;
      }
      connection.silent += 1;
      connection.socket.ping();
      // Browsers hide pings from pages: this message shows the page that the connection is alive.
      if (connection.cursor !== null)
        connection.socket.send(JSON.stringify({ type: "beat", cursor: connection.cursor }));
    }
  };
  return setInterval(() => {
    beat();
    void look();
  }, beatMs);
}

// Limits on live connections, in total for a process and for each user or key, and who is disconnected when there is no room.
import { Fault } from "../../base/errors.ts";
import { type Connection, codes, dismiss } from "./connection.ts";

/** The most sockets in one process, and of one user or key. */
const MAX_SOCKETS = 2_000;
const MAX_SOCKETS_PER_CALLER = 250;

const countOf = (connections: ReadonlySet<Connection>, who: string): number => {
  let count = 0;
  for (const connection of connections) if (connection.who === who) count += 1;
  return count;
};

/** Who has the most sockets, and how many. */
function greediest(connections: ReadonlySet<Connection>): { who: string; count: number } {
  const counts = new Map<string, number>();
  for (const { who } of connections) counts.set(who, (counts.get(who) ?? 0) + 1);
  const [who, count] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), ["", 0]);
  return { who, count };
}

/** Why a caller cannot have another socket; undefined when they can. */
export function connectionLimitFault(connections: ReadonlySet<Connection>, who: string): Fault | undefined {
  const own = countOf(connections, who);
  if (own >= MAX_SOCKETS_PER_CALLER)
    return new Fault("TOO_MANY_AT_ONCE", `You have ${own} live connections open here. Close one of them first.`);
  if (connections.size < MAX_SOCKETS || greediest(connections).count > own + 1) return undefined;
  return new Fault("NOT_READY", "This process has as many listeners as it can take. Try again shortly.");
}

/** If the process is full, closes the oldest socket of the caller who has the most. */
export function makeRoom(connections: Set<Connection>, who: string): void {
  if (connections.size < MAX_SOCKETS) return;
  const most = greediest(connections);
  if (most.who === who) return;
  const oldest = [...connections].find((connection) => connection.who === most.who);
  if (!oldest) return;
  connections.delete(oldest);
  dismiss(oldest, codes.later, "others wait");
}

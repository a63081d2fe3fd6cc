// How many may listen at once, in one process and of one person or key, and who gives way when there is no room.
import { Fault } from "../../base/errors.ts";
import { codes, dismiss, type Line } from "./line.ts";

/** Sockets that one process holds, and of one person or key. */
const MAX_SOCKETS = 2_000;
const MAX_SOCKETS_PER_CALLER = 250;

const countOf = (lines: ReadonlySet<Line>, who: string): number => {
  let count = 0;
  for (const line of lines) if (line.who === who) count += 1;
  return count;
};

/** Who has the most sockets, and how many. */
function greediest(lines: ReadonlySet<Line>): { who: string; count: number } {
  const counts = new Map<string, number>();
  for (const { who } of lines) counts.set(who, (counts.get(who) ?? 0) + 1);
  const [who, count] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), ["", 0]);
  return { who, count };
}

/** Why somebody gets no further socket; undefined when they do. */
export function placeFault(lines: ReadonlySet<Line>, who: string): Fault | undefined {
  const own = countOf(lines, who);
  if (own >= MAX_SOCKETS_PER_CALLER)
    return new Fault("TOO_MANY_AT_ONCE", `You have ${own} live connections open here. Close one of them first.`);
  if (lines.size < MAX_SOCKETS || greediest(lines).count > own + 1) return undefined;
  return new Fault("NOT_READY", "This process has as many listeners as it can take. Try again shortly.");
}

/** Where there is no room, the oldest socket of whoever has the most gives way. */
export function makeRoom(lines: Set<Line>, who: string): void {
  if (lines.size < MAX_SOCKETS) return;
  const most = greediest(lines);
  if (most.who === who) return;
  const oldest = [...lines].find((line) => line.who === most.who);
  if (!oldest) return;
  lines.delete(oldest);
  dismiss(oldest, codes.later, "others wait");
}

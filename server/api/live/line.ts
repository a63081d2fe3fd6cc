// One listener: what the feed tells, as messages to one socket, as long as it is somebody who may hear it.
import type { WebSocket } from "@fastify/websocket";
import type { FastifyRequest } from "fastify";
import type { Clock } from "../../contract/ports.ts";
import type { Role } from "../../contract/roles.ts";
import type { Listener } from "../../core/live/feed.ts";
import type { Presence } from "../../core/live/presence.ts";
import type { LiveEvent } from "../../core/live/stream.ts";
import type { Principal } from "../http/guard.ts";

/** Why a socket is closed; 1001 (stopping) and 1013 (too slow, or try again) are WebSocket's own. */
export const codes = { stopping: 1001, later: 1013, signedOut: 4001, roleChanged: 4003 } as const;

/** What may still wait to be sent to a listener when more is to come, in bytes: else it is closed, and resumes when it can. */
const MAX_BUFFERED_BYTES = 2 * 1024 * 1024;

/** Events that may wait for a look at who the listener is. */
const MAX_HELD_EVENTS = 5_000;

/** How long a socket may take to say goodbye, in ms. */
const CLOSE_TIMEOUT_MS = 1_000;

/** One listener. */
export type Line = {
  socket: WebSocket;
  /** Who listens, as {@link principalOf} names them. */
  who: string;
  /** The request that was upgraded: who asked, and with what. */
  request: FastifyRequest;
  role: Role;
  /** Whether they are told of events of a kind. */
  sees(type: string): boolean;
  /** Beats since its last sign of life. */
  silent: number;
  /** Up to where it was told everything; null before it was welcomed. */
  cursor: string | null;
  /** What waits while it is looked who the listener is; null when nobody looks. */
  held: Held | null;
  leave(): void;
};

/** Events that wait for a look. */
type Held = {
  /** Those that were there when the look began: it knows of everything before them. */
  before: readonly LiveEvent[];
  /** Those that came since. */
  since: LiveEvent[];
  /** Whether something was missed since, so that it must be looked again. */
  again: boolean;
};

/** The role of whoever a request belongs to now; null when it would not be let in any more. */
export type RoleOf = (request: FastifyRequest) => Promise<Role | null>;

/** Ends a socket; one that does not answer is cut off. */
export function close(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const late = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
  socket.once("close", () => clearTimeout(late));
}

/** What the feed tells, as messages to one socket. */
export function listenerOf(line: Line, roleOf: RoleOf, clock: Clock): Listener {
  const { socket } = line;
  const mark = (type: string, cursor: string) => {
    line.cursor = cursor;
    socket.send(JSON.stringify({ type, cursor }));
  };
  const tell = (events: readonly LiveEvent[]) => {
    for (const event of events) if (line.sees(event.type)) socket.send(wordsOf(event), { binary: false });
    line.cursor = events.at(-1)?.cursor ?? line.cursor;
  };
  /** Looks who the listener is, and tells these events if they are still the same. */
  const look = async (before: readonly LiveEvent[]) => {
    const held: Held = { before, since: [], again: false };
    line.held = held;
    const same = await isSame(line, roleOf).catch(() => {
      // The database is out of reach: they come again, and are looked at then.
      dismiss(line, codes.later, "try again");
      return false;
    });
    line.held = null;
    if (!same) return;
    tell(held.before);
    if (held.again) void look(held.since);
    else hear(held.since);
  };
  const hear = (events: readonly LiveEvent[]) => {
    const { session, key } = line.request.principal ?? {};
    const ends = session?.expiresAt ?? key?.expiresAt;
    const over = ends != null && ends <= clock();
    const first = over ? 0 : events.findIndex((event) => concerns(event, line.request.principal));
    if (first < 0) return tell(events);
    tell(events.slice(0, first));
    void look(events.slice(first));
  };
  return {
    welcome(cursor) {
      mark("hello", cursor);
      // Who they are may have changed between the guard's look and this cursor.
      void look([]);
    },
    reset(cursor) {
      mark("reset", cursor);
      if (!line.held) return void look([]);
      // What waits is older than this.
      Object.assign(line.held, { before: [], since: [], again: true });
    },
    hear(passing) {
      const said = JSON.parse(passing) as Presence;
      if (said.person.id !== line.request.principal?.personId && socket.bufferedAmount < MAX_BUFFERED_BYTES)
        socket.send(JSON.stringify({ type: "presence", ...said }));
    },
    take(events) {
      const waiting = line.held?.since;
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES || (waiting?.length ?? 0) > MAX_HELD_EVENTS)
        return dismiss(line, codes.later, "too slow");
      if (waiting) waiting.push(...events);
      else hear(events);
    },
  };
}

/** Ends a line: nothing more is told, whatever the socket still does. */
export function dismiss(line: Line, code: number, reason: string): void {
  line.leave();
  close(line.socket, code, reason);
}

/** Whether an event says that something about the listener has changed: their role, their sessions, their key. */
function concerns(event: LiveEvent, who: Principal | null): boolean {
  if (event.type !== "audit.written" || !who) return false;
  const { subject, id } = event.data as { subject?: unknown; id?: unknown };
  return (
    subject === "setting" ||
    (subject === "person" && id === (who.personId ?? who.key?.makerId)) ||
    (subject === "key" && id === who.keyId)
  );
}

/** Whether a listener is still let in, in the same role; a line of one who is not is ended. */
export async function isSame(line: Line, roleOf: RoleOf): Promise<boolean> {
  const role = await roleOf(line.request);
  if (role === null) dismiss(line, codes.signedOut, "signed out");
  else if (role !== line.role) dismiss(line, codes.roleChanged, "another role");
  return role === line.role;
}

const worded = new WeakMap<LiveEvent, Buffer>();

/** An event as JSON, put into words once for all who hear it. */
function wordsOf(event: LiveEvent): Buffer {
  const known = worded.get(event);
  if (known) return known;
  const words = Buffer.from(JSON.stringify(event));
  worded.set(event, words);
  return words;
}

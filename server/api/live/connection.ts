// One live connection: sends the feed's events to its socket while the caller has access.
import type { WebSocket } from "@fastify/websocket";
import type { FastifyRequest } from "fastify";
import type { Clock } from "../../contract/ports.ts";
import type { Role } from "../../contract/roles.ts";
import type { Listener } from "../../core/live/feed.ts";
import type { Presence } from "../../core/live/presence.ts";
import type { LiveEvent } from "../../core/live/stream.ts";
import type { Principal } from "../http/guard.ts";

/** Why a socket is closed; 1001 (stopping) and 1013 (too slow, or try again) are standard WebSocket codes. */
export const codes = { stopping: 1001, later: 1013, signedOut: 4001, roleChanged: 4003 } as const;

/** The most bytes that may be waiting in a listener's socket when more events come; above it the socket is closed, and the client resumes later. */
const MAX_BUFFERED_BYTES = 2 * 1024 * 1024;

/** The most events that may wait while the caller's access is checked. */
const MAX_HELD_EVENTS = 5_000;

/** How long a socket may take to complete the closing handshake, in ms. */
const CLOSE_TIMEOUT_MS = 1_000;

/** One live connection. */
export type Connection = {
  socket: WebSocket;
  /** Who listens, as returned by {@link principalOf}. */
  who: string;
  /** The upgrade request, with its credentials. */
  request: FastifyRequest;
  role: Role;
  /** Whether the listener receives events of this type. */
  sees(type: string): boolean;
  /** Beats since the last pong. */
  silent: number;
  /** The cursor up to which everything was sent; null before the hello. */
  cursor: string | null;
  /** Events that wait while the caller's access is checked; null when no check is running. */
  held: Held | null;
  leave(): void;
};

/** Events that wait for an access check. */
type Held = {
  /** Events that existed when the check began: its result holds for all events before them. */
  before: readonly LiveEvent[];
  /** Events that arrived since. */
  since: LiveEvent[];
  /** Whether an event was missed since, so that the check must be repeated. */
  again: boolean;
};

/** The role that the caller of a request has now; null when access would be refused. */
export type RoleOf = (request: FastifyRequest) => Promise<Role | null>;

/** Closes a socket; cuts it off if it does not answer. */
export function close(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const late = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
  socket.once("close", () => clearTimeout(late));
}

/** Passes the feed's events on to one socket. */
export function listenerOf(connection: Connection, roleOf: RoleOf, clock: Clock): Listener {
  const { socket } = connection;
  const mark = (type: string, cursor: string) => {
    connection.cursor = cursor;
    socket.send(JSON.stringify({ type, cursor }));
  };
  const sendEvents = (events: readonly LiveEvent[]) => {
    for (const event of events) if (connection.sees(event.type)) socket.send(wordsOf(event), { binary: false });
    connection.cursor = events.at(-1)?.cursor ?? connection.cursor;
  };
  /** Checks the caller's access, and sends these events if it is unchanged. */
  const look = async (before: readonly LiveEvent[]) => {
    const held: Held = { before, since: [], again: false };
    connection.held = held;
    const same = await isSame(connection, roleOf).catch(() => {
      // The database is unreachable. The client connects again, and its access is checked then.
      dismiss(connection, codes.later, "try again");
      return false;
    });
    connection.held = null;
    if (!same) return;
    sendEvents(held.before);
    if (held.again) void look(held.since);
    else hear(held.since);
  };
  const hear = (events: readonly LiveEvent[]) => {
    const { session, key } = connection.request.principal ?? {};
    const ends = session?.expiresAt ?? key?.expiresAt;
    const over = ends != null && ends <= clock();
    const first = over ? 0 : events.findIndex((event) => concerns(event, connection.request.principal));
    if (first < 0) return sendEvents(events);
    sendEvents(events.slice(0, first));
    void look(events.slice(first));
  };
  return {
    welcome(cursor) {
      mark("hello", cursor);
      // The caller's role or access may have changed between the guard's check and this cursor.
      void look([]);
    },
    reset(cursor) {
      mark("reset", cursor);
      if (!connection.held) return void look([]);
      // The waiting events are older than the reset.
      Object.assign(connection.held, { before: [], since: [], again: true });
    },
    hear(passing) {
      const said = JSON.parse(passing) as Presence;
      if (said.person.id !== connection.request.principal?.personId && socket.bufferedAmount < MAX_BUFFERED_BYTES)
        socket.send(JSON.stringify({ type: "presence", ...said }));
    },
    take(events) {
      const waiting = connection.held?.since;
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES || (waiting?.length ?? 0) > MAX_HELD_EVENTS)
        return dismiss(connection, codes.later, "too slow");
      if (waiting) waiting.push(...events);
      else hear(events);
    },
  };
}

/** Ends a connection: the feed sends it nothing more, and its socket is closed. */
export function dismiss(connection: Connection, code: number, reason: string): void {
  connection.leave();
  close(connection.socket, code, reason);
}

/** Whether an event reports a change of the listener's own user, sessions or key, or of the settings. */
function concerns(event: LiveEvent, who: Principal | null): boolean {
  if (event.type !== "audit.written" || !who) return false;
  const { subject, id } = event.data as { subject?: unknown; id?: unknown };
  return (
    subject === "setting" ||
    (subject === "person" && id === (who.personId ?? who.key?.makerId)) ||
    (subject === "key" && id === who.keyId)
  );
}

/** Whether a listener still has access in the same role; otherwise ends its connection. */
export async function isSame(connection: Connection, roleOf: RoleOf): Promise<boolean> {
  const role = await roleOf(connection.request);
  if (role === null) dismiss(connection, codes.signedOut, "signed out");
  else if (role !== connection.role) dismiss(connection, codes.roleChanged, "another role");
  return role === connection.role;
}

const worded = new WeakMap<LiveEvent, Buffer>();

/** An event as JSON, serialized once for all listeners. */
function wordsOf(event: LiveEvent): Buffer {
  const known = worded.get(event);
  if (known) return known;
  const words = Buffer.from(JSON.stringify(event));
  worded.set(event, words);
  return words;
}

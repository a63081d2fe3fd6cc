// GET /api/live: what happens, as it happens, over a WebSocket. Who may listen is decided before the upgrade, by the same guard as
// everywhere, and looked at again with every beat and before anything is told that came after a change of who they are.
import websocket, { type WebSocket } from "@fastify/websocket";
import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from "fastify";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { coreAudience } from "../../contract/events.ts";
import type { Clock } from "../../contract/ports.ts";
import type { Role } from "../../contract/roles.ts";
import type { SkillVocabulary } from "../../contract/skill.ts";
import { includes } from "../../core/access/roles.ts";
import type { Listener } from "../../core/live/feed.ts";
import * as presence from "../../core/live/presence.ts";
import type { LiveEvent } from "../../core/live/stream.ts";
import type { ApiContext } from "../http/context.ts";
import { principalOf } from "../http/fields.ts";
import type { Principal } from "../http/guard.ts";
import { isSameOrigin } from "../http/origin.ts";
import { placeOf } from "./presence.ts";

/** Why a socket is closed; 1001 (stopping) and 1013 (too slow, or try again) are WebSocket's own. */
const codes = { stopping: 1001, later: 1013, signedOut: 4001, roleChanged: 4003 } as const;

/** What may still wait to be sent to a listener when more is to come, in bytes: else it is closed, and resumes when it can. */
const MAX_BUFFERED_BYTES = 2 * 1024 * 1024;

/** Events that may wait for a look at who the listener is. */
const MAX_HELD_EVENTS = 5_000;

/** Sockets that one process holds, and of one person or key. */
const MAX_SOCKETS = 2_000;
const MAX_SOCKETS_PER_CALLER = 250;

/** Beats that may go unanswered. */
const MAX_MISSED_BEATS = 2;

/** How long a socket may take to say goodbye, in ms. */
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * Lets routes speak WebSocket. Call it before the guard's hook is added and before any route: the plugin notes an upgrade in a hook
 * of its own, and one that was refused before that would keep its connection for ever.
 */
export async function installSockets(app: FastifyInstance): Promise<void> {
  await app.register(websocket, {
    // Nobody has more to tell us here than where they are.
    options: { maxPayload: 1_024, perMessageDeflate: false },
    errorHandler: (_error, socket) => socket.terminate(),
    // The plugin's own way waits for everybody's goodbye, and for 30 seconds where nobody is left to say it.
    preClose(done) {
      for (const socket of app.websocketServer.clients) close(socket, codes.stopping, "stopping");
      app.websocketServer.close();
      done();
    },
  });
}

/** Ends a socket; one that does not answer is cut off. */
function close(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const late = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
  socket.once("close", () => clearTimeout(late));
}

/** One listener. */
type Line = {
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
type RoleOf = (request: FastifyRequest) => Promise<Role | null>;

/** `GET /api/live`. `guard` is what let the request in; it is asked again as long as the socket lives. */
export async function liveRoutes(
  app: FastifyInstance,
  context: Pick<ApiContext, "live" | "clock" | "db" | "log" | "publicUrl" | "corsOrigins" | "plugins">,
  guard: onRequestHookHandler,
): Promise<void> {
  const lines = new Set<Line>();
  let heart: NodeJS.Timeout | undefined;
  const audience = audienceOf(context.plugins);
  const roleOf: RoleOf = (asked) => admitted(app, guard, asked);
  app.addHook("onClose", async () => clearInterval(heart));
  app.route({
    method: "GET",
    url: "/api/live",
    config: { access: "viewer" },
    schema: {
      tags: ["Live"],
      summary: "What happens, as it happens (WebSocket)",
      description:
        "Each message is a JSON object with a `type`: `hello`, `reset`, `beat`, `presence`, or an event. A person may send `presence` too.",
      querystring: z.object({
        after: z
          .string()
          .max(8_000)
          .optional()
          .describe("The last cursor that was seen: what came since is told first."),
      }),
    },
    onRequest: (request, _reply, done) => {
      if (!request.ws) return done();
      done(isForeign(request, context) ? wrongOrigin() : placeFault(lines, principalOf(request)));
    },
    handler: async () => {
      throw new Fault("BAD_REQUEST", "This address speaks WebSocket: connect to it with ws:// or wss://.");
    },
    wsHandler(socket, request) {
      const { after } = request.query as { after?: string };
      const who = principalOf(request);
      // Others may have come while this one was let in.
      if (placeFault(lines, who)) return close(socket, codes.later, "too many");
      makeRoom(lines, who);
      const line: Line = {
        who,
        socket,
        request,
        role: request.principal!.role,
        sees: (type) => includes(line.role, audience.get(type) ?? "admin"),
        silent: 0,
        cursor: null,
        held: null,
        leave: () => {},
      };
      lines.add(line);
      heart ??= startHeart(lines, context.live.beatMs, roleOf);
      socket.on("pong", () => {
        line.silent = 0;
      });
      const place = placeOf(line.request.principal, (word) =>
        presence
          .say(context.db, word)
          .catch((err: unknown) => context.log.debug({ err }, "a word of presence was lost")),
      );
      socket.on("message", (data, isBinary) => {
        if (!isBinary) place.hear(String(data));
      });
      socket.on("close", () => {
        lines.delete(line);
        line.leave();
        place.leave();
      });
      line.leave = context.live.feed.join(listenerOf(line, roleOf, context.clock), after ?? null);
    },
  });
}

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
function placeFault(lines: ReadonlySet<Line>, who: string): Fault | undefined {
  const own = countOf(lines, who);
  if (own >= MAX_SOCKETS_PER_CALLER)
    return new Fault("TOO_MANY_AT_ONCE", `You have ${own} live connections open here. Close one of them first.`);
  if (lines.size < MAX_SOCKETS || greediest(lines).count > own + 1) return undefined;
  return new Fault("NOT_READY", "This process has as many listeners as it can take. Try again shortly.");
}

/** Where there is no room, the oldest socket of whoever has the most gives way. */
function makeRoom(lines: Set<Line>, who: string): void {
  if (lines.size < MAX_SOCKETS) return;
  const most = greediest(lines);
  if (most.who === who) return;
  const oldest = [...lines].find((line) => line.who === most.who);
  if (!oldest) return;
  lines.delete(oldest);
  dismiss(oldest, codes.later, "others wait");
}

/** Whether a page elsewhere asks: browsers let every page open a WebSocket anywhere, and say only where it is from. */
const isForeign = (
  request: FastifyRequest,
  { publicUrl, corsOrigins }: Pick<ApiContext, "publicUrl" | "corsOrigins">,
): boolean => {
  const { origin } = request.headers;
  return origin !== undefined && !corsOrigins.includes(origin) && !isSameOrigin(request, publicUrl);
};

const wrongOrigin = () =>
  new Fault("WRONG_ORIGIN", "Pages of other origins may not listen. Add the origin to CORS_ORIGINS if it is yours.");

/** What the feed tells, as messages to one socket. */
function listenerOf(line: Line, roleOf: RoleOf, clock: Clock): Listener {
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
      const said = JSON.parse(passing) as presence.Presence;
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
function dismiss(line: Line, code: number, reason: string): void {
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
async function isSame(line: Line, roleOf: RoleOf): Promise<boolean> {
  const role = await roleOf(line.request);
  if (role === null) dismiss(line, codes.signedOut, "signed out");
  else if (role !== line.role) dismiss(line, codes.roleChanged, "another role");
  return role === line.role;
}

/** The least role that is told of each kind of event; what is not in it is for admins. */
const audienceOf = (plugins: readonly SkillVocabulary[]): ReadonlyMap<string, Role> =>
  new Map([coreAudience, ...plugins.map(({ events = {} }) => events)].flatMap((kinds) => Object.entries(kinds)));

const worded = new WeakMap<LiveEvent, Buffer>();

/** An event as JSON, put into words once for all who hear it. */
function wordsOf(event: LiveEvent): Buffer {
  const known = worded.get(event);
  if (known) return known;
  const words = Buffer.from(JSON.stringify(event));
  worded.set(event, words);
  return words;
}

/** The role of whoever a request belongs to now, as the guard says; null when it would not be let in any more. */
async function admitted(
  app: FastifyInstance,
  guard: onRequestHookHandler,
  asked: FastifyRequest,
): Promise<Role | null> {
  // The guard answers nothing by itself, so it needs no reply.
  const look = new Promise<Role | null>((resolve, reject) => {
    guard.call(app, asked, undefined as never, (fault) =>
      fault ? reject(fault) : resolve(asked.principal?.role ?? null),
    );
  });
  return look.catch((fault: unknown) => {
    if (fault instanceof Fault) return null;
    throw fault;
  });
}

/** Asks every line for a sign of life again and again, and looks whether it may still listen. */
function startHeart(lines: ReadonlySet<Line>, beatMs: number, roleOf: RoleOf): NodeJS.Timeout {
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

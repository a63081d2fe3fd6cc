// GET /api/live: events over a WebSocket as they happen. Access is checked before the upgrade by the same guard as everywhere. It is checked again
// with every beat, and before sending events that follow a change of the caller's user, session or key.
import websocket, { type WebSocket } from "@fastify/websocket";
import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from "fastify";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { coreAudience } from "../../contract/events.ts";
import type { Role } from "../../contract/roles.ts";
import type { SkillVocabulary } from "../../contract/skill.ts";
import { includes } from "../../core/access/roles.ts";
import * as presence from "../../core/live/presence.ts";
import type { ApiContext } from "../http/context.ts";
import { principalOf } from "../http/fields.ts";
import { isSameOrigin } from "../http/origin.ts";
import { connectionLimitFault, makeRoom } from "./capacity.ts";
import { type Connection, close, codes, listenerOf, type RoleOf } from "./connection.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { presenceOf } from "./presence.ts";

/**
 * Lets routes speak WebSocket. Call it before adding the guard's hook and before any route: the plugin detects an upgrade in a hook of its own, and
 * the connection of an upgrade that was refused before that hook would stay open for ever.
 */
export async function installSockets(app: FastifyInstance): Promise<void> {
  await app.register(websocket, {
    // Clients send nothing but presence messages, which are small.
    options: { maxPayload: 1_024, perMessageDeflate: false },
    errorHandler: (_error, socket) => socket.terminate(),
    // The plugin's default waits for every client's close, up to 30 seconds for clients that are gone.
    preClose(done) {
      for (const socket of app.websocketServer.clients) close(socket, codes.stopping, "stopping");
      app.websocketServer.close();
      done();
    },
  });
}

/** `GET /api/live`. `guard` is the hook that checked the upgrade request; it is called again while the socket is open. */
export async function liveRoutes(
  app: FastifyInstance,
  context: Pick<ApiContext, "live" | "clock" | "db" | "log" | "publicUrl" | "corsOrigins" | "plugins">,
  guard: onRequestHookHandler,
): Promise<void> {
  const connections = new Set<Connection>();
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
      done(isForeign(request, context) ? wrongOrigin() : connectionLimitFault(connections, principalOf(request)));
    },
    handler: async () => {
      throw new Fault("BAD_REQUEST", "This address speaks WebSocket: connect to it with ws:// or wss://.");
    },
    wsHandler(socket, request) {
      const { after } = request.query as { after?: string };
      const who = principalOf(request);
      // Others may have connected during the upgrade.
      if (connectionLimitFault(connections, who)) return close(socket, codes.later, "too many");
      makeRoom(connections, who);
      const connection = connectionOf(socket, request, audience);
      connections.add(connection);
      heart ??= startHeartbeat(connections, context.live.beatMs, roleOf);
      socket.on("pong", () => {
        connection.silent = 0;
      });
      const activity = presenceOf(connection.request.principal, (word) =>
        presence
          .say(context.db, word)
          .catch((err: unknown) => context.log.debug({ err }, "a word of presence was lost")),
      );
      socket.on("message", (data, isBinary) => {
        if (!isBinary) activity.hear(String(data));
      });
      socket.on("close", () => {
        connections.delete(connection);
        connection.leave();
        activity.leave();
      });
      connection.leave = context.live.feed.join(listenerOf(connection, roleOf, context.clock), after ?? null);
    },
  });
}

/** A new connection that does not receive events yet. */
function connectionOf(socket: WebSocket, request: FastifyRequest, audience: ReadonlyMap<string, Role>): Connection {
  const connection: Connection = {
    socket,
    who: principalOf(request),
    request,
    role: request.principal!.role,
    sees: (type) => includes(connection.role, audience.get(type) ?? "admin"),
    silent: 0,
    cursor: null,
    held: null,
    leave: () => {},
  };
  return connection;
}

/** Whether the request comes from a page of another origin. Browsers let any page open a WebSocket anywhere, and only send its origin. */
const isForeign = (
  request: FastifyRequest,
  { publicUrl, corsOrigins }: Pick<ApiContext, "publicUrl" | "corsOrigins">,
): boolean => {
  const { origin } = request.headers;
  return origin !== undefined && !corsOrigins.includes(origin) && !isSameOrigin(request, publicUrl);
};

const wrongOrigin = () =>
  new Fault("WRONG_ORIGIN", "Pages of other origins may not listen. Add the origin to CORS_ORIGINS if it is yours.");

/** The lowest role that receives each type of event; types that are not listed are for admins. */
const audienceOf = (plugins: readonly SkillVocabulary[]): ReadonlyMap<string, Role> =>
  new Map([coreAudience, ...plugins.map(({ events = {} }) => events)].flatMap((kinds) => Object.entries(kinds)));

/** The role that the guard gives the caller of a request now; null when it refuses. */
async function admitted(
  app: FastifyInstance,
  guard: onRequestHookHandler,
  asked: FastifyRequest,
): Promise<Role | null> {
  // This guard never uses the reply, so none is passed.
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

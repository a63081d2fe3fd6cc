// GET /api/live: what happens, as it happens, over a WebSocket. Who may listen is decided before the upgrade, by the same guard as
// everywhere, and looked at again with every beat and before anything is told that came after a change of who they are.
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
import { makeRoom, placeFault } from "./capacity.ts";
import { startHeart } from "./heartbeat.ts";
import { close, codes, type Line, listenerOf, type RoleOf } from "./line.ts";
import { placeOf } from "./presence.ts";

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
      const line = lineOf(socket, request, audience);
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

/** A new listener, who hears nothing yet. */
function lineOf(socket: WebSocket, request: FastifyRequest, audience: ReadonlyMap<string, Role>): Line {
  const line: Line = {
    socket,
    who: principalOf(request),
    request,
    role: request.principal!.role,
    sees: (type) => includes(line.role, audience.get(type) ?? "admin"),
    silent: 0,
    cursor: null,
    held: null,
    leave: () => {},
  };
  return line;
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

/** The least role that is told of each kind of event; what is not in it is for admins. */
const audienceOf = (plugins: readonly SkillVocabulary[]): ReadonlyMap<string, Role> =>
  new Map([coreAudience, ...plugins.map(({ events = {} }) => events)].flatMap((kinds) => Object.entries(kinds)));

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

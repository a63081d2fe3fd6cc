// The front door: routes requests to the fake providers, the API or the page by the first part of the path, and logs calls to the fakes.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Api } from "./api/routes.ts";
import type { Line } from "./chat/message.ts";
import * as graphErrors from "./graph/errors.ts";
import type { GraphServer } from "./graph/server.ts";
import { type Reply, readBody, readJson, TooLarge, write, writeTooLarge } from "./http.ts";
import type { Settings } from "./options.ts";
import { servePage } from "./page-files.ts";
import type { Spoiler, Words } from "./spoil.ts";
import * as twilioErrors from "./twilio/errors.ts";
import type { TwilioServer } from "./twilio/server.ts";
import type { WireLog } from "./wire-log.ts";

export type Front = { handle(req: IncomingMessage, res: ServerResponse, path: string): void };

type Parts = {
  graph: GraphServer;
  twilio: TwilioServer;
  spoiler: Spoiler;
  api: Api;
  log: WireLog;
  settings: Settings;
};

/** The largest body that the providers' APIs take, in bytes; only Meta takes file uploads, with a token. */
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_FILE_BYTES = 101 * 1024 * 1024;

const retryAfter = (seconds = 2) => ({ "retry-after": String(seconds) });

const metaWords: Words = {
  tooMany: (f) =>
    graphErrors.refusal(130429, "Cloud API message throughput has been reached.", 429, retryAfter(f.retryAfter)),
  broken: (f) => graphErrors.refusal(2, "Temporary service error.", f.status ?? 503),
  refusal(f) {
    const code = f.code ?? 131000;
    return graphErrors.refusal(code, graphErrors.titleOf(code), f.status ?? (code === 190 ? 401 : 400));
  },
};

const twilioWords: Words = {
  tooMany: (f) => twilioErrors.refusal(20429, "Too Many Requests", 429, retryAfter(f.retryAfter)),
  broken: (f) => twilioErrors.refusal(20500, "An internal server error has occurred", f.status ?? 503),
  refusal(f) {
    const code = f.code ?? 63016;
    return twilioErrors.refusal(code, twilioErrors.titleOf(code), f.status ?? (code === 20003 ? 401 : 400));
  },
};

/** Creates the front door. */
export function createFront(parts: Parts): Front {
  const { graph, twilio, spoiler, api, log, settings } = parts;

  const provider = async (line: Line, req: IncomingMessage, res: ServerResponse, path: string, base: string) => {
    const start = performance.now();
    const url = new URL(req.url ?? "/", "http://local");
    const uploads = line === "meta" && req.method === "POST" && /\/media\/?$/.test(path);
    const known = req.headers.authorization === `Bearer ${settings.meta.accessToken}`;
    const body = await readBody(req, uploads && known ? MAX_FILE_BYTES : MAX_BODY_BYTES);
    const method = req.method ?? "GET";
    const call = { method, path, query: url.searchParams, headers: req.headers, body, base };
    const fake = line === "meta" ? graph : twilio;
    const kind = fake.kind(call);
    const words = line === "meta" ? metaWords : twilioWords;
    const { reply, note } = await spoiler.answer({ req, res, line, kind }, words, () => fake.answer(call));
    log.add({
      direction: "api",
      line,
      method,
      path: `/${path}${url.search}`,
      status: reply?.status ?? null,
      ms: Math.round((performance.now() - start) * 10) / 10,
      note,
      request: shown(req, body),
      response: reply && !Buffer.isBuffer(reply.body) ? reply.body : null,
    });
  };

  const route = async (req: IncomingMessage, res: ServerResponse, given: string): Promise<void> => {
    const path = given.replace(/^\/+/, "").replace(/\?.*$/, "");
    const own = new URL(req.url ?? "/", "http://local").pathname;
    const prefix = own.endsWith(path) ? own.slice(0, own.length - path.length).replace(/\/+$/, "") : "";
    const base = `http://${req.headers.host ?? "localhost"}${prefix}`;
    if (path.startsWith("graph/")) return await provider("meta", req, res, path.slice(6), base);
    if (path.startsWith("twilio/")) return await provider("twilio", req, res, path.slice(7), base);
    if (path.startsWith("api/")) return await api.handle(req, res, path.slice(4));
    return servePage(req, res, path);
  };

  return {
    handle(req, res, path) {
      route(req, res, path).catch((error: unknown) => {
        if (error instanceof TooLarge) return writeTooLarge(res, error);
        const reply: Reply = { status: 500, body: { error: { message: String(error) } } };
        write(res, reply);
      });
    },
  };
}

function shown(req: IncomingMessage, body: Buffer): unknown {
  if (body.length === 0) return null;
  const type = String(req.headers["content-type"] ?? "");
  if (type.includes("json")) return readJson(body) ?? body.toString("utf8", 0, 2000);
  if (type.includes("urlencoded")) return Object.fromEntries(new URLSearchParams(body.toString("utf8")));
  return `${body.length} bytes of ${type || "unknown type"}`;
}

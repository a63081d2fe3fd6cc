// The simulator's JSON API over HTTP, for the page and for tests in another process. Its names are those of the functions.
import type { IncomingMessage, ServerResponse } from "node:http";
import { isLine, type Line } from "../chat/message.ts";
import { FAULTS, type Fault, type FaultName } from "../fault.ts";
import { newsIn } from "../graph/account.ts";
import { isObject, type Reply, readBody, readJson, TooLarge, write, writeTooLarge } from "../http.ts";
import { kinds } from "../kinds.ts";
import type { MediaStore } from "../media-store.ts";
import type { Settings } from "../options.ts";
import { changeIn, decisionIn } from "../review.ts";
import type { Simulator } from "../surface.ts";
import { createEventStream } from "./event-stream.ts";
import { type Input, optional } from "./input.ts";
import { actInPark, seePark } from "./park.ts";
import { actOnPhone } from "./phones.ts";

export type Api = {
  handle(req: IncomingMessage, res: ServerResponse, path: string): Promise<void>;
  /** Ends open event streams. */
  close(): void;
};

type Parts = { simulator: Simulator; settings: Settings; media: MediaStore };
type Answer = unknown;

/** The largest body in bytes: a short text, or a file of 16 MB as base64. */
const MAX_BODY_BYTES = 64 * 1024;
const MAX_FILE_BYTES = 24 * 1024 * 1024;

/** Creates the API of a simulator. */
export function createApi(parts: Parts): Api {
  const events = createEventStream(parts.simulator);

  return {
    close: () => events.close(),
    async handle(req, res, path) {
      const query = new URL(req.url ?? "/", "http://local").searchParams;
      const plain = path.replace(/\/+$/, "");
      if (plain === "events") return events.open(req, res);
      if (plain.startsWith("media/")) return write(res, file(parts.media, plain.slice(6)));
      const reads = req.method === "GET" || req.method === "HEAD";
      if (!reads && !["POST", "PUT", "DELETE"].includes(req.method ?? "")) {
        return write(res, {
          status: 405,
          body: { error: "Use GET, POST, PUT or DELETE" },
          headers: { connection: "close" },
        });
      }
      if (!reads && !/^application\/json\s*(;|$)/i.test(String(req.headers["content-type"] ?? ""))) {
        return write(res, { status: 415, body: { error: "Send application/json" }, headers: { connection: "close" } });
      }
      try {
        const body = reads
          ? Buffer.alloc(0)
          : await readBody(req, /^phones\/[^/]+\/media$/.test(plain) ? MAX_FILE_BYTES : MAX_BODY_BYTES);
        const input = body.length > 0 ? readJson(body) : {};
        if (!isObject(input)) return write(res, { status: 400, body: { error: "The body must be a JSON object" } });
        const answer = await answerTo(parts, req.method ?? "GET", plain, query, input);
        if (answer === undefined)
          write(res, { status: 404, body: { error: `There is no ${req.method} api/${plain}` } });
        else write(res, { status: 200, body: answer });
      } catch (error) {
        if (error instanceof TooLarge) return writeTooLarge(res, error);
        write(res, { status: 400, body: { error: error instanceof Error ? error.message : String(error) } });
      }
    },
  };
}

/** The kinds of message that a phone sends seldom, with the lines that have them. */
const listed = () =>
  [...kinds].map(([name, { label, twilio }]) => ({ name, label, lines: twilio ? ["meta", "twilio"] : ["meta"] }));

/** The answer to a GET; undefined for an unknown path. */
function see({ simulator, settings }: Parts, path: string, query: URLSearchParams): Answer {
  const line = query.get("line");
  const filter = isLine(line) ? { line } : {};
  const [first, second, third] = path.split("/");
  if (path === "state") return state(simulator, settings);
  if (path === "park") return seePark(simulator.park);
  if (path === "account") return simulator.account.state();
  if (path === "twilio-account") return simulator.twilioAccount.state();
  if (path === "templates") return { templates: simulator.templates() };
  if (path === "kinds") return { kinds: listed() };
  if (path === "phones") return { phones: simulator.phones() };
  if (path === "faults") return { faults: simulator.faults.state(), known: FAULTS };
  if (path === "sent")
    return {
      messages: simulator.sent({ ...filter, ...(query.has("phone") ? { phone: query.get("phone") ?? "" } : {}) }),
    };
  if (path === "sends") {
    const messages = simulator.sends(query.get("key") ?? "");
    return { count: messages.length, messages };
  }
  if (path === "wire") {
    const direction = query.get("direction");
    const wanted = direction === "api" || direction === "webhook" || direction === "mqtt" ? { direction } : {};
    return { entries: simulator.wire.entries({ ...filter, ...wanted } as { line?: Line }) };
  }
  if (first === "phones" && second && third === "transcript") {
    return { messages: simulator.transcript(second, isLine(line) ? line : "meta") };
  }
  return undefined;
}

/** Performs the action of a request; undefined for an unknown one. */
async function answerTo(
  parts: Parts,
  method: string,
  path: string,
  query: URLSearchParams,
  input: Input,
): Promise<Answer> {
  const { simulator } = parts;
  if (method === "GET") return see(parts, path, query);
  const [first, second, third = ""] = path.split("/");
  if (method === "POST" && first === "phones" && second) return await actOnPhone(simulator, second, third, input);
  if (method === "POST" && first === "park" && second) return await actInPark(simulator.park, second, input);
  if (method === "POST" && first === "templates" && second) {
    const change = changeIn(input);
    if (change) await simulator.changeTemplate(second, change);
    else await simulator.decideTemplate(second, decisionIn(input), optional(input, "reason", "advice"));
    return { templates: simulator.templates() };
  }
  if (path === "faults" && method === "PUT") {
    for (const [name, fault] of Object.entries(input)) {
      simulator.faults.set(name as FaultName, isObject(fault) ? (fault as Fault) : null);
    }
    return { faults: simulator.faults.state() };
  }
  if (path === "faults" && method === "DELETE") {
    simulator.faults.clear();
    return { faults: {} };
  }
  if (path === "account" && method === "PUT") return simulator.account.change(input);
  if (path === "twilio-account" && method === "PUT") return simulator.twilioAccount.change(input);
  if (path === "news" && method === "POST") {
    const { field, value } = newsIn(input);
    await simulator.tellNews(field, value);
    return { ok: true };
  }
  if (path === "wire" && method === "DELETE") {
    simulator.wire.clear();
    return { ok: true };
  }
  if (path === "idle" && method === "POST") {
    await simulator.idle(Number(input.timeoutMs ?? 5000));
    return { ok: true };
  }
  if (path === "verify" && method === "POST") return { ok: await simulator.verifyWebhook() };
  return undefined;
}

/** The simulator's addresses and settings, for the page; no secrets. */
function state(simulator: Simulator, settings: Settings): Answer {
  return {
    target: settings.target,
    lines: { meta: `+${settings.meta.displayNumber}`, twilio: settings.twilio.number },
    phones: simulator.phones(),
    faults: simulator.faults.state(),
    known: FAULTS,
    park: simulator.park !== null,
  };
}

function file(media: MediaStore, id: string): Reply {
  const stored = media.get(id);
  if (!stored) return { status: 404, body: { error: `There is no media ${id}` } };
  const shown = /^(image\/(png|jpeg|webp)|audio\/|video\/)/.test(stored.mimeType);
  return {
    status: 200,
    body: stored.bytes,
    headers: {
      "content-type": shown ? stored.mimeType : "application/octet-stream",
      "content-security-policy": "default-src 'none'",
      "x-content-type-options": "nosniff",
      ...(shown ? {} : { "content-disposition": "attachment" }),
    },
  };
}

// The simulator over HTTP as JSON: for the page and for tests in another process. Same names as the functions.
import type { IncomingMessage, ServerResponse } from "node:http";
import { isLine, type Line, type MediaKind } from "../chat/message.ts";
import { FAULTS, type Fault, type FaultName } from "../fault.ts";
import { isObject, type Reply, readBody, readJson, TooLarge, write, writeTooLarge } from "../http.ts";
import type { MediaStore } from "../media-store.ts";
import type { Settings } from "../options.ts";
import type { Simulator } from "../surface.ts";
import { createEventStream } from "./event-stream.ts";
import { type Input, Misuse, optional, text } from "./input.ts";
import { actInPark, seePark } from "./park.ts";

export type Api = {
  handle(req: IncomingMessage, res: ServerResponse, path: string): Promise<void>;
  /** Ends open event streams. */
  close(): void;
};

type Parts = { simulator: Simulator; settings: Settings; media: MediaStore };
type Answer = unknown;

/** The largest body, in bytes: a few words, or a file of 16 MB as base64. */
const MOST = 64 * 1024;
const MOST_OF_A_FILE = 24 * 1024 * 1024;

/** Makes the API over a simulator. */
export function createApi({ simulator, settings, media }: Parts): Api {
  const events = createEventStream(simulator);

  const act = async (phone: string, action: string, input: Input): Promise<Answer> => {
    const line = lineOf(input);
    const quote = typeof input.quote === "string" ? { quote: input.quote } : {};
    const at = { line, ...quote };
    switch (action) {
      case "write":
        return await simulator.write(phone, text(input, "text"), at);
      case "tap":
        return await simulator.tap(phone, text(input, "messageId"), text(input, "choice"));
      case "media":
        return await simulator.sendMedia(phone, text(input, "kind") as MediaKind, mediaInput(input), at);
      case "location": {
        const place = { latitude: Number(input.latitude), longitude: Number(input.longitude) };
        return await simulator.sendLocation(phone, { ...place, ...optional(input, "name", "address") }, at);
      }
      case "contacts": {
        const cards = Array.isArray(input.contacts) ? input.contacts.filter(isObject) : [];
        const named = cards.map((one) => ({ name: text(one, "name"), phone: text(one, "phone") }));
        return await simulator.sendContacts(phone, named, at);
      }
      case "unsupported":
        return await simulator.sendUnsupported(phone);
      case "react":
        return await simulator.react(phone, text(input, "messageId"), String(input.emoji ?? ""));
      case "edit":
        return await simulator.edit(phone, text(input, "messageId"), text(input, "text"));
      case "revoke":
        return await simulator.revoke(phone, text(input, "messageId"));
      case "change-number":
        return await simulator.changeNumber(phone, text(input, "to"));
      case "read":
        simulator.readChat(phone, line);
        return { ok: true };
      case "open":
        simulator.setChatOpen(phone, line, input.open !== false);
        return { ok: true };
      case "close-window":
        simulator.closeWindow(phone, line);
        return { ok: true };
      case "":
        return simulator.phone(phone, change(input));
      default:
        throw new Misuse(`A phone cannot "${action}"`);
    }
  };

  const get = (path: string, query: URLSearchParams): Answer => {
    const line = query.get("line");
    const filter = isLine(line) ? { line } : {};
    const [first, second, third] = path.split("/");
    if (path === "state") return state(simulator, settings);
    if (path === "park") return seePark(simulator.park);
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
  };

  const route = async (method: string, path: string, query: URLSearchParams, input: Input): Promise<Answer> => {
    if (method === "GET") return get(path, query);
    const [first, second, third = ""] = path.split("/");
    if (method === "POST" && first === "phones" && second) return await act(second, third, input);
    if (method === "POST" && first === "park" && second) return await actInPark(simulator.park, second, input);
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
  };

  return {
    close: () => events.close(),
    async handle(req, res, path) {
      const query = new URL(req.url ?? "/", "http://local").searchParams;
      const plain = path.replace(/\/+$/, "");
      if (plain === "events") return events.open(req, res);
      if (plain.startsWith("media/")) return write(res, file(media, plain.slice(6)));
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
          : await readBody(req, /^phones\/[^/]+\/media$/.test(plain) ? MOST_OF_A_FILE : MOST);
        const input = body.length > 0 ? readJson(body) : {};
        if (!isObject(input)) return write(res, { status: 400, body: { error: "The body must be a JSON object" } });
        const answer = await route(req.method ?? "GET", plain, query, input);
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

/** Where things are, for the page; no secrets. */
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

function lineOf(input: Input): Line {
  if (input.line === undefined) return "meta";
  if (!isLine(input.line)) throw new Misuse(`There is no line "${String(input.line)}"`);
  return input.line;
}

function mediaInput(input: Input) {
  const base64 = typeof input.base64 === "string" ? { bytes: Buffer.from(input.base64, "base64") } : {};
  const voice = input.voice === true ? { voice: true } : {};
  return { ...base64, ...voice, ...optional(input, "mimeType", "fileName", "caption") };
}

function change(input: Input) {
  const bools = ["hidesNumber", "online"] as const;
  const nullable = ["bsuid", "parentBsuid", "username"] as const;
  const known: Input = optional(input, "name", "waId");
  for (const key of bools) if (typeof input[key] === "boolean") known[key] = input[key];
  for (const key of nullable) if (input[key] === null || typeof input[key] === "string") known[key] = input[key];
  if (input.failsWith === null || typeof input.failsWith === "number") known.failsWith = input.failsWith;
  return known;
}

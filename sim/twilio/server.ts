// The routes of the fake of Twilio's REST API. Send requests are validated in accept.ts, lists are in resource.ts.
import type { IncomingMessage } from "node:http";
import type { Bus } from "../bus.ts";
import type { ChatMessage, Content, Failure, Phone } from "../chat/message.ts";
import type { World } from "../chat/world.ts";
import type { Faults } from "../faults.ts";
import { isObject, type Reply, readJson } from "../http.ts";
import { messageSid } from "../ids.ts";
import type { MediaStore } from "../media-store.ts";
import type { Settings } from "../options.ts";
import type { Ticks } from "../ticks.ts";
import { type Accepted, accept } from "./accept.ts";
import { type OptOutType, optOutOf, sendersReply, type TwilioAccountState } from "./account.ts";
import { mediaSid } from "./compose.ts";
import { type Contents, contentAndApprovals, contentRoute } from "./content.ts";
import { failureOf, refusal, TwilioError } from "./errors.ts";
import { fetchMedia } from "./fetch-media.ts";
import { mediaRoute, storage } from "./media.ts";
import { listPage, resource } from "./resource.ts";

export type TwilioParts = {
  settings: Settings;
  world: World;
  bus: Bus;
  media: MediaStore;
  ticks: Ticks;
  faults: Faults;
  contents: Contents;
  account: TwilioAccountState;
};

export type TwilioCall = {
  method: string;
  /** Below `twilio/`, without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: Buffer;
  base: string;
};

export type TwilioServer = {
  /** The state of the account. */
  account: TwilioAccountState;
  /** The kind of this call, for the faults. */
  kind(call: Pick<TwilioCall, "method" | "path">): "send" | "media" | "other";
  /** The reply, also for errors. */
  answer(call: TwilioCall): Promise<Reply>;
  /** Queues a message for the phone, as the API or a TwiML response does. */
  send(request: Omit<Accepted, "address">, phone: Phone, key: string | null): Promise<ChatMessage>;
  /** Answers a word of Advanced Opt-Out, if that is on, and blocks or unblocks the phone. Null for any other text. */
  optOut(phone: Phone, text: string): OptOutType | null;
};

/** Creates the fake. */
export function createTwilio(parts: TwilioParts): TwilioServer {
  const server: TwilioServer = {
    account: parts.account,
    kind({ method, path }) {
      if (/\/Media\/|^storage\//.test(path)) return "media";
      return method === "POST" && /\/Messages(\.json)?\/?$/.test(path) ? "send" : "other";
    },
    async answer(call) {
      try {
        return await route(parts, server, call);
      } catch (error) {
        if (error instanceof TwilioError) return refusal(error.code, error.message, error.status);
        throw error;
      }
    },
    async send(request, phone, key) {
      const { world, ticks, faults } = parts;
      const { failure, content } = await fateOf(parts, request, phone);
      const message = world.add({
        id: messageSid(content.type === "media"),
        line: "twilio",
        phone: phone.number,
        from: "business",
        content,
        key,
        template: request.template,
      });
      if (request.scheduled) return message;
      if (faults.strikes("early_status", "twilio")) await ticks.startEarly(message, failure);
      else ticks.start(message, failure);
      return message;
    },
    optOut(phone, text) {
      const { world, ticks, account } = parts;
      const found = account.state().advanced_opt_out ? optOutOf(text) : null;
      if (found === null) return null;
      if (found.type !== "HELP") world.phone(phone.number, { blockedAtTwilio: found.type === "STOP" });
      const content = { type: "text", text: found.answer } as const;
      const chat = { line: "twilio", phone: phone.number, from: "business" } as const;
      ticks.start(world.add({ id: messageSid(false), ...chat, content }), null);
      return found.type;
    },
  };
  return server;
}

/** What the phone will show, and why the message fails instead. */
async function fateOf(
  parts: TwilioParts,
  request: Omit<Accepted, "address">,
  phone: Phone,
): Promise<{ failure: Failure | null; content: Content }> {
  const { content } = request;
  const failure = doomed(parts, request, phone);
  const file = content.type === "media" ? content : "file" in content ? content.file : undefined;
  if (failure || !file?.link) return { failure, content };
  const fetched = await fetchMedia(parts.settings, parts.media, file);
  if ("failure" in fetched) return { ...fetched, content };
  return { failure: null, content: "file" in content ? { ...content, file: fetched.content } : fetched.content };
}

function doomed(parts: TwilioParts, request: Omit<Accepted, "address">, phone: Phone): Failure | null {
  const fault = parts.faults.strikes("failed_status", "twilio");
  if (fault) return failureOf(fault.code ?? 63016);
  if (phone.failsWith) return failureOf(phone.failsWith);
  if (request.dooms !== null) return failureOf(request.dooms);
  if (!request.template && !parts.world.windowOpen(phone.number, "twilio")) return failureOf(63016);
  return null;
}

async function route(parts: TwilioParts, server: TwilioServer, call: TwilioCall): Promise<Reply> {
  const { settings, world } = parts;
  if (call.path.startsWith("storage/")) return storage(parts.media, call.path.slice(8), call.headers.authorization);
  authorize(settings, call);
  const now = settings.clock();
  const accountSid = settings.twilio.accountSid;
  const content = /^v[12]\/Content(?:\/(.*))?$/.exec(call.path);
  if (content) {
    const [, path = ""] = content;
    const name = call.path.startsWith("v2") ? call.query.get("ContentName") : null;
    const request = { method: call.method, path, json: readJson(call.body), accountSid, now, name };
    return contentRoute(parts.contents, request);
  }
  if (call.path === "v1/ContentAndApprovals" && call.method === "GET")
    return contentAndApprovals(parts.contents, call.query, accountSid);
  if (/^v3\/Indicators\/Typing\.json$/.test(call.path) && call.method === "POST") return typing(parts, call);

  if (call.method === "GET" && call.path === "v2/Channels/Senders")
    return sendersReply(settings, parts.account, call.query);
  if (call.method === "GET" && call.path === `2010-04-01/Accounts/${accountSid}.json`)
    return { status: 200, body: { sid: accountSid, status: "active", type: "Full", friendly_name: "Bellhop" } };
  const notFound = new TwilioError(20404, `The requested resource /${call.path} was not found`, 404);
  const match = /^2010-04-01\/Accounts\/([^/]+)\/Messages(?:\/([^/.]+))?(\/Media.*)?(?:\.json)?$/.exec(call.path);
  if (!match || match[1] !== accountSid) throw notFound;
  const [, , id, below] = match;
  const json = (message: ChatMessage) => resource(settings, world.phone(message.phone), message);

  if (!id) {
    if (call.method === "POST") return create(parts, server, call);
    const all = world.messages().filter((message) => message.line === "twilio" && onRest(message));
    const rows = all.map((message) => ({ message, json: json(message) }));
    return { status: 200, body: listPage(settings, rows, call.query) };
  }
  const message = world.message(id);
  if (message?.line !== "twilio" || message.revoked) throw notFound;
  if (below) return mediaRoute(parts.media, message, { ...call, below: below.replace(/\.json$/, "") }, mediaSid);
  if (call.method === "GET") return { status: 200, body: json(message) };
  if (call.method === "DELETE") {
    world.update(message, { revoked: true });
    return { status: 204, body: null };
  }
  const form = new URLSearchParams(call.body.toString());
  if (form.get("Body") === "") world.update(message, { content: { type: "text", text: "" } });
  if (form.get("Status") === "canceled" && message.tick !== "accepted") {
    throw new TwilioError(30409, "The message has already been sent", 409);
  }
  return { status: 200, body: { ...json(message), ...(form.has("Status") ? { status: "canceled" } : {}) } };
}

function onRest(message: ChatMessage): boolean {
  return !message.revoked && message.content.type !== "notice";
}

function authorize(settings: Settings, call: TwilioCall): void {
  const { accountSid, authToken } = settings.twilio;
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
  if (call.headers.authorization !== expected) throw new TwilioError(20003, "Authenticate", 401);
}

async function create(parts: TwilioParts, server: TwilioServer, call: TwilioCall): Promise<Reply> {
  const { settings, world, contents } = parts;
  const form = new URLSearchParams(call.body.toString("utf8"));
  const request = accept(form, settings, contents);
  const phone = world.find(request.address);
  if (!phone) throw new TwilioError(63003, "Channel could not find To address");
  if (phone.blockedAtTwilio) throw new TwilioError(21610, "Attempt to send to unsubscribed recipient");
  const message = await server.send(request, phone, request.statusCallback);
  const json = resource(settings, phone, message);
  const status = request.scheduled ? "scheduled" : "queued";
  return { status: 201, body: { ...json, status, date_sent: null, error_code: null, error_message: null } };
}

function typing({ world, bus, settings }: TwilioParts, call: TwilioCall): Reply {
  const json = readJson(call.body);
  const id = isObject(json) && json.channel === "WHATSAPP" ? String(json.messageId) : "";
  const message = world.message(id);
  if (message?.from !== "phone") throw new TwilioError(20404, `There is no incoming message ${id}`, 404);
  for (const one of world.chat(message.phone, "twilio")) {
    if (one.from === "phone" && one.n <= message.n && one.seenAt === null)
      world.update(one, { seenAt: settings.clock() });
  }
  bus.emit({ type: "typing", data: { phone: message.phone, line: "twilio" } });
  return { status: 200, body: { success: true } };
}

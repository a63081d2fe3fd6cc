// The routes of the fake Graph API. Send requests are validated in accept.ts, media are in media.ts.
import type { IncomingMessage } from "node:http";
import type { Bus } from "../bus.ts";
import type { Calls } from "../chat/calls.ts";
import type { Failure, Phone } from "../chat/message.ts";
import type { World } from "../chat/world.ts";
import type { Faults } from "../faults.ts";
import { isObject, type Reply, readJson } from "../http.ts";
import { wamid } from "../ids.ts";
import type { LinkCheck } from "../link-check.ts";
import type { MediaStore } from "../media-store.ts";
import type { Settings } from "../options.ts";
import type { Ticks } from "../ticks.ts";
import { type Accepted, accept } from "./accept.ts";
import { type Account, APP_ID, appSubscriptions, debugToken, numberFields, subscribedApps } from "./account.ts";
import type { CallSettings } from "./call-settings.ts";
import { actOnCall, callPermissions } from "./calls.ts";
import { failureOf, GraphError, refusal } from "./errors.ts";
import { download, lookUp, undeliverable, upload } from "./media.ts";
import type { CallPermissions } from "./permissions.ts";
import type { Rates } from "./rates.ts";
import type { Templates } from "./template-store.ts";
import { isUpload, type Uploads } from "./uploads.ts";

export type GraphParts = {
  settings: Settings;
  world: World;
  bus: Bus;
  media: MediaStore;
  rates: Rates;
  ticks: Ticks;
  faults: Faults;
  links: LinkCheck;
  account: Account;
  calls: Calls;
  callSettings: CallSettings;
  permissions: CallPermissions;
  templates: Templates;
  uploads: Uploads;
};

export type GraphCall = {
  method: string;
  /** Below `graph/`, without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: Buffer;
  /** The simulator's base URL in this call. */
  base: string;
};

export type GraphServer = {
  /** The kind of this call, for the faults. */
  kind(call: Pick<GraphCall, "method" | "path" | "body">): "send" | "media" | "other";
  /** The reply, also for errors. */
  answer(call: GraphCall): Promise<Reply>;
};

/** Creates the fake. */
export function createGraph(parts: GraphParts): GraphServer {
  return {
    kind({ method, path, body }) {
      if (/^attachments/.test(path) || /^v[\d.]+\/\d+$/.test(path)) return "media";
      if (method !== "POST" || !/\/messages\/?$/.test(path)) return "other";
      const json = readJson(body);
      return isObject(json) && json.status !== undefined ? "other" : "send";
    },
    async answer(call) {
      try {
        return await route(parts, call);
      } catch (error) {
        if (error instanceof GraphError) return refusal(error.code, error.details, error.status, {}, error.subcode);
        throw error;
      }
    },
  };
}

async function route(parts: GraphParts, call: GraphCall): Promise<Reply> {
  const { settings, media } = parts;
  const { phoneNumberId, businessAccountId } = settings.meta;
  const asApp = appSubscriptions(settings, parts.account, call.path, String(call.headers.authorization ?? ""));
  if (asApp) return { status: 200, body: asApp };
  authorize(settings, call);
  if (/^attachments\/?$/.test(call.path)) return download(media, call.query, settings.clock());
  if (/^v\d+\.\d+\/debug_token\/?$/.test(call.path))
    return { status: 200, body: debugToken(settings, parts.account, call.query.get("input_token")) };
  const match = /^v\d+\.\d+\/([^/]+)(?:\/([a-z_]+))?\/?$/.exec(call.path);
  if (!match) throw new GraphError(100, `Unknown path components: /${call.path}`, 404);
  const [, id = "", edge = ""] = match;
  const what = `${call.method} ${edge}`.trim();

  if (id === phoneNumberId) {
    if (what === "POST messages") return messages(parts, call);
    if (what === "POST media") {
      return upload(media, String(call.headers["content-type"] ?? ""), call.body, settings.clock());
    }
    if (what === "POST calls") return actOnCall(parts, readJson(call.body));
    if (what === "GET settings") return parts.callSettings.read();
    if (what === "POST settings") return parts.callSettings.change(readJson(call.body));
    if (what === "GET call_permissions") return callPermissions(parts, call.query);
    if (what === "GET") return { status: 200, body: numberFields(settings, parts.account, call.query.get("fields")) };
  }
  if (id === businessAccountId) {
    if (what === "GET phone_numbers")
      return { status: 200, body: page([numberFields(settings, parts.account, call.query.get("fields"))]) };
    if (edge === "message_templates") return parts.templates.answer(call.method, call.query, readJson(call.body));
    if (edge === "subscribed_apps") return { status: 200, body: subscribedApps(parts.account, call.method) };
    if (what === "GET") return { status: 200, body: { id, name: "Bellhop", currency: "USD" } };
  }
  if (id === APP_ID && what === "POST uploads") return parts.uploads.begin(call.query);
  if (isUpload(id)) return parts.uploads.continue(call, id);
  if (edge === "" && call.method === "POST" && parts.templates.has(id))
    return parts.templates.edit(id, readJson(call.body));
  if (edge === "" && media.get(id)) {
    if (call.method === "DELETE") return { status: 200, body: { success: media.remove(id) } };
    return lookUp(media, id, call.base, settings.clock());
  }
  const text = `Unsupported ${call.method.toLowerCase()} request. Object with ID '${id}' does not exist or has no '${edge}'`;
  throw new GraphError(edge === "" && /^7\d{14}$/.test(id) ? 100 : 33, text);
}

const ok = { success: true };

function authorize(settings: Settings, call: GraphCall): void {
  const header = String(call.headers.authorization ?? "");
  if (!header) throw new GraphError(200, "Provide an access token.", 401);
  // The app itself may ask about its tokens. (Meta: access tokens, app tokens.)
  const asApp =
    /^v\d+\.\d+\/debug_token\/?$/.test(call.path) && header === `Bearer ${APP_ID}|${settings.meta.appSecret}`;
  // The bytes of a sample file come with another scheme. (Meta: resumable upload.)
  const scheme = /\/upload:/.test(call.path) ? "OAuth" : "Bearer";
  if (header !== `${scheme} ${settings.meta.accessToken}` && !asApp) {
    throw new GraphError(190, "Invalid OAuth access token - Cannot parse access token", 401);
  }
}

async function messages(parts: GraphParts, call: GraphCall): Promise<Reply> {
  if (!String(call.headers["content-type"] ?? "").startsWith("application/json")) {
    throw new GraphError(100, "The request body must be application/json.");
  }
  const body = readJson(call.body);
  if (body === undefined) throw new GraphError(100, "The request body is not valid JSON.");
  if (isObject(body) && body.status !== undefined) return markRead(parts, body);

  const { world, ticks, faults } = parts;
  const request = accept(body, { media: parts.media, templates: parts.templates, now: parts.settings.clock() });
  const phone = recipient(parts, request.address);
  parts.rates.take(phone.number);
  if (request.content.type === "call_request") parts.permissions.ask(phone.number);
  const failure = await doomed(parts, request, phone);
  const message = world.add({
    id: wamid(),
    line: "meta",
    phone: phone.number,
    from: "business",
    content: request.content,
    quotes: request.quotes,
    key: request.key,
    template: request.template,
  });
  if (faults.strikes("early_status", "meta")) await ticks.startEarly(message, failure);
  else ticks.start(message, failure);
  const contact = {
    input: request.address,
    ...(phone.hidesNumber ? {} : { wa_id: phone.waId }),
    ...(phone.bsuid ? { user_id: phone.bsuid } : {}),
  };
  const entry = { id: message.id, message_status: "accepted" };
  return { status: 200, body: { messaging_product: "whatsapp", contacts: [contact], messages: [entry] } };
}

function recipient({ settings, world }: GraphParts, address: string): Phone {
  const { allowList, displayNumber } = settings.meta;
  const phone = world.find(address);
  if (!phone) throw new GraphError(131009, `The recipient ${address} is not valid.`);
  if (phone.number === displayNumber) throw new GraphError(131021, "Recipient and sender are the same.");
  if (allowList && !allowList.includes(phone.number)) {
    throw new GraphError(131030, "Recipient phone number not in allowed list: add it to the list and try again.");
  }
  return phone;
}

async function doomed(parts: GraphParts, request: Accepted, phone: Phone): Promise<Failure | null> {
  const fault = parts.faults.strikes("failed_status", "meta");
  if (fault) return failureOf(fault.code ?? 131000);
  if (phone.failsWith) return failureOf(phone.failsWith);
  if (!request.template && !parts.world.windowOpen(phone.number, "meta")) return failureOf(131047);
  const { content } = request;
  if (phone.stopsMarketing && "category" in content && content.category === "MARKETING") return failureOf(131050);
  if (content.type === "reaction") return reactable(parts, content.to) ? null : failureOf(131009);
  const file = content.type === "media" ? content : "file" in content ? content.file : undefined;
  if (!file) return null;
  const stored = file.media ? parts.media.get(file.media) : null;
  const wrong = stored
    ? undeliverable(file.kind, file.voice === true, stored)
    : await parts.links.check(file.kind, file.link ?? "");
  return wrong ? failureOf(131053, wrong) : null;
}

/** A reaction to what is older than 30 days, deleted, unknown or itself a reaction fails by a status (Meta: reaction messages). */
function reactable({ world, settings }: GraphParts, id: string): boolean {
  const target = world.message(id);
  return (
    target?.line === "meta" &&
    !target.revoked &&
    target.content.type !== "reaction" &&
    settings.clock() - target.at < THIRTY_DAYS_MS
  );
}

const THIRTY_DAYS_MS = 30 * 24 * 60 * 60 * 1000;

function markRead(parts: GraphParts, body: Record<string, unknown>): Reply {
  const { world, settings, bus } = parts;
  if (body.messaging_product !== "whatsapp") throw new GraphError(100, "The parameter messaging_product is required.");
  if (body.status !== "read") throw new GraphError(100, "Param status must be one of {read}.");
  const id = body.message_id;
  if (typeof id !== "string" || !id) throw new GraphError(100, "The parameter message_id is required.");
  const typing = body.typing_indicator;
  if (typing !== undefined && !(isObject(typing) && typing.type === "text")) {
    throw new GraphError(100, "Param typing_indicator['type'] must be one of {text}.");
  }
  const message = world.message(id);
  if (message?.from === "business" || !id.startsWith("wamid.")) {
    throw new GraphError(131009, "Param message_id must be the id of a received message.");
  }
  if (message) {
    for (const one of world.chat(message.phone, "meta")) {
      if (one.from === "phone" && one.n <= message.n && one.seenAt === null) {
        world.update(one, { seenAt: settings.clock() });
      }
    }
    if (typing) bus.emit({ type: "typing", data: { phone: message.phone, line: "meta" } });
  }
  return { status: 200, body: ok };
}

function page(data: unknown[]): Record<string, unknown> {
  return { data, paging: { cursors: { before: "MA==", after: "MA==" } } };
}

// The calling routes of the fake Graph API: actions of calls, and permission to call (Meta: calling).
import type { Calls } from "../chat/calls.ts";
import type { Phone, PhoneCall } from "../chat/message.ts";
import type { World } from "../chat/world.ts";
import { isObject, type Reply } from "../http.ts";
import type { CallSettings } from "./call-settings.ts";
import { objectAt, onlyKeys, optionalText, textAt } from "./check.ts";
import { GraphError } from "./errors.ts";
import type { CallPermissions } from "./permissions.ts";

type Parts = {
  calls: Calls;
  world: World;
  permissions: CallPermissions;
  callSettings: CallSettings;
};

const KEYS = ["messaging_product", "call_id", "to", "recipient", "action", "session", "biz_opaque_callback_data"];

/** `POST calls`. Throws GraphError for what the real API refuses. */
export function actOnCall(parts: Parts, body: unknown): Reply {
  if (!isObject(body)) throw new GraphError(100, "The request body must be a JSON object.");
  if (body.messaging_product !== "whatsapp") throw new GraphError(100, "The parameter messaging_product is required.");
  onlyKeys(body, "call", KEYS);
  optionalText(body, "biz_opaque_callback_data", "biz_opaque_callback_data", 512);
  if (parts.callSettings.usesSip())
    throw new GraphError(131055, "Calls of this phone number go to a SIP server, and not through this API.");
  if (!parts.callSettings.isOn()) throw new GraphError(138000, "Calling is not enabled for this phone number.");
  const action = textAt(body, "action", "action", 32);
  if (action === "connect") return connect(parts, body);
  const call = callOf(parts, textAt(body, "call_id", "call_id", 1024));
  if (action === "pre_accept" || action === "accept") accept(parts, call, body, action === "accept");
  else if (action === "reject") {
    if (call.from === "business" || call.state !== "ringing")
      throw new GraphError(138004, "Only a call that rings can be rejected.");
    parts.calls.finish(call.id);
  } else if (action === "terminate") parts.calls.finish(call.id);
  else throw new GraphError(100, "Param action must be one of {connect, pre_accept, accept, reject, terminate}.");
  return { status: 200, body: { messaging_product: "whatsapp", success: true } };
}

/** `GET call_permissions`. */
export function callPermissions({ world, permissions }: Parts, query: URLSearchParams): Reply {
  const address = query.get("user_wa_id") ?? query.get("recipient");
  if (!address) throw new GraphError(100, "The parameter user_wa_id is required.");
  return { status: 200, body: permissions.describe(phoneOf(world, address).number) };
}

function connect({ calls, world, permissions }: Parts, body: Record<string, unknown>): Reply {
  const address = body.to ?? body.recipient;
  if (typeof address !== "string" || address === "") throw new GraphError(131008, "The parameter to is required.");
  const sdp = sessionIn(body, "offer");
  const phone = phoneOf(world, address);
  if (!permissions.allows(phone.number)) throw new GraphError(138006, "The person has not allowed you to call.");
  if (calls.busy(phone.number)) throw new GraphError(138003, "There is a call with this person already.");
  const id = calls.ring(phone, sdp);
  return { status: 200, body: { messaging_product: "whatsapp", calls: [{ id }] } };
}

/** `accept` needs the same answer as `pre_accept` (Meta: calling, accept call). */
function accept({ calls, permissions }: Parts, call: PhoneCall, body: Record<string, unknown>, take: boolean): void {
  if (call.from === "business") throw new GraphError(138004, "Only a call of a person can be accepted.");
  if (call.state === "answered") throw new GraphError(138003, "The call is accepted already.");
  const sdp = sessionIn(body, "answer");
  if (call.answer !== null && call.answer !== sdp)
    throw new GraphError(131009, "The session must be the same as in pre_accept.");
  calls.accept(call.id, sdp, take);
  if (take) permissions.connected(call.phone);
}

function callOf({ calls }: Parts, id: string): PhoneCall {
  const call = calls.find(id);
  if (!call || call.state === "ended") throw new GraphError(138004, `There is no call ${id}, or it is over.`);
  return call;
}

function phoneOf(world: World, address: string): Phone {
  const phone = world.find(address);
  if (!phone) throw new GraphError(131009, `The recipient ${address} is not valid.`);
  return phone;
}

/** What a session description needs for a call (RFC 8866, RFC 8827): sound, credentials of ICE, and a fingerprint. */
const NEEDED = [/^v=0\r\n/, /^m=audio /m, /^a=ice-ufrag:/m, /^a=ice-pwd:/m, /^a=fingerprint:sha-256 /m, /^a=setup:/m];

function sessionIn(body: Record<string, unknown>, type: "offer" | "answer"): string {
  const session = objectAt(body, "session");
  onlyKeys(session, "session", ["sdp_type", "sdp"]);
  if (session.sdp_type !== type) throw new GraphError(131009, `Param session['sdp_type'] must be ${type}.`);
  const sdp = textAt(session, "sdp", "session['sdp']", 64 * 1024);
  const lacks = NEEDED.find((pattern) => !pattern.test(sdp));
  if (lacks) throw new GraphError(138004, `session['sdp'] is not a valid session description: ${lacks.source}`);
  return sdp;
}

// Makes and takes calls through Meta's calling API; implements the port `CallProvider`. (Meta: calling.)
import type { JsonObject } from "../../contract/inbound.ts";
import type { Address } from "../../contract/outbound.ts";
import type { CallPermission, CallProvider, ProviderFault } from "../../contract/ports.ts";
import { settingsBody, settingsIn } from "./call-settings.ts";
import type { MetaChannelOptions } from "./channel.ts";
import { ident, list, record, text, time } from "./fields.ts";
import { createGraphClient } from "./graph.ts";

/** Makes calls with the access token of the channel. */
export function createMetaCalls(options: MetaChannelOptions): CallProvider & { close(): Promise<void> } {
  const graph = createGraphClient(options);
  const post = (externalId: string, body: object) =>
    graph.ask("POST", `${encodeURIComponent(externalId)}/calls`, { messaging_product: "whatsapp", ...body });
  return {
    provider: "meta",
    async act(externalId, callId, { action, ...given }) {
      const session = "sdp" in given ? { session: { sdp_type: "answer", sdp: given.sdp } } : {};
      const answer = await post(externalId, { call_id: callId, action, ...session });
      return isFault(answer) ? answer : "done";
    },
    async call(externalId, to, sdp) {
      const session = { sdp_type: "offer", sdp };
      const answer = await post(externalId, { ...recipient(to), action: "connect", session });
      if (isFault(answer)) return answer;
      const callId = ident(record(list(answer.body.calls)?.[0])?.id);
      return callId === null ? { fault: "Meta answered without the id of the call.", code: null } : { callId };
    },
    async permission(externalId, to) {
      const query = new URLSearchParams(to.kind === "bsuid" ? { recipient: to.value } : { user_wa_id: to.value });
      const answer = await graph.ask("GET", `${encodeURIComponent(externalId)}/call_permissions?${query}`);
      return isFault(answer) ? answer : permissionIn(answer.body);
    },
    async settings(externalId) {
      const answer = await graph.ask("GET", `${encodeURIComponent(externalId)}/settings`);
      return isFault(answer) ? answer : settingsIn(answer.body);
    },
    async changeSettings(externalId, change) {
      const answer = await graph.ask("POST", `${encodeURIComponent(externalId)}/settings`, settingsBody(change));
      return isFault(answer) ? answer : "done";
    },
    close: graph.close,
  };
}

const isFault = (answer: { body: JsonObject } | ProviderFault): answer is ProviderFault => "fault" in answer;

const recipient = ({ kind, value }: Address) => (kind === "bsuid" ? { recipient: value } : { to: value });

/** `can_perform_action` decides; the words of `status` differ from page to page. (Meta: calling, user call permissions.) */
function permissionIn(body: JsonObject): CallPermission {
  const permission = record(body.permission);
  const actions = (list(body.actions) ?? []).map(record);
  const action = (name: string) => actions.find((one) => one?.action_name === name);
  const asks = action("send_call_permission_request");
  const times = (list(asks?.limits) ?? []).flatMap((limit) => time(record(limit)?.limit_expiration_time) ?? []);
  const isPermanent = (text(permission?.status) ?? "").toLowerCase() === "permanent";
  return {
    mayCall: action("start_call")?.can_perform_action === true,
    mayAsk: asks?.can_perform_action === true,
    isPermanent,
    until: isPermanent ? null : time(permission?.expiration_time),
    mayAskAt: times.length === 0 ? null : new Date(Math.max(...times.map((one) => one.getTime()))),
  };
}

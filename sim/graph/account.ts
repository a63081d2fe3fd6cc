// The state of the simulated WhatsApp business account as the Graph API tells it, and its changes from the simulator's API.
import { isObject } from "../http.ts";
import type { Settings } from "../options.ts";
import { GraphError } from "./errors.ts";

/** The app whose token it is. */
export const APP_ID = "300000000000001";

/** What can be changed to try out how Bellhop shows it. */
export type AccountState = {
  /** (Meta: health status.) */
  can_send_message: "AVAILABLE" | "LIMITED" | "BLOCKED";
  /** Number and text of the error of a blocked account, such as 141006 for a missing payment method. */
  error: { code: number; description: string } | null;
  quality_rating: "GREEN" | "YELLOW" | "RED" | "UNKNOWN";
  name_status: "APPROVED" | "DECLINED" | "PENDING_REVIEW";
  /** How many customers may be written to in a day. (Meta: messaging limits.) */
  messaging_limit: "TIER_50" | "TIER_250" | "TIER_1K" | "TIER_2K" | "TIER_10K" | "TIER_100K" | "TIER_UNLIMITED";
  /** Seconds since 1970; 0: never. (Meta: debug_token.) */
  token_expires_at: number;
  scopes: string[];
  subscribed: boolean;
  /** The webhook fields of the app. */
  fields: string[];
};

export type Account = {
  state(): AccountState;
  /** Changes what is given. Throws for an unknown field. */
  change(given: Record<string, unknown>): AccountState;
};

const initial: AccountState = {
  can_send_message: "AVAILABLE",
  error: null,
  quality_rating: "GREEN",
  name_status: "APPROVED",
  messaging_limit: "TIER_2K",
  token_expires_at: 0,
  scopes: ["whatsapp_business_management", "whatsapp_business_messaging"],
  subscribed: true,
  fields: [
    "account_alerts",
    "account_update",
    "business_capability_update",
    "calls",
    "message_template_quality_update",
    "message_template_status_update",
    "messages",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "template_category_update",
    "user_preferences",
  ],
};

/** Creates an account in which all is well. */
export function createAccount(): Account {
  let state = { ...initial };
  return {
    state: () => state,
    change(given) {
      for (const name of Object.keys(given)) if (!(name in initial)) throw new Error(`An account has no "${name}"`);
      state = { ...state, ...(given as Partial<AccountState>) };
      return state;
    },
  };
}

/** The fields of a number, or those that are asked for. (Meta: WhatsApp business phone number.) */
export function numberFields(settings: Settings, account: Account, fields: string | null): Record<string, unknown> {
  const { phoneNumberId: id, displayNumber } = settings.meta;
  const state = account.state();
  const all: Record<string, unknown> = {
    id,
    display_phone_number: `+${displayNumber}`,
    verified_name: "Bellhop",
    quality_rating: state.quality_rating,
    platform_type: "CLOUD_API",
    code_verification_status: "VERIFIED",
    throughput: { level: "STANDARD" },
    name_status: state.name_status,
    status: "CONNECTED",
    whatsapp_business_manager_messaging_limit: state.messaging_limit,
    health_status: healthStatus(settings, state),
  };
  const byDefault = Object.keys(all).slice(0, 7);
  const wanted = fields === null ? byDefault : ["id", ...fields.split(",").map((field) => field.trim())];
  const unknown = wanted.find((field) => !(field in all));
  if (unknown !== undefined) throw new GraphError(100, `Tried accessing nonexisting field (${unknown})`);
  return Object.fromEntries(wanted.map((field) => [field, all[field]]));
}

function healthStatus(settings: Settings, { can_send_message, error }: AccountState): Record<string, unknown> {
  const errors =
    error === null
      ? {}
      : {
          errors: [
            { error_code: error.code, error_description: error.description, possible_solution: "See the account." },
          ],
        };
  return {
    can_send_message,
    entities: [
      { entity_type: "PHONE_NUMBER", id: settings.meta.phoneNumberId, can_send_message: "AVAILABLE" },
      { entity_type: "WABA", id: settings.meta.businessAccountId, can_send_message, ...errors },
      { entity_type: "BUSINESS", id: "400000000000001", can_send_message: "AVAILABLE" },
    ],
  };
}

/** What `debug_token` says of a token. (Meta: Graph API, debug token.) */
export function debugToken(settings: Settings, account: Account, token: string | null): Record<string, unknown> {
  if (!token) throw new GraphError(100, "The parameter input_token is required");
  if (token !== settings.meta.accessToken)
    return { data: { is_valid: false, scopes: [], error: { code: 190, message: "Invalid OAuth access token" } } };
  const { token_expires_at: expires_at, scopes } = account.state();
  // Rights that are limited to accounts name them. (Meta: debug token, granular scopes.)
  const granular_scopes = scopes.map((scope) => ({ scope, target_ids: [settings.meta.businessAccountId] }));
  return { data: { app_id: APP_ID, type: "SYSTEM_USER", expires_at, is_valid: true, scopes, granular_scopes } };
}

/** The apps that get the account's webhooks. */
export function subscribedApps(account: Account, method: string): Record<string, unknown> {
  if (method === "POST") account.change({ subscribed: true });
  if (method === "DELETE") account.change({ subscribed: false });
  if (method !== "GET") return { success: true };
  const app = { whatsapp_business_api_data: { id: APP_ID, name: "Bellhop", link: "https://example.com" } };
  return { data: account.state().subscribed ? [app] : [] };
}

/** The app's webhook fields; null for a path that is none of an app's. Only the app itself may ask. (Meta: Graph API, subscriptions.) */
export function appSubscriptions(
  settings: Settings,
  account: Account,
  path: string,
  authorization: string,
): Record<string, unknown> | null {
  if (!new RegExp(`^v\\d+\\.\\d+/${APP_ID}/subscriptions/?$`).test(path)) return null;
  if (authorization !== `Bearer ${APP_ID}|${settings.meta.appSecret}`)
    throw new GraphError(15, "This method must be called with an app access_token.");
  const fields = account.state().fields.map((name) => ({ name, version: "v25.0" }));
  const own = { object: "whatsapp_business_account", callback_url: settings.meta.webhookUrl, active: true, fields };
  return { data: fields.length > 0 ? [own] : [] };
}

/** A webhook field with its value, as the simulator's API takes it. Throws for another form. */
export function newsIn(input: Record<string, unknown>): { field: string; value: Record<string, unknown> } {
  const { field, value } = input;
  if (typeof field !== "string" || !/^[a-z_]+$/.test(field)) throw new Error("field must be a webhook field");
  if (!isObject(value)) throw new Error("value must be an object");
  return { field, value };
}

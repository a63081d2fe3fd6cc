// The ways to one account of a provider: sending, templates, files and checks, all with the same credentials.
import { wallClock } from "./base/clock.ts";
import type { Config } from "./base/config.ts";
import type { PriceSource } from "./contract/costs.ts";
import type { Provider } from "./contract/inbound.ts";
import type { CredentialSource } from "./contract/numbers.ts";
import type { CallProvider, Channel, HealthCheck, MediaSource, TemplateProvider } from "./contract/ports.ts";
import { createMetaCalls } from "./edge/meta/call-provider.ts";
import { createMetaChannel } from "./edge/meta/channel.ts";
import { createMetaHealthCheck } from "./edge/meta/health-check.ts";
import { createMetaMediaSource } from "./edge/meta/media-source.ts";
import { createMetaTemplates } from "./edge/meta/templates.ts";
import { createTwilioChannel } from "./edge/twilio/channel.ts";
import { createContentApi } from "./edge/twilio/content-api.ts";
import { createTwilioHealthCheck } from "./edge/twilio/health-check.ts";
import { createTwilioMediaSource } from "./edge/twilio/media-source.ts";
import { createTwilioPrices } from "./edge/twilio/prices.ts";

/**
 * How long a send waits for its response, in ms. Long, since a late response is still certain, while after a timeout it is unknown whether the
 * message was sent.
 */
const SEND_TIMEOUT_MS = 60_000;

/** What an account is asked with. */
export type Credentials = {
  provider: Provider;
  /** Null: the account that the provider tells of; for an environment without WHATSAPP_BUSINESS_ACCOUNT_ID. */
  accountId: string | null;
  /** Meta: the access token. Twilio: the primary auth token. */
  token: string;
  /** Meta: the app secret, with which the app asks about itself; null: unknown, or Twilio's. */
  appSecret: string | null;
  source: CredentialSource;
};

/** The ways to one account; `close` waits for requests that are under way. */
export type Access = Credentials & {
  channel: Channel;
  templates: TemplateProvider;
  mediaSource: MediaSource;
  /** Only at Meta. */
  calls?: CallProvider;
  /** Only at Twilio: Meta tells prices with statuses. */
  prices?: PriceSource;
  check: HealthCheck;
  close(): Promise<void>;
};

/** Opens the ways to an account. */
export function openAccess(config: Config, credentials: Credentials): Access {
  const parts = credentials.provider === "meta" ? openMeta(config, credentials) : openTwilio(config, credentials);
  return {
    ...credentials,
    ...parts,
    async close() {
      await Promise.all(Object.values(parts).map((part) => part.close()));
    },
  };
}

function openMeta({ meta }: Config, { accountId, token: accessToken, appSecret, source }: Credentials) {
  const options = { baseUrl: meta.apiUrl, version: meta.apiVersion, accessToken };
  return {
    channel: createMetaChannel({ ...options, timeoutMs: SEND_TIMEOUT_MS }),
    templates: createMetaTemplates(options),
    mediaSource: createMetaMediaSource(options),
    calls: createMetaCalls(options),
    check: createMetaHealthCheck({ ...options, appSecret, businessAccountId: accountId, source, now: wallClock }),
  };
}

function openTwilio({ twilio, publicUrl }: Config, { accountId, token: authToken, source }: Credentials) {
  const options = { baseUrl: twilio.apiUrl, accountSid: accountId ?? "", authToken };
  const statusCallbackUrl = `${publicUrl}/api/chatbot/twilio/status/`;
  const contentUrl = twilio.contentApiUrl;
  return {
    channel: createTwilioChannel({ ...options, contentUrl, statusCallbackUrl, timeoutMs: SEND_TIMEOUT_MS }),
    templates: createContentApi({ ...options, baseUrl: contentUrl }),
    mediaSource: createTwilioMediaSource(options),
    prices: createTwilioPrices(options),
    check: createTwilioHealthCheck({ ...options, messagingApiUrl: twilio.messagingApiUrl, source }),
  };
}

// The channels to Meta and Twilio, and the readers and verifiers of their webhooks, as configured.
import { wallClock } from "./base/clock.ts";
import type { Config } from "./base/config.ts";
import type { Shutdown } from "./base/shutdown.ts";
import type { ChannelRef, Provider, WebhookSource } from "./contract/inbound.ts";
import type {
  CallProvider,
  Challenge,
  Channel,
  HealthCheck,
  MediaSource,
  ReadWebhook,
  TemplateProvider,
  WebhookVerifier,
} from "./contract/ports.ts";
import { createMetaCalls } from "./edge/meta/call-provider.ts";
import { createMetaChannel } from "./edge/meta/channel.ts";
import { createMetaHealthCheck } from "./edge/meta/health-check.ts";
import { createMetaMediaSource } from "./edge/meta/media-source.ts";
import { readWebhook as readMeta } from "./edge/meta/read.ts";
import { createMetaTemplates } from "./edge/meta/templates.ts";
import { createChallenge, createMetaVerifier } from "./edge/meta/verifier.ts";
import { createTwilioChannel } from "./edge/twilio/channel.ts";
import { createContentApi } from "./edge/twilio/content-api.ts";
import { createTwilioHealthCheck } from "./edge/twilio/health-check.ts";
import { createTwilioMediaSource } from "./edge/twilio/media-source.ts";
import { readMessageWebhook, readStatusWebhook } from "./edge/twilio/read.ts";
import { createTwilioVerifier } from "./edge/twilio/verifier.ts";

/**
 * How long a send waits for its response, in ms. Long, since a late response is still certain, while after a timeout it is unknown whether the
 * message was sent.
 */
const SEND_TIMEOUT_MS = 60_000;

/** Channels to the providers whose credentials are configured. */
export function openChannels(config: Config, shutdown: Shutdown): ReadonlyMap<Provider, Channel> {
  const channels = new Map<Provider, Channel>();
  const { meta, twilio } = config;
  if (meta.accessToken !== null) {
    const channel = createMetaChannel({
      baseUrl: meta.apiUrl,
      version: meta.apiVersion,
      accessToken: meta.accessToken,
      timeoutMs: SEND_TIMEOUT_MS,
    });
    channels.set("meta", channel);
    shutdown.add("connections", "provider", () => channel.close());
  }
  if (twilio.accountSid !== null && twilio.authTokens[0] !== undefined) {
    const channel = createTwilioChannel({
      baseUrl: twilio.apiUrl,
      contentUrl: twilio.contentApiUrl,
      accountSid: twilio.accountSid,
      authToken: twilio.authTokens[0],
      statusCallbackUrl: `${config.publicUrl}/api/chatbot/twilio/status/`,
      timeoutMs: SEND_TIMEOUT_MS,
    });
    channels.set("twilio", channel);
    shutdown.add("connections", "provider", () => channel.close());
  }
  return channels;
}

/** Checks of the providers whose credentials are configured. */
export function openHealthChecks({ meta, twilio }: Config, shutdown: Shutdown): HealthCheck[] {
  const checks: (HealthCheck & { close(): Promise<void> })[] = [];
  if (meta.accessToken !== null) {
    const { apiUrl: baseUrl, apiVersion: version, accessToken, businessAccountId } = meta;
    checks.push(createMetaHealthCheck({ baseUrl, version, accessToken, businessAccountId, now: wallClock }));
  }
  if (twilio.accountSid !== null && twilio.authTokens[0] !== undefined) {
    const { apiUrl: baseUrl, accountSid } = twilio;
    checks.push(createTwilioHealthCheck({ baseUrl, accountSid, authToken: twilio.authTokens[0] }));
  }
  for (const check of checks) shutdown.add("connections", `check of ${check.provider}`, () => check.close());
  return checks;
}

/** Sources of the files that the configured providers keep. */
export function openMediaSources(config: Config, shutdown: Shutdown): ReadonlyMap<Provider, MediaSource> {
  const { meta, twilio } = config;
  const sources: (MediaSource & { close(): Promise<void> })[] = [];
  if (meta.accessToken !== null) {
    const { apiUrl: baseUrl, apiVersion: version, accessToken } = meta;
    sources.push(createMetaMediaSource({ baseUrl, version, accessToken }));
  }
  if (twilio.accountSid !== null && twilio.authTokens[0] !== undefined) {
    const { apiUrl: baseUrl, accountSid } = twilio;
    sources.push(createTwilioMediaSource({ baseUrl, accountSid, authToken: twilio.authTokens[0] }));
  }
  for (const source of sources) shutdown.add("connections", "files of providers", () => source.close());
  return new Map(sources.map((source) => [source.provider, source]));
}

/** What reads the templates of the providers whose credentials are configured. */
export function openTemplateProviders(config: Config, shutdown: Shutdown): ReadonlyMap<Provider, TemplateProvider> {
  const { meta, twilio } = config;
  const opened: (TemplateProvider & { close(): Promise<void> })[] = [];
  if (meta.accessToken !== null) {
    const { apiUrl: baseUrl, apiVersion: version, accessToken } = meta;
    opened.push(createMetaTemplates({ baseUrl, version, accessToken }));
  }
  if (twilio.accountSid !== null && twilio.authTokens[0] !== undefined) {
    const { contentApiUrl: baseUrl, accountSid } = twilio;
    opened.push(createContentApi({ baseUrl, accountSid, authToken: twilio.authTokens[0] }));
  }
  for (const one of opened) shutdown.add("connections", "templates", () => one.close());
  return new Map(opened.map((one) => [one.provider, one]));
}

/** What makes and takes calls at the providers whose credentials are configured: Meta alone, as Twilio's go to its voice application. */
export function openCallProviders({ meta }: Config, shutdown: Shutdown): ReadonlyMap<Provider, CallProvider> {
  if (meta.accessToken === null) return new Map();
  const { apiUrl: baseUrl, apiVersion: version, accessToken } = meta;
  const calls = createMetaCalls({ baseUrl, version, accessToken });
  shutdown.add("connections", "calls", () => calls.close());
  return new Map([[calls.provider, calls]]);
}

/** The numbers in the environment, the preferred one first. */
export function ownNumbers({ meta, twilio }: Config): ChannelRef[] {
  const own: ChannelRef[] = [];
  if (meta.phoneNumberId !== null) {
    own.push({
      provider: "meta",
      externalId: meta.phoneNumberId,
      displayNumber: null,
      accountId: meta.businessAccountId,
    });
  }
  if (twilio.accountSid !== null) {
    own.push({
      provider: "twilio",
      externalId: twilio.number,
      displayNumber: twilio.number.replace(/\D/g, ""),
      accountId: twilio.accountSid,
    });
  }
  return own;
}

/** Reads a webhook's body with the reader of its source. */
export const readWebhook: ReadWebhook = ({ source, query, body }) => {
  if (source === "meta") return readMeta(body);
  return source === "twilio.message" ? readMessageWebhook(body, query) : readStatusWebhook(body, query);
};

/** The verifiers of webhooks, and of Meta's subscription challenge. */
export function createVerifiers(config: Config): {
  verifiers: Record<WebhookSource, WebhookVerifier>;
  challenge: Challenge;
} {
  const twilio = createTwilioVerifier({ authTokens: config.twilio.authTokens, publicUrl: config.publicUrl });
  return {
    verifiers: { meta: createMetaVerifier(config.meta.appSecrets), "twilio.message": twilio, "twilio.status": twilio },
    challenge: createChallenge(config.meta.verifyToken ?? undefined),
  };
}

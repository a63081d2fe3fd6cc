// Who speaks for which of the business's numbers: the environment's credentials, and those of numbers that were entered in the Desk. Also the
// readers and verifiers of webhooks.
import { wallClock } from "./base/clock.ts";
import type { Config } from "./base/config.ts";
import type { PriceSource } from "./contract/costs.ts";
import type { ChannelRef, Provider, WebhookSource } from "./contract/inbound.ts";
import { providers } from "./contract/inbound.ts";
import type { NumberChecker, StoredNumber } from "./contract/numbers.ts";
import type {
  ByNumber,
  CallProvider,
  Challenge,
  Channel,
  HealthCheck,
  HealthFinding,
  MediaSource,
  NumberKey,
  ReadWebhook,
  TemplateProvider,
  WebhookVerifier,
} from "./contract/ports.ts";
import { createMetaNumberCheck } from "./edge/meta/number-check.ts";
import { readWebhook as readMeta } from "./edge/meta/read.ts";
import { createChallenge, createMetaVerifier } from "./edge/meta/verifier.ts";
import { createTwilioNumberCheck } from "./edge/twilio/number-check.ts";
import { readMessageWebhook, readStatusWebhook } from "./edge/twilio/read.ts";
import { createTwilioVerifier } from "./edge/twilio/verifier.ts";
import { type Access, openAccess } from "./provider-access.ts";

/** The providers of this process. The lists change in place when numbers change: read them when they are needed, and keep no copy. */
export type Providers = {
  channels: ByNumber<Channel>;
  templates: ByNumber<TemplateProvider>;
  mediaSources: ByNumber<MediaSource>;
  /** What makes and takes calls: numbers at Meta, as those of Twilio go to its voice application. */
  calls: ByNumber<CallProvider>;
  /** What asks each provider that has credentials how accounts and numbers are. */
  checks: readonly HealthCheck[];
  /** What tells the prices of an account, of each that does not tell them with statuses. */
  prices: readonly PriceSource[];
  /** The numbers that can send: that of the environment at each provider first, then those of the Desk, oldest first. */
  own: readonly ChannelRef[];
  /** Those of the environment. */
  environment: readonly ChannelRef[];
  verifiers: Record<WebhookSource, WebhookVerifier>;
  challenge: Challenge;
  /** Check numbers before they are added. */
  checkers: Readonly<Record<Provider, NumberChecker>>;
  /** From now on, these are the numbers of the Desk. What did not change keeps its connections. */
  use(stored: readonly StoredNumber[]): void;
  close(): Promise<void>;
};

/** A number of the Desk with its way to the provider; null while its secrets cannot be decrypted. */
type Stored = StoredNumber & { access: Access | null };

/** Opens what the environment configures. */
export function openProviders(config: Config): Providers {
  const environment = openEnvironment(config);
  const fromEnvironment = environmentNumbers(config);
  const checkers = openCheckers(config);
  let numbers: Stored[] = [];
  const closing = new Set<Promise<void>>();
  const find = (provider: Provider, number?: NumberKey) =>
    findAccess({ environment, numbers, config }, provider, number);
  const own: ChannelRef[] = [...fromEnvironment];
  const checks: HealthCheck[] = [];
  const prices: PriceSource[] = [];
  let verifiers = createVerifiers(config, []);
  const verifier = (source: WebhookSource): WebhookVerifier => ({ verify: (of) => verifiers[source].verify(of) });

  function use(stored: readonly StoredNumber[]): void {
    const before = numbers;
    const added = stored.filter(({ ref }) => !fromEnvironment.some((one) => isSame(one, ref)));
    numbers = added.map((one) => ({ ...one, access: openedBefore(before, one) ?? openStored(config, one) }));
    own.splice(0, own.length, ...fromEnvironment, ...numbers.flatMap(({ ref, access }) => (access ? [ref] : [])));
    const asked = providers.filter((provider) => accessesOf(provider).length > 0);
    checks.splice(
      0,
      checks.length,
      ...asked.map((provider) => createCheck(provider, () => accessesOf(provider), find)),
    );
    prices.splice(0, prices.length, ...pricesOf(providers.flatMap(accessesOf)));
    verifiers = createVerifiers(config, numbers);
    for (const { access } of before) if (access && !numbers.some((one) => one.access === access)) closeLater(access);
  }
  /** Requests that are under way may finish. */
  function closeLater(access: Access): void {
    const closed = access.close().finally(() => closing.delete(closed));
    closing.add(closed);
  }
  const accessesOf = (provider: Provider): Access[] =>
    [environment[provider], ...numbers.map(({ access }) => access)].filter(
      (one) => one?.provider === provider,
    ) as Access[];
  use([]);
  return {
    channels: byNumber(find, (access) => access.channel),
    templates: byNumber(find, (access) => access.templates),
    mediaSources: byNumber(find, (access) => access.mediaSource),
    calls: byNumber(find, (access) => access.calls),
    ...{ checks, prices, own, use, checkers, environment: fromEnvironment },
    verifiers: {
      meta: verifier("meta"),
      "twilio.message": verifier("twilio.message"),
      "twilio.status": verifier("twilio.status"),
    },
    challenge: (query) => verifiers.challenge(query),
    async close() {
      for (const provider of providers) for (const access of accessesOf(provider)) closeLater(access);
      await Promise.all([...closing, ...Object.values(checkers).map((checker) => checker.close())]);
    },
  };
}

/** What tells the prices of each account, once: the first way to it, which is the environment's if it has one. */
function pricesOf(accesses: readonly Access[]): PriceSource[] {
  const accounts = new Map(accesses.toReversed().map((access) => [access.accountId, access]));
  return [...accounts.values()].flatMap((access) => access.prices ?? []);
}

const openCheckers = ({ meta, twilio }: Config) => ({
  meta: createMetaNumberCheck({ baseUrl: meta.apiUrl, version: meta.apiVersion, now: wallClock }),
  twilio: createTwilioNumberCheck({ baseUrl: twilio.apiUrl, messagingApiUrl: twilio.messagingApiUrl }),
});

const isSame = (one: ChannelRef, other: ChannelRef): boolean =>
  one.provider === other.provider && one.externalId === other.externalId;

/** The way to an account that is already open; null when it is new or has changed. */
const openedBefore = (before: readonly Stored[], { channelId, revision, secrets }: StoredNumber): Access | null =>
  before.find((one) => one.channelId === channelId && one.revision === revision && secrets !== null)?.access ?? null;

function openStored(config: Config, { ref, secrets }: StoredNumber): Access | null {
  if (secrets === null) return null;
  const { provider, accountId } = ref;
  const isMeta = "accessToken" in secrets;
  const token = isMeta ? secrets.accessToken : secrets.authTokens[0]!;
  const appSecret = isMeta ? (secrets.appSecrets[0] ?? null) : null;
  return openAccess(config, { provider, accountId, token, appSecret, source: "desk" });
}

type Environment = Record<Provider, Access | null>;

function openEnvironment(config: Config): Environment {
  const { meta, twilio } = config;
  const open = (
    provider: Provider,
    accountId: string | null,
    token?: string | null,
    appSecret: string | null = null,
  ) => (token ? openAccess(config, { provider, accountId, token, appSecret, source: "environment" }) : null);
  return {
    meta: open("meta", meta.businessAccountId, meta.accessToken, meta.appSecrets[0]),
    twilio: twilio.accountSid === null ? null : open("twilio", twilio.accountSid, twilio.authTokens[0]),
  };
}

/** The numbers in the environment. */
function environmentNumbers({ meta, twilio }: Config): ChannelRef[] {
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

/**
 * Who speaks for a number: the environment if it names it, then the Desk. A number that nobody entered is spoken for by the environment's account
 * if it may be one of its numbers.
 */
function findAccess(
  { environment, numbers, config }: { environment: Environment; numbers: readonly Stored[]; config: Config },
  provider: Provider,
  number?: NumberKey,
): Access | undefined {
  const main = environment[provider] ?? undefined;
  const ofProvider = numbers.filter(({ ref }) => ref.provider === provider);
  if (number === undefined) return main ?? ofProvider.find(({ access }) => access)?.access ?? undefined;
  const { externalId, accountId } = number;
  if (externalId === undefined) {
    if (main && main.accountId === accountId) return main;
    const stored = ofProvider.find(({ ref, access }) => access && ref.accountId === accountId);
    if (stored?.access) return stored.access;
  } else {
    const ref = environmentNumbers(config).find((one) => one.provider === provider);
    if (ref?.externalId === externalId) return main;
    const stored = ofProvider.find((one) => one.ref.externalId === externalId);
    if (stored) return stored.access ?? undefined;
  }
  const maybeOurs = accountId === null || !main?.accountId || main.accountId === accountId;
  return maybeOurs ? main : undefined;
}

function byNumber<T>(
  find: (provider: Provider, number?: NumberKey) => Access | undefined,
  pick: (access: Access) => T | undefined,
): ByNumber<T> {
  return {
    get(provider, number) {
      const access = find(provider, number);
      return access && pick(access);
    },
    has(provider, number) {
      const access = find(provider, number);
      return access !== undefined && pick(access) !== undefined;
    },
  };
}

/** The check of all accounts at a provider. Numbers with the same token of the same account are asked about together. */
function createCheck(
  provider: Provider,
  accesses: () => readonly Access[],
  find: (provider: Provider, number: NumberKey) => Access | undefined,
): HealthCheck {
  const nameOf = ({ accountId, token }: Access) => `${accountId} ${token}`;
  return {
    provider,
    async check(channels, signal) {
      const accounts = new Map(accesses().map((access) => [nameOf(access), access]));
      const found: HealthFinding[] = [];
      for (const [name, { check }] of accounts) {
        const ofAccount = channels.filter((one) => {
          const access = find(provider, one);
          return access !== undefined && nameOf(access) === name;
        });
        found.push(...(await check.check(ofAccount, signal)));
      }
      // Numbers of one account with two tokens tell the same of it.
      const names = new Set<string>();
      return found.filter(({ channel, news }) => {
        const name = `${channel?.externalId ?? ""} ${news.kind} ${news.about}`;
        return !names.has(name) && names.add(name);
      });
    },
  };
}

/** Reads a webhook's body with the reader of its source. */
export const readWebhook: ReadWebhook = ({ source, query, body }) => {
  if (source === "meta") return readMeta(body);
  return source === "twilio.message" ? readMessageWebhook(body, query) : readStatusWebhook(body, query);
};

/** The verifiers of webhooks for all numbers, and of Meta's subscription challenge. */
function createVerifiers(
  { meta, twilio, publicUrl }: Config,
  numbers: readonly StoredNumber[],
): Record<WebhookSource, WebhookVerifier> & { challenge: Challenge } {
  const stored = numbers.flatMap(({ secrets }) => (secrets && "appSecrets" in secrets ? [secrets] : []));
  const appSecrets = new Set([...meta.appSecrets, ...stored.flatMap((one) => one.appSecrets)]);
  const tokens = [...(meta.verifyToken ? [meta.verifyToken] : []), ...stored.map(({ verifyToken }) => verifyToken)];
  const accounts = new Map<string, string[]>();
  if (twilio.accountSid !== null) accounts.set(twilio.accountSid, twilio.authTokens);
  for (const { ref, secrets } of numbers)
    if (ref.accountId !== null && secrets && "authTokens" in secrets)
      accounts.set(ref.accountId, [...new Set([...(accounts.get(ref.accountId) ?? []), ...secrets.authTokens])]);
  const ofTwilio = createTwilioVerifier({ authTokens: twilio.authTokens, accounts, publicUrl });
  return {
    meta: createMetaVerifier([...appSecrets]),
    "twilio.message": ofTwilio,
    "twilio.status": ofTwilio,
    challenge: createChallenge([...new Set(tokens)]),
  };
}

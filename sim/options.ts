// The options of a simulator: Bellhop's addresses, the simulated accounts, delays and limits. Defaults are filled in only here.

/** The WhatsApp Business account at the simulated Meta. The secrets must equal those in Bellhop's configuration. */
export type MetaAccount = {
  /** Key of `X-Hub-Signature-256`. */
  appSecret: string;
  verifyToken: string;
  /** The only bearer token that the fake Graph API accepts. */
  accessToken: string;
  phoneNumberId: string;
  businessAccountId: string;
  /** The business's number as digits; a leading `+` is removed. */
  displayNumber: string;
  /** The app's webhook URL. Default: `<target>/api/whatsapp/webhook/`. */
  webhookUrl?: string;
  /** The app's list of test recipients (digits). Unset: anybody can be written to (Meta: error codes, 131030). */
  allowList?: string[];
};

/** The account at the simulated Twilio. */
export type TwilioAccount = {
  accountSid: string;
  /** Password of the REST API and key of `X-Twilio-Signature`. */
  authToken: string;
  /** E.164. Default: Twilio's sandbox, `+14155238886`. */
  number?: string;
  /** Webhook for incoming messages, with overrides such as `#rc=5&rp=all`. Default: `<publicBase>/api/chatbot/twilio/webhook/`. */
  webhookUrl?: string;
};

/** How the car park reaches Bellhop. */
export type ParkAccess = {
  /** An API key that may read and create lots and devices. */
  apiKey: string;
  /** The broker for the virtual devices, `mqtt://host:port`. */
  mqttUrl: string;
  /** Milliseconds after which a disconnected device tries again; default 5000, as ESPHome. */
  reconnectMs?: number;
};

/** Delays in milliseconds of real time (the clock option does not affect them). */
export type Timing = {
  /** From accepting a message to its `sent`, from `sent` to `delivered`, from `delivered` to `read`. */
  sentMs: number;
  deliveredMs: number;
  readMs: number;
  /** How long Meta waits for the response to a webhook (no official number exists). */
  metaTimeoutMs: number;
  /** Before the 2nd, 3rd, ... attempt of a Meta webhook; the last delay repeats without end. */
  metaRetryDelaysMs: number[];
  /** Before the 2nd attempt of a Twilio webhook; doubles with each further attempt, up to 2 s. */
  twilioRetryDelayMs: number;
};

/** Rate limits of the Graph API (Meta: throughput and pair rate limits), counted on the simulator's clock. `Infinity` switches one off. */
export type Limits = {
  throughputPerSecond: number;
  pairBurst: number;
  /** After how many seconds another message to the same person is allowed. */
  pairSeconds: number;
  /** How many entries the wire log keeps. */
  logEntries: number;
};

/** When a phone reads messages: only while its chat is open, always, or never by itself. */
export type Reads = "when_open" | "always" | "never";

export type SimulatorOptions = {
  /** Base URL at which Bellhop listens. */
  target: string;
  /** Bellhop's public base URL as it is configured there; Twilio signs with it. */
  publicBase: string;
  /** Base URL at which Bellhop reaches this simulator (media links). Default: `<target>/sim`. */
  baseUrl?: string;
  meta: MetaAccount;
  twilio: TwilioAccount;
  /** All numbers of the business that are simulated, this one too, with their pages. Default: none are told of. */
  numbers?: readonly { page: string; name: string }[];
  /** Unset: there is no car park. */
  park?: ParkAccess | undefined;
  /** Milliseconds since 1970. Default: `Date.now`. */
  clock?: () => number;
  /** A number from 0 to below 1, for faults with a probability. Default: `Math.random`. */
  random?: () => number;
  timing?: Partial<Timing>;
  limits?: Partial<Limits>;
  reads?: Reads;
};

/** The options with all defaults filled in. */
export type Settings = {
  target: string;
  publicBase: string;
  baseUrl: string;
  meta: Required<Omit<MetaAccount, "allowList">> & { allowList: string[] | null };
  twilio: Required<TwilioAccount>;
  numbers: readonly { page: string; name: string }[];
  park: Required<ParkAccess> | null;
  clock: () => number;
  random: () => number;
  timing: Timing;
  limits: Limits;
  reads: Reads;
};

const seconds = [0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600];

/** Fills in the defaults. Throws if `target` or `publicBase` is not an http(s) URL. */
export function resolveSettings(options: SimulatorOptions): Settings {
  const target = base("target", options.target);
  const publicBase = base("publicBase", options.publicBase);
  return {
    target,
    publicBase,
    baseUrl: options.baseUrl ? base("baseUrl", options.baseUrl) : `${target}/sim`,
    meta: {
      ...options.meta,
      displayNumber: options.meta.displayNumber.replace(/\D/g, ""),
      webhookUrl: options.meta.webhookUrl ?? `${target}/api/whatsapp/webhook/`,
      allowList: options.meta.allowList ?? null,
    },
    twilio: {
      ...options.twilio,
      number: options.twilio.number ?? "+14155238886",
      webhookUrl: options.twilio.webhookUrl ?? `${publicBase}/api/chatbot/twilio/webhook/`,
    },
    numbers: options.numbers ?? [],
    park: options.park ? { reconnectMs: 5000, ...options.park } : null,
    clock: options.clock ?? Date.now,
    random: options.random ?? Math.random,
    timing: {
      sentMs: 30,
      deliveredMs: 120,
      readMs: 250,
      metaTimeoutMs: 10_000,
      metaRetryDelaysMs: seconds.map((s) => s * 1000),
      twilioRetryDelayMs: 200,
      ...options.timing,
    },
    limits: { throughputPerSecond: 80, pairBurst: 45, pairSeconds: 6, logEntries: 2000, ...options.limits },
    reads: options.reads ?? "when_open",
  };
}

function base(name: string, url: string): string {
  if (!/^https?:\/\/[^/]+/.test(url)) throw new Error(`${name} must be an http or https URL, got "${url}"`);
  return url.replace(/\/+$/, "");
}

// The one reader of the environment: every name, its default, its meaning. Faults are told all at once, each with its remedy.
// Values are never printed: they may be secrets.
import path from "node:path";
import { z } from "zod";
import {
  commaList,
  isHostName,
  isNetwork,
  isOnlyOrigin,
  isOrigin,
  providers,
  warningsOf,
  whyNoSimulator,
} from "./config-checks.ts";
import { readDatabaseUrl } from "./database-url.ts";
import { readEnvFile } from "./env-file.ts";
import { misspelt } from "./env-names.ts";
import { isLoopback } from "./local.ts";

const text = z.string().min(1);
/** Skills by name; one that this version does not have yet is passed over. */
const skillNames = ["parking", "keywords"];
const port = z.coerce
  .number("must be a port number from 0 to 65535, for example 3000")
  .int("must be a whole number")
  .min(0, "must be 0 or more")
  .max(65535, "must be at most 65535");
const url = (protocols: string[], example: string) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be an address such as ${example}`,
  });
const answers = z.coerce.number("must be a whole number, for example 20").int("must be a whole number").min(0);
const rate = z.coerce.number("must be a number, for example 80").positive("must be more than 0");

/** Every variable that Bellhop reads. `describe` is what .env.example says of it; `meta` holds its section and example. */
export const schema = z.object({
  PORT: port.default(3000).describe("Port of the web server."),
  HOST: text
    .default("127.0.0.1")
    .describe("Address that the web server listens on. 0.0.0.0 to be reached from outside."),
  PUBLIC_URL: url(["http:", "https:"], "https://desk.example.com")
    .refine(isOnlyOrigin, {
      message:
        "must be a scheme and a host alone, such as https://desk.example.com: Bellhop does not run below a path, and the address takes no query, fragment, name or password. Give it a host name of its own",
    })
    .optional()
    .describe(
      "What providers and customers call; webhook signatures are checked against it. Default: http://localhost:PORT",
    ),
  DATA_DIR: text.default("./data").describe("Embedded database and generated secrets."),
  DATABASE_URL: z
    .string()
    .transform((value, context) => {
      const read = readDatabaseUrl(value);
      if (read.url !== undefined) return read.url;
      context.addIssue({ code: "custom", message: read.fault });
      return z.NEVER;
    })
    .optional()
    .describe("An external PostgreSQL 15 or newer. Unset: an embedded PostgreSQL 18 in DATA_DIR."),
  MQTT_URL: url(["mqtt:", "mqtts:", "ws:", "wss:"], "mqtts://broker.example.com")
    .optional()
    .describe("An external MQTT broker. Unset: the embedded one."),
  MQTT_HOST: text.default("127.0.0.1").describe("Address that the embedded MQTT broker listens on."),
  MQTT_PORT: port.default(1883).describe("Port of the embedded MQTT broker."),
  MQTT_PUBLIC_HOST: text
    .refine(
      (value) =>
        URL.canParse(`mqtt://${bracketed(value)}`) && !/[/?#@:\s]/.test(value.replace(/^\[.*\]$|^[\da-f:]+$/i, "")),
      {
        message: "must be a name or an address alone, such as 192.168.1.10, without mqtt:// and port",
      },
    )
    .optional()
    .describe(
      "The broker's name or address as boards see it; printed into their configuration. Default: the host of PUBLIC_URL or of MQTT_URL.",
    ),
  MQTT_PUBLIC_PORT: port
    .min(1, "must be 1 or more")
    .optional()
    .describe("The broker's port as boards see it. Default: MQTT_PORT, or that of MQTT_URL."),
  ROLE: z
    .enum(["all", "web", "worker"], "must be all, web or worker")
    .default("all")
    .describe("What this process does: all, web (HTTP only) or worker (everything else)."),
  METRICS_HOST: text
    .default("127.0.0.1")
    .describe("Address of the worker's port for health and metrics. Metrics need an API key unless it is loopback."),
  METRICS_PORT: port
    .optional()
    .describe("Port of a worker for /healthz, /readyz and /metrics; 0: none. Default: 9464, or none if that is taken."),
  SIM: z
    .enum(["on", "off"], "must be on or off")
    .optional()
    .describe(
      "The simulator under /sim/. Default: on while no provider is configured, HOST and PUBLIC_URL are loopback and the database never served a real number; never on otherwise.",
    ),
  LOG_LEVEL: z
    .enum(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
      "must be one of fatal, error, warn, info, debug, trace, silent",
    )
    .default("info")
    .describe("How much is logged."),
  ADMIN_EMAIL: z
    .email("must be an e-mail address such as ana@example.com")
    .optional()
    .describe("The first admin, made at a start while there is none. Unset: a one-time link is printed instead."),
  ADMIN_PASSWORD: z
    .string()
    .min(10, "must have at least 10 characters")
    .max(200, "must have at most 200 characters")
    .optional()
    .describe(
      "The first admin's password: at least 10 characters, not easy to guess. Changing it later changes nothing.",
    ),
  TRUST_PROXY: text
    .refine((value) => commaList(value).length > 0 && commaList(value).every(isNetwork), {
      message: "must be addresses or networks, separated by commas, such as 127.0.0.1 or 10.0.0.0/8",
    })
    .optional()
    .describe(
      "Addresses of reverse proxies whose X-Forwarded-For is believed: for sessions and the limits on sign-in.",
    ),
  ALLOWED_HOSTS: text
    .refine((value) => commaList(value).length > 0 && commaList(value).every(isHostName), {
      message: "must be host names without scheme, port or path, separated by commas, such as bellhop or desk.lan",
    })
    .optional()
    .describe(
      "Names besides PUBLIC_URL's, localhost and IP addresses under which Bellhop may be called, separated by commas. Requests by other names are refused.",
    ),
  CORS_ORIGINS: text
    .refine((value) => commaList(value).length > 0 && commaList(value).every(isOrigin), {
      message:
        "must be exact origins without a path or a slash at the end, separated by commas, such as https://app.example.com",
    })
    .optional()
    .describe("Origins of your own web pages that may call the API with a key, separated by commas. None by default."),
  BELLHOP_API_KEY: z
    .string()
    .min(32, "must have at least 32 characters; make one with: openssl rand -hex 32")
    .optional()
    .describe("An admin API key given by the environment, at least 32 characters."),
  SKILLS: text
    .refine((value) => commaList(value).every((name) => skillNames.includes(name)), {
      message: `may only name ${skillNames.join(" and ")}, separated by commas`,
    })
    .default("parking,keywords")
    .describe("Which skills answer, in order."),
  BOT_ANSWERS_PER_HOUR: answers
    .default(20)
    .describe("How often the bot answers in one conversation within an hour, then people are told; 0: no limit."),
  BOT_ANSWERS_PER_DAY: answers
    .default(60)
    .describe("The same within a day. Both 0: it also gives the same answer as often as it is asked."),
  WELCOME_CREDIT_CENTS: z.coerce
    .number("must be a whole number of cents, for example 10000")
    .int("must be a whole number of cents, for example 10000")
    .min(0, "must be 0 or more")
    .max(100_000_000, "must be at most 100000000")
    .default(10_000)
    .describe(
      "Credit that a person gets once, for their own first message, in the smallest unit of the first lot's currency. 0 gives none.",
    ),
  WHATSAPP_WEBHOOK_VERIFY_TOKEN: text
    .optional()
    .describe("Meta: a word of your own, entered in the app dashboard too."),
  WHATSAPP_APP_SECRET: text.optional().describe("Meta: app secret; several, comma-separated, while it is rotated."),
  WHATSAPP_ACCESS_TOKEN: text.optional().describe("Meta: access token of a system user."),
  WHATSAPP_PHONE_NUMBER_ID: z
    .string()
    .regex(/^\d+$/, "must be the number's id in digits, as shown under WhatsApp > API Setup, not the phone number")
    .optional()
    .describe("Meta: id of the phone number to send from."),
  WHATSAPP_BUSINESS_ACCOUNT_ID: z
    .string()
    .regex(/^\d+$/, "must be the account's id in digits")
    .optional()
    .describe("Meta: WABA id."),
  WHATSAPP_MESSAGES_PER_SECOND: rate
    .default(80)
    .describe("Meta: the number's throughput; 80, or up to 1000 once Meta has raised it."),
  GRAPH_API_URL: url(["http:", "https:"], "https://graph.facebook.com")
    .default("https://graph.facebook.com")
    .describe("Meta: Graph API."),
  GRAPH_API_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, "must look like v25.0")
    .default("v25.0")
    .describe("Meta: Graph API version."),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/, "must be AC followed by 32 hexadecimal digits, as on the Twilio console's first page")
    .optional()
    .describe("Twilio: Account SID."),
  TWILIO_AUTH_TOKEN: text
    .optional()
    .describe("Twilio: auth token; two, comma-separated (primary first), while it is rotated."),
  TWILIO_WHATSAPP_NUMBER: z
    .string()
    .regex(/^(whatsapp:)?\+\d{7,15}$/, "must be a number such as +14155238886")
    .default("+14155238886")
    .describe("Twilio: the WhatsApp sender. The default is Twilio's sandbox."),
  TWILIO_MESSAGES_PER_SECOND: rate
    .optional()
    .describe("Twilio: the sender's throughput. Default 80; in the sandbox one in three seconds."),
  TWILIO_API_URL: url(["http:", "https:"], "https://api.twilio.com")
    .default("https://api.twilio.com")
    .describe("Twilio: REST API."),
});

function bracketed(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

type Environment = Record<string, string | undefined>;

/** What the rest of Bellhop sees. */
export type Config = {
  port: number;
  host: string;
  /** Without a trailing slash. */
  publicUrl: string;
  /** Absolute. */
  dataDir: string;
  databaseUrl: string | null;
  /** `publicHost` and `publicPort`: the broker as boards see it, where that is said. */
  mqtt: { url: string | null; host: string; port: number; publicHost: string | null; publicPort: number | null };
  role: "all" | "web" | "worker";
  /** The worker's own port; null: the usual one, if it is free. */
  metrics: { host: string; port: number | null };
  /** Whether the configuration allows the simulator; the database has a word in it too. */
  sim: boolean;
  /** Whether a real provider is configured. */
  real: boolean;
  /** Whether the simulator was asked for by name: without it there is to be no start then. */
  simDemanded: boolean;
  logLevel: string;
  apiKey: string | null;
  /** Who becomes the first admin; null when a link is to be printed. */
  admin: { email: string; password: string } | null;
  /** Addresses and networks of proxies. */
  trustProxy: string[];
  /** Host names besides publicUrl's, in small letters. */
  allowedHosts: string[];
  /** Origins of other pages that may call the API. */
  corsOrigins: string[];
  skills: string[];
  /** How many answers the bot may give in one conversation; 0: no limit. */
  botBudget: { perHour: number; perDay: number };
  /** What a person gets for their first message, in cents. */
  welcomeCreditCents: number;
  meta: {
    verifyToken: string | null;
    appSecrets: string[];
    accessToken: string | null;
    phoneNumberId: string | null;
    businessAccountId: string | null;
    apiUrl: string;
    apiVersion: string;
    messagesPerSecond: number;
  };
  twilio: {
    accountSid: string | null;
    /** Primary first. */
    authTokens: string[];
    /** `+` and digits. */
    number: string;
    apiUrl: string;
    messagesPerSecond: number;
  };
  /** Things that are allowed but probably not meant, one sentence each. */
  warnings: string[];
};

/** All faults of an environment, one line each. */
export class ConfigFault extends Error {
  readonly faults: string[];

  constructor(faults: string[], warnings: string[] = []) {
    const list = (lines: string[]) => lines.map((line) => `  - ${line}`).join("\n");
    const also = warnings.length > 0 ? `\nAllowed, but probably not meant:\n${list(warnings)}` : "";
    super(
      `The configuration has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n${list(faults)}${also}`,
    );
    this.name = "ConfigFault";
    this.faults = faults;
  }
}

/** Reads `.env` (if there is one) under the process's own environment, which wins. Throws {@link ConfigFault}. */
export function loadConfig(environment: Environment = process.env, directory = process.cwd()): Config {
  const file = readEnvFile(path.join(directory, ".env"));
  if (file.faults.length > 0) throw new ConfigFault(file.faults);
  const config = readConfig({ ...file.values, ...unquoted(environment) }, directory);
  const named = misspelt(Object.keys(schema.shape), Object.keys(file.values), Object.keys(environment));
  return { ...config, warnings: [...file.warnings, ...named, ...config.warnings] };
}

/** Values of the environment as they are meant: Docker and systemd hand the quotes of a file on as part of the value. */
function unquoted(environment: Environment): Environment {
  return Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value.trim().replace(/^(["'])(.*)\1$/s, "$2")]];
    }),
  );
}

/** Reads an environment. An empty value counts as unset. Throws {@link ConfigFault} with every fault. */
export function readConfig(environment: Environment, directory = process.cwd()): Config {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => {
      const value = environment[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  const read = schema.safeParse(given);
  const faults = read.success ? [] : read.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}.`);
  const secrets = commaList(given.WHATSAPP_APP_SECRET);
  if (given.WHATSAPP_APP_SECRET && secrets.length === 0)
    faults.push("WHATSAPP_APP_SECRET holds no secret, only commas.");
  if (Boolean(given.ADMIN_EMAIL) !== Boolean(given.ADMIN_PASSWORD)) {
    const [set, unset] = given.ADMIN_EMAIL ? ["EMAIL", "PASSWORD"] : ["PASSWORD", "EMAIL"];
    faults.push(`ADMIN_${set} is set and ADMIN_${unset} is not: set both, or neither to get a link printed.`);
  }
  const refusal = whyNoSimulator(given);
  if (given.SIM === "on" && refusal !== null)
    faults.push(`SIM must not be on: ${refusal}. Remove SIM, or set it to off.`);
  if (!read.success || faults.length) throw new ConfigFault(faults, warningsOf(given));
  const env = read.data;
  const maySimulate = refusal === null;
  const sandbox =
    env.TWILIO_WHATSAPP_NUMBER.endsWith("+14155238886") && new URL(env.TWILIO_API_URL).host === "api.twilio.com";
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ""),
    dataDir: path.resolve(directory, env.DATA_DIR),
    databaseUrl: env.DATABASE_URL ?? null,
    mqtt: {
      url: env.MQTT_URL ?? null,
      host: env.MQTT_HOST,
      port: env.MQTT_PORT,
      publicHost: env.MQTT_PUBLIC_HOST ?? null,
      publicPort: env.MQTT_PUBLIC_PORT ?? null,
    },
    role: env.ROLE,
    metrics: { host: env.METRICS_HOST, port: env.METRICS_PORT ?? null },
    sim: maySimulate && env.SIM !== "off",
    simDemanded: env.SIM === "on",
    real: providers.some((name) => Boolean(given[name])),
    logLevel: env.LOG_LEVEL,
    apiKey: env.BELLHOP_API_KEY ?? null,
    admin: env.ADMIN_EMAIL && env.ADMIN_PASSWORD ? { email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD } : null,
    trustProxy: commaList(env.TRUST_PROXY),
    allowedHosts: commaList(env.ALLOWED_HOSTS).map((name) => name.toLowerCase()),
    corsOrigins: commaList(env.CORS_ORIGINS),
    skills: commaList(env.SKILLS),
    botBudget: { perHour: env.BOT_ANSWERS_PER_HOUR, perDay: env.BOT_ANSWERS_PER_DAY },
    welcomeCreditCents: env.WELCOME_CREDIT_CENTS,
    meta: {
      verifyToken: env.WHATSAPP_WEBHOOK_VERIFY_TOKEN ?? null,
      appSecrets: secrets,
      accessToken: env.WHATSAPP_ACCESS_TOKEN ?? null,
      phoneNumberId: env.WHATSAPP_PHONE_NUMBER_ID ?? null,
      businessAccountId: env.WHATSAPP_BUSINESS_ACCOUNT_ID ?? null,
      apiUrl: env.GRAPH_API_URL.replace(/\/+$/, ""),
      apiVersion: env.GRAPH_API_VERSION,
      messagesPerSecond: env.WHATSAPP_MESSAGES_PER_SECOND,
    },
    twilio: {
      accountSid: env.TWILIO_ACCOUNT_SID ?? null,
      authTokens: commaList(env.TWILIO_AUTH_TOKEN),
      number: env.TWILIO_WHATSAPP_NUMBER.replace(/^whatsapp:/, ""),
      apiUrl: env.TWILIO_API_URL.replace(/\/+$/, ""),
      messagesPerSecond: env.TWILIO_MESSAGES_PER_SECOND ?? (sandbox ? 1 / 3 : 80),
    },
    warnings: [
      ...warningsOf(given),
      ...(env.TWILIO_ACCOUNT_SID &&
      isLoopback(new URL(env.PUBLIC_URL ?? "http://localhost").hostname) &&
      env.TWILIO_API_URL.includes("twilio.com")
        ? [
            "PUBLIC_URL is not set to an address that Twilio can reach: its webhooks will not verify and sends may be refused (21609).",
          ]
        : []),
      ...(env.PUBLIC_URL?.startsWith("https:") &&
      !isLoopback(new URL(env.PUBLIC_URL).hostname) &&
      isLoopback(env.HOST) &&
      !env.TRUST_PROXY
        ? [
            "TRUST_PROXY is not set, and PUBLIC_URL and HOST look as if a proxy on this machine stands before Bellhop: all people would count as one address when they sign in. If so, set TRUST_PROXY=127.0.0.1,::1.",
          ]
        : []),
    ],
  };
}

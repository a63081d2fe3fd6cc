// The only reader of the environment. All faults are reported together, each with a remedy. Values are never printed: they may be secrets.
import path from "node:path";
import { type BackupConfig, faultsOfBackup, readBackup } from "./config-backup.ts";
import { commaList, providers, warningsOf, warningsOfAddresses, whyNoSimulator } from "./config-checks.ts";
import { configSchema, type processRoles, type Settings } from "./config-schema.ts";
import { ofStaff, type StaffConfig, staffFaults } from "./config-staff.ts";
import { readEnvFile } from "./env-file.ts";
import { misspelt } from "./env-names.ts";
import type { Unsafe } from "./unsafe.ts";

type Environment = Record<string, string | undefined>;

/** The configuration as the rest of Bellhop uses it. */
export type Config = StaffConfig & {
  port: number;
  host: string;
  /** Without a trailing slash. */
  publicUrl: string;
  /** Absolute. */
  dataDir: string;
  databaseUrl: string | null;
  /** The address of the same database for what needs a session of its own; null: databaseUrl. */
  databaseSessionUrl: string | null;
  /** `publicHost` and `publicPort`: the address of the broker for boards; null when not set. */
  mqtt: { url: string | null; host: string; port: number; publicHost: string | null; publicPort: number | null };
  role: (typeof processRoles)[number];
  /** The worker's own port; null: the default one, if it is free. */
  metrics: { host: string; port: number | null };
  /** Whether the configuration allows the simulator; the database can still forbid it. */
  sim: boolean;
  /** Whether a real provider is configured. */
  real: boolean;
  /** Whether the simulator was requested explicitly: then Bellhop must not start without it. */
  simDemanded: boolean;
  /** How many numbers the simulator has at each provider. */
  simNumbers: number;
  logLevel: string;
  apiKey: string | null;
  /** Keys for providers' secrets, 64 hexadecimal digits each, the one that encrypts first; empty: the key is in dataDir. */
  appSecretKeys: string[];
  /** Who becomes the first admin; null when a link is printed instead. */
  admin: { email: string; password: string } | null;
  /** Addresses and networks of proxies. */
  trustProxy: string[];
  /** Host names that are accepted besides publicUrl's, in lower case. */
  allowedHosts: string[];
  /** Origins of other pages that may call the API. */
  corsOrigins: string[];
  /** What a start under a public address is not refused for. */
  allowUnsafe: Unsafe[];
  skills: string[];
  /** For how many days recorded webhooks are kept; 0: for ever. */
  webhookLogDays: number;
  /** How old months are that are archived; 0: none is. */
  archiveAfterMonths: number;
  /** How many answers the bot may give in one conversation; 0: no limit. */
  botBudget: { perHour: number; perDay: number };
  /** The credit that a person gets with their first message, in cents. */
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
    /** The primary token first. */
    authTokens: string[];
    /** `+` and digits. */
    number: string;
    apiUrl: string;
    contentApiUrl: string;
    /** Where the senders of the account are listed. */
    messagingApiUrl: string;
    messagesPerSecond: number;
    sandboxMessagesPerSecond: number;
  };
  /** The bucket in which files are kept; null: in dataDir. */
  s3: { endpoint: string; region: string; bucket: string; accessKeyId: string; secretAccessKey: string } | null;
  /** The address of a virus scanner, `tcp://host:port`; null: files are not scanned. */
  clamavUrl: string | null;
  backup: BackupConfig;
  /** Settings that are allowed but probably not intended, one sentence each. */
  warnings: string[];
};

/** All faults of the configuration, one line each. */
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

/**
 * Reads `.env` (if there is one) and the process's environment, which takes precedence. `skills`: the names that SKILLS may contain.
 * Throws {@link ConfigFault}.
 */
export function loadConfig(
  skills: readonly string[],
  environment: Environment = process.env,
  directory = process.cwd(),
): Config {
  const file = readEnvFile(path.join(directory, ".env"));
  if (file.faults.length > 0) throw new ConfigFault(file.faults);
  const names = namesOf(skills);
  const config = readConfig({ ...file.values, ...unquoted(names, environment) }, skills, directory);
  const named = misspelt(names, Object.keys(file.values), Object.keys(environment));
  return { ...config, warnings: [...file.warnings, ...named, ...config.warnings] };
}

/** Names of all variables. */
const namesOf = (skills: readonly string[]): string[] => Object.keys(configSchema(skills).shape);

/** Values without surrounding quotes: Docker and systemd pass the quotes of an env file on as part of the value. */
function unquoted(names: readonly string[], environment: Environment): Environment {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value.trim().replace(/^(["'])(.*)\1$/s, "$2")]];
    }),
  );
}

/** Parses an environment. An empty value counts as unset. Throws {@link ConfigFault} with all faults. */
export function readConfig(
  environment: Environment,
  skills: readonly string[],
  directory: string = process.cwd(),
): Config {
  const given: Environment = Object.fromEntries(
    namesOf(skills).flatMap((name) => {
      const value = environment[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  const read = configSchema(skills).safeParse(given);
  const faults = [
    ...(read.success ? [] : read.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}.`)),
    ...faultsTogether(given),
  ];
  if (!read.success || faults.length > 0) throw new ConfigFault(faults, warningsOf(given));
  const env = read.data;
  return {
    ...ofProcess(env, directory),
    ...ofAccess(env),
    sim: whyNoSimulator(given) === null && env.SIM !== "off",
    simDemanded: env.SIM === "on",
    simNumbers: env.SIM_NUMBERS,
    real: providers.some((name) => Boolean(given[name])),
    skills: commaList(env.SKILLS),
    webhookLogDays: env.WEBHOOK_LOG_DAYS,
    archiveAfterMonths: env.ARCHIVE_AFTER_MONTHS,
    botBudget: { perHour: env.BOT_ANSWERS_PER_HOUR, perDay: env.BOT_ANSWERS_PER_DAY },
    welcomeCreditCents: env.WELCOME_CREDIT_CENTS,
    meta: ofMeta(env),
    twilio: ofTwilio(env),
    ...ofStaff(env),
    s3: ofS3(env),
    clamavUrl: env.CLAMAV_URL ?? null,
    backup: readBackup(env, directory),
    warnings: [...warningsOf(given), ...warningsOfAddresses(env)],
  };
}

/** Faults of combinations of variables, each of which is valid alone. */
function faultsTogether(given: Environment): string[] {
  const faults: string[] = [];
  if (given.WHATSAPP_APP_SECRET && commaList(given.WHATSAPP_APP_SECRET).length === 0)
    faults.push("WHATSAPP_APP_SECRET holds no secret, only commas.");
  if (given.ADMIN_PASSWORD && !given.ADMIN_EMAIL)
    faults.push("ADMIN_PASSWORD is set and ADMIN_EMAIL is not: set both, or neither to get a link printed.");
  if (given.DATABASE_SESSION_URL && !given.DATABASE_URL)
    faults.push("DATABASE_URL must be set too: DATABASE_SESSION_URL is another way to the same database.");
  faults.push(...staffFaults(given));
  const missing = bucketVariables.filter((name) => !given[name]);
  if (missing.length > 0 && missing.length < bucketVariables.length)
    faults.push(`${missing.join(" and ")} must be set too: files are kept in a bucket only when all of S3_* are set.`);
  faults.push(...faultsOfBackup(given));
  const refusal = whyNoSimulator(given);
  if (given.SIM === "on" && refusal !== null)
    faults.push(`SIM must not be on: ${refusal}. Remove SIM, or set it to off.`);
  return faults;
}

/** Variables that are set together. */
const bucketVariables = ["S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const;

function ofS3(env: Settings): Config["s3"] {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_ACCESS_KEY_ID: id, S3_SECRET_ACCESS_KEY: secret } = env;
  if (endpoint === undefined || bucket === undefined || id === undefined || secret === undefined) return null;
  return { endpoint, bucket, region: env.S3_REGION, accessKeyId: id, secretAccessKey: secret };
}

const ofProcess = (env: Settings, directory: string) => ({
  port: env.PORT,
  host: env.HOST,
  publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ""),
  dataDir: path.resolve(directory, env.DATA_DIR),
  databaseUrl: env.DATABASE_URL ?? null,
  databaseSessionUrl: env.DATABASE_SESSION_URL ?? null,
  mqtt: {
    url: env.MQTT_URL ?? null,
    host: env.MQTT_HOST,
    port: env.MQTT_PORT,
    publicHost: env.MQTT_PUBLIC_HOST ?? null,
    publicPort: env.MQTT_PUBLIC_PORT ?? null,
  },
  role: env.ROLE,
  metrics: { host: env.METRICS_HOST, port: env.METRICS_PORT ?? null },
  logLevel: env.LOG_LEVEL,
});

const ofAccess = (env: Settings) => ({
  apiKey: env.BELLHOP_API_KEY ?? null,
  appSecretKeys: commaList(env.APP_SECRET_KEY),
  admin: env.ADMIN_EMAIL && env.ADMIN_PASSWORD ? { email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD } : null,
  trustProxy: commaList(env.TRUST_PROXY),
  allowedHosts: commaList(env.ALLOWED_HOSTS).map((name) => name.toLowerCase()),
  corsOrigins: commaList(env.CORS_ORIGINS),
  allowUnsafe: commaList(env.ALLOW_UNSAFE) as Unsafe[],
});

const ofMeta = (env: Settings): Config["meta"] => ({
  verifyToken: env.WHATSAPP_WEBHOOK_VERIFY_TOKEN ?? null,
  appSecrets: commaList(env.WHATSAPP_APP_SECRET),
  accessToken: env.WHATSAPP_ACCESS_TOKEN ?? null,
  phoneNumberId: env.WHATSAPP_PHONE_NUMBER_ID ?? null,
  businessAccountId: env.WHATSAPP_BUSINESS_ACCOUNT_ID ?? null,
  apiUrl: env.GRAPH_API_URL.replace(/\/+$/, ""),
  apiVersion: env.GRAPH_API_VERSION,
  messagesPerSecond: env.WHATSAPP_MESSAGES_PER_SECOND,
});

function ofTwilio(env: Settings): Config["twilio"] {
  const real = new URL(env.TWILIO_API_URL).host === "api.twilio.com";
  const contentApiUrl = env.TWILIO_CONTENT_API_URL ?? (real ? "https://content.twilio.com" : env.TWILIO_API_URL);
  return {
    accountSid: env.TWILIO_ACCOUNT_SID ?? null,
    authTokens: commaList(env.TWILIO_AUTH_TOKEN),
    number: env.TWILIO_WHATSAPP_NUMBER.replace(/^whatsapp:/, ""),
    apiUrl: env.TWILIO_API_URL.replace(/\/+$/, ""),
    contentApiUrl: contentApiUrl.replace(/\/+$/, ""),
    messagingApiUrl: (real ? "https://messaging.twilio.com" : env.TWILIO_API_URL).replace(/\/+$/, ""),
    messagesPerSecond: env.TWILIO_MESSAGES_PER_SECOND ?? 80,
    sandboxMessagesPerSecond: env.TWILIO_MESSAGES_PER_SECOND ?? (real ? 1 / 3 : 80),
  };
}

// Every variable that Bellhop reads, with its form, default and meaning.
import { z } from "zod";
import { backupSchema } from "./config-backup.ts";
import { commaList, isHostName, isNetwork, isOnlyOrigin, isOrigin } from "./config-checks.ts";
import { staffVariables } from "./config-staff.ts";
import { databaseUrl } from "./database-url.ts";
import { unsafe } from "./unsafe.ts";

/** What a process does: HTTP only, everything else, or both. */
export const processRoles = ["all", "web", "worker"] as const;

const text = z.string().min(1);
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

function bracketed(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

const server = {
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
  DATA_DIR: text.default("./data").describe("Embedded database, files and generated secrets."),
  DATABASE_URL: databaseUrl().describe(
    "An external PostgreSQL 15 or newer. Unset: an embedded PostgreSQL 18 in DATA_DIR.",
  ),
  DATABASE_SESSION_URL: databaseUrl().describe(
    "The same database past the pooler, where DATABASE_URL leads to one in transaction mode (PgBouncer): for leases, notifications, migrations and backups. Default: DATABASE_URL.",
  ),
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
    .enum(processRoles, "must be all, web or worker")
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
  SIM_NUMBERS: z.coerce
    .number("must be a number from 1 to 5")
    .int("must be a number from 1 to 5")
    .min(1, "must be a number from 1 to 5")
    .max(5, "must be a number from 1 to 5")
    .default(1)
    .describe(
      "How many numbers the simulator has at each provider, from 1 to 5; each has a page of its own, as /sim/2/.",
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
    .describe(
      "Who gets alarms by mail; with ADMIN_PASSWORD also the first admin, made at a start while there is none. Unset: all admins get alarms, and a one-time link for the first is printed.",
    ),
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
  ALLOW_UNSAFE: text
    .refine((value) => commaList(value).every((name) => (unsafe as readonly string[]).includes(name)), {
      message: `must name only ${unsafe.join(", ")}, separated by commas`,
    })
    .optional()
    .describe(
      `What a start under a public address is not to be refused for, although it is: ${unsafe.join(", ")}, separated by commas.`,
    ),
  APP_SECRET_KEY: text
    .refine((value) => commaList(value).length > 0 && commaList(value).every((key) => /^[0-9a-f]{64}$/i.test(key)), {
      message: "must be 64 hexadecimal digits; make one with: openssl rand -hex 32",
    })
    .optional()
    .describe(
      "Encrypts the providers' secrets that are entered in the Desk; 64 hexadecimal digits. Several, comma-separated and the new one first, while it is rotated. Unset: made at the first start in DATA_DIR. Processes on several machines need the same.",
    ),
  WEBHOOK_LOG_DAYS: z.coerce
    .number("must be a whole number of days, for example 30")
    .int("must be a whole number of days, for example 30")
    .min(0, "must be 0 or more")
    .max(36_500, "must be at most 36500")
    .default(30)
    .describe(
      "For how many days received webhooks are kept after they were recorded, to be replayed; 0: for ever. Those that could not be recorded stay.",
    ),
  ARCHIVE_AFTER_MONTHS: z.coerce
    .number("must be a whole number of months, for example 12")
    .int("must be a whole number of months, for example 12")
    .min(0, "must be 0 or more")
    .max(1_200, "must be at most 1200")
    .default(12)
    .describe(
      "Months of messages that are older have their raw data and statuses moved from the database into files; 0: never. Everything stays to be found and shown.",
    ),
  BELLHOP_API_KEY: z
    .string()
    .min(32, "must have at least 32 characters; make one with: openssl rand -hex 32")
    .optional()
    .describe("An admin API key given by the environment, at least 32 characters."),
};

const bot = {
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
};

const meta = {
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
};

const twilio = {
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
  TWILIO_CONTENT_API_URL: url(["http:", "https:"], "https://content.twilio.com")
    .optional()
    .describe(
      "Twilio: Content API, by which choices, links and locations can be tapped. Default https://content.twilio.com, or TWILIO_API_URL where that is not Twilio's.",
    ),
};

const files = {
  S3_ENDPOINT: url(["http:", "https:"], "https://s3.eu-central-1.amazonaws.com")
    .optional()
    .describe(
      "Files in an S3-compatible store instead of DATA_DIR: its address. Needed where several machines run Bellhop.",
    ),
  S3_BUCKET: text.optional().describe("S3: the bucket, which must exist and be private."),
  S3_REGION: text.default("us-east-1").describe("S3: the region, where the store has any."),
  S3_ACCESS_KEY_ID: text.optional().describe("S3: access key that may read, write and delete objects of the bucket."),
  S3_SECRET_ACCESS_KEY: text.optional().describe("S3: its secret."),
  CLAMAV_URL: url(["tcp:"], "tcp://127.0.0.1:3310")
    .optional()
    .describe(
      "A ClamAV daemon that scans files that come in and uploads. Infected ones are not kept; while it is away, files wait.",
    ),
};

/**
 * All variables, in the order of .env.example, which takes its text from `describe`. `skills`: the names that SKILLS may
 * contain, and its default.
 */
export const configSchema = (skills: readonly string[]) =>
  z.object({
    ...server,
    SKILLS: text
      .refine((value) => commaList(value).every((name) => skills.includes(name)), {
        message: `may only name ${skills.join(" and ")}, separated by commas`,
      })
      .default(skills.join(","))
      .describe("Which skills answer, in order."),
    ...bot,
    ...meta,
    ...twilio,
    ...files,
    ...backupSchema,
    ...staffVariables,
  });

/** The values of all variables after parsing. */
export type Settings = z.infer<ReturnType<typeof configSchema>>;

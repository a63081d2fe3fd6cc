// The environment: defaults, all faults reported together with a remedy, the simulator's rules, and no secret in any message.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import * as config from "./config.ts";
import { configSchema } from "./config-schema.ts";

const { ConfigFault } = config;
const skills = ["parking", "keywords"];
const readConfig = (environment: Record<string, string>, directory?: string) =>
  config.readConfig(environment, skills, directory);
const loadConfig = (environment: Record<string, string>, directory: string) =>
  config.loadConfig(skills, environment, directory);

const faultsOf = (environment: Record<string, string>): string[] => {
  try {
    readConfig(environment);
  } catch (error) {
    return (error as config.ConfigFault).faults;
  }
  return [];
};

test("nothing set is a working configuration", () => {
  expect(readConfig({}, "/srv/bellhop")).toEqual({
    port: 3000,
    host: "127.0.0.1",
    publicUrl: "http://localhost:3000",
    dataDir: "/srv/bellhop/data",
    databaseUrl: null,
    databaseSessionUrl: null,
    mqtt: { url: null, host: "127.0.0.1", port: 1883, publicHost: null, publicPort: null },
    role: "all",
    metrics: { host: "127.0.0.1", port: null },
    sim: true,
    simDemanded: false,
    simNumbers: 1,
    real: false,
    logLevel: "info",
    apiKey: null,
    appSecretKeys: [],
    admin: null,
    mail: null,
    alarms: { email: null, webhook: null },
    otlp: null,
    trustProxy: [],
    allowedHosts: [],
    corsOrigins: [],
    allowUnsafe: [],
    skills: ["parking", "keywords"],
    webhookLogDays: 30,
    archiveAfterMonths: 12,
    botBudget: { perHour: 20, perDay: 60 },
    welcomeCreditCents: 10_000,
    meta: {
      verifyToken: null,
      appSecrets: [],
      accessToken: null,
      phoneNumberId: null,
      businessAccountId: null,
      apiUrl: "https://graph.facebook.com",
      apiVersion: "v25.0",
      messagesPerSecond: 80,
    },
    twilio: {
      accountSid: null,
      authTokens: [],
      number: "+14155238886",
      apiUrl: "https://api.twilio.com",
      contentApiUrl: "https://content.twilio.com",
      messagingApiUrl: "https://messaging.twilio.com",
      messagesPerSecond: 80,
      sandboxMessagesPerSecond: 1 / 3,
    },
    s3: null,
    clamavUrl: null,
    backup: { to: null, at: "30 2 * * *", keep: { count: 14 }, passphrase: null, s3: null },
    warnings: [],
  });
});

test("an empty value counts as unset, spaces around one are no part of it", () => {
  expect(readConfig({ PORT: "", HOST: "  ", WHATSAPP_APP_SECRET: " one , two ," })).toMatchObject({
    port: 3000,
    host: "127.0.0.1",
    meta: { appSecrets: ["one", "two"] },
  });
});

test("addresses lose their trailing slash, a number its whatsapp:", () => {
  const config = readConfig({
    PUBLIC_URL: "https://desk.example.com//",
    GRAPH_API_URL: "http://localhost:1/",
    TWILIO_API_URL: "http://localhost:2/",
    TWILIO_WHATSAPP_NUMBER: "whatsapp:+15550100000",
    TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
    TWILIO_AUTH_TOKEN: "new,old",
  });
  expect(config.publicUrl).toBe("https://desk.example.com");
  expect(config.meta.apiUrl).toBe("http://localhost:1");
  expect(config.twilio).toMatchObject({
    apiUrl: "http://localhost:2",
    contentApiUrl: "http://localhost:2",
    number: "+15550100000",
    authTokens: ["new", "old"],
    messagesPerSecond: 80,
    sandboxMessagesPerSecond: 80,
  });
});

/** A wrong value of every variable that can have one. */
const wrong: Record<string, string> = {
  PORT: "sekret-a",
  PUBLIC_URL: "sekret-b",
  DATABASE_URL: "mysql://sekret-c@host/db",
  DATABASE_SESSION_URL: "sekret-u",
  MQTT_URL: "http://sekret-d",
  MQTT_PORT: "65536",
  MQTT_PUBLIC_HOST: "mqtt://sekret-s:1883",
  MQTT_PUBLIC_PORT: "0",
  METRICS_PORT: "65537",
  BOT_ANSWERS_PER_HOUR: "sekret-t",
  BOT_ANSWERS_PER_DAY: "-1",
  WEBHOOK_LOG_DAYS: "sekret-v",
  ARCHIVE_AFTER_MONTHS: "1.5",
  WELCOME_CREDIT_CENTS: "sekret-u",
  ROLE: "sekret-f",
  SIM: "sekret-g",
  SIM_NUMBERS: "sekret-v",
  LOG_LEVEL: "sekret-h",
  ADMIN_EMAIL: "sekret-p",
  ADMIN_PASSWORD: "sekret-q",
  TRUST_PROXY: "sekret-r",
  ALLOWED_HOSTS: "http://sekret-s",
  CORS_ORIGINS: "sekret-t",
  APP_SECRET_KEY: "sekret-u",
  ALLOW_UNSAFE: "sekret-v",
  BELLHOP_API_KEY: "sekret-too-short",
  WHATSAPP_APP_SECRET: ",,",
  WHATSAPP_PHONE_NUMBER_ID: "+1 sekret-i",
  WHATSAPP_BUSINESS_ACCOUNT_ID: "sekret-j",
  WHATSAPP_MESSAGES_PER_SECOND: "0",
  GRAPH_API_URL: "sekret-k",
  GRAPH_API_VERSION: "sekret-l",
  TWILIO_ACCOUNT_SID: "sekret-m",
  TWILIO_WHATSAPP_NUMBER: "sekret-n",
  TWILIO_MESSAGES_PER_SECOND: "-1",
  TWILIO_API_URL: "ftp://sekret-o",
  TWILIO_CONTENT_API_URL: "sekret-q",
  S3_ENDPOINT: "sekret-p",
  CLAMAV_URL: "sekret-q",
  BACKUP_TO: "ftp://sekret-v",
  BACKUP_AT: "sekret-w",
  BACKUP_KEEP: "sekret-x",
  BACKUP_PASSPHRASE: "sekret-y",
  BACKUP_S3_ENDPOINT: "sekret-z",
  SMTP_URL: "smtp://desk:sekret%@mail.example.com",
  MAIL_FROM: "sekret-r",
  ALARM_WEBHOOK_URL: "sekret-s",
  ALARM_WEBHOOK_SECRET: "sekret-t",
  OTEL_EXPORTER_OTLP_ENDPOINT: "sekret-u",
  OTEL_EXPORTER_OTLP_HEADERS: "sekret-v",
};

const bucket = { S3_BUCKET: "b", S3_ACCESS_KEY_ID: "i", S3_SECRET_ACCESS_KEY: "s" };

test("a bucket is named whole or not at all", () => {
  expect(faultsOf({ S3_BUCKET: "files", S3_ACCESS_KEY_ID: "i" })).toEqual([
    "S3_ENDPOINT and S3_SECRET_ACCESS_KEY must be set too: files are kept in a bucket only when all of S3_* are set.",
  ]);
});

test("scheduled backups need a passphrase, and a bucket for them its credentials", () => {
  expect(faultsOf({ BACKUP_TO: "/mnt/backups" })).toEqual([
    expect.stringMatching(/^BACKUP_PASSPHRASE must be set too/),
  ]);
  const passphrase = { BACKUP_PASSPHRASE: "correct horse battery" };
  expect(faultsOf({ BACKUP_TO: "s3://backups/desk", ...passphrase })).toEqual([
    "BACKUP_S3_ENDPOINT and BACKUP_S3_ACCESS_KEY_ID and BACKUP_S3_SECRET_ACCESS_KEY must be set too: BACKUP_TO is a bucket.",
  ]);
  const { backup } = readConfig(
    { BACKUP_TO: "backups", BACKUP_KEEP: "30d", ...passphrase, ...bucket, S3_ENDPOINT: "https://s3.example.com" },
    "/srv",
  );
  expect(backup).toMatchObject({ to: "/srv/backups", at: "30 2 * * *", keep: { days: 30 } });
  expect(backup.s3).toMatchObject({ endpoint: "https://s3.example.com", accessKeyId: "i" });
});

test("mail and the webhook for alarms are configured whole or not at all", () => {
  const smtp = { SMTP_URL: "smtps://desk:p%40ss@mail.example.com", MAIL_FROM: "Bellhop <desk@example.com>" };
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const hook = { ALARM_WEBHOOK_URL: "https://hooks.example.com/x", ALARM_WEBHOOK_SECRET: secret };
  expect(readConfig({ ...smtp, ...hook })).toMatchObject({
    mail: { url: smtp.SMTP_URL, from: smtp.MAIL_FROM },
    alarms: { webhook: { url: hook.ALARM_WEBHOOK_URL, secret: Buffer.alloc(32, 7) } },
  });
  expect(faultsOf({ SMTP_URL: smtp.SMTP_URL, ALARM_WEBHOOK_URL: hook.ALARM_WEBHOOK_URL })).toEqual([
    "MAIL_FROM must be set too: SMTP_URL cannot be used without it.",
    "ALARM_WEBHOOK_SECRET must be set too: ALARM_WEBHOOK_URL cannot be used without it.",
  ]);
});

test("the collector's headers are read with their escapes", () => {
  const given = {
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318",
    OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Bearer%20a,x-team=b",
  };
  expect(readConfig(given).otlp).toEqual({
    url: "http://c:4318",
    headers: { authorization: "Bearer a", "x-team": "b" },
  });
});

test("every fault is told at once, each by name and with a remedy, no value among them", () => {
  const faults = faultsOf({ ...wrong, ...bucket });
  expect(faults.map((fault) => fault.split(" ")[0]).sort()).toEqual(Object.keys(wrong).sort());
  for (const fault of faults) {
    expect(fault).toMatch(/ (must|holds no secret)/);
    expect(fault).not.toMatch(/sekret|Invalid|expected/i);
  }
  expect(new ConfigFault(faults).message).toContain(`The configuration has ${faults.length} faults:\n  - `);
});

test("whatever can be wrong is in the table above", () => {
  const free = [
    "HOST",
    "DATA_DIR",
    "MQTT_HOST",
    "METRICS_HOST",
    "SKILLS",
    "WHATSAPP_WEBHOOK_VERIFY_TOKEN",
    "WHATSAPP_ACCESS_TOKEN",
    ...Object.keys(bucket),
    "S3_REGION",
    ...["BACKUP_S3_REGION", "BACKUP_S3_ACCESS_KEY_ID", "BACKUP_S3_SECRET_ACCESS_KEY"],
  ];
  expect(Object.keys(configSchema(skills).shape).sort()).toEqual(
    [...Object.keys(wrong), ...free, "TWILIO_AUTH_TOKEN"].sort(),
  );
});

test.each([
  ["PORT", "1.5"],
  ["PORT", "-1"],
  ["APP_SECRET_KEY", `${"a".repeat(64)},${"a".repeat(63)}`],
  ["APP_SECRET_KEY", ","],
  ["BELLHOP_API_KEY", "x".repeat(31)],
  ["WHATSAPP_MESSAGES_PER_SECOND", "fast"],
  ["TWILIO_WHATSAPP_NUMBER", "14155238886"],
])("%s=%s is refused", (name, value) => {
  expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} must `))]);
});

test.each([
  ["127.0.0.1", ["127.0.0.1"]],
  [" 10.0.0.0/8, ::1 ,2001:db8::/32", ["10.0.0.0/8", "::1", "2001:db8::/32"]],
])("TRUST_PROXY=%s names addresses and networks", (value, networks) => {
  expect(readConfig({ TRUST_PROXY: value }).trustProxy).toEqual(networks);
});

test.each(["true", "*", ",", "10.0.0.0/33", "10.0.0.0/0", "10.0.0.0/8/8", "::/129", "10.0.0", "proxy.example.com"])(
  "TRUST_PROXY=%s is refused: it would believe everybody, or nobody",
  (value) => {
    expect(faultsOf({ TRUST_PROXY: value })).toEqual([expect.stringMatching(/^TRUST_PROXY must /)]);
  },
);

test("the first admin has an e-mail address and a password, or is made by a link", () => {
  const both = { ADMIN_EMAIL: "ana@example.com", ADMIN_PASSWORD: "0123456789" };
  expect(readConfig({}).admin).toBeNull();
  expect(readConfig(both).admin).toEqual({ email: "ana@example.com", password: "0123456789" });
  expect(readConfig({ ADMIN_EMAIL: both.ADMIN_EMAIL })).toMatchObject({
    admin: null,
    alarms: { email: both.ADMIN_EMAIL },
  });
  expect(faultsOf({ ADMIN_PASSWORD: both.ADMIN_PASSWORD })).toEqual([
    "ADMIN_PASSWORD is set and ADMIN_EMAIL is not: set both, or neither to get a link printed.",
  ]);
  expect(faultsOf({ ADMIN_PASSWORD: both.ADMIN_PASSWORD })).toEqual([expect.stringMatching(/^ADMIN_PASSWORD is set/)]);
  expect(faultsOf({ ...both, ADMIN_PASSWORD: "012345678" })).toEqual([
    "ADMIN_PASSWORD must have at least 10 characters.",
  ]);
});

test("every variable is described for .env.example", () => {
  for (const [name, variable] of Object.entries(configSchema(skills).shape))
    expect(variable.description, name).toMatch(/.{10}/);
});

describe("the simulator", () => {
  test.each<[Record<string, string>, boolean]>([
    [{}, true],
    [{ SIM: "on" }, true],
    [{ SIM: "off" }, false],
    [{ HOST: "localhost" }, true],
    [{ HOST: "::1" }, true],
    [{ HOST: "127.8.9.10" }, true],
    [{ HOST: "0.0.0.0" }, false],
    [{ HOST: "::" }, false],
    [{ HOST: "127.evil.example" }, false],
    [{ PUBLIC_URL: "http://localhost:3000" }, true],
    [{ PUBLIC_URL: "http://[::1]:3000" }, true],
    [{ PUBLIC_URL: "https://desk.example.com" }, false],
    [{ PUBLIC_URL: "http://192.168.1.10:3000" }, false],
    [{ WHATSAPP_WEBHOOK_VERIFY_TOKEN: "x" }, false],
    [{ WHATSAPP_APP_SECRET: "x" }, false],
    [{ WHATSAPP_ACCESS_TOKEN: "x" }, false],
    [{ WHATSAPP_PHONE_NUMBER_ID: "1" }, false],
    [{ TWILIO_ACCOUNT_SID: `AC${"a".repeat(32)}` }, false],
    [{ TWILIO_AUTH_TOKEN: "x" }, false],
  ])("%j: %s", (environment, on) => {
    expect(readConfig(environment).sim).toBe(on);
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ HOST: "0.0.0.0" }, /HOST can be reached/],
    [{ PUBLIC_URL: "https://abc.ngrok.app" }, /PUBLIC_URL is an address that others can reach/],
    [{ TWILIO_AUTH_TOKEN: "x" }, /a provider is configured \(TWILIO_AUTH_TOKEN\)/],
  ])("is not switched on by hand with %j", (environment, reason) => {
    expect(faultsOf({ ...environment, SIM: "on" })).toEqual([expect.stringMatching(reason)]);
    expect(faultsOf(environment)).toEqual([]);
  });
});

test.each<[Record<string, string>, string[]]>([
  [
    { WHATSAPP_ACCESS_TOKEN: "sekret" },
    ["WHATSAPP_APP_SECRET", "WHATSAPP_WEBHOOK_VERIFY_TOKEN", "WHATSAPP_PHONE_NUMBER_ID"],
  ],
  [{ WHATSAPP_APP_SECRET: "sekret" }, ["WHATSAPP_WEBHOOK_VERIFY_TOKEN", "WHATSAPP_ACCESS_TOKEN"]],
  [{ TWILIO_ACCOUNT_SID: `AC${"a".repeat(32)}` }, ["TWILIO_AUTH_TOKEN"]],
  [{ TWILIO_AUTH_TOKEN: "sekret" }, ["TWILIO_ACCOUNT_SID"]],
])("half of a provider is told: %j", (environment, missing) => {
  const { warnings } = readConfig({
    PUBLIC_URL: "https://desk.example.com",
    TRUST_PROXY: "127.0.0.1",
    ...environment,
  });
  expect(warnings.map((warning) => warning.split(" ")[0])).toEqual(missing);
  expect(warnings.join()).not.toContain("sekret");
});

test(".env is read below the environment; a missing one is none, an unreadable one is a fault", async () => {
  const directory = await mkdtemp(path.join(tmpdir(), "bellhop-env-"));
  try {
    expect(loadConfig({}, directory).port).toBe(3000);
    await writeFile(path.join(directory, ".env"), 'PORT=4000\nSKILLS="keywords"\n');
    expect(loadConfig({ PORT: "5000" }, directory)).toMatchObject({ port: 5000, skills: ["keywords"] });
    await rm(path.join(directory, ".env"));
    expect(() => loadConfig({}, path.join(directory, "\0"))).toThrow();
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("what is half configured is told together with what is wrong", () => {
  const read = () => readConfig({ WHATSAPP_APP_SECRET: "sekret", PORT: "zz" });
  expect(read).toThrow(
    /PORT must be a port number[\s\S]*Allowed, but probably not meant:[\s\S]*WHATSAPP_ACCESS_TOKEN is not set/,
  );
  expect(read).not.toThrow(/sekret/);
});

test.each<[Record<string, string>, boolean]>([
  [{ PUBLIC_URL: "https://desk.example.com" }, true],
  [{ PUBLIC_URL: "https://desk.example.com", TRUST_PROXY: "127.0.0.1" }, false],
  [{ PUBLIC_URL: "https://desk.example.com", HOST: "0.0.0.0" }, false],
  [{ PUBLIC_URL: "http://desk.example.com" }, false],
  [{ PUBLIC_URL: "https://localhost" }, false],
  [{}, false],
])("a proxy on this machine that TRUST_PROXY does not name is warned of: %j", (environment, told) => {
  const { warnings } = readConfig(environment);
  expect(warnings.some((warning) => warning.startsWith("TRUST_PROXY is not set"))).toBe(told);
});

test("names that have no effect and are nearly settings are told, others are not", async () => {
  const directory = await mkdtemp(path.join(tmpdir(), "bellhop-env-"));
  try {
    await writeFile(
      path.join(directory, ".env"),
      "WHATSAPP_APP_SECRETS=sekret\nTWILIO_REGION=ie1\nPOSTGRES_PASSWORD=sekret\nports=4000\n",
    );
    const { warnings } = loadConfig({ TWILLIO_AUTH_TOKEN: "sekret", PATH: "/bin", HOSTNAME: "here" }, directory);
    expect(warnings).toEqual([
      "WHATSAPP_APP_SECRETS in .env has no effect: did you mean WHATSAPP_APP_SECRET?",
      "TWILIO_REGION in .env is no setting of Bellhop's and has no effect.",
      "ports in .env has no effect: did you mean PORT?",
      "TWILLIO_AUTH_TOKEN in the environment has no effect: did you mean TWILIO_AUTH_TOKEN?",
    ]);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("quotes that a container's runtime handed on are no part of a value", () => {
  expect(loadConfig({ PORT: '"4000"', SKILLS: "'keywords'" }, "/nowhere")).toMatchObject({
    port: 4000,
    skills: ["keywords"],
  });
});

test.each([
  "https://example.com/bellhop",
  "https://example.com/bellhop/",
  "https://example.com/?tenant=a",
  "https://example.com?",
  "https://example.com/#",
  "https://user@example.com",
  "https://user:sekret@example.com",
  "ftp://example.com",
  "example.com",
  "//example.com",
])("PUBLIC_URL=%s is refused: no door works below a path", (value) => {
  const faults = faultsOf({ PUBLIC_URL: value });
  expect(faults).toEqual([expect.stringMatching(/^PUBLIC_URL must be /)]);
  expect(faults[0]).not.toContain("sekret");
});

test.each(["https://example.com", "https://example.com/", "http://10.0.0.7:8080", "http://[::1]:3000/"])(
  "PUBLIC_URL=%s is taken",
  (value) => {
    expect(readConfig({ PUBLIC_URL: value }).publicUrl).toBe(value.replace(/\/$/, ""));
  },
);

test.each([
  "*",
  "null",
  "https://app.example.com/",
  "https://app.example.com/x",
  "app.example.com",
  "https://*.example.com",
  "HTTPS://app.example.com",
  "https://app.example.com:443",
  "file:///x",
])("CORS_ORIGINS=%s is refused: it is no origin as browsers send it", (value) => {
  expect(faultsOf({ CORS_ORIGINS: value })).toEqual([expect.stringMatching(/^CORS_ORIGINS must be exact origins/)]);
});

test("CORS_ORIGINS and ALLOWED_HOSTS are lists", () => {
  const given = { CORS_ORIGINS: "https://a.example, http://localhost:5173", ALLOWED_HOSTS: " bellhop , Desk.LAN" };
  expect(readConfig(given)).toMatchObject({
    corsOrigins: ["https://a.example", "http://localhost:5173"],
    allowedHosts: ["bellhop", "desk.lan"],
  });
  for (const name of ["*", "a.example:80", "https://a.example", "a b", "a/b"])
    expect(faultsOf({ ALLOWED_HOSTS: name })).toEqual([expect.stringMatching(/^ALLOWED_HOSTS must be /)]);
});

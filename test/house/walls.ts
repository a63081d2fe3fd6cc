// The import rules: which room may import which. `node test/house/walls.ts` checks all files and prints every violation.
import path from "node:path";
import { circles, type Import, readAll } from "./imports.ts";

/** A room: its files, the rooms that it may import besides itself, and the packages that it must not import. */
type Room = { name: string; holds: RegExp; may: string[]; shuns?: RegExp };

/** Packages for HTTP, MQTT or a provider's API. */
const transports = /^(fastify|@fastify\/.*|undici|aedes|mqtt|twilio|(node:)?(http|https|http2|net|tls|dgram))$/;

/** A file belongs to the first room whose pattern matches it. */
export const rooms: readonly Room[] = [
  { name: "base", holds: /^server\/base\//, may: [] },
  { name: "contract", holds: /^server\/contract\//, may: [], shuns: /^(?!zod$)/ },
  ...["meta", "twilio", "mqtt", "esphome", "blobs", "clamav", "mail", "otlp", "llm"].map(edge),
  ...core("ingest"),
  ...core("inbox"),
  ...core("texts"),
  ...core("bot", "core/texts"),
  ...core("outbox", "core/inbox", "core/media", "core/templates"),
  ...core("media", "core/inbox"),
  ...core("archive", "core/media"),
  ...core("templates", "core/inbox"),
  ...core("access"),
  ...core("accounts"),
  ...core("devices"),
  // The rules of parking report what happens; only its chat turns that into text.
  ...core("parking/chat", "core/parking", "core/accounts", "core/devices", "core/outbox", "core/texts"),
  {
    name: "core/parking/plugin",
    holds: /^server\/core\/parking\/plugin(\.test)?\.ts$/,
    may: ["base", "contract", "rows", "core/devices", "core/parking", "core/parking/chat"],
    shuns: transports,
  },
  ...core("parking", "core/accounts", "core/devices", "core/retention"),
  ...core("notify", "core/accounts"),
  ...core("mail", "core/texts"),
  ...core("live"),
  ...core("retention", "core/access", "core/archive", "core/inbox"),
  ...core("reports", "core/inbox"),
  ...core("tables", "core/inbox", "core/parking", "core/reports"),
  ...core("calls", "core/inbox", "core/texts"),
  ...core("costs"),
  ...core("numbers", "core/inbox"),
  ...core("health", "core/backup", "core/inbox", "core/ingest"),
  ...core("alarms", "core/mail", "core/texts"),
  ...core("seed", "core/reports"),
  ...core("backup", "core/archive"),
  ...core(
    "privacy",
    "core/access",
    "core/accounts",
    "core/archive",
    "core/backup",
    "core/costs",
    "core/inbox",
    "core/media",
  ),
  // The routes of a skill are plugged in with it, and not named by the application.
  { name: "api/routes", holds: /^server\/api\/[\w-]+\/routes\.ts$/, may: ["api"] },
  { name: "api", holds: /^server\/api\//, may: ["base", "contract", "core/*", "rows"] },
  { name: "whole", holds: /^server\/[\w-]+\.test\.ts$/, may: ["*"] },
  { name: "app", holds: /^server\/app\.ts$/, may: ["base", "api"] },
  {
    name: "skills",
    holds: /^server\/skills\.ts$/,
    may: ["base", "contract", "core/bot", "core/parking/plugin", "api", "api/routes", "rows"],
  },
  {
    name: "flow",
    holds: /^server\/(flow|flow-traces|prompts)\.ts$/,
    may: [
      "base",
      "contract",
      ...["bot", "calls", "inbox", "ingest", "media", "outbox", "templates"].map((room) => `core/${room}`),
      "skills",
      "rows",
    ],
  },
  { name: "devices", holds: /^server\/devices\.ts$/, may: ["base", "contract", "core/*", "rows"] },
  {
    name: "schedule",
    holds: /^server\/(schedule|schedule-jobs|backup-job|erasure-job|backfills)\.ts$/,
    may: [
      "base",
      "contract",
      "skills",
      ...[
        "access",
        "accounts",
        "alarms",
        "archive",
        "backup",
        "costs",
        "health",
        "inbox",
        "ingest",
        "live",
        "mail",
        "media",
        "privacy",
        "reports",
        "retention",
        "templates",
      ].map((room) => `core/${room}`),
    ],
  },
  { name: "monitor", holds: /^server\/monitor\.ts$/, may: ["base", "core/*", "rows"] },
  { name: "clock-watch", holds: /^server\/clock-watch\.ts$/, may: ["base", "rows"] },
  { name: "disk-watch", holds: /^server\/disk-watch\.ts$/, may: ["base", "core/health", "rows"] },
  { name: "worker-http", holds: /^server\/worker-http\.ts$/, may: ["core/*"] },
  {
    name: "worker",
    holds: /^server\/worker\.ts$/,
    may: [
      ...["base", "contract", "core/*", "rows", "broker", "devices", "flow", "monitor", "parts", "schedule"],
      "worker-http",
    ],
  },
  {
    name: "cli",
    holds: /^server\/cli(-[a-z]+)?\.ts$/,
    may: ["base", "contract", "core/*", "edge/esphome", "blob-store", "setup", "skills", "rows"],
  },
  { name: "setup", holds: /^server\/setup\.ts$/, may: ["base", "core/*"] },
  { name: "simulator-mode", holds: /^server\/simulator-mode\.ts$/, may: ["base", "sim"] },
  {
    name: "providers",
    holds: /^server\/provider(s|-access)(\.test)?\.ts$/,
    may: ["base", "contract", "edge/meta", "edge/twilio"],
  },
  {
    name: "blob-store",
    holds: /^server\/blob-store\.ts$/,
    may: ["base", "contract", "edge/blobs", "edge/clamav"],
  },
  { name: "senders", holds: /^server\/senders\.ts$/, may: ["base", "contract", "edge/mail", "edge/otlp"] },
  {
    name: "number-watch",
    holds: /^server\/number-watch\.ts$/,
    may: ["base", "contract", "core/numbers", "providers", "rows"],
  },
  {
    name: "parts",
    holds: /^server\/parts\.ts$/,
    may: [
      "base",
      "blob-store",
      "contract",
      "core/inbox",
      "core/mail",
      "core/media",
      "number-watch",
      "providers",
      "senders",
      "simulator-mode",
      "skills",
      "rows",
    ],
  },
  {
    name: "broker",
    holds: /^server\/broker\.ts$/,
    may: ["base", "contract", "core/devices", "devices", "edge/mqtt", "parts"],
  },
  {
    name: "web-server",
    holds: /^server\/web-server\.ts$/,
    may: ["base", "core/*", "edge/esphome", "app", "flow", "parts", "providers", "setup", "simulator-mode", "sim"],
  },
  {
    name: "main",
    holds: /^server\/main\.ts$/,
    may: [
      ...[
        "base",
        "core/ingest",
        "broker",
        "clock-watch",
        "disk-watch",
        "flow",
        "monitor",
        "parts",
        "providers",
        "skills",
      ],
      ...["web-server", "worker", "sim"],
    ],
  },
  { name: "compile-cache", holds: /^server\/compile-cache\.ts$/, may: [] },
  { name: "rows", holds: /^db\/rows\.ts$/, may: [] },
  { name: "db", holds: /^db\//, may: ["base", "contract", "core/*", "api", "app", "skills", "web/texts"] },
  { name: "sim/page", holds: /^sim\/page\//, may: [] },
  { name: "sim", holds: /^sim\//, may: [] },
  // What the Desk says of incidents, which the server's mails say too, by a generated file.
  { name: "web/texts", holds: /^web\/desk\/incidents\/strings\.en\.ts$/, may: [] },
  { name: "web", holds: /^web\//, may: ["web/texts"] },
  { name: "test", holds: /^test\//, may: ["*"] },
  { name: "bench", holds: /^bench\//, may: ["*"] },
  { name: "bin", holds: /^bin\//, may: [] },
  { name: "deploy", holds: /^deploy\//, may: ["base", "test"] },
  { name: "settings", holds: /^[^/]+\.ts$/, may: [] },
];

function edge(name: string): Room {
  return { name: `edge/${name}`, holds: new RegExp(`^server/edge/${name}/`), may: ["base", "contract"] };
}

function core(name: string, ...neighbours: string[]): Room[] {
  const may = ["base", "contract", "rows", ...neighbours];
  return [{ name: `core/${name}`, holds: new RegExp(`^server/core/${name}/`), may, shuns: transports }];
}

/** Tests and code that only tests need. */
const forTests = /\.(test|fixture)\.ts$|^sim\/test-bellhop\.ts$/;

const roomOf = (file: string): Room | undefined => rooms.find((room) => room.holds.test(file));
const isOurs = (to: string): boolean =>
  /^(server|web|sim|db|test|bench|bin|deploy)\//.test(to) || /^[\w.-]+\.ts$/.test(to);

/** Why an import is not allowed; null if it is. */
export function breach({ from, to }: Import): string | null {
  const room = roomOf(from);
  if (!room) return `${from} lies in no room of the house`;
  if (to === "(computed)") return "an import that is computed cannot be checked";
  if (/^(\.\.|\/|file:|data:)/.test(to)) return `${to} lies outside of the repository`;
  if (!isOurs(to)) return room.shuns?.test(to) && !forTests.test(from) ? `${room.name} does without ${to}` : null;
  const other = roomOf(to);
  if (!other) return `${to} lies in no room of the house`;
  if (forTests.test(to) && !forTests.test(from) && room.name !== "test") return `${to} is for tests`;
  if (room === other) return null;
  if (room.may.includes("*")) return null;
  const family = `${other.name.split("/")[0]}/*`;
  if (room.may.includes(other.name) || (other.name.includes("/") && room.may.includes(family))) return null;
  // Tests may also import test/support, db/rows.ts, base and contract; those of the simulator may not.
  if (forTests.test(from) && ["test", "rows", "base", "contract"].includes(other.name) && room.name !== "sim")
    return null;
  return `${room.name} may not import ${other.name}`;
}

/** All violations among some imports, one sentence each. */
export function faultsOf(imports: readonly Import[]): string[] {
  const walls = imports.flatMap((one) => {
    const why = breach(one);
    return why === null ? [] : [`${one.from}:${one.line} ${why} (${one.to})`];
  });
  return [...walls, ...circles(imports).map((group) => `import circle: ${group.join(", ")}`)];
}

if (import.meta.main) {
  const imports = readAll(path.join(import.meta.dirname, "../.."));
  const faults = faultsOf(imports);
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log(`${imports.length} imports keep to the walls.`);
  else process.exitCode = 1;
}

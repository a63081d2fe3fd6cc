// What must not be so where others reach Bellhop: each fault with its remedy, and with the name by which ALLOW_UNSAFE lets it pass. Says nothing of a
// Bellhop that only its own machine reaches.
import { readFile, stat, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Config } from "./config.ts";
import { createClient } from "./db.ts";
import { isLoopback } from "./local.ts";
import type { Unsafe } from "./unsafe.ts";

/** A fault, as one sentence with a remedy. */
export type Fault = { name: Unsafe; says: string };

/** What is asked of the machine. */
export type Machine = {
  /** Why what is written to DATA_DIR does not last, as the end of a sentence; null when it does. */
  dataIsLost: string | null;
  /** Whether this process may do everything on this machine. */
  root: boolean;
  now: Date;
};

/** No right clock is before this: one that starts at its epoch or at a battery's end is. */
const EARLIEST = new Date("2025-01-01T00:00:00Z");

/** By how much the clocks of Bellhop and its database may differ, in ms. */
const MAX_CLOCK_DIFFERENCE_MS = 5 * 60_000;

const CLOCK_REMEDY =
  "Have it set by the network (timedatectl set-ntp true): due times, sign-ins and the 24-hour window follow it";

/** What says whether others are to reach a Bellhop. */
type Reach = Pick<Config, "publicUrl" | "host" | "real" | "allowUnsafe">;

/** Whether others are to reach this Bellhop: PUBLIC_URL is not of this machine alone, or a provider is configured and HOST is not. */
export const isPublic = ({ publicUrl, host, real }: Omit<Reach, "allowUnsafe">): boolean =>
  !isLoopback(new URL(publicUrl).hostname) || (real && !isLoopback(host));

/** The faults of a configuration on a machine, without those that ALLOW_UNSAFE names. */
export function productionFaults(config: Config, machine: Machine): Fault[] {
  if (!isPublic(config)) return [];
  const weak = weakSecrets(config);
  const rules: [unknown, Unsafe, string][] = [
    [
      !config.publicUrl.startsWith("https:"),
      "http",
      "PUBLIC_URL must begin with https://: Meta calls no other address, and passwords would cross the network readable. Put a proxy with a certificate before Bellhop, as docs/install/compose.md does with Caddy.",
    ],
    [
      weak.length > 0,
      "weak-secrets",
      `${weak.join(" and ")} can be guessed. Make a secret with: openssl rand -hex 32; copy a provider's from its console.`,
    ],
    [
      machine.dataIsLost !== null && keepsDataHere(config),
      "temporary-data",
      `DATA_DIR (${config.dataDir}) ${machine.dataIsLost}: messages and bookings would be lost. Set it to a folder that stays, such as /var/lib/bellhop; in a container mount a volume there.`,
    ],
    [
      machine.root,
      "root",
      "Bellhop runs as root and needs nothing that only root may do. Start it as a user of its own who owns DATA_DIR, as docs/install/systemd.md does.",
    ],
    [
      machine.now < EARLIEST,
      "clock",
      `The clock of this machine shows ${machine.now.toISOString().slice(0, 10)}. ${CLOCK_REMEDY}.`,
    ],
  ];
  return rules.flatMap(([applies, name, says]) =>
    applies && !config.allowUnsafe.includes(name) ? [{ name, says }] : [],
  );
}

/** The fault of a clock that is `byMs` ahead of the database's (negative: behind); none where it is near enough or allowed. */
export function clockFaults(config: Reach, byMs: number): Fault[] {
  if (!isPublic(config) || Math.abs(byMs) < MAX_CLOCK_DIFFERENCE_MS || config.allowUnsafe.includes("clock")) return [];
  const apart = `${Math.round(Math.abs(byMs) / 60_000)} minutes ${byMs > 0 ? "ahead of" : "behind"}`;
  return [{ name: "clock", says: `The clock of this machine is ${apart} the database's. ${CLOCK_REMEDY}.` }];
}

/** By how many milliseconds this machine's clock is ahead of the database's; negative when it is behind. */
export async function clockLead(url: string): Promise<number> {
  const client = createClient(url, "start", "log");
  try {
    await client.connect();
    const before = Date.now();
    const { rows } = await client.query<{ now: Date }>("select clock_timestamp() as now");
    return (before + Date.now()) / 2 - rows[0]!.now.getTime();
  } finally {
    await client.end().catch(() => {});
  }
}

/** Throws all faults as one message. */
export function refuse(faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const names = faults.map(({ name }) => name).join(",");
  throw new Error(
    `This cannot go well under a public address:\n${faults.map(({ says }) => `  - ${says}`).join("\n")}\n` +
      `If it is meant so, set ALLOW_UNSAFE=${names}.`,
  );
}

/** Whether anything that must last lies in DATA_DIR: the database, files, or the key for secrets. */
const keepsDataHere = ({ databaseUrl, s3, appSecretKeys }: Config): boolean =>
  databaseUrl === null || s3 === null || appSecretKeys.length === 0;

/** The names of the secrets that are an example's or too uniform to be random. */
function weakSecrets(config: Config): string[] {
  const secrets: [string, readonly (string | null)[]][] = [
    ["APP_SECRET_KEY", config.appSecretKeys],
    ["BELLHOP_API_KEY", [config.apiKey]],
    ["WHATSAPP_APP_SECRET", config.meta.appSecrets],
    ["TWILIO_AUTH_TOKEN", config.twilio.authTokens],
  ];
  return secrets.flatMap(([name, values]) => (values.some((value) => value !== null && isWeak(value)) ? [name] : []));
}

/** Whether a secret is an example's, repeats itself, or has less than 8 different characters. */
function isWeak(secret: string): boolean {
  const example = /change.?me|example|placeholder|^(your|my)[-_ ]|[-_ ]here$|0123456789abcdef|^(secret|password|test)/i;
  return example.test(secret) || /^(.{1,16})\1+$/.test(secret) || new Set(secret).size < 8;
}

/** Asks the machine. */
export async function machineOf(dataDir: string): Promise<Machine> {
  return { dataIsLost: await whyDataIsLost(dataDir), root: await isRoot(), now: new Date() };
}

/** File systems that end with the machine or the container, by the number that statfs(2) has for them. */
const temporary: Record<number, string> = {
  16914836: "lies in memory (tmpfs)",
  2240043254: "lies in memory (ramfs)",
  2035054128: "lies in the container itself and goes with it (overlay)",
};

async function whyDataIsLost(dataDir: string): Promise<string | null> {
  const folders = ["/tmp", "/private/tmp", "/var/tmp", "/dev/shm", "/run", tmpdir()];
  if (folders.some((folder) => dataDir === folder || dataDir.startsWith(folder + path.sep)))
    return "lies among temporary files, which the system deletes";
  // The folder may not be there yet: then the one in which it is made.
  for (let at = dataDir; ; at = path.dirname(at)) {
    const there = await stat(at).then(
      () => true,
      () => false,
    );
    if (there) return process.platform === "linux" ? (temporary[(await statfs(at)).type >>> 0] ?? null) : null;
    if (at === path.dirname(at)) return null;
  }
}

/** Whether the user is the machine's root; root of a user namespace, as in a rootless container, is an ordinary user outside. */
async function isRoot(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  const map = await readFile("/proc/self/uid_map", "utf8").catch(() => "");
  const [, outside = "0"] = map.trim().split(/\s+/);
  return outside === "0";
}

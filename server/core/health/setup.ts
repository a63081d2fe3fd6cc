// The way to a Bellhop that serves customers, as steps that are looked at anew each time: what is done, and what to do next.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { unfinished } from "../../base/backfill.ts";
import { diskSpace, leastFree, sizeOf } from "../../base/disk.ts";
import { isLoopback } from "../../base/local.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Direction } from "../../contract/messages.ts";
import type { NewsKind } from "../../contract/news.ts";
import type { Clock } from "../../contract/ports.ts";
import { lastMade } from "../backup/watch.ts";

/** The steps, in the order in which they are taken. */
export const setupSteps = [
  "address",
  "clock",
  "disk",
  "database",
  "number",
  "token",
  "subscription",
  "message_in",
  "message_out",
  "people",
  "backup",
] as const;

/** `open`: still to be done. `failed`: it does not work. `unknown`: it could not be found out. */
export const stepStates = ["done", "open", "failed", "unknown"] as const;

/** A step: `says` is what was found, `remedy` what to do; null when there is nothing to do. */
export type SetupStep = {
  name: (typeof setupSteps)[number];
  state: (typeof stepStates)[number];
  says: string;
  remedy: string | null;
};

/** What is looked at. */
export type SetupParts = {
  db: Kysely<DB>;
  /** The address for browsers and providers, without a trailing slash. */
  publicUrl: string;
  dataDir: string;
  /** Whether the simulator is the provider. */
  simulated: boolean;
  /** Addresses of the configured providers, whose clocks are right. */
  providerUrls: readonly string[];
  /** Where backups are made by themselves; null: nowhere. */
  backupTo: string | null;
  clock: Clock;
  /** Sends an HTTP request; `fetch` but for tests. */
  ask?: typeof fetch;
};

type Found = Omit<SetupStep, "name">;

const done = (says: string): Found => ({ state: "done", says, remedy: null });
const open = (says: string, remedy: string): Found => ({ state: "open", says, remedy });
const failed = (says: string, remedy: string): Found => ({ state: "failed", says, remedy });
const unknown = (says: string, remedy: string): Found => ({ state: "unknown", says, remedy });

/** How long an address may take to answer, in ms. */
const TIMEOUT_MS = 5_000;
/** By how much a clock may differ from a provider's, in ms. Sign-ins with an authenticator fail beyond half a minute. */
const MAX_CLOCK_DIFFERENCE_MS = 30_000;
/** Older than this the last backup is too old, in ms: a week, for those who make one a week. */
const MAX_BACKUP_AGE_MS = 8 * 24 * 3_600_000;

/** Looks at all steps. Never throws: what cannot be found out is told as such. */
export async function lookAtSetup(parts: SetupParts): Promise<SetupStep[]> {
  const look: Record<SetupStep["name"], () => Promise<Found>> = {
    address: () => address(parts),
    clock: () => clockStep(parts),
    disk: () => disk(parts),
    database: () => database(parts),
    number: () => number(parts),
    token: () => newsStep(parts, ["access"], "Every token is valid and has the rights that it needs."),
    subscription: () =>
      newsStep(parts, ["subscription", "number_state"], "The webhooks of every number are subscribed."),
    message_in: () => firstMessage(parts, "in"),
    message_out: () => firstMessage(parts, "out"),
    people: () => people(parts),
    backup: () => backup(parts),
  };
  return Promise.all(
    setupSteps.map(async (name) => ({
      name,
      ...(await look[name]().catch((error: Error) =>
        unknown(`It could not be found out: ${error.message}`, "Look at the log, and try again."),
      )),
    })),
  );
}

/** Whether the public address leads to a Bellhop by HTTPS. That it does from outside is proved by the first webhook. */
async function address({ db, publicUrl, ask = fetch }: SetupParts): Promise<Found> {
  if (isLoopback(new URL(publicUrl).hostname))
    return open(
      `PUBLIC_URL is ${publicUrl}, which only this machine reaches.`,
      "Set PUBLIC_URL to an address such as https://desk.example.com that leads here: docs/install says how to get one with a certificate.",
    );
  if (!publicUrl.startsWith("https:"))
    return failed(
      `PUBLIC_URL is ${publicUrl}: Meta calls only addresses with https.`,
      "Put a proxy with a certificate before Bellhop, as docs/install/compose.md does with Caddy, and set PUBLIC_URL to its https address.",
    );
  try {
    const response = await ask(`${publicUrl}/healthz`, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok)
      return failed(
        `${publicUrl}/healthz answers ${response.status} and not 200: something else is there.`,
        "Have the proxy pass all paths to Bellhop's port unchanged.",
      );
  } catch (error) {
    return failed(
      `${publicUrl} cannot be reached from here: ${reasonOf(error)}.`,
      "Look at the name's DNS record, at the proxy and at its certificate. If only this machine cannot reach its own address, ask from another: curl -i " +
        `${publicUrl}/healthz`,
    );
  }
  const { rows } = await sql<{ at: Date | null }>`
    select max(last_webhook_at) as at from webhook_endpoint_stats where last_webhook_at >= (select since from production_start)`.execute(
    db,
  );
  const at = rows[0]?.at;
  return at
    ? done(`${publicUrl} answers by HTTPS, and a provider reached it at ${told(at)}.`)
    : done(`${publicUrl} answers by HTTPS. That it does from outside too is proved by the first webhook.`);
}

/** The cause of a failed request, which `fetch` keeps apart. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== "" ? cause.message : message;
}

/** Whether the clock is that of the providers. */
async function clockStep({ providerUrls, clock, ask = fetch }: SetupParts): Promise<Found> {
  for (const url of providerUrls) {
    const response = await ask(url, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => null);
    const theirs = Date.parse(response?.headers.get("date") ?? "");
    if (Number.isNaN(theirs)) continue;
    const ahead = clock().getTime() - theirs;
    if (Math.abs(ahead) <= MAX_CLOCK_DIFFERENCE_MS)
      return done(`The clock agrees with that of ${new URL(url).hostname}.`);
    return failed(
      `The clock is ${Math.round(Math.abs(ahead) / 1_000)} s ${ahead > 0 ? "ahead of" : "behind"} that of ${new URL(url).hostname}.`,
      "Have it set by the network: timedatectl set-ntp true",
    );
  }
  return unknown(
    providerUrls.length === 0 ? "No provider is configured whose clock could be asked." : "No provider told its time.",
    "See that the clock is set by the network: timedatectl",
  );
}

async function disk({ dataDir }: SetupParts): Promise<Found> {
  const { free, size } = await diskSpace(dataDir);
  const says = `${sizeOf(free)} of ${sizeOf(size)} are free where DATA_DIR lies.`;
  return free < leastFree(size)
    ? failed(says, "Make room or take a larger disk: without space nothing can be received.")
    : done(says);
}

async function database({ db }: SetupParts): Promise<Found> {
  const { rows } = await sql<{ version: string; size: string; schema: string }>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as size,
      (select name from schema_migrations order by id desc limit 1) as schema`.execute(db);
  const { version, size, schema } = rows[0]!;
  const changing = (await unfinished(db)).map(
    ({ name, share }) => ` Rows are being changed for ${name}: ${Math.round(share * 100)} %.`,
  );
  return done(`PostgreSQL ${version}, ${sizeOf(Number(size))}, with the schema ${schema}.${changing.join("")}`);
}

/** Whether there is a number of the business's own that sends. */
async function number({ db, simulated }: SetupParts): Promise<Found> {
  if (simulated)
    return open(
      "The simulator is the provider.",
      "Connect a number: docs/connect-meta.md or docs/connect-twilio.md, step by step.",
    );
  const rows = await db
    .selectFrom("channels")
    .select(["display_number", "external_id", "held_since", "pause_reason", "held_remedy"])
    .where("simulated", "=", false)
    .orderBy("id")
    .execute();
  if (rows.length === 0)
    return open("No number is connected.", "Add one under Numbers, or in .env as docs/connect-meta.md says.");
  const held = rows.find((row) => row.held_since !== null);
  const nameOf = (row: (typeof rows)[number]) => row.display_number ?? row.external_id;
  if (held)
    return failed(
      `${nameOf(held)} sends nothing: ${held.pause_reason ?? "its provider refuses"}.`,
      held.held_remedy ?? "Look at News, and at what the provider's console says.",
    );
  return done(`Connected: ${rows.map(nameOf).join(", ")}.`);
}

/** What the providers said when they were asked last. */
async function newsStep({ db, simulated }: SetupParts, kinds: NewsKind[], good: string): Promise<Found> {
  if (simulated) return open("There is no provider to ask yet.", "Connect a number first.");
  const news = await db
    .selectFrom("provider_news")
    .select(["summary", "remedy"])
    .where("kind", "in", kinds)
    .where("resolved_at", "is", null)
    .where("severity", "<>", "info")
    .orderBy("severity")
    .orderBy("id", "desc")
    .executeTakeFirst();
  if (news) return failed(news.summary, news.remedy ?? "Look at News.");
  const asked = await db.selectFrom("provider_checks").select(["provider", "checked_at"]).execute();
  if (asked.length === 0)
    return unknown(
      "No provider has been asked yet.",
      'Press "Ask the providers" under News, or wait for the next hour.',
    );
  const when = asked.map(({ provider, checked_at }) => `${names[provider as Provider]} at ${told(checked_at)}`);
  return done(`${good} Asked: ${when.join(", ")}.`);
}

const names: Record<Provider, string> = { meta: "Meta", twilio: "Twilio" };

/** Whether a real message has come in, or was delivered. */
async function firstMessage({ db, simulated }: SetupParts, direction: Direction): Promise<Found> {
  const { rows } = await sql<{ at: Date | null; failed: boolean }>`
    with real as (select id from channels where not simulated)
    select exists (select from messages where failed and channel_id in (select id from real)) as failed, (
      select sent_at from messages where direction = ${direction} and channel_id in (select id from real)
        and (direction = 'in' or status in ('delivered', 'read', 'played'))
      order by sent_at desc, id desc limit 1) as at`.execute(db);
  const { at, failed: anyFailed } = rows[0]!;
  if (at !== null)
    return done(
      direction === "in"
        ? `The last one came at ${told(at)}.`
        : `The last one that was delivered went out at ${told(at)}.`,
    );
  const first = simulated ? "Connect a number, then w" : "W";
  if (direction === "in")
    return open(
      "No message has come in yet.",
      `${first}rite to the number from a phone. It appears in the inbox within a second.`,
    );
  return anyFailed
    ? failed("Every message so far failed.", "The message itself says why, in its conversation.")
    : open(
        "No message has been delivered yet.",
        `${first}rite "menu" to the number from a phone, or answer a message in the inbox.`,
      );
}

async function people({ db }: SetupParts): Promise<Found> {
  const { rows } = await sql<{ people: number; admins: number; secured: number }>`
    select count(*)::int as people, count(*) filter (where role = 'admin')::int as admins,
      count(*) filter (where role = 'admin' and f.confirmed_at is not null)::int as secured
    from users u left join user_second_factors f on f.user_id = u.id where u.disabled_at is null`.execute(db);
  const { people, admins, secured } = rows[0]!;
  if (admins === 0)
    return open(
      "There is no admin yet.",
      "Open the one-time link that the start printed, or run: bellhop users invite",
    );
  const says = `${people === 1 ? "One person" : `${people} people`}, ${admins === 1 ? "one of them an admin" : `${admins} of them admins`}.`;
  return secured < admins
    ? open(`${says} Not every admin has a two-step sign-in.`, "Each sets it up under Settings > Two-step sign-in.")
    : done(says);
}

/** Whether a backup was made lately, where backups are made by themselves. */
async function backup({ db, backupTo, clock }: SetupParts): Promise<Found> {
  if (backupTo === null)
    return open(
      "Backups are not made by themselves.",
      "Set BACKUP_TO to a folder on another disk or to a bucket, as docs/backup.md says.",
    );
  const last = await lastMade(db);
  if (last === null) return open("No backup has been made yet.", "Wait for the first one, or run: bellhop backup");
  const says = `The last backup was made at ${told(last)}, to ${backupTo}.`;
  return clock().getTime() - last.getTime() > MAX_BACKUP_AGE_MS
    ? failed(says, "Run: bellhop backup. It says what is wrong.")
    : done(says);
}

/** A time for people to read: 2026-01-31 12:00 UTC. */
const told = (time: Date): string => `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;

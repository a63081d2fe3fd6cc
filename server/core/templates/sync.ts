// Keeps the table of templates as the providers list them: reads an account's templates anew, and applies what webhooks say of one.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { Log } from "../../base/log.ts";
import type { ChannelRef, Provider } from "../../contract/inbound.ts";
import type { ByNumber, Clock, TemplateProvider } from "../../contract/ports.ts";
import type { ProviderTemplate, TemplateContent, TemplateNews } from "../../contract/templates.ts";
import * as channels from "../inbox/channels.ts";

/** What reading templates needs. */
export type TemplateSources = {
  db: Kysely<DB>;
  templates: ByNumber<TemplateProvider>;
  /** The business's own numbers. */
  own: readonly ChannelRef[];
  clock: Clock;
};

/** How one account's templates were read last. */
export type AccountSync = {
  provider: Provider;
  accountId: string;
  syncedAt: Date | null;
  /** Why the last try failed, as a sentence; null: it did not. */
  failure: string | null;
  failedAt: Date | null;
};

type Account = { provider: Provider; accountId: string };

/** After this many ms an account's templates are read anew without anybody asking. */
const EVERY_MS = 3_600_000;
/** After a failed try, the next one waits for so many ms. */
const AGAIN_MS = 300_000;

/** Reads the templates of all accounts, or of those that are due, and returns how each of them went. What cannot be read stays as it was. */
export async function syncTemplates(sources: TemplateSources, which: "all" | "due"): Promise<AccountSync[]> {
  const before = await readSyncs(sources.db);
  for (const account of await accountsOf(sources)) {
    const known = before.find((one) => isSame(one, account));
    if (which === "due" && known && !isDue(known, sources.clock())) continue;
    await syncAccount(sources, account);
  }
  return readSyncs(sources.db);
}

/** Returns what begins reading the templates that are due, unless it is still at it, and says in one line how the last reading went. */
export function createTemplateSync(sources: TemplateSources & { log: Log }): () => string {
  let running = false;
  let last = "The templates are being read.";
  return () => {
    if (running) return last;
    running = true;
    syncTemplates(sources, "due")
      .then((syncs) => {
        const failures = syncs.flatMap(({ failure }) => failure ?? []);
        last = failures.length === 0 ? "The templates are up to date." : failures.join(" ");
      })
      .catch((error: unknown) => sources.log.warn({ err: error }, "the templates could not be read"))
      .finally(() => {
        running = false;
      });
    return last;
  };
}

/** How each account was read last. */
export async function readSyncs(db: Kysely<DB>): Promise<(AccountSync & { wantedAt: Date | null })[]> {
  const rows = await db.selectFrom("template_syncs").selectAll().orderBy("provider").orderBy("account_id").execute();
  return rows.map((row) => ({
    provider: row.provider as Provider,
    accountId: row.account_id,
    syncedAt: row.synced_at,
    failure: row.failure,
    failedAt: row.failed_at,
    wantedAt: row.wanted_at,
  }));
}

/** Asks for an account's templates to be read anew soon. */
export async function wantSync(tx: Kysely<DB> | Transaction<DB>, account: Account, now: Date): Promise<void> {
  await sql`
    insert into template_syncs (provider, account_id, wanted_at) values (${account.provider}, ${account.accountId}, ${now})
    on conflict (provider, account_id) do update set wanted_at = excluded.wanted_at`.execute(tx);
}

/** Applies what webhooks say of single templates, and asks for the accounts of all of them to be read anew. */
export async function applyNews(tx: Transaction<DB>, news: readonly TemplateNews[], now: Date): Promise<void> {
  for (const one of news) {
    await sql`
      update templates set status = coalesce(${one.status}, status), quality = coalesce(${one.quality}, quality),
        category = coalesce(${one.category}, category),
        rejected_reason = case when ${one.status}::text is null then rejected_reason else ${one.rejectedReason} end
      where provider = ${one.provider} and account_id = ${one.accountId} and provider_id = ${one.providerId}`.execute(
      tx,
    );
    await wantSync(tx, one, now);
  }
}

const isSame = (one: Account, other: Account): boolean =>
  one.provider === other.provider && one.accountId === other.accountId;

function isDue({ syncedAt, failedAt, wantedAt }: AccountSync & { wantedAt: Date | null }, now: Date): boolean {
  const age = (at: Date | null) => (at === null ? Number.POSITIVE_INFINITY : Math.abs(now.getTime() - at.getTime()));
  if (failedAt !== null && age(failedAt) < AGAIN_MS) return false;
  return (
    age(syncedAt) >= EVERY_MS || failedAt !== null || (wantedAt !== null && (syncedAt === null || wantedAt > syncedAt))
  );
}

/** The accounts of our own numbers at providers that can be asked. */
async function accountsOf({ db, templates, own }: TemplateSources): Promise<Account[]> {
  const names = new Set(own.map(channels.nameOf));
  const found = new Map<string, Account>();
  for (const { provider, accountId, ...rest } of await channels.list(db)) {
    if (
      accountId === null ||
      !templates.has(provider, { accountId }) ||
      !names.has(channels.nameOf({ provider, ...rest }))
    )
      continue;
    found.set(`${provider}:${accountId}`, { provider, accountId });
  }
  return [...found.values()];
}

async function syncAccount({ db, templates, clock }: TemplateSources, account: Account): Promise<void> {
  const { provider, accountId } = account;
  // The time at which it was asked: what a later request answered stays.
  const at = clock();
  const source = templates.get(provider, { accountId });
  const answer = source ? await source.list(accountId) : { fault: "The account's number was removed." };
  if ("fault" in answer) {
    await sql`
      insert into template_syncs (provider, account_id, failed_at, failure) values (${provider}, ${accountId}, ${at}, ${answer.fault})
      on conflict (provider, account_id) do update set failed_at = excluded.failed_at, failure = excluded.failure`.execute(
      db,
    );
    return;
  }
  await db.transaction().execute(async (tx) => {
    await sql`
      insert into template_syncs (provider, account_id, synced_at) values (${provider}, ${accountId}, ${at})
      on conflict (provider, account_id) do update set synced_at = greatest(template_syncs.synced_at, excluded.synced_at),
        failed_at = null, failure = null`.execute(tx);
    await keep(tx, account, answer.templates, at);
  });
}

/** Writes what an account has now; what it has no more is marked as gone. */
async function keep(
  tx: Transaction<DB>,
  { provider, accountId }: Account,
  given: readonly ProviderTemplate[],
  at: Date,
): Promise<void> {
  const rows = [...new Map(given.map((one) => [one.providerId, one])).values()].map((one) => ({
    provider_id: one.providerId,
    name: one.name,
    language: one.language,
    status: one.status,
    category: one.category,
    quality: one.quality,
    rejected_reason: one.rejectedReason,
    parameter_format: one.parameterFormat,
    content: contentOf(one),
  }));
  const columns =
    "provider_id text, name text, language text, status text, category text, quality text, rejected_reason text, parameter_format text, content jsonb";
  await sql`
    insert into templates (provider, account_id, provider_id, name, language, status, category, quality, rejected_reason, parameter_format,
      content, synced_at)
    select ${provider}, ${accountId}, r.*, ${at} from ${recordset("r", columns, rows)}
    on conflict (provider, account_id, provider_id) do update set name = excluded.name, language = excluded.language,
      status = excluded.status, category = excluded.category, quality = excluded.quality,
      -- Meta's webhook says in words what its list has as a code.
      rejected_reason = case when excluded.provider = 'meta' and excluded.status = 'rejected' and templates.status = 'rejected'
        then coalesce(templates.rejected_reason, excluded.rejected_reason) else excluded.rejected_reason end,
      parameter_format = excluded.parameter_format, content = excluded.content, synced_at = excluded.synced_at, gone_at = null
    where templates.synced_at <= excluded.synced_at`.execute(tx);
  await sql`
    update templates set gone_at = ${at} where provider = ${provider} and account_id = ${accountId} and synced_at < ${at} and gone_at is null`.execute(
    tx,
  );
}

/** The column `content` of a template. */
export const contentOf = ({ header, body, footer, buttons, unsupported }: TemplateContent) => ({
  ...{ header, body, footer, buttons, unsupported },
});

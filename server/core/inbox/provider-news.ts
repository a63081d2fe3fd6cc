// News from providers: keeping them, with an incident while something serious is open, and listing and settling them.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { closeIncident, openIncident } from "../../base/incidents.ts";
import { audit, happened } from "../../base/journal.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { NewsKind, NewsSeverity, ProviderNews } from "../../contract/news.ts";

/** From where news is: told by a webhook, or found by asking. */
export type NewsSource = "webhook" | "check";

/** News with its provider and, if it is about one number, the channel. */
export type Told = { provider: Provider; channelId: number | null; news: ProviderNews; at: Date };

/** News as it is kept. */
export type KeptNews = Omit<ProviderNews, "isOver"> & {
  id: number;
  provider: Provider;
  channelId: number | null;
  source: NewsSource;
  at: Date;
  seenAt: Date;
  resolvedAt: Date | null;
  resolvedBy: string | null;
};

/**
 * Keeps news in order. The newest of a kind about the same thing replaces the one before; what is over, or only informs, is not open. Opens and
 * closes incidents of the provider accordingly.
 */
export async function keepNews(
  tx: Transaction<DB>,
  told: readonly Told[],
  source: NewsSource,
  now: Date,
): Promise<void> {
  for (const { provider, channelId, news, at } of told) {
    await sql`
      update provider_news set resolved_at = ${now}, resolved_by = 'provider'
      where provider = ${provider} and source = ${source} and kind = ${news.kind} and about = ${news.about}
        and channel_id is not distinct from ${channelId}::int and resolved_at is null`.execute(tx);
    const isOpen = !news.isOver && news.severity !== "info";
    await sql`
      insert into provider_news (provider, channel_id, kind, severity, about, summary, remedy, source, at, seen_at, resolved_at, resolved_by)
      values (${provider}, ${channelId}, ${news.kind}, ${news.severity}, ${news.about}, ${news.summary}, ${news.remedy}, ${source}, ${at}, ${now},
        ${isOpen ? null : now}, ${isOpen ? null : "provider"})`.execute(tx);
  }
  await alarm(tx, [...new Set(told.map(({ provider }) => provider))], now);
}

/** Keeps what a check of a provider found: new findings are news, those that are not found any more are over. */
export async function keepFindings(
  tx: Transaction<DB>,
  provider: Provider,
  found: readonly Omit<Told, "provider" | "at">[],
  now: Date,
): Promise<void> {
  const { rows: open } = await sql<{
    id: number;
    kind: NewsKind;
    about: string;
    channel_id: number | null;
    summary: string;
  }>`
    select id, kind, about, channel_id, summary from provider_news
    where provider = ${provider} and source = 'check' and resolved_at is null for update`.execute(tx);
  const same = (one: (typeof open)[number], { news, channelId }: (typeof found)[number]) =>
    one.kind === news.kind && one.about === news.about && one.channel_id === channelId && one.summary === news.summary;
  const again = open.filter((one) => found.some((finding) => same(one, finding))).map(({ id }) => id);
  const over = open.filter(({ id }) => !again.includes(id)).map(({ id }) => id);
  await sql`update provider_news set seen_at = ${now} where id = any(${again}::bigint[])`.execute(tx);
  await sql`
    update provider_news set resolved_at = ${now}, resolved_by = 'provider' where id = any(${over}::bigint[])`.execute(
    tx,
  );
  const fresh = found.filter((finding) => !open.some((one) => same(one, finding)));
  await keepNews(
    tx,
    fresh.map((one) => ({ ...one, provider, at: now })),
    "check",
    now,
  );
  await alarm(tx, [provider], now);
  await sql`
    insert into provider_checks (provider, checked_at) values (${provider}, ${now})
    on conflict (provider) do update set checked_at = excluded.checked_at`.execute(tx);
}

/** An incident is open for a channel, or for the account as a whole, while critical news about it is. */
async function alarm(tx: Transaction<DB>, providers: readonly Provider[], now: Date): Promise<void> {
  if (providers.length === 0) return;
  const { rows } = await sql<{ channel_id: number | null; summary: string; remedy: string | null; kind: string }>`
    select distinct on (channel_id) channel_id, summary, remedy, kind from provider_news
    where severity = 'critical' and resolved_at is null order by channel_id, at desc`.execute(tx);
  for (const { channel_id: channelId, ...detail } of rows)
    await openIncident(tx, "provider_alarm", { channelId }, detail, now);
  const { rows: open } = await sql<{ channel_id: number | null }>`
    select channel_id from incidents where kind = 'provider_alarm' and closed_at is null`.execute(tx);
  for (const { channel_id: channelId } of open)
    if (!rows.some((row) => row.channel_id === channelId))
      await closeIncident(tx, "provider_alarm", { channelId }, "provider", now);
  await happened(tx, { type: "news.changed" }, now);
}

/** Which news to list. `before`: an id; only older ones. */
export type NewsFilter = { open: boolean | null; kind: NewsKind | null; limit: number; before: number | null };

/** News, newest first, and how many match. */
export async function listNews(
  db: Kysely<DB>,
  { open, kind, limit, before }: NewsFilter,
): Promise<{ count: number; news: KeptNews[] }> {
  const matching = db
    .selectFrom("provider_news")
    .$if(open === true, (query) => query.where("resolved_at", "is", null))
    .$if(open === false, (query) => query.where("resolved_at", "is not", null))
    .$if(kind !== null, (query) => query.where("kind", "=", kind!));
  const { n } = await matching.select(({ fn }) => fn.countAll<number>().as("n")).executeTakeFirstOrThrow();
  const rows = await matching
    .selectAll()
    .$if(before !== null, (query) => query.where("id", "<", before!))
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return {
    count: Number(n),
    news: rows.map((row) => ({
      id: row.id,
      provider: row.provider as Provider,
      channelId: row.channel_id,
      kind: row.kind as NewsKind,
      severity: row.severity as NewsSeverity,
      about: row.about,
      summary: row.summary,
      remedy: row.remedy,
      source: row.source as NewsSource,
      at: row.at,
      seenAt: row.seen_at,
      resolvedAt: row.resolved_at,
      resolvedBy: row.resolved_by,
    })),
  };
}

/** Settles open news, because somebody has dealt with it; what is over stays as it is. Throws NOT_FOUND. */
export async function settleNews(tx: Transaction<DB>, id: number, by: string, now: Date): Promise<void> {
  const row = await tx.selectFrom("provider_news").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (!row) throw new Fault("NOT_FOUND", `There is no news ${id}.`);
  if (row.resolved_at !== null) return;
  await sql`update provider_news set resolved_at = ${now}, resolved_by = ${by} where id = ${id}`.execute(tx);
  const before = { resolved_at: null };
  await audit(tx, by, { action: "news.settle", subject: "news", id, before, after: { resolved_at: now } }, now);
  await alarm(tx, [row.provider as Provider], now);
}

/** When each provider was asked last. */
export async function checkedAt(db: Kysely<DB>): Promise<Map<Provider, Date>> {
  const rows = await db.selectFrom("provider_checks").selectAll().execute();
  return new Map(rows.map((row) => [row.provider as Provider, row.checked_at]));
}

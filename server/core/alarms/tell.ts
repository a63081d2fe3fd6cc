// Tells incidents and news of providers by mail and webhook: each once when it begins, and once when it is over.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { coreIncidentKinds } from "../../contract/incidents.ts";
import type { NewsKind } from "../../contract/news.ts";
import { enqueueMail, enqueueWebhook } from "../mail/queue.ts";
import { newsTitles } from "../texts/alarms.en.ts";
import { incidentTexts } from "../texts/incidents.en.ts";
import { type AlarmText, mails } from "../texts/mails.en.ts";
import { type AlarmSource, listKinds, toldAsNews } from "./kinds.ts";

/** Of the same kind and subject one alarm begins to be told in this time, in minutes: what comes and goes is told once. */
const APART_MINUTES = 60;

/** To whom alarms go, and by which ways. */
export type Outlets = {
  mail: boolean;
  webhook: boolean;
  /** Encrypts what waits. */
  key: Buffer;
  /** Who gets mails; null: all admins. */
  email: string | null;
  /** The skills' kinds of incidents. */
  skillKinds: readonly string[];
};

/** An incident or news. Nothing of it is about a customer. */
type Source = {
  source: AlarmSource;
  source_id: number;
  kind: string;
  subject: string;
  number: string | null;
  device: string | null;
  about: string | null;
  summary: string | null;
  remedy: string | null;
  opened_at: Date;
  closed_at: Date | null;
};

/**
 * The details of a skill's incidents may be about customers: they are left out. What a check found says in its summary what it is about; its `about`
 * only tells findings apart.
 */
const sources = sql`
  select 'incident' as source, i.id as source_id, i.kind, h.display_number as number, d.name as device, null as about,
    case when i.kind = any(${[...coreIncidentKinds]}::text[]) then coalesce(i.detail->>'summary', i.detail->>'reason') end as summary,
    case when i.kind = any(${[...coreIncidentKinds]}::text[]) then i.detail->>'remedy' end as remedy, i.opened_at, i.closed_at,
    jsonb_build_array(i.channel_id, i.device_id, i.lot_id, i.spot_id, i.booking_id, i.contact_id, i.conversation_id)::text as subject
  from incidents i left join channels h on h.id = i.channel_id left join devices d on d.id = i.device_id
  where i.kind <> ${toldAsNews}
  union all
  select 'news', n.id, n.kind, h.display_number, null, case when n.source = 'webhook' then n.about end, n.summary, n.remedy, n.at, n.resolved_at,
    jsonb_build_array(n.provider, n.channel_id, n.about)::text
  from provider_news n left join channels h on h.id = n.channel_id where n.severity <> 'info'`;

/** Queues what is to be told now, and returns how many alarms that are. Without any way nothing is told: what is still open then is told later. */
export async function tellAlarms(db: Kysely<DB>, outlets: Outlets, now: Date): Promise<number> {
  if (!outlets.mail && !outlets.webhook) return 0;
  return db.transaction().execute(async (tx) => {
    const chosen = (await listKinds(tx, outlets.skillKinds)).filter(({ on }) => on).map(({ kind }) => kind);
    const begun = await begin(tx, chosen, now);
    const over = await end(tx, now);
    await queue(tx, outlets, begun, now);
    await queue(tx, outlets, over, now);
    return begun.length + over.length;
  });
}

/** The alarms that begin. Of several with the same subject the oldest begins; its row keeps any other process from telling it too. */
async function begin(tx: Transaction<DB>, kinds: readonly string[], now: Date): Promise<Source[]> {
  const since = new Date(now.getTime() - APART_MINUTES * 60_000);
  const { rows } = await sql<Source>`
    with fresh as (
      select distinct on (s.kind, s.subject) s.* from (${sources}) s
      where s.closed_at is null and s.kind = any(${kinds}::text[])
        and not exists (select from alarms a where a.source = s.source and a.source_id = s.source_id)
        and not exists (select from alarms a where a.kind = s.kind and a.subject = s.subject and a.told_at > ${since})
      order by s.kind, s.subject, s.source_id
    ), told as (
      insert into alarms (source, source_id, kind, subject, told_at) select source, source_id, kind, subject, ${now} from fresh
      on conflict do nothing returning source, source_id
    )
    select f.* from fresh f join told t using (source, source_id) order by f.opened_at, f.source_id`.execute(tx);
  return rows;
}

/** The alarms that are over. */
async function end(tx: Transaction<DB>, now: Date): Promise<Source[]> {
  const { rows } = await sql<Source>`
    with told as (
      update alarms a set over_at = ${now} from (${sources}) s
      where a.over_at is null and a.source = s.source and a.source_id = s.source_id and s.closed_at is not null
      returning s.*
    )
    select * from told order by opened_at, source_id`.execute(tx);
  return rows;
}

async function queue(tx: Transaction<DB>, outlets: Outlets, found: readonly Source[], now: Date): Promise<void> {
  if (found.length === 0) return;
  const publicUrl = await publicUrlOf(tx);
  const { key } = outlets;
  if (outlets.mail) {
    const mail = mails.alarms(found.map(textOf), publicUrl);
    const recipients = outlets.email === null ? await adminsOf(tx) : [outlets.email];
    for (const to of recipients) await enqueueMail(tx, key, { to, ...mail }, now);
  }
  if (outlets.webhook)
    for (const one of found) await enqueueWebhook(tx, key, bodyOf(one, `${publicUrl}/desk/incidents`, now), now);
}

/** The address under which people reach the Desk, as the web server noted it. */
async function publicUrlOf(tx: Transaction<DB>): Promise<string> {
  const row = await tx.selectFrom("settings").select("value").where("name", "=", "public_url").executeTakeFirst();
  return typeof row?.value === "string" ? row.value : "";
}

/** The addresses of all admins who can sign in. */
export async function adminsOf(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ email: string }>`
    select email from users u where role = 'admin' and disabled_at is null
      and exists (select from user_credentials c where c.user_id = u.id) order by id`.execute(db);
  return rows.map(({ email }) => email);
}

function textOf({ source, kind, number, device, about, summary, remedy, opened_at, closed_at }: Source): AlarmText {
  const of = incidentTexts[kind];
  const isNews = source === "news";
  return {
    title: isNews ? newsTitles[kind as NewsKind] : (of?.title ?? kind.replaceAll("_", " ")),
    what: isNews ? summary : (of?.what ?? null),
    remedy: remedy ?? (isNews ? null : (of?.remedy ?? null)),
    facts: [
      ...(isNews || summary === null ? [] : [summary]),
      ...(number === null ? [] : [`Number +${number}`]),
      ...(device === null ? [] : [`Board ${device}`]),
      ...(about === null ? [] : [about]),
    ],
    openedAt: opened_at,
    closedAt: closed_at,
  };
}

/** The body for the webhook. */
function bodyOf(one: Source, url: string, now: Date): object {
  const { title, what, remedy } = textOf(one);
  const { source, source_id: id, kind, number, device, about, summary, opened_at, closed_at } = one;
  return {
    type: closed_at === null ? "alarm.opened" : "alarm.closed",
    timestamp: now.toISOString(),
    data: { source, id, kind, title, what, remedy, summary, number, device, about, opened_at, closed_at, url },
  };
}

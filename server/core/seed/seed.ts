// Fills a database with a made-up year of messages, to try things with much data. The result is the same every time.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { simulated } from "../../base/simulated.ts";
import { rollUp } from "../reports/rollups.ts";
import { type Park, type Seed, seedParking } from "./parking.ts";
import { answers, botAnswers, failures, family, givenNames, names, questions } from "./texts.ts";

/** Whether the database has messages of real people, neither seeded nor written in the simulator. */
export async function isUsed(db: Kysely<DB>): Promise<boolean> {
  const { rows } = await sql`
    select 1 from messages m join channels h on h.id = m.channel_id
    where coalesce(m.provider_id, '') not like 'wamid.SEED%' and h.external_id <> ${simulated.metaNumber}
      and coalesce(h.account_id, '') <> ${simulated.twilioAccount} limit 1`.execute(db);
  return rows.length > 0;
}

/** Messages per transaction. */
const BATCH_SIZE = 20_000;

/** Seeds everything; returns what was made of parking. `told` is called with the number of messages so far. */
export function seed(db: Kysely<DB>, given: Seed, told: (messages: number) => void): Promise<Park> {
  return db.connection().execute(async (one) => {
    // After a crash in between, the database is useless anyway.
    await sql`set synchronous_commit = off`.execute(one);
    try {
      await people(one, given);
      const { rows } = await sql<{ id: number }>`select coalesce(max(id), 0) as id from messages`.execute(one);
      const first = rows[0]!.id;
      for (let from = 0; from < given.messages; from += BATCH_SIZE) {
        const to = Math.min(given.messages, from + BATCH_SIZE);
        await one.transaction().execute((tx) => write(tx, given, from, to, first));
        await rollUp(one);
        told(to);
      }
      await count(one, given.now);
      const park = await seedParking(one, given);
      await rollUp(one);
      return park;
    } finally {
      await sql`drop table if exists seed_people`.execute(one);
      await sql`reset synchronous_commit`.execute(one);
    }
  });
}

/** A pseudo-random number from 0 to 1 that depends only on the row's number. */
const chance = (row: string, salt: number) =>
  sql<number>`((hashint8extended(${sql.raw(row)}, ${sql.lit(salt)}) & 1073741823) / 1073741824.0)`;

/** An item of a list; the first ones often, the last ones rarely. */
const pick = (list: readonly string[], row: string, salt: number) =>
  sql<string>`(${list}::text[])[1 + floor(${list.length} * power(${chance(row, salt)}, 2))::int]`;

/** Makes two channels, people with names and phone numbers, and a conversation for each. */
async function people(one: Kysely<DB>, { conversations, now, days, numbers }: Seed): Promise<void> {
  const since = new Date(now.getTime() - days * 86_400_000);
  await sql`
    insert into channels (provider, external_id, display_number) values
      ('meta', ${numbers.meta}, null), ('twilio', ${numbers.twilio}, ${numbers.twilio.replace(/\D/g, "")})
    on conflict do nothing`.execute(one);
  // Numbers of the area code 555, which is not in use.
  await sql`
    create temp table seed_people as
    with last as (
      select coalesce(max(value::bigint), 15550200000) as phone from contact_identities where kind = 'wa_id' and value ~ '^1555[0-9]{7}$'
    ), new_contacts as (
      insert into contacts (name, name_at, phone, phone_at, created_at)
      select case when n <= ${names.length}::int then (${names}::text[])[n] else ${pick(givenNames, "n", 31)} || ' ' || ${pick(family, "n", 32)} end, ${now}, (last.phone + n)::text, ${now}, ${since}
      from generate_series(1, ${conversations}::bigint) n, last
      returning id, name, phone
    ), new_identities as (
      insert into contact_identities (contact_id, kind, value, first_seen_at) select id, 'wa_id', phone, ${since} from new_contacts
    ), numbers as (
      select
        (select id from channels where provider = 'meta' and external_id = ${numbers.meta}) as meta,
        (select id from channels where provider = 'twilio' and external_id = ${numbers.twilio}) as twilio
    ), new_conversations as (
      insert into conversations (channel_id, contact_id, address_kind, address, address_at, created_at)
      select case when ${chance("c.id", 2)} < 0.85 then numbers.meta else numbers.twilio end, c.id, 'wa_id', c.phone, ${since}, ${since}
      from new_contacts c, numbers
      returning id, contact_id, channel_id
    )
    select row_number() over (order by c.id) as n, c.id as contact_id, c.name, c.phone, v.id as conversation_id, v.channel_id
    from new_contacts c join new_conversations v on v.contact_id = c.id`.execute(one);
  await sql`create unique index on seed_people (n)`.execute(one);
  await sql`analyze seed_people`.execute(one);
}

/** Makes the messages from `from` to `to`, with their statuses, attachments and rollup changes. */
async function write(tx: Kysely<DB>, given: Seed, from: number, to: number, first: number): Promise<void> {
  await insertMessages(tx, given, from, to, first);
  const { rows } = await sql<{ least: number; most: number }>`
    select coalesce(min(id), 0) as least, coalesce(max(id), 0) as most from (select id from messages order by id desc limit ${to - from}) made`.execute(
    tx,
  );
  const made = sql`m.id between ${rows[0]!.least} and ${rows[0]!.most}`;
  await sql`
    insert into message_statuses (channel_id, provider_id, status, provider_status, recipient, happened_at, received_at, error_code, error_title)
    select m.channel_id, m.provider_id, s.status, s.status, v.address, m.sent_at + s.n * interval '2 seconds', m.sent_at + s.n * interval '2 seconds',
      case when s.status = 'failed' then m.error_code end, case when s.status = 'failed' then m.error_title end
    from messages m join conversations v on v.id = m.conversation_id
    cross join lateral unnest(case m.status when 'failed' then '{sent,failed}' when 'sent' then '{sent}' when 'delivered' then '{sent,delivered}'
      when 'read' then '{sent,delivered,read}' when 'played' then '{sent,delivered,played}' else '{}' end::text[]) with ordinality s (status, n)
    where ${made} and m.direction = 'out'`.execute(tx);
  await sql`
    insert into attachments (message_id, position, provider_id, mime_type, file_name, created_at)
    select m.id, 0, 'media-' || m.id, case m.type when 'image' then 'image/jpeg' when 'video' then 'video/mp4' when 'audio' then 'audio/ogg'
      when 'sticker' then 'image/webp' else 'application/pdf' end, case when m.type = 'document' then 'invoice-' || m.id || '.pdf' end, m.received_at
    from messages m where ${made} and m.direction = 'in' and m.type in ('image', 'video', 'audio', 'document', 'sticker')`.execute(
    tx,
  );
  await sql`
    insert into rollup_changes (at, answer_bucket)
    select quarter_of(m.sent_at), latency_bucket(extract(epoch from m.sent_at - q.received_at))
    from messages m join messages q on q.id = m.id - 1 and q.conversation_id = m.conversation_id
    where ${made} and m.direction = 'out' and m.origin like 'desk:%'`.execute(tx);
}

/** Inserts pairs of a customer's message and what followed it. `first`: the highest message id before seeding. */
async function insertMessages(tx: Kysely<DB>, given: Seed, from: number, to: number, first: number): Promise<void> {
  const failure = (place: number, type: string) =>
    sql`case when r.status = 'failed' then (${failures.map((one) => String(one[place]))}::text[])[r.failure]::${sql.raw(type)} end`;
  await sql`
    with ${madeUp(given, from, to)}, named as (
      select r.*, 'wamid.SEED' || (${first}::bigint + i) as provider_id from ready r
    )
    insert into messages (channel_id, conversation_id, contact_id, direction, provider_id, key, sender, sender_name, type, text_body, caption,
      latitude, longitude, location_name, target, content, sent_at, received_at, status, read_at, replied_at, origin, error_code, error_title,
      error_details, error_remedy, raw)
    select r.channel_id, r.conversation_id, r.contact_id, r.direction, r.provider_id, case when r.direction = 'out' then gen_random_uuid() end,
      case when r.direction = 'in' then r.phone end, case when r.direction = 'in' then r.name end, r.type,
      case when has_text then words when is_reaction then '👍' end, case when r.type in ('image', 'video', 'document') and r.fate > 0.5 then words end,
      case when r.type = 'location' then 52.5 + r.fate end, case when r.type = 'location' then 13.4 + r.dice end,
      case when r.type = 'location' then 'Market Square' end, case when is_reaction then 'wamid.SEED' || (${first}::bigint + i - 1) end,
      case when r.direction = 'out' then jsonb_build_object('draft', jsonb_build_object('type', 'text', 'text', words)) else '{}' end,
      r.sent_at, r.sent_at + interval '400 milliseconds', r.status,
      case when r.direction = 'in' and (r.answerer <> 'nobody' or r.sent_at < ${given.now}::timestamptz - interval '2 days')
        then r.sent_at + interval '10 minutes' end,
      case when r.direction = 'in' and r.answerer <> 'nobody' then r.asked_at + r.wait * interval '1 second' end,
      case when r.direction = 'out' then case r.answerer when 'bot' then 'bot:parking' else 'desk:' || (array['Ana', 'Ben', 'Chidi'])[1 + r.pair % 3] end end,
      ${failure(0, "int")}, ${failure(1, "text")}, ${failure(2, "text")}, ${failure(3, "text")},
      case when r.direction = 'in' then jsonb_build_object('id', r.provider_id, 'from', r.phone, 'timestamp', extract(epoch from r.sent_at)::bigint::text,
        'type', r.type) || case when has_text then jsonb_build_object('text', jsonb_build_object('body', words)) else '{}' end end
    from named r order by r.i`.execute(tx);
}

/** The common table expressions up to `ready`: each message with its sender, time, text, type and status. */
function madeUp({ messages, conversations, now, days }: Seed, from: number, to: number) {
  const textOf = (list: readonly string[], salt: number) =>
    sql`replace(${pick(list, "t.pair", salt)}, '#', ((hashint8extended(t.pair, ${sql.lit(salt + 100)}) & 65535) % 9000 + 1)::text)`;
  return sql`
    turns as (
      select i, i / 2 as pair, i % 2 = 1 as second from generate_series(${from}::bigint, ${to - 1}::bigint) i
    ), placed as (
      select t.*, p.*,
        -- Who answers: the bot, a person, or nobody; then the second of the pair is from the customer too.
        case when ${chance("t.pair", 3)} < 0.45 then 'bot' when ${chance("t.pair", 3)} < 0.9 then 'person' else 'nobody' end as answerer,
        (t.pair * 2 / ${messages}::float8) * ${days}::float8 as day
      from turns t
      join seed_people p on p.n = case when ${chance("t.pair", 4)} < 0.05 then 1
        else 1 + floor(${conversations} * power(${chance("t.pair", 5)}, 2))::int end
    ), timed as (
      select t.*, ${now}::timestamptz - ${days}::float8 * interval '1 day' - interval '1 hour'
          -- More by day than by night.
          + (floor(day) + (day - floor(day)) + 0.85 * sin(2 * pi() * (day - floor(day))) / (2 * pi())) * interval '1 day' as asked_at,
        case answerer when 'bot' then 1 + ${chance("t.pair", 6)} else 20 + 3400 * power(${chance("t.pair", 6)}, 3) end as wait,
        case when not second or answerer = 'nobody' then 'in' else 'out' end as direction
      from placed t
    ), worded as (
      select t.*, case when second then asked_at + wait * interval '1 second' else asked_at end as sent_at, ${chance("t.i", 7)} as dice,
        case when direction = 'in' then ${textOf(questions, 8)} when answerer = 'bot' then ${textOf(botAnswers, 9)} else ${textOf(answers, 10)} end as words
      from timed t
    ), typed as (
      select w.*,
        case when direction = 'out' then case when dice < 0.85 then 'text' when dice < 0.93 then 'interactive' when dice < 0.98 then 'template' else 'image' end
          when dice < 0.72 then 'text' when dice < 0.80 then 'image' when dice < 0.85 then 'audio' when dice < 0.88 then 'document'
          when dice < 0.90 then 'video' when dice < 0.92 then 'sticker' when dice < 0.94 then 'location' when dice < 0.97 and second then 'reaction'
          when dice < 0.99 then 'button' when dice < 0.995 then 'contacts' else 'unsupported' end as type,
        ${chance("w.i", 11)} as fate
      from worded w
    ), ready as (
      select t.*, type in ('text', 'interactive', 'template', 'button') as has_text, type = 'reaction' as is_reaction,
        case when direction = 'out' then case when fate < 0.02 then 'failed' when fate < 0.03 then 'accepted' when fate < 0.09 then 'sent'
          when fate < 0.42 then 'delivered' when fate < 0.425 then 'played' else 'read' end end as status,
        1 + floor(${failures.length} * power(${chance("t.i", 12)}, 2))::int as failure
      from typed t
    )`;
}

/** Updates the conversations' counters, and marks old conversations as done. */
async function count(one: Kysely<DB>, now: Date): Promise<void> {
  await sql`
    update conversations v set message_count = n.written, unread_count = n.unread, first_message_at = n.first_at, last_message_at = n.last_at,
      last_inbound_at = n.last_in_at, address_at = coalesce(n.last_in_at, v.address_at),
      state = case when n.last_at < ${now}::timestamptz - interval '7 days' then 'done' else 'open' end
    from (
      select m.conversation_id, count(*) filter (where m.direction = 'in') as written,
        count(*) filter (where m.direction = 'in' and m.read_at is null) as unread, min(m.sent_at) as first_at, max(m.sent_at) as last_at,
        max(m.sent_at) filter (where m.direction = 'in') as last_in_at
      from messages m join seed_people p on p.conversation_id = m.conversation_id group by m.conversation_id
    ) n where n.conversation_id = v.id`.execute(one);
  // A conversation waits for a person if its last message is an unanswered one from the customer.
  await sql`
    update conversations c set waiting_since = n.sent_at, waiting_reason = 'unanswered', attention_id = n.id
    from seed_people p cross join lateral (
      select id, sent_at, direction, replied_at from messages where conversation_id = p.conversation_id
      order by sent_at desc, id desc limit 1
    ) n
    where c.id = p.conversation_id and c.state = 'open' and n.direction = 'in' and n.replied_at is null`.execute(one);
}

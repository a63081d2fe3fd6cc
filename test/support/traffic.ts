// Inserts many messages directly into the tables, for tests of code that reads them.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../db/rows.ts";
import { noon } from "./build.ts";

/** A message's row; fields that are left out make it an ordinary text from a customer. */
export type Row = {
  conversation_id: number;
  channel_id: number;
  contact_id: number | null;
  direction: "in" | "out";
  provider_id: string | null;
  sender: string | null;
  sender_name: string | null;
  type: string;
  text_body: string | null;
  caption: string | null;
  sent_at: Date;
  status: string | null;
  read_at: Date | null;
  replied_at: Date | null;
  error_title: string | null;
  origin: string | null;
};

/** Two channels, and some people with one conversation each. */
export type Crowd = {
  channels: number[];
  conversations: { id: number; channel_id: number; contact_id: number; phone: string; name: string }[];
};

/**
 * Creates people with these names and a conversation for each, alternating between two channels. Their phone numbers continue from the number of
 * contacts.
 */
export async function gather(db: Kysely<DB>, names: readonly string[]): Promise<Crowd> {
  const { rows: channels } = await sql<{ id: number }>`
    insert into channels (provider, external_id, display_number) values ('meta', 'crowd-1', '15550100000'), ('twilio', 'crowd-2', '15550100009')
    on conflict (provider, external_id) do update set display_number = excluded.display_number returning id`.execute(
    db,
  );
  const ids = channels.map(({ id }) => id);
  const { rows: there } = await sql<{ n: number }>`select count(*) as n from contacts`.execute(db);
  const conversations: Crowd["conversations"] = [];
  for (const [place, name] of names.entries()) {
    const phone = String(15_550_300_000 + there[0]!.n + place);
    const { rows } = await sql<{ id: number; channel_id: number; contact_id: number }>`
      with person as (insert into contacts (name, name_at, phone, phone_at) values (${name}, ${noon}, ${phone}, ${noon}) returning id),
      key as (insert into contact_identities (contact_id, kind, value) select id, 'wa_id', ${phone} from person)
      insert into conversations (channel_id, contact_id, address_kind, address, first_message_at, last_message_at)
      select ${ids[place % 2]!}::int, id, 'wa_id', ${phone}, ${noon}, ${noon} from person returning id, channel_id, contact_id`.execute(
      db,
    );
    conversations.push({ ...rows[0]!, phone, name });
  }
  return { channels: ids, conversations };
}

/** Inserts messages, updates the conversations' counters as the inbox does, and returns the ids, in order. */
export async function write(
  db: Kysely<DB>,
  crowd: Crowd,
  rows: readonly (Partial<Row> & { who?: number })[],
): Promise<number[]> {
  const full = rows.map(({ who = 0, ...given }) => {
    const { id, channel_id, contact_id, phone, name } = crowd.conversations[who % crowd.conversations.length]!;
    const out = given.direction === "out";
    const sent_at = given.sent_at ?? noon;
    return {
      conversation_id: id,
      channel_id,
      contact_id,
      direction: "in",
      sender: out ? null : phone,
      sender_name: out ? null : name,
      type: "text",
      text_body: "hello",
      status: out ? "sent" : null,
      sent_at,
      received_at: sent_at,
      ...given,
    };
  });
  const { rows: made } = await sql<{ id: number }>`
    insert into messages (conversation_id, channel_id, contact_id, direction, provider_id, sender, sender_name, type, text_body, caption, sent_at,
      received_at, status, read_at, replied_at, error_title, origin, content)
    select conversation_id, channel_id, contact_id, direction, provider_id, sender, sender_name, type, text_body, caption, sent_at, received_at,
      status, read_at, replied_at, error_title, origin, '{}'
    from json_to_recordset(${JSON.stringify(full.map((row, place) => ({ place, ...row })))}::json) as r(place int, conversation_id bigint, channel_id int, contact_id bigint,
      direction text, provider_id text, sender text, sender_name text, type text, text_body text, caption text, sent_at timestamptz,
      received_at timestamptz, status text, read_at timestamptz, replied_at timestamptz, error_title text, origin text)
    order by place returning id`.execute(db);
  await sql`
    update conversations v set message_count = v.message_count + n.written, first_message_at = least(v.first_message_at, n.first_at),
      last_message_at = greatest(v.last_message_at, n.last_at)
    from (
      select conversation_id, count(*) filter (where direction = 'in') as written, min(sent_at) as first_at, max(sent_at) as last_at
      from messages where id = any(${made.map(({ id }) => id)}::bigint[]) group by 1
    ) n where n.conversation_id = v.id`.execute(db);
  return made.map(({ id }) => id);
}

/** A pseudo-random number from 0 to below `n` that depends only on the arguments. */
const chance = (seed: number, n: number): number => {
  let x = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b) >>> 0;
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35) >>> 0;
  return ((x ^ (x >>> 16)) >>> 0) % n;
};

const texts = [
  "Hello",
  "hello",
  "Zebra",
  "",
  "éclair",
  "日本",
  "menu",
  "an invoice, please",
  "=1+1",
  "x".repeat(100),
  `${"x".repeat(100)}y`,
];
const types = ["text", "text", "text", "image", "video", "template", "location"];
const outcomes = ["accepted", "sent", "delivered", "read", "failed", "queued"];

/** A mix of messages over a few days, with many equal values in every column. */
export function mixture(count: number, from: Date = noon, everySeconds = 600): (Partial<Row> & { who: number })[] {
  return Array.from({ length: count }, (_, n) => {
    const dice = (salt: number, sides: number) => chance(n * 31 + salt, sides);
    const out = dice(1, 3) === 0;
    // Several have the same second, and their order differs from that of insertion.
    const sent_at = new Date(from.getTime() + Math.floor((n + dice(2, 9)) / 4) * everySeconds * 1_000);
    const status = outcomes[dice(3, outcomes.length)]!;
    return {
      who: dice(4, 7),
      direction: out ? ("out" as const) : ("in" as const),
      type: types[dice(5, types.length)]!,
      text_body: dice(6, 9) === 0 ? null : texts[dice(7, texts.length)]!,
      caption: dice(8, 6) === 0 ? "a caption" : null,
      sent_at,
      status: out ? status : null,
      error_title: out && status === "failed" ? `reason ${dice(9, 2)}` : null,
      read_at: !out && dice(10, 2) === 0 ? noon : null,
      replied_at: !out && dice(11, 3) === 0 ? noon : null,
      origin: out ? "desk:Ana" : null,
    };
  });
}

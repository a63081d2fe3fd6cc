// Rows of the table of messages, by their ids.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { called } from "../inbox/called.ts";
import { statusOf } from "../reports/message-kinds.ts";

/** One row of the table. */
export type MessageRow = {
  id: number;
  direction: string;
  channel_id: number;
  provider: string;
  /** The business's number. */
  channel_number: string | null;
  conversation_id: number;
  message_id: string | null;
  from_number: string;
  from_name: string;
  contact_name: string | null;
  contact_number: string | null;
  message_type: string;
  preview: string;
  timestamp: Date;
  status: string;
  origin: string | null;
  error_title: string | null;
  /** How many files came with it. */
  attachments: number;
};

/** Characters of a preview. */
const shown = 160;

/** The rows of some messages, in the order of the ids. */
export async function rowsOf(tx: Transaction<DB>, ids: readonly number[]): Promise<MessageRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<MessageRow>`
    select m.id, m.direction, m.channel_id, h.provider, h.display_number as channel_number, m.conversation_id, m.provider_id as message_id,
      coalesce(m.sender, '') as from_number, coalesce(m.sender_name, '') as from_name, ${called} as contact_name,
      coalesce(c.phone, v.address) as contact_number, m.type as message_type, m.sent_at as timestamp, ${statusOf("m")} as status, m.origin, m.error_title,
      left(regexp_replace(left(coalesce(nullif(m.text_body, ''), nullif(m.caption, ''), m.location_name, f.name, ''), ${shown * 4}), '\\s+', ' ', 'g'), ${shown}) as preview,
      coalesce(f.n, 0)::int as attachments
    from unnest(${ids}::bigint[]) with ordinality wanted (id, place)
    join messages m on m.id = wanted.id
    join channels h on h.id = m.channel_id
    join conversations v on v.id = m.conversation_id
    left join contacts c on c.id = coalesce(v.contact_id, m.contact_id)
    left join lateral (select count(*) as n, min(file_name) as name from attachments a where a.message_id = m.id) f on true
    order by wanted.place`.execute(tx);
  return rows;
}

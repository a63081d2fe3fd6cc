// What a booking's driver was told outside the 24-hour window: as which template, or that it waits until they write.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { occasions } from "../../core/parking/chat/occasions.ts";
import type { Moment } from "../../core/parking/listing.ts";

type Told = { at: Date; type: "message.as_template" | "message.waits"; occasion: string; template: string | null };

/** The entries of a booking's timeline about such notifications, oldest first. */
export async function toldOf(
  tx: Transaction<DB>,
  { id, account_id, reserved_at }: { id: number; account_id: number; reserved_at: Date },
): Promise<Moment[]> {
  const { rows } = await sql<Told>`
    select m.sent_at as at, case when o.state = 'window' then 'message.waits' else 'message.as_template' end as type,
      m.content #>> '{occasion,name}' as occasion, coalesce(t.name, m.content #>> '{draft,name}') as template
    from accounts a
    join conversations v on v.contact_id = a.contact_id
    join messages m on m.conversation_id = v.id and m.sent_at >= ${reserved_at}
    left join outbox o on o.message_id = m.id
    left join templates t on t.provider = 'twilio' and t.provider_id = m.content #>> '{draft,name}'
    where a.id = ${account_id} and m.direction = 'out' and (m.content #>> '{occasion,about,booking}')::bigint = ${id}
      and (o.state = 'window' or (m.type = 'template' and m.status not in ('queued', 'sending', 'failed')))
    order by m.sent_at, m.id`.execute(tx);
  return rows.map(({ at, type, occasion, template }) => {
    const title = occasions.find(({ name }) => name === occasion)?.title ?? occasion;
    const data = type === "message.waits" ? { title } : { title, template };
    return { at, type, by: null, note: null, data };
  });
}

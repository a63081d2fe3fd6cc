// Messages of the history whose file was left out: the history names them first, and brings their content later. (Meta: coexistence, history.)
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { ShownKind } from "../../contract/shown-kinds.ts";
import { type Arrival, attach, withIds } from "./inbound-messages.ts";

const placeholder: ShownKind = "media_placeholder";

const columns = `
  channel_id int, provider_id text, type text, text_body text, caption text, payload text, content jsonb, raw jsonb, webhook_id bigint`;

/** Gives messages that stand for a file their content, where it has come. Returns those that have it now. */
export async function fillPlaceholders(
  tx: Transaction<DB>,
  arrivals: readonly Arrival[],
): Promise<(Arrival & { id: number })[]> {
  const whole = arrivals.filter(({ message }) => message.media.length > 0 && message.content.passive === "history");
  if (whole.length === 0) return [];
  const rows = whole.map(({ message, channelId, webhookId }) => ({
    channel_id: channelId,
    provider_id: message.providerId,
    type: message.type,
    text_body: message.text,
    caption: message.caption,
    payload: message.payload,
    content: message.content,
    raw: message.raw,
    webhook_id: webhookId,
  }));
  const { rows: filled } = await sql<{ id: number; channel_id: number; provider_id: string }>`
    update messages m
    set type = r.type, text_body = r.text_body, caption = r.caption, payload = r.payload, content = r.content, raw = r.raw,
      webhook_id = r.webhook_id
    from ${recordset("r", columns, rows)}
    where m.channel_id = r.channel_id and m.provider_id = r.provider_id and m.type = 'unsupported'
      and m.content ->> 'shown_as' = ${placeholder}
    returning m.id, m.channel_id, m.provider_id`.execute(tx);
  const found = withIds(whole, filled);
  await attach(tx, found);
  return found;
}

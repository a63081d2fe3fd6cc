// Receipts: shows customers that a colleague reads, and that an answer is being written, where their number is set to. Outside of any transaction
// and without a queue: one that is lost does no harm.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Log } from "../../base/log.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { ByNumber, Channel, Clock } from "../../contract/ports.ts";
import type { ReceiptMode } from "../../contract/receipts.ts";

/** Sends receipts of one process. */
export interface Receipts {
  /** A colleague has read the conversation, or writes in it. Resolves when the receipt was sent or is not needed; never throws. */
  show(conversationId: number, does: "read" | "write"): Promise<void>;
}

type Options = {
  db: Kysely<DB>;
  post: { channels: ByNumber<Channel> };
  clock: Clock;
  log: Log;
};

/** How long after one sign of writing the next is sent, in ms: what customers see of it ends after 25 s. */
const TYPING_EVERY_MS = 20_000;

/** For how many conversations what was last shown is remembered. */
const MAX_REMEMBERED = 5_000;

/** Creates the sender. What was shown last is remembered, so that it is not shown again and again. */
export function createReceipts({ db, post, clock, log }: Options): Receipts {
  const shown = new Map<number, { providerId: string; typedAt: number }>();
  const remember = (id: number, what: { providerId: string; typedAt: number }) => {
    shown.delete(id);
    shown.set(id, what);
    if (shown.size > MAX_REMEMBERED) shown.delete(shown.keys().next().value!);
  };
  return {
    async show(id, does) {
      try {
        const found = await newestOf(db, id, clock());
        const channel = found && post.channels.get(found.provider, found);
        if (!found || !channel || found.receipts === "off") return;
        const { providerId, externalId, provider, receipts } = found;
        const typing = does === "write" && receipts === "typing";
        // Reading alone cannot be told to Twilio.
        if (!typing && provider === "twilio") return;
        const before = shown.get(id);
        const isSame = before?.providerId === providerId;
        const now = clock().getTime();
        if (isSame && (!typing || now - before.typedAt < TYPING_EVERY_MS)) return;
        remember(id, { providerId, typedAt: typing ? now : Number.NEGATIVE_INFINITY });
        await channel.showRead({ externalId, providerId }, typing);
      } catch (error) {
        log.debug({ err: error, conversation: id }, "a receipt was not sent");
      }
    },
  };
}

type Newest = {
  provider: Provider;
  externalId: string;
  accountId: string | null;
  receipts: ReceiptMode;
  providerId: string;
};

/** The newest message of the customer, if it is of the last 30 days: older ones take no receipt. (Meta: Cloud API, mark messages as read.) */
async function newestOf(db: Kysely<DB>, conversationId: number, now: Date): Promise<Newest | null> {
  const { rows } = await sql<Newest>`
    select c.provider, c.external_id as "externalId", c.account_id as "accountId", c.receipts, m.provider_id as "providerId"
    from messages m join conversations v on v.id = m.conversation_id join channels c on c.id = m.channel_id
    where m.conversation_id = ${conversationId} and m.direction = 'in' and m.provider_id is not null and v.group_id is null
      and c.receipts <> 'off' and m.type not in ('reaction', 'system', 'revoke', 'edit') and m.sent_at > ${now}::timestamptz - interval '30 days'
    order by m.sent_at desc, m.id desc limit 1`.execute(db);
  return rows[0] ?? null;
}

// What rules ask of a conversation and its customer, read for many at once and only where a rule needs it.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { OpeningHours } from "../../contract/hours.ts";
import type { ContactFact, Language } from "../../contract/skill.ts";
import { isOpen } from "../inbox/window.ts";
import { languageOf } from "../texts/catalogue.ts";

/** A fact of a skill. */
export type Fact = ContactFact<Transaction<DB>>;

/** What is known of a conversation. */
export type Facts = {
  now: Date;
  conversationId: number;
  channelId: number;
  contactId: number;
  name: string | null;
  phone: string | null;
  email: string | null;
  language: Language;
  hours: OpeningHours | null;
  labels: ReadonlySet<number>;
  isWindowOpen: boolean;
  /** Whether the bot is on for the number. */
  isBotOn: boolean;
  /** The customer's first message; null when no rule asks for it. */
  firstMessageId: number | null;
  /** What skills know, by name. */
  own: ReadonlyMap<string, boolean | number>;
  /** When rules that apply once to a person applied last, by rule. */
  ran: Map<number, Date>;
};

/** What rules need of it. */
export type Needs = { any: boolean; first: boolean; own: readonly Fact[]; once: readonly number[] };

type Row = Omit<Facts, "now" | "language" | "labels" | "isWindowOpen" | "own" | "ran"> & {
  spoken: Language | null;
  house: Language;
  labels: number[];
  last_inbound_at: Date | null;
  window_maybe_at: Date | null;
};

/** Reads them for conversations; those of groups are left out. */
export async function readFacts(
  tx: Transaction<DB>,
  conversationIds: readonly number[],
  needs: Needs,
  now: Date,
): Promise<Map<number, Facts>> {
  const first = sql`(select m.id from messages m where m.conversation_id = v.id and m.direction = 'in' order by m.sent_at, m.id limit 1)`;
  const { rows } = await sql<Row>`
    select v.id as "conversationId", v.channel_id as "channelId", v.contact_id as "contactId", coalesce(c.given_name, c.name) as name,
      c.phone, v.customer_email as email, h.opening_hours as hours, h.bot_enabled as "isBotOn", c.language as spoken, h.language as house, v.last_inbound_at, v.window_maybe_at,
      array(select l.label_id from conversation_labels l where l.conversation_id = v.id) as labels,
      ${needs.first ? first : sql`null`} as "firstMessageId"
    from conversations v join channels h on h.id = v.channel_id join contacts c on c.id = v.contact_id
    where v.id = any(${conversationIds}::bigint[])`.execute(tx);
  const contacts = [...new Set(rows.map(({ contactId }) => contactId))];
  const ran = await lastRuns(tx, contacts, needs.once);
  const own = new Map<number, Map<string, boolean | number>>(contacts.map((id) => [id, new Map()]));
  for (const fact of needs.own)
    for (const [contactId, value] of await fact.read(tx, contacts)) own.get(contactId)?.set(fact.name, value);
  return new Map(
    rows.map(({ labels, spoken, house, last_inbound_at, window_maybe_at, ...row }) => [
      row.conversationId,
      {
        ...{ ...row, now, labels: new Set(labels) },
        language: languageOf({ contact: { language: spoken }, channel: { language: house } }),
        isWindowOpen: isOpen({ last_inbound_at, window_maybe_at }, now),
        own: own.get(row.contactId)!,
        ran: ran.get(row.contactId) ?? new Map(),
      },
    ]),
  );
}

/** When rules applied last to contacts, on any number. */
async function lastRuns(
  tx: Transaction<DB>,
  contacts: readonly number[],
  rules: readonly number[],
): Promise<Map<number, Map<number, Date>>> {
  const ran = new Map<number, Map<number, Date>>();
  if (rules.length === 0 || contacts.length === 0) return ran;
  const { rows } = await sql<{ contact_id: number; rule_id: number; at: Date }>`
    select v.contact_id, r.rule_id, max(r.at) as at from conversations v join rule_runs r on r.conversation_id = v.id
    where v.contact_id = any(${contacts}::bigint[]) and r.rule_id = any(${rules}::int[]) group by 1, 2`.execute(tx);
  for (const { contact_id, rule_id, at } of rows)
    ran.set(contact_id, (ran.get(contact_id) ?? new Map<number, Date>()).set(rule_id, at));
  return ran;
}

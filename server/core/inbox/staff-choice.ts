// Staff record that a contact wants no marketing, or wants it again.
import { sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "../../base/journal.ts";
import type { MarketingChoice } from "../../contract/opt-outs.ts";
import { lockPeople } from "./contacts.ts";
import type { Key } from "./keys.ts";
import { keepChoices, optOutOf, optOutText } from "./opt-outs.ts";

/** Records a choice of a contact, with an entry of the audit log. Throws NOT_FOUND, and BAD_REQUEST when it changes nothing. */
export async function recordChoice(
  { tx, by, now }: CommandContext<DB>,
  contactId: number,
  choice: MarketingChoice,
  note: string | null,
): Promise<void> {
  await lockPeople(tx);
  const { rows } = await sql<Key>`
    select kind, value from contact_identities where contact_id = ${contactId} and kind <> 'username'
    order by until_at is null desc, kind = 'wa_id' desc, first_seen_at desc limit 1`.execute(tx);
  const [key] = rows;
  if (!key) throw new Fault("NOT_FOUND", `There is no contact ${contactId}.`);
  const before = await optOutOf(tx, contactId);
  if ((choice === "stop") === (before !== null))
    throw new Fault(
      "BAD_REQUEST",
      before ? optOutText(`contact ${contactId}`, before) : `Contact ${contactId} gets marketing already.`,
    );
  await keepChoices(tx, [{ contactId, key, choice, source: "staff", at: now, note, madeBy: by }], now);
  const [was, is] = [{ marketing: before === null }, { marketing: before !== null }];
  await audit(
    tx,
    by,
    { action: "contact.marketing", subject: "contact", id: contactId, before: was, after: is, note },
    now,
  );
}

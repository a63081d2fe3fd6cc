// Finds the driver that a caller names: by a phone number in any spelling, a business-scoped user id (BSUID), or an account id.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import * as accounts from "../../core/accounts/accounts.ts";
import * as contacts from "../../core/inbox/contacts.ts";
import type { CommandContext } from "../../core/parking/command-context.ts";
import * as lots from "../../core/parking/lots.ts";
import { phoneKeys } from "../http/phone.ts";

/** The account of a phone number; null when there is none. Throws BAD_REQUEST when the number is not valid. */
export async function find(db: Kysely<DB>, phone: string): Promise<accounts.Account | null> {
  const contactId = await contacts.find(db, await phoneKeys(db, phone));
  return contactId === null ? null : ((await accounts.ofContact(db, contactId)) ?? null);
}

/**
 * The account of a phone number. Creates a guest account when there is none, so that staff can book for somebody who has never written. Throws
 * BAD_REQUEST when the number is not valid, and NOT_FOUND for a user id that has never written.
 */
export async function findOrMake(ctx: CommandContext, phone: string, credit?: number): Promise<accounts.Account> {
  const keys = await phoneKeys(ctx.tx, phone, "reach");
  const known = await contacts.find(ctx.tx, keys);
  if (known === null && keys.waId === null)
    throw new Fault("NOT_FOUND", `Nobody with the user id ${phone} has written. Give a phone number instead.`);
  const id = known ?? (await contacts.resolve(ctx.tx, [{ keys, name: null, at: ctx.now }]))[0]!;
  const card = (await contacts.cards(ctx.tx, [id])).get(id);
  // The welcome credit is only for people who have written themselves; a booking by staff does not earn it.
  const wrote = ctx.tx.selectFrom("conversations").select("id").where("contact_id", "=", id);
  const written = (await wrote.where("last_inbound_at", "is not", null).executeTakeFirst()) !== undefined;
  const contact = { id, phone: card?.phone ?? keys.waId };
  return accounts.guest(ctx, contact, await lots.homeCurrency(ctx.tx), written ? credit : null);
}

/** Names and numbers of contacts. */
export type Cards = Awaited<ReturnType<typeof contacts.cards>>;

/** Names and numbers of the contacts in some rows, by contact id. */
export function cardsOf(tx: Transaction<DB>, rows: readonly { contact_id: number | null }[]): Promise<Cards> {
  return contacts.cards(tx, [...new Set(rows.flatMap(({ contact_id }) => contact_id ?? []))]);
}

/** The name of a row's contact; null when unknown. */
export const nameOf = (cards: Cards, { contact_id }: { contact_id: number | null }): string | null =>
  (contact_id === null ? undefined : cards.get(contact_id))?.name ?? null;

/** The phone number of a row's contact; null when there is none. */
export const phoneOf = (cards: Cards, { contact_id }: { contact_id: number | null }): string | null =>
  (contact_id === null ? undefined : cards.get(contact_id))?.phone ?? null;

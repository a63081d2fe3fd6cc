// Drivers as callers name them: by a phone number in any spelling, by a business-scoped user id, or by their account.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import * as accounts from "../../core/accounts/accounts.ts";
import * as contacts from "../../core/inbox/contacts.ts";
import type { CommandContext } from "../../core/parking/command-context.ts";
import * as lots from "../../core/parking/lots.ts";
import { phoneKeys } from "../http/phone.ts";

/** The account of a number; null when it has none. Throws BAD_REQUEST for what is no number. */
export async function find(db: Kysely<DB>, phone: string): Promise<accounts.Account | null> {
  const contactId = await contacts.find(db, await phoneKeys(db, phone));
  return contactId === null ? null : ((await accounts.ofContact(db, contactId)) ?? null);
}

/**
 * The account of a number, made as a guest's when it has none: somebody may be booked for who never wrote. Throws BAD_REQUEST for
 * what is no number, and NOT_FOUND for a user id that never wrote.
 */
export async function findOrMake(ctx: CommandContext, phone: string, credit?: number): Promise<accounts.Account> {
  const keys = await phoneKeys(ctx.tx, phone, "reach");
  const known = await contacts.find(ctx.tx, keys);
  if (known === null && keys.waId === null)
    throw new Fault("NOT_FOUND", `Nobody with the user id ${phone} has written. Give a phone number instead.`);
  const id = known ?? (await contacts.resolve(ctx.tx, [{ keys, name: null, at: ctx.now }]))[0]!;
  const card = (await contacts.cards(ctx.tx, [id])).get(id);
  // The credit is for the person's own message, not for a colleague's booking.
  const wrote = ctx.tx.selectFrom("conversations").select("id").where("contact_id", "=", id);
  const written = (await wrote.where("last_inbound_at", "is not", null).executeTakeFirst()) !== undefined;
  const contact = { id, phone: card?.phone ?? keys.waId };
  return accounts.guest(ctx, contact, await lots.homeCurrency(ctx.tx), written ? credit : null);
}

/** Names and numbers of contacts. */
export type Cards = Awaited<ReturnType<typeof contacts.cards>>;

/** Names and numbers of the people behind some rows, by contact. */
export function cardsOf(tx: Transaction<DB>, rows: readonly { contact_id: number | null }[]): Promise<Cards> {
  return contacts.cards(tx, [...new Set(rows.flatMap(({ contact_id }) => contact_id ?? []))]);
}

/** What somebody is called; null when nobody knows. */
export const nameOf = (cards: Cards, { contact_id }: { contact_id: number | null }): string | null =>
  (contact_id === null ? undefined : cards.get(contact_id))?.name ?? null;

/** The number of somebody; null when they have none. */
export const phoneOf = (cards: Cards, { contact_id }: { contact_id: number | null }): string | null =>
  (contact_id === null ? undefined : cards.get(contact_id))?.phone ?? null;

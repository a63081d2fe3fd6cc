// Contact cards that come as a file: opened, and kept with their message as cards are that come without one.
import { readFile } from "node:fs/promises";
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type Card, readVcards } from "../../base/vcard.ts";
import type { Received } from "./keep.ts";

/** A larger file is not opened: a card has a few hundred characters, with a picture some hundred thousand. */
const MAX_BYTES = 1_000_000;

/** The cards in a file of the given type; none in any other. */
export async function cardsIn({ place, size }: Received, type: string): Promise<Card[]> {
  if (type !== "text/vcard" || size > MAX_BYTES) return [];
  return readVcards((await readFile(place, "utf8")).replaceAll("\0", ""));
}

/** Half a surrogate pair, which cutting may leave, is refused by PostgreSQL. */
const wellFormed = (_: string, value: unknown): unknown => (typeof value === "string" ? value.toWellFormed() : value);

/** Keeps cards with their message, if that is a contact card and has none yet. */
export async function keepCards(tx: Transaction<DB>, messageId: number, cards: readonly Card[]): Promise<void> {
  if (cards.length === 0) return;
  const names = cards
    .flatMap(({ name }) => name.formatted_name ?? [])
    .join(", ")
    .toWellFormed();
  await sql`
    update messages set content = content || jsonb_build_object('contacts', ${JSON.stringify(cards, wellFormed)}::jsonb),
      text_body = coalesce(text_body, nullif(${names}, ''))
    where id = ${messageId} and type = 'contacts' and not content ? 'contacts'`.execute(tx);
}

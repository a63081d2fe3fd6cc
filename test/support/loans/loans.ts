// The rules of the trade: a book is lent to one person at a time, for two weeks.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { defineFaults, Fault } from "../../../server/base/errors.ts";
import { type CommandContext, happened, happenedAll } from "../../../server/base/journal.ts";
import type { Audience, EventOf } from "../../../server/contract/events.ts";

export const faults = defineFaults({
  BOOK_LENT: { kind: "conflict", title: "Somebody else has the book" },
});

type LoanKinds = {
  "loan.made": { book: string };
  "loan.late": Record<never, never>;
};

type LoanEvent = EventOf<LoanKinds, "loan_id">;

export const audience: Record<keyof LoanKinds, Audience> = { "loan.made": "viewer", "loan.late": "agent" };

const LOAN_MS = 14 * 86_400_000;

/** Lends a book, and returns until when. Throws BOOK_LENT. */
export async function lend({ tx, now }: CommandContext<DB>, contactId: number, book: string): Promise<Date> {
  const due = new Date(now.getTime() + LOAN_MS);
  const { rows } = await sql<{ id: number }>`
    insert into loans (contact_id, book, lent_at, due_at) values (${contactId}, ${book}, ${now}, ${due})
    on conflict do nothing returning id`.execute(tx);
  if (!rows[0]) throw new Fault(faults.BOOK_LENT, `${book} is lent. Ask again when it is back.`);
  const event: LoanEvent = { type: "loan.made", about: { loan_id: rows[0].id }, data: { book } };
  await happened(tx, event, now);
  return due;
}

/** Marks the loans that are late now, and returns how many that were. */
export function markLate(db: Kysely<DB>, now: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      update loans set late_at = ${now} where late_at is null and due_at <= ${now} returning id`.execute(tx);
    const events = rows.map(({ id }): LoanEvent => ({ type: "loan.late", about: { loan_id: id }, data: {} }));
    await happenedAll(tx, events, now);
    return rows.length;
  });
}

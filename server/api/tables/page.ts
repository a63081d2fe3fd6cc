// Cursors of the tables: the sort values of the last row of a page, after which the next page begins.
import { z } from "zod";
import { badCursor, decodeCursor, encodeCursor } from "../http/paging.ts";

/** A row's position in an order: the values of the columns that are sorted by. */
type Mark = readonly string[];

type TableOrder = { sort: string; order: "asc" | "desc" };

const position = z.tuple([z.string(), z.enum(["asc", "desc"]), z.array(z.string()).max(4)]);
const notOfHere = "Use next_cursor as the page before gave it. Leave it out to start over.";

/** The position after which a page begins; null for the first page. Throws BAD_CURSOR, also for the cursor of another order. */
export function afterOf<Sort extends string>(
  query: TableOrder & { sort: Sort; cursor?: string | undefined },
  isMark: (sort: Sort, mark: Mark) => boolean,
): Mark | null {
  const found = decodeCursor(query.cursor, position, notOfHere);
  if (found === null) return null;
  const [sort, order, mark] = found;
  if (sort !== query.sort || order !== query.order)
    throw badCursor(`This cursor is of a table sorted by ${sort}. Leave it out to start over.`);
  if (!isMark(query.sort, mark)) throw badCursor(notOfHere);
  return mark;
}

/** The cursor of the next page; null when there is none. */
export const nextOf = ({ sort, order }: TableOrder, next: Mark | null): string | null =>
  next === null ? null : encodeCursor([sort, order, next]);

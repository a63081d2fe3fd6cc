// Cursors of the tables: where the last row of a page stood in its order, so that the next page goes on from there.
import { z } from "zod";
import { Fault } from "../../base/errors.ts";

/** Where a row stands in an order: the values of its columns. */
type Mark = readonly string[];

type Asked = { sort: string; order: "asc" | "desc"; cursor?: string | undefined };

const shape = z.tuple([z.string(), z.enum(["asc", "desc"]), z.array(z.string()).max(4)]);

/** The row that a page comes after; null for the first. Throws BAD_CURSOR, also for the cursor of another order. */
export function afterOf<Sort extends string>(
  asked: Asked & { sort: Sort },
  isMark: (sort: Sort, mark: Mark) => boolean,
): Mark | null {
  if (asked.cursor === undefined) return null;
  const bad = (why: string) => new Fault("BAD_CURSOR", `${why} Leave it out to start over.`);
  let read: z.infer<typeof shape>;
  try {
    read = shape.parse(JSON.parse(Buffer.from(asked.cursor, "base64url").toString("utf8")));
  } catch {
    throw bad("Use next_cursor as the page before gave it.");
  }
  const [sort, order, mark] = read;
  if (sort !== asked.sort || order !== asked.order) throw bad(`This cursor is of a table sorted by ${sort}.`);
  if (!isMark(asked.sort, mark)) throw bad("Use next_cursor as the page before gave it.");
  return mark;
}

/** The cursor of the page after a row; null when there is none. */
export function nextOf({ sort, order }: Asked, next: Mark | null): string | null {
  return next === null ? null : Buffer.from(JSON.stringify([sort, order, next])).toString("base64url");
}

// Opaque cursors: the position of a page's last row in the order of its list. All lists use this codec.
import { z } from "zod";
import { Fault } from "../../base/errors.ts";

/** The BAD_CURSOR fault; `why` says what is wrong with the cursor. */
export const badCursor = (why = "Use next_cursor as the page before gave it, or leave it out to start over."): Fault =>
  new Fault("BAD_CURSOR", why);

/** A position in a list as a cursor. */
export const encodeCursor = (position: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(position)).toString("base64url");

/** Decodes a cursor into the position that a schema describes; null when none is given. Throws BAD_CURSOR. */
export function decodeCursor<T>(cursor: string | undefined, position: z.ZodType<T>, why?: string): T | null {
  if (cursor === undefined) return null;
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw badCursor(why);
  }
}

/** A position in a list ordered by time and id, newest first. */
export type Position = { at: Date | null; id: number };

/** A position as a cursor. */
export const cursorOf = ({ at, id }: Position): string => encodeCursor([at?.toISOString() ?? null, id]);

const timeAndId = z.tuple([z.iso.datetime().nullable(), z.number().int()]);

/** A cursor as a position; null when none is given. Throws BAD_CURSOR. */
export function positionOf(cursor: string | undefined): Position | null {
  const found = decodeCursor(cursor, timeAndId);
  if (found === null) return null;
  const [at, id] = found;
  return { at: at === null ? null : new Date(at), id };
}

/** The same for a list in which every row has a time. Throws BAD_CURSOR, also for a cursor of another list. */
export function timedPositionOf(cursor: string | undefined): { at: Date; id: number } | null {
  const found = positionOf(cursor);
  if (found === null) return null;
  const { at, id } = found;
  if (at === null) throw badCursor();
  return { at, id };
}

/** The cursor of the page after `rows`; null when this is the last page. */
export function nextCursor<T>(rows: readonly T[], limit: number, position: (row: T) => Position): string | null {
  return rows.length < limit ? null : cursorOf(position(rows.at(-1)!));
}

/** Query parameters of every list. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .overwrite((rows) => Math.min(rows, 500))
    .default(50)
    .describe("Rows a page; no page has more than 500."),
  cursor: z.string().optional().describe("next_cursor of the page before."),
};

// Opaque page cursors: where the last row of a page stood in the order of the list.
import { z } from "zod";
import { Fault } from "../../base/errors.ts";

/** A place in a list ordered by time and id, newest first. */
export type Place = { at: Date | null; id: number };

/** A place as a cursor. */
export function cursorOf({ at, id }: Place): string {
  return Buffer.from(JSON.stringify([at?.toISOString() ?? null, id])).toString("base64url");
}

const shape = z.tuple([z.iso.datetime().nullable(), z.number().int()]);

/** A cursor as a place; null when none is given. Throws BAD_CURSOR. */
export function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  try {
    const [at, id] = shape.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { at: at === null ? null : new Date(at), id };
  } catch {
    throw badCursor();
  }
}

/** A place in a list in which every row has a time. Throws BAD_CURSOR for one of another list. */
export function timed({ at, id }: Place): { at: Date; id: number } {
  if (at === null) throw badCursor();
  return { at, id };
}

const badCursor = () =>
  new Fault("BAD_CURSOR", "Use next_cursor as the page before gave it, or leave it out to start over.");

/** The cursor of the page after `rows`; null when this page was the last. */
export function nextCursor<T>(rows: readonly T[], limit: number, place: (row: T) => Place): string | null {
  return rows.length < limit ? null : cursorOf(place(rows.at(-1)!));
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

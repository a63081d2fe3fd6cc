// What callers may write into text fields and numbers: what the database can keep, said before it refuses.
import { z } from "zod";
import { isBlank, wellFormed } from "../../base/text.ts";

/** A text without U+0000 and without half an emoji: PostgreSQL refuses both. */
export const textField = (): z.ZodString =>
  z.string().refine((value) => wellFormed(value) === value, "must not hold U+0000 or half a surrogate pair");

/** A text in which there is something to read. */
export const notBlank = (): z.ZodString => textField().refine((value) => !isBlank(value), "must not be blank");

/** The id of a rule in an address: a whole number that its column holds. */
export const smallId = z.coerce.number().int().min(1).max(2_147_483_647);

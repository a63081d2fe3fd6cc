// Text and number fields that accept only what the database can store.
import { z } from "zod";
import { isBlank, wellFormed } from "../../base/text.ts";

/** A text without U+0000 and without unpaired surrogates: PostgreSQL refuses both. */
export const textField = (): z.ZodString =>
  z.string().refine((value) => wellFormed(value) === value, "must not hold U+0000 or half a surrogate pair");

/** A text that is not blank. */
export const notBlank = (): z.ZodString => textField().refine((value) => !isBlank(value), "must not be blank");

/** The id of a rule in a path: an integer that fits its column. */
export const smallId = z.coerce.number().int().min(1).max(2_147_483_647);

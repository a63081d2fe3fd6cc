// Fields that several resources share: ids, sums, times, notes, keys, and who asks.
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { isCurrency } from "../../core/parking/terms.ts";
import { actorOf } from "./guard.ts";
import { textField } from "./text-fields.ts";

/** The id of something that there may be very many of, in an address. */
export const bigId = z.coerce.number().int().min(1);

/** The id of a row in a body. */
export const rowId = z.number().int().min(1).max(2_147_483_647);

/** Why something was done. */
export const reason = textField()
  .trim()
  .min(1, "must say why")
  .max(1_000)
  .describe("Why; for the audit log, and for the driver's statement where money moves.");

/** How a name of a person is documented: see core/inbox/called.ts. */
export const calledText =
  "The name that a colleague gave, else the profile name. Of somebody without a number, of whom there may be two, the last six characters of the user id follow.";

/** Why something was done, where that need not be said. */
export const note = textField().trim().max(1_000).optional().describe("Why; for the audit log.");

/** A note as the core takes it: nothing when it says nothing. */
export const noted = (given: string | null | undefined): string | null => given || null;

/** A sum may not be larger than this, in cents, so that a balance stays a whole number for every reader. */
const MAX_AMOUNT_CENTS = 10_000_000_000;

/** A sum that may be negative. */
export const cents = z.number().int().min(-MAX_AMOUNT_CENTS).max(MAX_AMOUNT_CENTS);

/** ISO 4217. */
export const currency = z
  .string()
  .refine(isCurrency, 'must be a currency code of ISO 4217 in capitals, such as "USD" or "EUR"');

/** Outside of these years a time is of a clock that was never set. */
const [earliest, latest] = [Date.parse("2020-01-01T00:00:00Z"), Date.parse("2200-01-01T00:00:00Z")];

/** A time with its offset that a clock may have told. */
export const moment = z.iso
  .datetime({ offset: true, error: "must be a time with its offset, such as 2026-01-31T12:00:00Z" })
  .refine((value) => {
    const at = Date.parse(value);
    return at >= earliest && at < latest;
  }, "must lie between 2020 and 2200: the clock that told it may never have been set");

/** A time as JSON has it. */
export const told = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Headers of a request that may be repeated. */
export const repeatable = z.object({
  "idempotency-key": textField()
    .min(1)
    .max(200)
    .optional()
    .describe("The same key again means the same request, and nothing is done twice."),
});

/** Who asks, for the journal. */
export const byOf = (request: FastifyRequest): string => actorOf(request.principal!);

/** What a request is known by when it is repeated; null when it does not say. It stands for itself with whoever sent it, by number: names can be taken again. */
export function keyOf(
  request: FastifyRequest & { headers: { "idempotency-key"?: string | undefined } },
): string | null {
  const key = request.headers["idempotency-key"];
  return key === undefined ? null : `${principalOf(request)}:${key}`;
}

/** Who asks, in a word that names nobody else, whatever anybody is called. */
export function principalOf(request: FastifyRequest): string {
  const { name, personId, keyId } = request.principal!;
  if (personId !== null) return `desk:${personId}`;
  // Keys of the environment have no number, and no name with a colon.
  return keyId !== null ? `key:${keyId}` : `key:${name}`;
}

/** Says that a key was used for something else. */
export const mismatch = (what: string): Fault =>
  new Fault("IDEMPOTENCY_MISMATCH", `This Idempotency-Key was used for ${what}. Use a new key for a new request.`);

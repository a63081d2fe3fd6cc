// Fields that several resources share: ids, amounts, times, notes, idempotency keys, and who makes the request.
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { isCurrency } from "../../core/parking/terms.ts";
import { actorOf } from "./guard.ts";
import { textField } from "./text-fields.ts";

/** The id in a path of something that may be very numerous. */
export const bigId = z.coerce.number().int().min(1);

/** The id of a row, in a body. */
export const rowId = z.number().int().min(1).max(2_147_483_647);

/** A required reason. */
export const reason = textField()
  .trim()
  .min(1, "must say why")
  .max(1_000)
  .describe("Why; for the audit log, and for the driver's statement where money moves.");

/** The description of a person's name: see core/inbox/called.ts. */
export const calledText =
  "The name that a colleague gave, else the profile name. Of somebody without a number, of whom there may be two, the last six characters of the user id follow.";

/** An optional reason. */
export const note = textField().trim().max(1_000).optional().describe("Why; for the audit log.");

/** A note as the core takes it: null when it is empty. */
export const noted = (given: string | null | undefined): string | null => given || null;

/** The largest amount, in cents, so that every client can represent a balance as an exact integer. */
const MAX_AMOUNT_CENTS = 10_000_000_000;

/** An amount that may be negative. */
export const cents = z.number().int().min(-MAX_AMOUNT_CENTS).max(MAX_AMOUNT_CENTS);

/** An ISO 4217 code. */
export const currency = z
  .string()
  .refine(isCurrency, 'must be a currency code of ISO 4217 in capitals, such as "USD" or "EUR"');

/** A time outside of these years comes from a clock that was never set. */
const [earliest, latest] = [Date.parse("2020-01-01T00:00:00Z"), Date.parse("2200-01-01T00:00:00Z")];

/** A time with its offset, from a clock that was set. */
export const moment = z.iso
  .datetime({ offset: true, error: "must be a time with its offset, such as 2026-01-31T12:00:00Z" })
  .refine((value) => {
    const at = Date.parse(value);
    return at >= earliest && at < latest;
  }, "must lie between 2020 and 2200: the clock that told it may never have been set");

/** A time in JSON. */
export const isoTime = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Headers of a request that may be sent more than once. */
export const repeatable = z.object({
  "idempotency-key": textField()
    .min(1)
    .max(200)
    .optional()
    .describe("The same key again means the same request, and nothing is done twice."),
});

/** Who makes the request, for the audit log. */
export const byOf = (request: FastifyRequest): string => actorOf(request.principal!);

/**
 * The idempotency key of a request together with its sender; null when there is none. The sender is named by id because names can be
 * reused.
 */
export function keyOf(
  request: FastifyRequest & { headers: { "idempotency-key"?: string | undefined } },
): string | null {
  const key = request.headers["idempotency-key"];
  return key === undefined ? null : `${principalOf(request)}:${key}`;
}

/** The sender as a unique word, whatever the names of users and keys. */
export function principalOf(request: FastifyRequest): string {
  const { name, personId, keyId } = request.principal!;
  if (personId !== null) return `desk:${personId}`;
  // Keys of the environment have no id, and no colon in their name.
  return keyId !== null ? `key:${keyId}` : `key:${name}`;
}

/** The fault for a key that was used for another request. */
export const mismatch = (what: string): Fault =>
  new Fault("IDEMPOTENCY_MISMATCH", `This Idempotency-Key was used for ${what}. Use a new key for a new request.`);

/** A filter of what began with a tap on an ad or a post. */
export const cameBy = z.enum(["ad"]).optional().describe("ad: only what came by an ad or a post of the business.");

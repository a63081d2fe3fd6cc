// Looks people up by a phone number, user id or group as callers write it.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";
import * as named from "../../core/inbox/named.ts";

/** The keys to find or create a person by. Throws BAD_REQUEST when it is neither a number nor a user id. */
export async function phoneKeys(
  db: Kysely<DB> | Transaction<DB>,
  typed: string,
  only: "look" | "reach" = "look",
): Promise<IdentityKeys> {
  const keys = await named.keysOf(db, typed, only);
  if ("fault" in keys) throw new Fault("BAD_REQUEST", keys.fault);
  return keys;
}

/** The conversations of a person or group. Throws BAD_REQUEST when it can be neither. */
export async function conversationsNamed(db: Kysely<DB>, typed: string): Promise<number[]> {
  const found = await named.conversationsOf(db, typed);
  if ("fault" in found) throw new Fault("BAD_REQUEST", found.fault);
  return found;
}

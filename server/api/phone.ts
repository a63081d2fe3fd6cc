// A phone number or BSUID as callers write it, for looking people up.
import { Fault } from "../base/errors.ts";
import { dialable, isBsuid } from "../base/phone.ts";
import type { IdentityKeys } from "../contract/inbound.ts";

/** The keys to look a person up by. Throws BAD_REQUEST when it is neither a number nor a BSUID. */
export function phoneKeys(typed: string): IdentityKeys {
  const none = { waId: null, bsuid: null, parentBsuid: null, username: null };
  const value = typed.trim();
  if (isBsuid(value))
    return value.slice(3).startsWith("ENT.") ? { ...none, parentBsuid: value } : { ...none, bsuid: value };
  const read = dialable(value);
  if ("fault" in read) throw new Fault("BAD_REQUEST", read.fault);
  return { ...none, waId: read.digits };
}

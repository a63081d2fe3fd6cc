// Small values of Twilio's read narrowly: addresses (`whatsapp:+15550100001`, `whatsapp:US.1`, bare digits) -> channel and
// identity keys; ids; error codes.
import { isBsuid, isParentBsuid } from "../../base/phone.ts";
import type { ChannelRef, IdentityKeys } from "../../contract/inbound.ts";

/** Index keys in PostgreSQL hold about 2,700 bytes a row: a longer value is not an id. */
const LONGEST_ID = 340;

/** A field that serves as an id; null when it is empty or longer than any. */
export function ident(value: string | undefined): string | null {
  return value === undefined || value === "" || value.length > LONGEST_ID ? null : value;
}

/** An error code: a whole number above 0 that a database's integer holds. */
export function errorCode(value: unknown): number | null {
  const code = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof code === "number" && Number.isInteger(code) && code > 0 && code <= 0x7fffffff ? code : null;
}

/** An address without its channel prefix; null when it is none of WhatsApp's. */
function bare(address: string | undefined): string | null {
  const value = ident(address)?.trim() ?? "";
  // A `+` that was not escaped in a form arrives as a space.
  const found = /^(?:whatsapp:)?\s?(\S+)$/i.exec(value)?.[1];
  // Another channel of Twilio's: `messenger:`, `rcs:`.
  return found === undefined || /^[a-z_]+:/i.test(found) ? null : found;
}

/** Sorts addresses and ids into keys by their pattern; the first of a kind wins. */
export function keysOf(addresses: (string | undefined)[], username?: string): IdentityKeys {
  const keys: IdentityKeys = { waId: null, bsuid: null, parentBsuid: null, username: null };
  for (const address of addresses) {
    const value = bare(address);
    if (value === null) continue;
    const digits = value.replace(/^\+/, "");
    if (isParentBsuid(value)) keys.parentBsuid ??= value;
    else if (isBsuid(value)) keys.bsuid ??= value;
    else if (/^\d+$/.test(digits)) keys.waId ??= digits;
  }
  if (keys.waId === null) keys.bsuid ??= keys.parentBsuid;
  keys.username = ident(username)?.replace(/^@/, "") || null;
  return keys;
}

/**
 * The business's side, also for a sender as written in the configuration (`whatsapp:+14155238886`). Its id is the
 * sender's address without prefix, with `+` whatever way it was written; null when it is no WhatsApp address.
 */
export function channelOf(address: string | undefined, accountSid: string | undefined): ChannelRef | null {
  const value = bare(address);
  if (value === null) return null;
  const digits = value.replace(/^\+/, "");
  const isNumber = /^\d+$/.test(digits);
  return {
    provider: "twilio",
    externalId: isNumber ? `+${digits}` : value,
    displayNumber: isNumber ? digits : null,
    accountId: ident(accountSid),
  };
}

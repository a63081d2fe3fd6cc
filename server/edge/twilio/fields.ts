// Reads single values of Twilio's: addresses (`whatsapp:+15550100001`, `whatsapp:US.1`, bare digits) into channel and identity keys; ids;
// error codes.
import { isBsuid, isParentBsuid } from "../../base/phone.ts";
import type { ChannelRef, IdentityKeys } from "../../contract/inbound.ts";

/** A row of a PostgreSQL index holds about 2,700 bytes: a longer value is not an id. */
const LONGEST_ID = 340;

/** A field that is an id; null when it is empty or too long. */
export function ident(value: string | undefined): string | null {
  return value === undefined || value === "" || value.length > LONGEST_ID ? null : value;
}

/** An error code: an integer above 0 that fits a database column. */
export function errorCode(value: unknown): number | null {
  const code = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof code === "number" && Number.isInteger(code) && code > 0 && code <= 0x7fffffff ? code : null;
}

/** An address without its channel prefix; null when it is not one of WhatsApp. */
function bare(address: string | undefined): string | null {
  const value = ident(address)?.trim() ?? "";
  // A `+` that was not escaped in a form arrives as a space.
  const found = /^(?:whatsapp:)?\s?(\S+)$/i.exec(value)?.[1];
  // Other channels of Twilio have prefixes such as `messenger:` and `rcs:`.
  return found === undefined || /^[a-z_]+:/i.test(found) ? null : found;
}

/** Sorts addresses and ids into keys by their pattern; the first of each kind wins. */
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
 * The business's channel, also from a sender as the configuration has it (`whatsapp:+14155238886`). Its id is the sender's address without
 * the prefix and always with `+`; null when it is not a WhatsApp address.
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

// The existing phones, by number.
import type { Bus } from "../bus.ts";
import { bsuid } from "../ids.ts";
import type { Phone } from "./message.ts";

/** The fields of a phone that a test or the page may set. */
export type PhoneChange = Partial<Omit<Phone, "number">>;

export type Phones = {
  /** The phone with a number, created when first requested. Only the digits of the number count. Throws on fewer than 5 digits. */
  phone(number: string, change?: PhoneChange): Phone;
  phones(): Phone[];
  /** By number, wa_id or business-scoped id; null for an unknown id. An unknown number becomes a new phone. */
  find(address: string): Phone | null;
  /** Gives a phone a new number and a new business-scoped id. */
  renumber(from: string, to: string): { before: Phone; after: Phone };
};

/** Creates an empty list of phones. */
export function createPhones(bus: Bus): Phones {
  const phones = new Map<string, Phone>();

  const phone = (text: string, change?: PhoneChange): Phone => {
    const number = digits(text);
    let known = phones.get(number);
    if (known && !change) return known;
    known = { ...(known ?? newPhone(number)), ...change, number };
    phones.set(number, known);
    bus.emit({ type: "phone", data: known });
    return known;
  };

  return {
    phone,
    phones: () => [...phones.values()],
    find(address) {
      const isId = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(address);
      const plain = isId ? address : address.replace(/\D/g, "");
      const exact = phones.get(plain);
      if (exact) return exact;
      for (const known of phones.values()) {
        if (
          isId ? known.bsuid === plain || known.parentBsuid === plain : known.number === plain || known.waId === plain
        ) {
          return known;
        }
      }
      return isId || plain.length < 5 || plain.length > 15 ? null : phone(plain);
    },
    renumber(from, to) {
      const before = phone(from);
      phones.delete(before.number);
      const number = digits(to);
      const after = phone(number, { ...before, waId: number, bsuid: before.bsuid && bsuid(number) });
      return { before, after };
    },
  };
}

function newPhone(number: string): Phone {
  return {
    number,
    name: `Phone ${number.slice(-4)}`,
    waId: number,
    bsuid: bsuid(number),
    parentBsuid: null,
    username: null,
    hidesNumber: false,
    online: true,
    failsWith: null,
    stopsMarketing: false,
    blockedAtTwilio: false,
  };
}

/** A number as digits only. Throws on fewer than 5 digits, or more than 15. */
export function digits(number: string): string {
  const plain = number.replace(/\D/g, "");
  if (plain.length < 5 || plain.length > 15) throw new Error(`"${number}" is not a phone number of 5 to 15 digits`);
  return plain;
}

// Builds Meta's webhooks about payments and about the address book of the business's phone.
import type { ChatMessage, Phone } from "../chat/message.ts";
import type { Settings } from "../options.ts";
import { around, stamp } from "./compose.ts";

type Json = Record<string, unknown>;

/** What Meta says of a payment. */
export const paymentStates = ["pending", "captured"] as const;
export type PaymentState = (typeof paymentStates)[number];

/** The value that reports the payment that a message asked for: 210 rupees. (Meta: payments, status of a transaction.) */
export function payment(settings: Settings, phone: Phone, message: ChatMessage, state: PaymentState): Json {
  const at = settings.clock();
  const seconds = Math.floor(at / 1000);
  const transaction = {
    id: `pg-${message.n}`,
    type: "razorpay",
    status: state === "captured" ? "success" : "pending",
    created_timestamp: seconds,
    updated_timestamp: seconds,
    method: { type: "upi" },
  };
  return {
    ...around(settings),
    statuses: [
      {
        id: message.id,
        ...(phone.hidesNumber ? {} : { recipient_id: phone.waId }),
        type: "payment",
        status: state,
        timestamp: stamp(at),
        payment: {
          reference_id: `order-${message.n}`,
          amount: { value: 21_000, offset: 100 },
          currency: "INR",
          transaction,
        },
      },
    ],
  };
}

/** The value that reports an entry of the business's address book; a removed one has no name. (Meta: coexistence, contacts.) */
export function addressBookEntry(settings: Settings, phone: Phone, name: string | null): Json {
  const names = name === null ? {} : { full_name: name, first_name: name.split(/\s+/)[0] };
  return {
    ...around(settings),
    state_sync: [
      {
        type: "contact",
        contact: {
          ...names,
          ...(phone.hidesNumber ? {} : { phone_number: phone.waId }),
          ...(phone.bsuid ? { user_id: phone.bsuid } : {}),
        },
        action: name === null ? "remove" : "add",
        metadata: { timestamp: stamp(settings.clock()) },
      },
    ],
  };
}

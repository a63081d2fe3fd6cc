// The types of the phone model: lines, people, messages and ticks, as the page and the tests see them. The shapes of the providers' APIs are in
// graph/ and twilio/.

/** The provider through which a phone reaches the business. */
export type Line = "meta" | "twilio";

/** Whether `value` is a line. */
export function isLine(value: unknown): value is Line {
  return value === "meta" || value === "twilio";
}

/** The delivery status of a message from the business. `accepted`: the provider has it, and no status was reported yet. */
export type Tick = "accepted" | "sent" | "delivered" | "read" | "played" | "failed";

export type Choice = { id: string; title: string; description?: string };
export type Section = { title?: string; rows: Choice[] };
export type MediaKind = "image" | "video" | "audio" | "document" | "sticker";
/** A contact card. `more`: its other numbers and e-mail addresses, as lines. */
export type Card = { name: string; phone: string; more?: string[] };

export type Media = {
  type: "media";
  kind: MediaKind;
  /** Id in the simulator's media store; null for an external link, which is never fetched. */
  media: string | null;
  mimeType: string;
  link?: string;
  caption?: string;
  fileName?: string;
  voice?: boolean;
};

/** What stands above a text: a line or a file. */
export type Heading = { header?: string; file?: Media };

/** The content of a bubble. */
export type Content =
  | { type: "text"; text: string }
  | Media
  | { type: "location"; latitude: number; longitude: number; name?: string; address?: string }
  /** `vcard` is the id of the file that Twilio delivers instead. */
  | {
      type: "contacts";
      contacts: Card[];
      vcard?: string;
      /** The answer to a request for the own number. */
      own?: boolean;
    }
  | (Heading & {
      type: "buttons";
      text: string;
      footer?: string;
      buttons: Choice[];
      /** The template that it was made from, and its category. */
      template?: string;
      category?: "UTILITY" | "MARKETING" | "AUTHENTICATION";
    })
  | { type: "list"; text: string; header?: string; footer?: string; button: string; sections: Section[] }
  | (Heading & { type: "link"; text: string; footer?: string; label: string; url: string })
  | { type: "location_request"; text: string }
  | { type: "number_request"; text: string }
  /** Asks whether the business may call. */
  | { type: "call_request"; text: string }
  | { type: "reaction"; emoji: string; to: string }
  /** A tap on a button or a row of a list. */
  | { type: "choice"; kind: "button" | "row" | "template_button"; choice: Choice; of: string }
  /** A grey line in the middle of the chat. */
  | { type: "notice"; text: string }
  /** Accepted, but this phone cannot show it; or, sent by the phone, one of kinds.ts. */
  | { type: "other"; name: string };

/** The delivery of the webhook that reports a message of the phone to Bellhop. */
export type Handover = {
  /** lost: the provider has given up, as Twilio does. */
  state: "pending" | "delivered" | "retrying" | "lost";
  attempts: number;
  /** The last failure in plain words. */
  detail: string | null;
};

export type Failure = { code: number; title: string; details: string };

/** One message of a chat, in either direction. */
export type ChatMessage = {
  /** Sequence number over all chats, from 1. */
  n: number;
  /** A wamid (Meta), or a sid with SM or MM (Twilio). */
  id: string;
  line: Line;
  /** The phone's number, digits only. */
  phone: string;
  from: "phone" | "business";
  /** Milliseconds since 1970, on the simulator's clock. */
  at: number;
  content: Content;
  /** Id of the quoted message. */
  quotes: string | null;
  reactions: { phone?: string; business?: string };
  edited: boolean;
  revoked: boolean;
  /** On messages of the business; null on the phone's own. */
  tick: Tick | null;
  ticks: { tick: Tick; at: number }[];
  failure: Failure | null;
  /** `biz_opaque_callback_data` at Meta, the StatusCallback URL at Twilio. */
  key: string | null;
  /** A template message, which may be sent while the window is closed. */
  template: boolean;
  /** On messages of the phone; null on the business's. */
  handover: Handover | null;
  /** When the business marked it as read. */
  seenAt: number | null;
};

/** A person with a phone. */
export type Phone = {
  /** Digits, country code first. */
  number: string;
  name: string;
  /** The provider's id of this number; it differs from the number in Brazil, Mexico and Argentina. */
  waId: string;
  /** Business-scoped user id; null: the old payload without one. */
  bsuid: string | null;
  parentBsuid: string | null;
  username: string | null;
  /** A user with a username whose number is hidden from the business. */
  hidesNumber: boolean;
  /** False: messages stay at `sent` until the phone is online again. */
  online: boolean;
  /** Every message to this phone becomes `failed` with this code; null: none does. */
  failsWith: number | null;
  /** The person stopped marketing in WhatsApp's settings: marketing templates fail at Meta. */
  stopsMarketing: boolean;
  /** The person sent STOP to Twilio's Advanced Opt-Out: Twilio takes nothing for them until START. */
  blockedAtTwilio: boolean;
};

/** A call as the page sees it. */
export type PhoneCall = {
  id: string;
  /** The phone's number, digits only. */
  phone: string;
  /** Who calls. */
  from: "phone" | "business";
  state: "ringing" | "answered" | "ended";
  /** The session descriptions of both sides; null as long as a side has given none. */
  offer: string | null;
  answer: string | null;
};

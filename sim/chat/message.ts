// The words of the phone model: lines, people, messages and ticks, as the page and the tests see them.
// Wire shapes live in graph/ and twilio/.

/** Through whom a phone reaches the business. */
export type Line = "meta" | "twilio";

/** Whether `value` names a line. */
export function isLine(value: unknown): value is Line {
  return value === "meta" || value === "twilio";
}

/** How far a message of the business got. `accepted`: the provider has it, nothing was reported yet. */
export type Tick = "accepted" | "sent" | "delivered" | "read" | "played" | "failed";

export type Choice = { id: string; title: string; description?: string };
export type Section = { title?: string; rows: Choice[] };
export type MediaKind = "image" | "video" | "audio" | "document" | "sticker";
export type Card = { name: string; phone: string };

/** What a bubble shows. */
export type Content =
  | { type: "text"; text: string }
  | {
      type: "media";
      kind: MediaKind;
      /** Id in the simulator's media store; null for a link to elsewhere, which is never fetched. */
      media: string | null;
      mimeType: string;
      link?: string;
      caption?: string;
      fileName?: string;
      voice?: boolean;
    }
  | { type: "location"; latitude: number; longitude: number; name?: string; address?: string }
  /** `vcard` is the id of the file that Twilio delivers in its place. */
  | { type: "contacts"; contacts: Card[]; vcard?: string }
  | { type: "buttons"; text: string; header?: string; footer?: string; buttons: Choice[]; template?: string }
  | { type: "list"; text: string; header?: string; footer?: string; button: string; sections: Section[] }
  | { type: "link"; text: string; label: string; url: string }
  | { type: "location_request"; text: string }
  | { type: "reaction"; emoji: string; to: string }
  /** A tap of the phone on a button or a row. */
  | { type: "choice"; kind: "button" | "row" | "template_button"; choice: Choice; of: string }
  /** A grey line in the middle of the chat. */
  | { type: "notice"; text: string }
  /** Accepted, but this phone has no picture for it. */
  | { type: "other"; name: string };

/** What became of the webhook that tells Bellhop of a message of the phone. */
export type Handover = {
  /** lost: the provider has given up, as Twilio does. */
  state: "pending" | "delivered" | "retrying" | "lost";
  attempts: number;
  /** Plain words on the last failure. */
  detail: string | null;
};

export type Failure = { code: number; title: string; details: string };

/** One message of a chat, either way. */
export type ChatMessage = {
  /** Running number over all chats, from 1. */
  n: number;
  /** wamid, or SM/MM sid. */
  id: string;
  line: Line;
  /** The phone's number, digits. */
  phone: string;
  from: "phone" | "business";
  /** Milliseconds since 1970, on the simulator's clock. */
  at: number;
  content: Content;
  /** Id of the message that this one quotes. */
  quotes: string | null;
  reactions: { phone?: string; business?: string };
  edited: boolean;
  revoked: boolean;
  /** Of the business's messages; null on the phone's own. */
  tick: Tick | null;
  ticks: { tick: Tick; at: number }[];
  failure: Failure | null;
  /** `biz_opaque_callback_data` at Meta, the StatusCallback URL at Twilio. */
  key: string | null;
  /** Goes through a closed window. */
  template: boolean;
  /** Of the phone's messages; null on the business's. */
  handover: Handover | null;
  /** When the business marked it read. */
  seenAt: number | null;
};

/** A person with a phone. */
export type Phone = {
  /** Digits, country code first. */
  number: string;
  name: string;
  /** What the provider calls this number; differs from it in Brazil, Mexico and Argentina (Brazil, Mexico and Argentina). */
  waId: string;
  /** Business-scoped user id; null: an old payload without one. */
  bsuid: string | null;
  parentBsuid: string | null;
  username: string | null;
  /** A user with a username whose number the business does not get to see. */
  hidesNumber: boolean;
  /** Off: messages stay at `sent` until it is on again. */
  online: boolean;
  /** Every message to this phone ends as `failed` with this code; null: none does. */
  failsWith: number | null;
};

// What goes out, in Bellhop's own words. A draft says what to tell; the edge knows how its provider words it.
import type { ChannelRef, ProviderError } from "./inbound.ts";

/** A choice that the customer can tap; typing `id` does the same, so that channels without buttons work alike. */
export type Choice = {
  /** What comes back as `payload` and what a customer may type instead (`slots`, `book A`). At most 200 characters. */
  id: string;
  /** What the button shows; at most 20 characters on a button, 24 in a list. */
  title: string;
  /** Second line in a list; at most 72 characters. Ignored on buttons. */
  description?: string;
};

/** Plain text; longer than the provider's limit is an error, not a silent cut. */
export type TextDraft = { type: "text"; text: string };

/** Text with one to three buttons. */
export type ButtonsDraft = { type: "buttons"; text: string; footer?: string; buttons: Choice[] };

/** Text with a list of one to ten rows behind a button. */
export type ListDraft = {
  type: "list";
  text: string;
  footer?: string;
  /** Label of the button that opens the list; at most 20 characters. */
  button: string;
  sections: { title?: string; rows: Choice[] }[];
};

/** A pre-approved message, the only kind allowed when the 24-hour window is closed. */
export type TemplateDraft = {
  type: "template";
  /** Template name at Meta; Content SID (`HX…`) at Twilio. */
  name: string;
  /** BCP 47 with underscore as Meta writes it (`en_US`); ignored at Twilio. */
  language: string;
  /** Values for {{1}}, {{2}}, … of the body, in order. */
  parameters: string[];
};

/** Kinds of files that can be sent. */
export const mediaKinds = ["image", "video", "audio", "document", "sticker"] as const;

export type MediaKind = (typeof mediaKinds)[number];

/** A file by public link, fetched by the provider. */
export type MediaDraft = {
  type: "media";
  kind: MediaKind;
  link: string;
  caption?: string;
  fileName?: string;
};

/** A place, in degrees. */
export type LocationDraft = { type: "location"; latitude: number; longitude: number; name?: string; address?: string };

/** What is to be said. */
export type Draft = (TextDraft | ButtonsDraft | ListDraft | TemplateDraft | MediaDraft | LocationDraft) & {
  /** Provider id of the message to quote. */
  replyTo?: string;
};

/** For how long something is worth telling, where sending has to wait; without it for an hour. */
export type Life = {
  /** It stays true (a receipt, a changed balance): it is kept until the person writes again. */
  lasting?: boolean;
  /** After this it is no longer true. */
  until?: Date;
};

/** To whom: the key that wrote to us, never a guess from another. */
export type Address = { kind: "wa_id" | "bsuid" | "group"; value: string };

/** One message ready for the wire. */
export type Outbound = {
  /** Our id for it (UUID): travels with the send and comes back in statuses. */
  key: string;
  channel: ChannelRef;
  to: Address;
  draft: Draft;
  /** When it was first handed to the provider, or is being handed now. */
  attemptedAt: Date;
};

/** What a provider's error number asks of us; the tables live with each edge. */
export type Advice = {
  /** retry: with backoff. wait: much later. template: only a template can pass. never: the same request cannot succeed. */
  action: "retry" | "wait" | "template" | "never";
  /** What is held back meanwhile: this message, everything to this person, or the whole number. */
  scope: "message" | "pair" | "channel";
  /** An operator must act (token, payment, policy). */
  operator: boolean;
  /** What happened and what to do, in plain words for staff. */
  remedy: string;
};

/** How one attempt ended. */
export type SendResult =
  /** The provider has it and named it. */
  | { outcome: "accepted"; providerId: string; waId: string | null; bsuid: string | null }
  /** The provider said no; it certainly did not go out. */
  | { outcome: "refused"; error: ProviderError; advice: Advice; retryAfterMs: number | null }
  /** The request never reached the provider (refused connection, DNS): safe to repeat. */
  | { outcome: "unreachable"; reason: string }
  /** The request left and no verdict came back: it may have arrived, so it must be settled before any repeat. */
  | { outcome: "unanswered"; reason: string };

// What goes out, in Bellhop's own terms. A draft is the content; the edge translates it for its provider.
import type { ChannelRef, ProviderError } from "./inbound.ts";
import type { HeaderFile, OtherDraft } from "./outgoing-kinds.ts";

/** A choice that the customer can tap. Typing its `id` has the same effect, for channels without buttons. */
export type Choice = {
  /** Comes back as `payload`, and a customer may type it instead (`slots`, `book A`). At most 200 characters. */
  id: string;
  /** The button's label; at most 20 characters on a button, 24 in a list. */
  title: string;
  /** Second line in a list; at most 72 characters. Ignored on buttons. */
  description?: string;
};

/** Plain text; longer than the provider's limit is an error, never cut silently. */
export type TextDraft = { type: "text"; text: string };

/** Text with one to three buttons. */
export type ButtonsDraft = {
  type: "buttons";
  /** A line in bold above the text, at most 60 characters; or a file. */
  header?: string | HeaderFile;
  text: string;
  footer?: string;
  buttons: Choice[];
  /** Where choices are written out, people type their titles instead of their ids, which are English. */
  typed?: "titles";
};

/** Text with a list of one to ten rows behind a button. */
export type ListDraft = {
  type: "list";
  text: string;
  footer?: string;
  /** Label of the button that opens the list; at most 20 characters. */
  button: string;
  sections: { title?: string; rows: Choice[] }[];
  /** As of buttons. */
  typed?: "titles";
};

/** A pre-approved message, the only kind allowed when the 24-hour window is closed. */
export type TemplateDraft = {
  type: "template";
  /** Template name at Meta; Content SID (`HX…`) at Twilio. */
  name: string;
  /** BCP 47 with underscore as Meta writes it (`en_US`); ignored at Twilio. */
  language: string;
  /** Values of the body's variables in order; empty when they are given by name. */
  parameters: string[];
  /** Values by the names of the variables; at Twilio those of all parts, as its variables are one list. */
  named?: Record<string, string>;
  header?: TemplateHeaderValue;
  buttons?: TemplateButtonValue[];
};

/** What fills a template's header. */
export type TemplateHeaderValue =
  /** The value of the one variable of a header's text, and the variable's name where variables have names. */
  | { type: "text"; text: string; name?: string }
  | (HeaderFile & {
      /** At Twilio: the variable that its address fills, and what the template has before it. */
      fills?: { variable: string; after: string };
    })
  /** In degrees. */
  | { type: "location"; latitude: number; longitude: number; name: string; address: string };

/** Buttons of a template that take a value: the end of an address, a code, what comes back when it is tapped. */
export const filledButtonTypes = ["url", "copy_code", "quick_reply"] as const;

/** The value of one button. */
export type TemplateButtonValue = {
  /** From 0. */
  index: number;
  type: (typeof filledButtonTypes)[number];
  value: string;
};

/** Kinds of files that can be sent. */
export const mediaKinds = ["image", "video", "audio", "document", "sticker"] as const;

export type MediaKind = (typeof mediaKinds)[number];

/** A file: one that is kept here, or behind a public link that the provider fetches. It has exactly one of `file` and `link`. */
export type MediaDraft = {
  type: "media";
  kind: MediaKind;
  link?: string;
  /** The id of an attachment that is kept here. The message gets an attachment of its own with the same content. */
  file?: number;
  caption?: string;
  fileName?: string;
  /** Sound that is shown as a voice note. Twilio has no such mark, and sends it as sound. */
  voice?: boolean;
};

/** What is known of a kept file that is to be sent, for the provider's limits. */
export type OutgoingFile = {
  /** The id of the attachment. */
  id: number;
  /** By its content, without parameters: `audio/ogg`. */
  mimeType: string;
  /** In bytes. */
  size: number;
  /** As its sender named it. */
  name: string | null;
  /** Of sound in an OGG container: whether it is Opus, and its channels (1: mono); null for other files. */
  ogg: { opus: boolean; channels: number } | null;
  /** A WebP that moves. */
  animated: boolean;
};

/** A location, in degrees. */
export type LocationDraft = { type: "location"; latitude: number; longitude: number; name?: string; address?: string };

/** The content of an outbound message. */
export type Draft = (TextDraft | ButtonsDraft | ListDraft | TemplateDraft | MediaDraft | LocationDraft | OtherDraft) & {
  /** Provider id of the message to quote. */
  replyTo?: string;
};

/** The file that a draft names: its own, or the one above its text; null when it names none. */
export function fileOf(draft: Draft): (HeaderFile | MediaDraft) | null {
  if (draft.type === "media") return draft;
  if (draft.type !== "buttons" && draft.type !== "link_button" && draft.type !== "template") return null;
  const { header } = draft;
  return typeof header === "object" && header.type !== "text" && header.type !== "location" ? header : null;
}

/** How long a message stays relevant when it cannot be sent at once; an hour when neither is set. */
export type Life = {
  /** It stays relevant (a receipt, a changed balance): it is kept until the person writes again. */
  lasting?: boolean;
  /** After this time it is no longer relevant. */
  until?: Date;
};

/** The recipient: the identity key that wrote to us, never one inferred from another. */
export type Address = { kind: "wa_id" | "bsuid" | "group"; value: string };

/** One message ready to be sent to the provider. */
export type Outbound = {
  /** Our id of the message (UUID): sent along, and returned in statuses. */
  key: string;
  channel: ChannelRef;
  to: Address;
  draft: Draft;
  /** Of a draft with `file`: the provider's id of the uploaded file, or the public address where the provider fetches it. */
  file?: string;
  /** When the first attempt to send it began; the current time for the first attempt. */
  attemptedAt: Date;
};

/** The outcome of handing a file to the provider. What gives no answer is harmless: nothing was sent, and it may be repeated. */
export type UploadResult =
  | { outcome: "uploaded"; providerId: string }
  | Extract<SendResult, { outcome: "refused" | "unreachable" }>;

/** How to react to a provider's error number; each edge has a table of them. */
export type Advice = {
  /** retry: with backoff. wait: much later. template: only a template can be sent. never: the same request cannot succeed. */
  action: "retry" | "wait" | "template" | "never";
  /** What must wait meanwhile: this message, everything to this person, or the whole channel. */
  scope: "message" | "pair" | "channel";
  /** Whether an operator must act (token, payment, policy). */
  operator: boolean;
  /** The fault is the template's (paused, gone, its values): other words to the same person may go. Absent: it is not. */
  templateFault?: true;
  /** What happened and what to do, in plain words for staff. */
  remedy: string;
  /** Whether the error says that the person wants no more marketing. */
  optedOut?: boolean;
};

/** The outcome of one attempt to send. */
export type SendResult =
  /** The provider took the message and returned an id. */
  | { outcome: "accepted"; providerId: string; waId: string | null; bsuid: string | null }
  /** The provider refused the message; it certainly was not sent. */
  | { outcome: "refused"; error: ProviderError; advice: Advice; retryAfterMs: number | null }
  /** The request never reached the provider (refused connection, DNS): it is safe to repeat. */
  | { outcome: "unreachable"; reason: string }
  /** The request was sent but no answer came: the message may have been sent, so this must be found out before it is repeated. */
  | { outcome: "unanswered"; reason: string };

// Kinds of messages that go out besides text, choices, templates, files and places (those are in outbound.ts).

/** Kinds of files that stand above a text. */
export const headerFileKinds = ["image", "video", "document"] as const;

/** A file above a text: one that is kept here, or behind a public link that the provider fetches. It has exactly one of `file` and `link`. */
export type HeaderFile = {
  type: (typeof headerFileKinds)[number];
  link?: string;
  /** The id of an attachment that is kept here. */
  file?: number;
  /** Of a document. */
  fileName?: string;
};

/** Text with one button that opens a web page. */
export type LinkButtonDraft = {
  type: "link_button";
  /** A line in bold above the text, at most 60 characters; or a file. */
  header?: string | HeaderFile;
  text: string;
  footer?: string;
  /** The button's label; at most 20 characters. */
  label: string;
  url: string;
};

/** Asks for a location; the answer is a message of type `location` that quotes this one. */
export type LocationRequestDraft = { type: "location_request"; text: string };

/** Asks for the person's phone number; the answer is their own contact card. */
export type NumberRequestDraft = { type: "number_request"; text: string };

/** A contact card. */
export type ContactCard = {
  name: string;
  company?: string;
  /** As people write them, with their country code. */
  phones: string[];
  emails?: string[];
};

/** Asks whether the business may call; the answer is a call permission. */
export type CallRequestDraft = { type: "call_request"; text: string };

/** One contact card or several. */
export type ContactsDraft = { type: "contacts"; contacts: ContactCard[] };

/** An emoji at a message of the conversation. */
export type ReactionDraft = {
  type: "reaction";
  /** Provider id of the message. */
  target: string;
  /** One emoji; empty takes the reaction back. */
  emoji: string;
};

/** What a message of ours can offer to tap. */
export const offerKinds = [
  "buttons",
  "list",
  "link_button",
  "location_request",
  "number_request",
  "call_request",
] as const;

/** The kinds of this file. */
export type OtherDraft =
  | LinkButtonDraft
  | LocationRequestDraft
  | NumberRequestDraft
  | CallRequestDraft
  | ContactsDraft
  | ReactionDraft;

// Templates in Bellhop's own terms: the same shape for Meta's message templates and for Twilio's Content.

/**
 * What became of a template. `unsubmitted` and `received` are Twilio's: not yet sent to Meta. `unknown`: a status that is not in this list.
 * (Meta: message templates, status; Twilio: Content API, approval.)
 */
export const templateStatuses = [
  "approved",
  "pending",
  "in_appeal",
  "rejected",
  "paused",
  "disabled",
  "limit_exceeded",
  "archived",
  "pending_deletion",
  "deleted",
  "unsubmitted",
  "received",
  "unknown",
] as const;

export type TemplateStatus = (typeof templateStatuses)[number];

/** The category by which a template is charged and judged. (Meta: template categories.) */
export const templateCategories = ["utility", "marketing", "authentication"] as const;

export type TemplateCategory = (typeof templateCategories)[number];

/** What recipients' reactions say about a template. (Meta: quality_score.) */
export const templateQualities = ["green", "yellow", "red", "unknown"] as const;

export type TemplateQuality = (typeof templateQualities)[number];

/** How variables are called: `{{guest}}` or `{{1}}`. */
export const parameterFormats = ["named", "positional"] as const;

export type ParameterFormat = (typeof parameterFormats)[number];

/** What stands above a template's text. */
export const headerFormats = ["none", "text", "image", "video", "document", "location"] as const;

export type HeaderFormat = (typeof headerFormats)[number];

/** The kinds of buttons of a template. `other`: one that Bellhop cannot send. */
export const templateButtonTypes = [
  "quick_reply",
  "url",
  "phone_number",
  "copy_code",
  "otp",
  "flow",
  "voice_call",
  "request_contact_info",
  "other",
] as const;

export type TemplateButtonType = (typeof templateButtonTypes)[number];

/** A place in a template that is filled when it is sent. */
export type TemplateVariable = {
  /** What stands between the braces: `guest`, `1`. */
  name: string;
  /** The sample with which it was submitted; null when it has none. */
  example: string | null;
};

/** A button of a template. */
export type TemplateButton = {
  type: TemplateButtonType;
  text: string;
  /** Of a url button; may end in a variable. */
  url: string | null;
  /** Of a phone button, as the provider writes it. */
  phone: string | null;
  /** The name of the value that it takes; null: it takes none. */
  variable: string | null;
  example: string | null;
};

/** What a customer sees of a template, with its variables still open. */
export type TemplateContent = {
  /** `text` is null unless the format is text; `example` is the sample file's address. */
  header: { format: HeaderFormat; text: string | null; variables: TemplateVariable[]; example: string | null };
  body: { text: string; variables: TemplateVariable[] };
  footer: string | null;
  buttons: TemplateButton[];
  /** Parts that Bellhop cannot fill, by the provider's name (`carousel`); a template with one cannot be sent from here. */
  unsupported: string[];
};

/** A template as a provider lists it. */
export type ProviderTemplate = TemplateContent & {
  /** Meta's id of the template; the Content SID at Twilio. */
  providerId: string;
  name: string;
  /** As the provider writes it in sends (`en_US` at Meta, `en` at Twilio). */
  language: string;
  status: TemplateStatus;
  /** Null: the provider names none, or one that is not in the list. */
  category: TemplateCategory | null;
  quality: TemplateQuality;
  /** The provider's words or code for why it was rejected; null when it was not. */
  rejectedReason: string | null;
  parameterFormat: ParameterFormat;
};

/** News about one template from a webhook; what is null did not change. */
export type TemplateNews = {
  /** Only Meta tells it by webhook. */
  provider: "meta";
  accountId: string;
  providerId: string;
  status: TemplateStatus | null;
  quality: TemplateQuality | null;
  category: TemplateCategory | null;
  rejectedReason: string | null;
};

/** A template as somebody writes it in Bellhop, before a provider has it. */
export type WrittenTemplate = Pick<ProviderTemplate, "name" | "language" | "parameterFormat"> &
  Omit<TemplateContent, "unsupported"> & { category: TemplateCategory };

/** What is wrong with a written template; `path`: the field that it is about (`body.text`, `buttons.0.url`, `body.variables.guest`). */
export type TemplateFault = { path: string; message: string };

/** The most characters of each part of a template. (Meta: template components.) */
export const templateLengths = {
  name: 512,
  header: 60,
  body: 1024,
  footer: 60,
  button: 25,
  url: 2000,
  phone: 20,
  code: 15,
} as const;

/** Where Twilio takes fewer: the title of a button, and a text with links or phone numbers below. (Twilio: Content types.) */
export const twilioTemplateLengths = { button: 20, callToAction: 640 } as const;

/** How many buttons a template has at most. (Meta: template components.) */
export const MOST_BUTTONS = 10;

/** The buttons that can be written in Bellhop, and how many of each a template has at most. (Meta: template components.) */
export const mostOfButton: Partial<Record<TemplateButtonType, number>> = {
  quick_reply: 10,
  url: 2,
  phone_number: 1,
  copy_code: 1,
  voice_call: 1,
  request_contact_info: 1,
};

/** A change of a template that the provider has: another category, or all of its content anew. (Meta takes one of them at a time.) */
export type TemplateChange =
  | { category: TemplateCategory; content: null }
  | { category: null; content: WrittenTemplate };

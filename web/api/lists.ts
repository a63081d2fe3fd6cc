// Made from the server's lists by npm run generate.

export const providers = [
  "meta",
  "twilio",
] as const;

export const webhookSources = [
  "meta",
  "twilio.message",
  "twilio.status",
] as const;

export const directions = [
  "in",
  "out",
] as const;

export const messageTypes = [
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "interactive",
  "button",
  "order",
  "reaction",
  "edit",
  "revoke",
  "system",
  "call",
  "template",
  "unsupported",
] as const;

export const messageStatuses = [
  "received",
  "read",
  "replied",
  "queued",
  "sending",
  "unanswered",
  "accepted",
  "sent",
  "delivered",
  "played",
  "failed",
] as const;

export const headerFileKinds = [
  "image",
  "video",
  "document",
] as const;

export const messageColumns = [
  "id",
  "direction",
  "channel",
  "conversation_id",
  "message_id",
  "from_number",
  "from_name",
  "contact_number",
  "contact_name",
  "message_type",
  "text_body",
  "caption",
  "timestamp",
  "status",
  "origin",
  "error_code",
  "error_title",
  "error_details",
  "attachments",
  "latitude",
  "longitude",
  "received_at",
] as const;

export const devicePresences = [
  "never",
  "online",
  "offline",
] as const;

export const roles = [
  "viewer",
  "agent",
  "admin",
] as const;

export const matchKinds = [
  "exact",
  "word",
  "prefix",
  "contains",
] as const;

export const spotStates = [
  "free",
  "reserved",
  "occupied",
  "maintenance",
  "unknown",
] as const;

export const bookingStatuses = [
  "reserved",
  "active",
  "completed",
  "cancelled",
  "expired",
] as const;

export const bookingColumns = [
  "id",
  "status",
  "lot",
  "spot",
  "username",
  "name",
  "phone",
  "reserved_at",
  "expires_at",
  "started_at",
  "ended_at",
  "closed_at",
  "amount_cents",
  "currency",
  "created_by",
  "ended_by",
] as const;

export const cancelOutcomes = [
  "done",
  "not_reserved",
  "failed",
] as const;

export const messageActions = [
  "mark_read",
  "mark_unread",
  "retry_failed",
] as const;

export const linkPurposes = [
  "first",
  "invite",
  "reset",
] as const;

export const presenceActivities = [
  "looking",
  "writing",
  "gone",
] as const;

export const receiptModes = [
  "off",
  "read",
  "typing",
] as const;

export const languages = [
  "en",
  "es",
  "pt_BR",
  "de",
  "fr",
  "hi",
  "ar",
] as const;

export const headerFormats = [
  "none",
  "text",
  "image",
  "video",
  "document",
  "location",
] as const;

export const callPolicies = [
  "ring_desk",
  "ring_out",
  "reject",
  "hide",
] as const;

export const weekdays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

export const contactFields = [
  "name",
  "phone",
  "email",
] as const;

export const fieldTests = [
  "is",
  "contains",
  "begins",
  "empty",
  "filled",
] as const;

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

export const twilioTemplateLengths = {
  button: 20,
  callToAction: 640,
} as const;

export const mostOfButton = {
  quick_reply: 10,
  url: 2,
  phone_number: 1,
  copy_code: 1,
  voice_call: 1,
  request_contact_info: 1,
  all: 10,
} as const;

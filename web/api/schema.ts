// Made from docs/openapi.json by npm run generate.

export interface paths {
  "/api/whatsapp/webhook": {
    /** Meta verifies the callback address */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Meta's events */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/chatbot/twilio/webhook": {
    /** Twilio's incoming messages */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/chatbot/twilio/status": {
    /** Twilio's status callbacks */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/auth/state": {
    /** What the sign-in page offers */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { has_admin: boolean; sends_mail: boolean } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/auth/sign-in/email": {
    /** Signs in with a password: sets the session's cookie */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { email: string; password: string; code?: string | undefined } } };
      responses: { 200: { content: { "application/json": { person: { id: number; name: string; email: string; role: "viewer" | "agent" | "admin" } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/auth/sign-out": {
    /** Ends the session and takes its cookie back */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/auth/links/look": {
    /** What a one-time link is for */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { token: string } } };
      responses: { 200: { content: { "application/json": { purpose: "first" | "invite" | "reset"; name: string | null; email: string | null; expires_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/auth/links/request": {
    /** Mails a one-time link for a new password */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { email: string } } };
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/auth/links/accept": {
    /** Uses a one-time link: sets the password and signs in */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { token: string; password: string; code?: string | undefined; name?: string | undefined; email?: string | undefined } } };
      responses: { 200: { content: { "application/json": { person: { id: number; name: string; email: string; role: "viewer" | "agent" | "admin" } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/whatsapp/messages": {
    /** Messages from customers, newest first */
    get: {
      parameters: { query?: { phone?: string | undefined; type?: string | undefined; limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { count: number; count_is_at_least: boolean; messages: Array<{ id: number; message_id: string; from_number: string; from_name: string; message_type: string; text_body: string; caption: string; media_id: string | null; media_url: string | null; latitude: number | null; longitude: number | null; name: string | null; address: string | null; timestamp: string; status: "received" | "read" | "replied" }>; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/whatsapp/messages/{id}": {
    /** One message, with its delivery and the provider's own words */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number; direction: "in" | "out"; channel: "meta" | "twilio"; conversation_id: number; message_id: string | null; from_number: string | null; from_name: string | null; to: string | null; type: string; text_body: string | null; caption: string | null; state: "received" | "read" | "replied" | "queued" | "sending" | "unanswered" | "accepted" | "sent" | "delivered" | "played" | "failed"; origin: string | null; timestamp: string; error: { code: number | null; title: string; details: string | null; remedy: string | null; retryable: boolean; can_send_again: boolean; cannot_send_again_because: string | null; waits_for: "turn" | "verdict" | "number" | "window" | null; can_cancel: boolean } | null; statuses: Array<{ status: string; timestamp: string; error_code: number | null; error_message: string | null }>; attachments: Array<{ id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null }>; cost: { micros: number | null; currency: string | null; basis: "billed" | "rate" | "free" | "unknown"; category: "marketing" | "utility" | "authentication" | "authentication_international" | "service" | "provider_fee" | null; market: string | null } | null; content: unknown; raw_payload: unknown } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/whatsapp/conversations": {
    /** Conversations, those with the newest message first */
    get: {
      parameters: { query?: { limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": Array<{ id: number; phone_number: string; contact_name: string; message_count: number; unread_count: number; last_message_at: string | null; customer_email: string | null; notes: string; channel: "meta" | "twilio"; messages: Array<{ id: number; message_id: string; from_number: string; from_name: string; message_type: string; text_body: string; caption: string; media_id: string | null; media_url: string | null; latitude: number | null; longitude: number | null; name: string | null; address: string | null; timestamp: string; status: "received" | "read" | "replied" }> }> } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/whatsapp/mark-read": {
    /** Marks everything that a customer wrote as read */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { phone_number: string } } };
      responses: { 200: { content: { "application/json": { status: "success"; phone_number: string; messages_marked_read: number; unread_count: 0 } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/whatsapp/send": {
    /** Queues a message to a customer */
    post: {
      parameters: { query?: never; path?: never; header?: { "idempotency-key"?: string | undefined } };
      requestBody: { content: { "application/json": { to: string; text?: string | undefined; template?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined; language?: string | undefined; media?: string | { id?: number | undefined; link?: string | undefined; type?: "image" | "video" | "audio" | "document" | "sticker" | undefined; caption?: string | undefined; filename?: string | undefined; voice?: boolean | undefined } | undefined; content?: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | { type: "reaction"; message_id: number; emoji: string } | undefined; reply_to?: number | undefined; media_id?: number | undefined; channel?: "meta" | "twilio" | number | undefined } } };
      responses: { 202: { content: { "application/json": { id: number; direction: "in" | "out"; channel: "meta" | "twilio"; conversation_id: number; message_id: string | null; from_number: string | null; from_name: string | null; to: string | null; type: string; text_body: string | null; caption: string | null; state: "received" | "read" | "replied" | "queued" | "sending" | "unanswered" | "accepted" | "sent" | "delivered" | "played" | "failed"; origin: string | null; timestamp: string; error: { code: number | null; title: string; details: string | null; remedy: string | null; retryable: boolean; can_send_again: boolean; cannot_send_again_because: string | null; waits_for: "turn" | "verdict" | "number" | "window" | null; can_cancel: boolean } | null; statuses: Array<{ status: string; timestamp: string; error_code: number | null; error_message: string | null }>; attachments: Array<{ id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null }>; cost: { micros: number | null; currency: string | null; basis: "billed" | "rate" | "free" | "unknown"; category: "marketing" | "utility" | "authentication" | "authentication_international" | "service" | "provider_fee" | null; market: string | null } | null; content: unknown; raw_payload: unknown } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/media/{id}": {
    /** A file of a message */
    get: {
      parameters: { query?: { download?: "0" | "1" | undefined }; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/media/{id}/thumbnail": {
    /** The thumbnail of a file */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/media/{id}/fetch": {
    /** Fetch a file from its provider at once */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/media/{id}/link": {
    /** Make a link to a file that works without a key */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { url: string; expires_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/media/links/{token}": {
    /** A file of a message, by a link */
    get: {
      parameters: { query?: never; path: { token: string }; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/media/links/{token}/{name}": {
    /** A file of a message, by a link, for providers */
    get: {
      parameters: { query?: never; path: { token: string; name: string }; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/media": {
    /** Upload a file to send it */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "multipart/form-data": { file: string } } };
      responses: { 201: { content: { "application/json": { id: number; url: string; mime_type: string; size: number; file_name: string | null; kind: "image" | "video" | "audio" | "document" | "sticker" } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/conversations": {
    /** Conversations, the one with the newest message first, or who has waited longest */
    get: {
      parameters: { query?: { state?: "bot" | "waiting" | "snoozed" | "done" | "open" | "all" | undefined; sort?: "newest" | "longest" | undefined; filter?: "unread" | "mine" | "unassigned" | "all" | undefined; channel?: number | undefined; label?: number | undefined; calls?: "missed" | undefined; assignee?: number | undefined; came_by?: "ad" | undefined; q?: string | undefined; limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { conversations: Array<{ id: number; state: "bot" | "waiting" | "snoozed" | "done"; waiting: { since: string; reason: "unanswered" | "handed_over" | "customer_wrote" | "incident" | "send_failed" | "budget" | "snoozed" | "missed_call" | "call_back" | "reopened" } | null; snoozed_until: string | null; unread: boolean; channel: { id: number; provider: "meta" | "twilio"; number: string | null }; contact: { id: number; name: string | null; phone: string | null; username: string | null } | null; group_id: string | null; last_message: { id: number; direction: "in" | "out"; type: string; shown_as: string | null; preview: string | null; at: string; state: "received" | "read" | "replied" | "queued" | "sending" | "unanswered" | "accepted" | "sent" | "delivered" | "played" | "failed" } | null; last_message_at: string | null; unread_count: number; assignee: { id: number; name: string } | null; labels: Array<{ id: number; name: string; colour: string }>; missed_call: boolean; came_by: "ad" | null; bot: { state: "active" | "quiet"; quiet_since: string | null; out_of_answers_until: string | null }; window: { open: boolean; certain: boolean; closes_at: string | null }; hit: { message_id: number; snippet: string; at: string } | null }>; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/counts": {
    /** How many conversations each list has */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { open: number; waiting: number; bot: number; snoozed: number; done: number; unread: number; mine: number; unassigned: number; cap: number } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/agents": {
    /** Colleagues to whom a conversation can be given, by name */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { agents: Array<{ id: number; name: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/conversations/{id}": {
    /** One conversation with its contact */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number; state: "bot" | "waiting" | "snoozed" | "done"; waiting: { since: string; reason: "unanswered" | "handed_over" | "customer_wrote" | "incident" | "send_failed" | "budget" | "snoozed" | "missed_call" | "call_back" | "reopened" } | null; snoozed_until: string | null; unread: boolean; channel: { id: number; provider: "meta" | "twilio"; number: string | null }; group_id: string | null; last_message: { id: number; direction: "in" | "out"; type: string; shown_as: string | null; preview: string | null; at: string; state: "received" | "read" | "replied" | "queued" | "sending" | "unanswered" | "accepted" | "sent" | "delivered" | "played" | "failed" } | null; last_message_at: string | null; unread_count: number; assignee: { id: number; name: string } | null; labels: Array<{ id: number; name: string; colour: string }>; missed_call: boolean; came_by: "ad" | null; bot: { state: "active" | "quiet"; quiet_since: string | null; out_of_answers_until: string | null }; window: { open: boolean; certain: boolean; closes_at: string | null }; contact: { id: number; name: string | null; phone: string | null; username: string | null; profile_name: string | null; given_name: string | null; language: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" | null; language_chosen: boolean; opt_out: { since: string; source: "whatsapp" | "refused" | "word" | "staff"; note: string | null; made_by: string | null } | null; identities: Array<{ kind: "wa_id" | "bsuid" | "parent_bsuid" | "username"; value: string; first_seen_at: string; replaced_by: string | null }> } | null; created_at: string; message_count: number; customer_email: string | null; notes: string; account: { id: number; username: string; currency: string; balance_cents: number; balances: Array<{ currency: string; balance_cents: number }> } | null; bookings: { open: number | null; last: Array<number> }; conversations: Array<{ id: number; channel: { id: number; provider: "meta" | "twilio"; number: string | null }; state: "bot" | "waiting" | "snoozed" | "done"; unread_count: number; last_message_at: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Changes what is given of a conversation */
    patch: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { state?: "bot" | "waiting" | "snoozed" | "done" | undefined; snoozed_until?: string | undefined; assignee_id?: number | "me" | null | undefined; labels?: Array<number> | undefined; customer_email?: string | null | undefined; notes?: string | undefined; bot?: "active" | "quiet" | undefined; contact_name?: string | null | undefined; contact_language?: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" | null | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; state: "bot" | "waiting" | "snoozed" | "done"; waiting: { since: string; reason: "unanswered" | "handed_over" | "customer_wrote" | "incident" | "send_failed" | "budget" | "snoozed" | "missed_call" | "call_back" | "reopened" } | null; snoozed_until: string | null; unread: boolean; channel: { id: number; provider: "meta" | "twilio"; number: string | null }; group_id: string | null; last_message: { id: number; direction: "in" | "out"; type: string; shown_as: string | null; preview: string | null; at: string; state: "received" | "read" | "replied" | "queued" | "sending" | "unanswered" | "accepted" | "sent" | "delivered" | "played" | "failed" } | null; last_message_at: string | null; unread_count: number; assignee: { id: number; name: string } | null; labels: Array<{ id: number; name: string; colour: string }>; missed_call: boolean; came_by: "ad" | null; bot: { state: "active" | "quiet"; quiet_since: string | null; out_of_answers_until: string | null }; window: { open: boolean; certain: boolean; closes_at: string | null }; contact: { id: number; name: string | null; phone: string | null; username: string | null; profile_name: string | null; given_name: string | null; language: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" | null; language_chosen: boolean; opt_out: { since: string; source: "whatsapp" | "refused" | "word" | "staff"; note: string | null; made_by: string | null } | null; identities: Array<{ kind: "wa_id" | "bsuid" | "parent_bsuid" | "username"; value: string; first_seen_at: string; replaced_by: string | null }> } | null; created_at: string; message_count: number; customer_email: string | null; notes: string; account: { id: number; username: string; currency: string; balance_cents: number; balances: Array<{ currency: string; balance_cents: number }> } | null; bookings: { open: number | null; last: Array<number> }; conversations: Array<{ id: number; channel: { id: number; provider: "meta" | "twilio"; number: string | null }; state: "bot" | "waiting" | "snoozed" | "done"; unread_count: number; last_message_at: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/conversations/{id}/read": {
    /** Marks everything in a conversation as read, for everybody */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { unread_count: number; messages_marked_read: number } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/conversations/{id}/seen": {
    /** Notes up to which message whoever asks has seen a conversation */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { message_id: number } } };
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/conversations/{id}/writing": {
    /** Says that an answer is being written, for the customer to see */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/conversations/{id}/unread": {
    /** Marks the newest message of the customer as unread, for everybody */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { unread_count: number } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/recipient": {
    /** Who a number is, and what reaches it from each of our numbers */
    get: {
      parameters: { query: { to: string }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { to: string; contact: { id: number; name: string | null; opt_out: { since: string; source: "whatsapp" | "refused" | "word" | "staff"; note: string | null; made_by: string | null } | null } | null; ways: Array<{ channel: { id: number; provider: "meta" | "twilio"; number: string | null }; conversation_id: number | null; window: { open: boolean; certain: boolean; closes_at: string | null } }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/contacts": {
    /** People, newest first */
    get: {
      parameters: { query?: { q?: string | undefined; limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { contacts: Array<{ id: number; name: string | null; phone: string | null; username: string | null; user_id_end: string | null; created_at: string; conversations: number }>; count: number; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/contacts/{id}": {
    /** A person with their keys and merges */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number; name: string | null; phone: string | null; identities: Array<{ kind: "wa_id" | "bsuid" | "parent_bsuid" | "username"; value: string; first_seen_at: string; until: string | null; replaced_by: string | null }>; opt_out: { since: string; source: "whatsapp" | "refused" | "word" | "staff"; note: string | null; made_by: string | null } | null; conversations: Array<number>; merges: Array<{ contact_id: number; name: string | null; phone: string | null; keys: Array<string>; merged_at: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/contacts/{id}/opt-out": {
    /** Says that a person wants no marketing, or wants it again */
    put: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { opted_out: boolean; note?: string | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; name: string | null; phone: string | null; identities: Array<{ kind: "wa_id" | "bsuid" | "parent_bsuid" | "username"; value: string; first_seen_at: string; until: string | null; replaced_by: string | null }>; opt_out: { since: string; source: "whatsapp" | "refused" | "word" | "staff"; note: string | null; made_by: string | null } | null; conversations: Array<number>; merges: Array<{ contact_id: number; name: string | null; phone: string | null; keys: Array<string>; merged_at: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/contacts/{id}/merge": {
    /** Says that two contacts are one person */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { contact: number; note?: string | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; name: string | null; phone: string | null; identities: Array<{ kind: "wa_id" | "bsuid" | "parent_bsuid" | "username"; value: string; first_seen_at: string; until: string | null; replaced_by: string | null }>; opt_out: { since: string; source: "whatsapp" | "refused" | "word" | "staff"; note: string | null; made_by: string | null } | null; conversations: Array<number>; merges: Array<{ contact_id: number; name: string | null; phone: string | null; keys: Array<string>; merged_at: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/contacts/{id}/split": {
    /** Says that a contact is two people */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { merged_contact?: number | undefined; keys?: Array<string> | undefined; money?: "back" | "stay" | undefined; note?: string | undefined } } };
      responses: { 200: { content: { "application/json": { contact: { id: number; name: string | null; phone: string | null; identities: Array<{ kind: "wa_id" | "bsuid" | "parent_bsuid" | "username"; value: string; first_seen_at: string; until: string | null; replaced_by: string | null }>; opt_out: { since: string; source: "whatsapp" | "refused" | "word" | "staff"; note: string | null; made_by: string | null } | null; conversations: Array<number>; merges: Array<{ contact_id: number; name: string | null; phone: string | null; keys: Array<string>; merged_at: string }> }; other: { id: number; name: string | null; phone: string | null; identities: Array<{ kind: "wa_id" | "bsuid" | "parent_bsuid" | "username"; value: string; first_seen_at: string; until: string | null; replaced_by: string | null }>; opt_out: { since: string; source: "whatsapp" | "refused" | "word" | "staff"; note: string | null; made_by: string | null } | null; conversations: Array<number>; merges: Array<{ contact_id: number; name: string | null; phone: string | null; keys: Array<string>; merged_at: string }> } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/contacts/{id}/export": {
    /** All that is kept about a person, as a ZIP */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/contacts/{id}/erasure": {
    /** What erasing a person would take, and what stands in the way */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { key: string; rows: Record<string, number>; obstacles: Array<string> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/contacts/{id}/erase": {
    /** Erases a person for good */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { number: string } } };
      responses: { 202: { content: { "application/json": { id: number; contact_id: number; begun_at: string; begun_by: string; step: "backups" | "archive" | "files" | "traces" | "proof" | "done"; done_at: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/erasures": {
    /** Erasures, newest first */
    get: {
      parameters: { query?: { limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { erasures: Array<{ id: number; contact_id: number; begun_at: string; begun_by: string; step: "backups" | "archive" | "files" | "traces" | "proof" | "done"; done_at: string | null }>; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/erasures/{id}": {
    /** An erasure with its proof */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number; contact_id: number; begun_at: string; begun_by: string; step: "backups" | "archive" | "files" | "traces" | "proof" | "done"; done_at: string | null; proof: Record<string, unknown> | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/conversations/{id}/messages": {
    /** A page of a conversation, oldest first; without a place the newest */
    get: {
      parameters: { query?: { before?: string | undefined; after?: string | undefined; around?: number | undefined; limit?: number | undefined }; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { entries: Array<{ kind: "message"; id: number; direction: "in" | "out"; type: string; shown_as: "text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "interactive" | "button" | "order" | "reaction" | "edit" | "revoke" | "system" | "call" | "template" | "unsupported" | "voice" | "form" | "call_permission" | "poll" | "poll_vote" | "event" | "view_once" | "unavailable" | "media_placeholder" | "group_invite" | "gif" | "pin" | "keep" | "link_preview" | "product" | "reaction_removed" | "handover" | null; text: string | null; caption: string | null; payload: string | null; at: string; received_at: string; state: "received" | "read" | "replied" | "queued" | "sending" | "unanswered" | "accepted" | "sent" | "delivered" | "played" | "failed"; origin: string | null; sender: { name: string | null; address: string | null } | null; drawn: "words" | "notice"; error: { code: number | null; title: string; details: string | null; remedy: string | null; retryable: boolean; can_send_again: boolean; cannot_send_again_because: string | null; waits_for: "turn" | "verdict" | "number" | "window" | null; can_cancel: boolean } | null; reply_to: { message_id: number | null; direction: "in" | "out" | null; type: string | null; preview: string | null; edited: boolean; revoked: boolean } | null; reactions: Array<{ emoji: string; by: "customer" | "us"; name: string | null; at: string }>; edited: { text: string | null; at: string } | null; revoked_at: string | null; attachments: Array<{ id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null }>; location: { latitude: number; longitude: number; name: string | null; address: string | null; url: string | null } | null; contacts: Array<{ name: string | null; company: string | null; title: string | null; phones: Array<string>; emails: Array<string>; addresses: Array<string>; urls: Array<string>; birthday: string | null }> | null; answers: Array<{ label: string; value: string }> | null; order: { items: Array<{ product: string | null; quantity: number | null; price: number | null; currency: string | null }>; sums: Array<{ currency: string | null; amount: number }> } | null; interactive: { kind: "buttons" | "list" | "link_button" | "location_request" | "number_request" | "call_request"; header: string | null; footer: string | null; button: string | null; url: string | null; choices: Array<{ id: string; title: string; description: string | null; section: string | null }> } | null; template: { name: string; language: string; parameters: Array<string>; instead: boolean } | null; call: { id: number; state: "rang" | "answered" | "missed" | "rejected" | "failed"; duration_seconds: number | null; taken_by: string | null; error_title: string | null } | null; description: string | null; referral: { source: string | null; headline: string | null; body: string | null; url: string | null; picture: string | null } | null; product: { catalog_id: string | null; product: string | null } | null; call_permission: { granted: boolean; permanent: boolean; until: string | null; automatic: boolean } | null; payments: Array<{ state: string; amount: number | null; currency: string | null; reference: string | null; at: string }>; passive: "standby" | "history" | null; forwarded: boolean; forwarded_often: boolean; reason: string | null } | { kind: "note"; id: number; author: { id: number | null; name: string }; text: string; at: string }>; before: string | null; after: string | null; at_end: boolean } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Answers in a conversation */
    post: {
      parameters: { query?: never; path: { id: number }; header?: { "idempotency-key"?: string | undefined } };
      requestBody: { content: { "application/json": { text?: string | undefined; template?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined; language?: string | undefined; media?: string | { id?: number | undefined; link?: string | undefined; type?: "image" | "video" | "audio" | "document" | "sticker" | undefined; caption?: string | undefined; filename?: string | undefined; voice?: boolean | undefined } | undefined; content?: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | { type: "reaction"; message_id: number; emoji: string } | undefined; reply_to?: number | undefined; seen_message_id?: number | undefined } } };
      responses: { 202: { content: { "application/json": { kind: "message"; id: number; direction: "in" | "out"; type: string; shown_as: "text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "interactive" | "button" | "order" | "reaction" | "edit" | "revoke" | "system" | "call" | "template" | "unsupported" | "voice" | "form" | "call_permission" | "poll" | "poll_vote" | "event" | "view_once" | "unavailable" | "media_placeholder" | "group_invite" | "gif" | "pin" | "keep" | "link_preview" | "product" | "reaction_removed" | "handover" | null; text: string | null; caption: string | null; payload: string | null; at: string; received_at: string; state: "received" | "read" | "replied" | "queued" | "sending" | "unanswered" | "accepted" | "sent" | "delivered" | "played" | "failed"; origin: string | null; sender: { name: string | null; address: string | null } | null; drawn: "words" | "notice"; error: { code: number | null; title: string; details: string | null; remedy: string | null; retryable: boolean; can_send_again: boolean; cannot_send_again_because: string | null; waits_for: "turn" | "verdict" | "number" | "window" | null; can_cancel: boolean } | null; reply_to: { message_id: number | null; direction: "in" | "out" | null; type: string | null; preview: string | null; edited: boolean; revoked: boolean } | null; reactions: Array<{ emoji: string; by: "customer" | "us"; name: string | null; at: string }>; edited: { text: string | null; at: string } | null; revoked_at: string | null; attachments: Array<{ id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null }>; location: { latitude: number; longitude: number; name: string | null; address: string | null; url: string | null } | null; contacts: Array<{ name: string | null; company: string | null; title: string | null; phones: Array<string>; emails: Array<string>; addresses: Array<string>; urls: Array<string>; birthday: string | null }> | null; answers: Array<{ label: string; value: string }> | null; order: { items: Array<{ product: string | null; quantity: number | null; price: number | null; currency: string | null }>; sums: Array<{ currency: string | null; amount: number }> } | null; interactive: { kind: "buttons" | "list" | "link_button" | "location_request" | "number_request" | "call_request"; header: string | null; footer: string | null; button: string | null; url: string | null; choices: Array<{ id: string; title: string; description: string | null; section: string | null }> } | null; template: { name: string; language: string; parameters: Array<string>; instead: boolean } | null; call: { id: number; state: "rang" | "answered" | "missed" | "rejected" | "failed"; duration_seconds: number | null; taken_by: string | null; error_title: string | null } | null; description: string | null; referral: { source: string | null; headline: string | null; body: string | null; url: string | null; picture: string | null } | null; product: { catalog_id: string | null; product: string | null } | null; call_permission: { granted: boolean; permanent: boolean; until: string | null; automatic: boolean } | null; payments: Array<{ state: string; amount: number | null; currency: string | null; reference: string | null; at: string }>; passive: "standby" | "history" | null; forwarded: boolean; forwarded_often: boolean; reason: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/conversations/{id}/forward": {
    /** Sends the content of a message of any conversation in this one */
    post: {
      parameters: { query?: never; path: { id: number }; header?: { "idempotency-key"?: string | undefined } };
      requestBody: { content: { "application/json": { message_id: number } } };
      responses: { 202: { content: { "application/json": { kind: "message"; id: number; direction: "in" | "out"; type: string; shown_as: "text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "interactive" | "button" | "order" | "reaction" | "edit" | "revoke" | "system" | "call" | "template" | "unsupported" | "voice" | "form" | "call_permission" | "poll" | "poll_vote" | "event" | "view_once" | "unavailable" | "media_placeholder" | "group_invite" | "gif" | "pin" | "keep" | "link_preview" | "product" | "reaction_removed" | "handover" | null; text: string | null; caption: string | null; payload: string | null; at: string; received_at: string; state: "received" | "read" | "replied" | "queued" | "sending" | "unanswered" | "accepted" | "sent" | "delivered" | "played" | "failed"; origin: string | null; sender: { name: string | null; address: string | null } | null; drawn: "words" | "notice"; error: { code: number | null; title: string; details: string | null; remedy: string | null; retryable: boolean; can_send_again: boolean; cannot_send_again_because: string | null; waits_for: "turn" | "verdict" | "number" | "window" | null; can_cancel: boolean } | null; reply_to: { message_id: number | null; direction: "in" | "out" | null; type: string | null; preview: string | null; edited: boolean; revoked: boolean } | null; reactions: Array<{ emoji: string; by: "customer" | "us"; name: string | null; at: string }>; edited: { text: string | null; at: string } | null; revoked_at: string | null; attachments: Array<{ id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null }>; location: { latitude: number; longitude: number; name: string | null; address: string | null; url: string | null } | null; contacts: Array<{ name: string | null; company: string | null; title: string | null; phones: Array<string>; emails: Array<string>; addresses: Array<string>; urls: Array<string>; birthday: string | null }> | null; answers: Array<{ label: string; value: string }> | null; order: { items: Array<{ product: string | null; quantity: number | null; price: number | null; currency: string | null }>; sums: Array<{ currency: string | null; amount: number }> } | null; interactive: { kind: "buttons" | "list" | "link_button" | "location_request" | "number_request" | "call_request"; header: string | null; footer: string | null; button: string | null; url: string | null; choices: Array<{ id: string; title: string; description: string | null; section: string | null }> } | null; template: { name: string; language: string; parameters: Array<string>; instead: boolean } | null; call: { id: number; state: "rang" | "answered" | "missed" | "rejected" | "failed"; duration_seconds: number | null; taken_by: string | null; error_title: string | null } | null; description: string | null; referral: { source: string | null; headline: string | null; body: string | null; url: string | null; picture: string | null } | null; product: { catalog_id: string | null; product: string | null } | null; call_permission: { granted: boolean; permanent: boolean; until: string | null; automatic: boolean } | null; payments: Array<{ state: string; amount: number | null; currency: string | null; reference: string | null; at: string }>; passive: "standby" | "history" | null; forwarded: boolean; forwarded_often: boolean; reason: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/messages/{id}/retry": {
    /** Sends a failed message anew, as a new message */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 202: { content: { "application/json": { kind: "message"; id: number; direction: "in" | "out"; type: string; shown_as: "text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "interactive" | "button" | "order" | "reaction" | "edit" | "revoke" | "system" | "call" | "template" | "unsupported" | "voice" | "form" | "call_permission" | "poll" | "poll_vote" | "event" | "view_once" | "unavailable" | "media_placeholder" | "group_invite" | "gif" | "pin" | "keep" | "link_preview" | "product" | "reaction_removed" | "handover" | null; text: string | null; caption: string | null; payload: string | null; at: string; received_at: string; state: "received" | "read" | "replied" | "queued" | "sending" | "unanswered" | "accepted" | "sent" | "delivered" | "played" | "failed"; origin: string | null; sender: { name: string | null; address: string | null } | null; drawn: "words" | "notice"; error: { code: number | null; title: string; details: string | null; remedy: string | null; retryable: boolean; can_send_again: boolean; cannot_send_again_because: string | null; waits_for: "turn" | "verdict" | "number" | "window" | null; can_cancel: boolean } | null; reply_to: { message_id: number | null; direction: "in" | "out" | null; type: string | null; preview: string | null; edited: boolean; revoked: boolean } | null; reactions: Array<{ emoji: string; by: "customer" | "us"; name: string | null; at: string }>; edited: { text: string | null; at: string } | null; revoked_at: string | null; attachments: Array<{ id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null }>; location: { latitude: number; longitude: number; name: string | null; address: string | null; url: string | null } | null; contacts: Array<{ name: string | null; company: string | null; title: string | null; phones: Array<string>; emails: Array<string>; addresses: Array<string>; urls: Array<string>; birthday: string | null }> | null; answers: Array<{ label: string; value: string }> | null; order: { items: Array<{ product: string | null; quantity: number | null; price: number | null; currency: string | null }>; sums: Array<{ currency: string | null; amount: number }> } | null; interactive: { kind: "buttons" | "list" | "link_button" | "location_request" | "number_request" | "call_request"; header: string | null; footer: string | null; button: string | null; url: string | null; choices: Array<{ id: string; title: string; description: string | null; section: string | null }> } | null; template: { name: string; language: string; parameters: Array<string>; instead: boolean } | null; call: { id: number; state: "rang" | "answered" | "missed" | "rejected" | "failed"; duration_seconds: number | null; taken_by: string | null; error_title: string | null } | null; description: string | null; referral: { source: string | null; headline: string | null; body: string | null; url: string | null; picture: string | null } | null; product: { catalog_id: string | null; product: string | null } | null; call_permission: { granted: boolean; permanent: boolean; until: string | null; automatic: boolean } | null; payments: Array<{ state: string; amount: number | null; currency: string | null; reference: string | null; at: string }>; passive: "standby" | "history" | null; forwarded: boolean; forwarded_often: boolean; reason: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/messages/{id}/cancel": {
    /** Takes a message that waits to be sent out of the queue */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { kind: "message"; id: number; direction: "in" | "out"; type: string; shown_as: "text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "interactive" | "button" | "order" | "reaction" | "edit" | "revoke" | "system" | "call" | "template" | "unsupported" | "voice" | "form" | "call_permission" | "poll" | "poll_vote" | "event" | "view_once" | "unavailable" | "media_placeholder" | "group_invite" | "gif" | "pin" | "keep" | "link_preview" | "product" | "reaction_removed" | "handover" | null; text: string | null; caption: string | null; payload: string | null; at: string; received_at: string; state: "received" | "read" | "replied" | "queued" | "sending" | "unanswered" | "accepted" | "sent" | "delivered" | "played" | "failed"; origin: string | null; sender: { name: string | null; address: string | null } | null; drawn: "words" | "notice"; error: { code: number | null; title: string; details: string | null; remedy: string | null; retryable: boolean; can_send_again: boolean; cannot_send_again_because: string | null; waits_for: "turn" | "verdict" | "number" | "window" | null; can_cancel: boolean } | null; reply_to: { message_id: number | null; direction: "in" | "out" | null; type: string | null; preview: string | null; edited: boolean; revoked: boolean } | null; reactions: Array<{ emoji: string; by: "customer" | "us"; name: string | null; at: string }>; edited: { text: string | null; at: string } | null; revoked_at: string | null; attachments: Array<{ id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null }>; location: { latitude: number; longitude: number; name: string | null; address: string | null; url: string | null } | null; contacts: Array<{ name: string | null; company: string | null; title: string | null; phones: Array<string>; emails: Array<string>; addresses: Array<string>; urls: Array<string>; birthday: string | null }> | null; answers: Array<{ label: string; value: string }> | null; order: { items: Array<{ product: string | null; quantity: number | null; price: number | null; currency: string | null }>; sums: Array<{ currency: string | null; amount: number }> } | null; interactive: { kind: "buttons" | "list" | "link_button" | "location_request" | "number_request" | "call_request"; header: string | null; footer: string | null; button: string | null; url: string | null; choices: Array<{ id: string; title: string; description: string | null; section: string | null }> } | null; template: { name: string; language: string; parameters: Array<string>; instead: boolean } | null; call: { id: number; state: "rang" | "answered" | "missed" | "rejected" | "failed"; duration_seconds: number | null; taken_by: string | null; error_title: string | null } | null; description: string | null; referral: { source: string | null; headline: string | null; body: string | null; url: string | null; picture: string | null } | null; product: { catalog_id: string | null; product: string | null } | null; call_permission: { granted: boolean; permanent: boolean; until: string | null; automatic: boolean } | null; payments: Array<{ state: string; amount: number | null; currency: string | null; reference: string | null; at: string }>; passive: "standby" | "history" | null; forwarded: boolean; forwarded_often: boolean; reason: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/conversations/{id}/notes": {
    /** Writes a note that only colleagues see */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { text: string } } };
      responses: { 201: { content: { "application/json": { kind: "note"; id: number; author: { id: number | null; name: string }; text: string; at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/notes/{id}": {
    /** Removes a note: one's own, or as an admin any */
    delete: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/conversations/{id}/media": {
    /** The files of a conversation, newest first */
    get: {
      parameters: { query?: { limit?: number | undefined; cursor?: string | undefined; kind?: "photo" | "media" | "audio" | "document" | undefined }; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { media: Array<{ message_id: number; direction: "in" | "out"; type: string; at: string; caption: string | null; attachment: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } }>; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/labels": {
    /** All labels by name */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { labels: Array<{ id: number; name: string; colour: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Adds a label */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { name: string; colour: string } } };
      responses: { 201: { content: { "application/json": { id: number; name: string; colour: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/labels/{id}": {
    /** Changes what is given of a label */
    patch: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { name?: string | undefined; colour?: string | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; name: string; colour: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Removes a label, from all conversations too */
    delete: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/canned": {
    /** All canned replies by shortcut */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { canned: Array<{ id: number; shortcut: string; text: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null; updated_at: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Adds a canned reply */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { shortcut: string; text?: string | undefined; content?: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | undefined; media?: { id?: number | undefined; link?: string | undefined; type?: "image" | "video" | "audio" | "document" | "sticker" | undefined; caption?: string | undefined; filename?: string | undefined; voice?: boolean | undefined } | undefined; template?: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | undefined } } };
      responses: { 201: { content: { "application/json": { id: number; shortcut: string; text: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null; updated_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/canned/{id}": {
    /** Changes what is given of a canned reply */
    patch: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { shortcut?: string | undefined; text?: string | undefined; content?: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | undefined; media?: { id?: number | undefined; link?: string | undefined; type?: "image" | "video" | "audio" | "document" | "sticker" | undefined; caption?: string | undefined; filename?: string | undefined; voice?: boolean | undefined } | undefined; template?: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; shortcut: string; text: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null; updated_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Removes a canned reply */
    delete: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/stickers": {
    /** The stickers that were sent or received last */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { stickers: Array<{ id: number; url: string; animated: boolean }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/bot/rules": {
    /** All rules in the order in which they are asked, and how they did lately */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { rules: Array<{ id: number; position: number; name: string | null; when: { on: "message"; words?: string | undefined; match?: "exact" | "word" | "prefix" | "contains" | undefined } | { on: "first_message" } | { on: "out_of_hours" } | { on: "button"; id: string } | { on: "call_missed" } | { on: "send_failed" } | { on: "done" } | { on: "event"; event: string } | { on: "idle"; who: "customer" | "team"; minutes: number } | { on: "label_added"; id: number } | { on: "label_removed"; id: number } | { on: "field_changed"; field: "name" | "phone" | "email" }; conditions: Array<{ about: "number"; ids: Array<number> } | { about: "field"; field: "name" | "phone" | "email"; test: "is" | "contains" | "begins" | "empty" | "filled"; value?: string | undefined } | { about: "language"; is: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" } | { about: "hours"; open: boolean } | { about: "label"; id: number; has: boolean } | { about: "window"; open: boolean } | { about: "fact"; name: string; test: "is" | "less" | "more"; value: boolean | number }>; actions: Array<{ do: "answer"; text: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null } | { do: "hand_over"; to: "people" | "bot" } | { do: "assign"; user_id: number | null } | { do: "add_label"; id: number } | { do: "remove_label"; id: number } | { do: "snooze"; minutes: number } | { do: "note"; text: string } | { do: "done" } | { do: "email"; to: "assignee" | "admins" | string; subject: string; text: string } | { do: "wait"; minutes: number; unless: "customer_writes" | "team_answers" | null }>; goes_on: boolean; once: "day" | "ever" | null; keyword: string; match: "exact" | "word" | "prefix" | "contains"; answer: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null; enabled: boolean; describes: string | null; hands_over: boolean; channel_id: number | null; created_at: string; updated_at: string; runs: { week: number; last_at: string | null; faults: number; fault: string | null } }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Adds a rule */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { keyword?: string | undefined; match?: "exact" | "word" | "prefix" | "contains" | undefined; answer?: string | undefined; content?: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | undefined; media?: { id?: number | undefined; link?: string | undefined; type?: "image" | "video" | "audio" | "document" | "sticker" | undefined; caption?: string | undefined; filename?: string | undefined; voice?: boolean | undefined } | undefined; template?: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | undefined; hands_over?: boolean | undefined; channel_id?: number | null | undefined; name?: string | null | undefined; when?: { on: "message"; words?: string | undefined; match?: "exact" | "word" | "prefix" | "contains" | undefined } | { on: "first_message" } | { on: "out_of_hours" } | { on: "button"; id: string } | { on: "call_missed" } | { on: "send_failed" } | { on: "done" } | { on: "event"; event: string } | { on: "idle"; who: "customer" | "team"; minutes: number } | { on: "label_added"; id: number } | { on: "label_removed"; id: number } | { on: "field_changed"; field: "name" | "phone" | "email" } | undefined; conditions?: Array<{ about: "number"; ids: Array<number> } | { about: "field"; field: "name" | "phone" | "email"; test: "is" | "contains" | "begins" | "empty" | "filled"; value?: string | undefined } | { about: "language"; is: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" } | { about: "hours"; open: boolean } | { about: "label"; id: number; has: boolean } | { about: "window"; open: boolean } | { about: "fact"; name: string; test: "is" | "less" | "more"; value: boolean | number }> | undefined; actions?: Array<{ do: "answer"; text?: string | undefined; content?: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | undefined; media?: { id?: number | undefined; link?: string | undefined; type?: "image" | "video" | "audio" | "document" | "sticker" | undefined; caption?: string | undefined; filename?: string | undefined; voice?: boolean | undefined } | undefined; template?: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | undefined } | { do: "hand_over"; to: "people" | "bot" } | { do: "assign"; user_id: number | null } | { do: "add_label"; id: number } | { do: "remove_label"; id: number } | { do: "snooze"; minutes: number } | { do: "note"; text: string } | { do: "done" } | { do: "email"; to: "assignee" | "admins" | string; subject: string; text: string } | { do: "wait"; minutes: number; unless?: "customer_writes" | "team_answers" | null | undefined }> | undefined; goes_on?: boolean | undefined; once?: "day" | "ever" | null | undefined; describes?: string | null | undefined; enabled?: boolean | undefined; position?: number | null | undefined } } };
      responses: { 201: { content: { "application/json": { id: number; position: number; name: string | null; when: { on: "message"; words?: string | undefined; match?: "exact" | "word" | "prefix" | "contains" | undefined } | { on: "first_message" } | { on: "out_of_hours" } | { on: "button"; id: string } | { on: "call_missed" } | { on: "send_failed" } | { on: "done" } | { on: "event"; event: string } | { on: "idle"; who: "customer" | "team"; minutes: number } | { on: "label_added"; id: number } | { on: "label_removed"; id: number } | { on: "field_changed"; field: "name" | "phone" | "email" }; conditions: Array<{ about: "number"; ids: Array<number> } | { about: "field"; field: "name" | "phone" | "email"; test: "is" | "contains" | "begins" | "empty" | "filled"; value?: string | undefined } | { about: "language"; is: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" } | { about: "hours"; open: boolean } | { about: "label"; id: number; has: boolean } | { about: "window"; open: boolean } | { about: "fact"; name: string; test: "is" | "less" | "more"; value: boolean | number }>; actions: Array<{ do: "answer"; text: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null } | { do: "hand_over"; to: "people" | "bot" } | { do: "assign"; user_id: number | null } | { do: "add_label"; id: number } | { do: "remove_label"; id: number } | { do: "snooze"; minutes: number } | { do: "note"; text: string } | { do: "done" } | { do: "email"; to: "assignee" | "admins" | string; subject: string; text: string } | { do: "wait"; minutes: number; unless: "customer_writes" | "team_answers" | null }>; goes_on: boolean; once: "day" | "ever" | null; keyword: string; match: "exact" | "word" | "prefix" | "contains"; answer: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null; enabled: boolean; describes: string | null; hands_over: boolean; channel_id: number | null; created_at: string; updated_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/bot/rules/choices": {
    /** The events and facts of skills that rules can name */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { events: Array<{ name: string; title: string }>; facts: Array<{ name: string; title: string; type: "yes_no" | "sum" }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/bot/rules/several": {
    /** Adds several rules that answer words with templates, all or none */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { match?: "exact" | "word" | "prefix" | "contains" | undefined; rules: Array<{ keyword: string; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } }> } } };
      responses: { 201: { content: { "application/json": { rules: Array<{ id: number; position: number; name: string | null; when: { on: "message"; words?: string | undefined; match?: "exact" | "word" | "prefix" | "contains" | undefined } | { on: "first_message" } | { on: "out_of_hours" } | { on: "button"; id: string } | { on: "call_missed" } | { on: "send_failed" } | { on: "done" } | { on: "event"; event: string } | { on: "idle"; who: "customer" | "team"; minutes: number } | { on: "label_added"; id: number } | { on: "label_removed"; id: number } | { on: "field_changed"; field: "name" | "phone" | "email" }; conditions: Array<{ about: "number"; ids: Array<number> } | { about: "field"; field: "name" | "phone" | "email"; test: "is" | "contains" | "begins" | "empty" | "filled"; value?: string | undefined } | { about: "language"; is: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" } | { about: "hours"; open: boolean } | { about: "label"; id: number; has: boolean } | { about: "window"; open: boolean } | { about: "fact"; name: string; test: "is" | "less" | "more"; value: boolean | number }>; actions: Array<{ do: "answer"; text: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null } | { do: "hand_over"; to: "people" | "bot" } | { do: "assign"; user_id: number | null } | { do: "add_label"; id: number } | { do: "remove_label"; id: number } | { do: "snooze"; minutes: number } | { do: "note"; text: string } | { do: "done" } | { do: "email"; to: "assignee" | "admins" | string; subject: string; text: string } | { do: "wait"; minutes: number; unless: "customer_writes" | "team_answers" | null }>; goes_on: boolean; once: "day" | "ever" | null; keyword: string; match: "exact" | "word" | "prefix" | "contains"; answer: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null; enabled: boolean; describes: string | null; hands_over: boolean; channel_id: number | null; created_at: string; updated_at: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/bot/rules/{id}": {
    /** One rule */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number; position: number; name: string | null; when: { on: "message"; words?: string | undefined; match?: "exact" | "word" | "prefix" | "contains" | undefined } | { on: "first_message" } | { on: "out_of_hours" } | { on: "button"; id: string } | { on: "call_missed" } | { on: "send_failed" } | { on: "done" } | { on: "event"; event: string } | { on: "idle"; who: "customer" | "team"; minutes: number } | { on: "label_added"; id: number } | { on: "label_removed"; id: number } | { on: "field_changed"; field: "name" | "phone" | "email" }; conditions: Array<{ about: "number"; ids: Array<number> } | { about: "field"; field: "name" | "phone" | "email"; test: "is" | "contains" | "begins" | "empty" | "filled"; value?: string | undefined } | { about: "language"; is: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" } | { about: "hours"; open: boolean } | { about: "label"; id: number; has: boolean } | { about: "window"; open: boolean } | { about: "fact"; name: string; test: "is" | "less" | "more"; value: boolean | number }>; actions: Array<{ do: "answer"; text: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null } | { do: "hand_over"; to: "people" | "bot" } | { do: "assign"; user_id: number | null } | { do: "add_label"; id: number } | { do: "remove_label"; id: number } | { do: "snooze"; minutes: number } | { do: "note"; text: string } | { do: "done" } | { do: "email"; to: "assignee" | "admins" | string; subject: string; text: string } | { do: "wait"; minutes: number; unless: "customer_writes" | "team_answers" | null }>; goes_on: boolean; once: "day" | "ever" | null; keyword: string; match: "exact" | "word" | "prefix" | "contains"; answer: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null; enabled: boolean; describes: string | null; hands_over: boolean; channel_id: number | null; created_at: string; updated_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Changes what is given of a rule */
    patch: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { keyword?: string | undefined; match?: "exact" | "word" | "prefix" | "contains" | undefined; answer?: string | undefined; content?: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | undefined; media?: { id?: number | undefined; link?: string | undefined; type?: "image" | "video" | "audio" | "document" | "sticker" | undefined; caption?: string | undefined; filename?: string | undefined; voice?: boolean | undefined } | undefined; template?: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | undefined; hands_over?: boolean | undefined; channel_id?: number | null | undefined; name?: string | null | undefined; when?: { on: "message"; words?: string | undefined; match?: "exact" | "word" | "prefix" | "contains" | undefined } | { on: "first_message" } | { on: "out_of_hours" } | { on: "button"; id: string } | { on: "call_missed" } | { on: "send_failed" } | { on: "done" } | { on: "event"; event: string } | { on: "idle"; who: "customer" | "team"; minutes: number } | { on: "label_added"; id: number } | { on: "label_removed"; id: number } | { on: "field_changed"; field: "name" | "phone" | "email" } | undefined; conditions?: Array<{ about: "number"; ids: Array<number> } | { about: "field"; field: "name" | "phone" | "email"; test: "is" | "contains" | "begins" | "empty" | "filled"; value?: string | undefined } | { about: "language"; is: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" } | { about: "hours"; open: boolean } | { about: "label"; id: number; has: boolean } | { about: "window"; open: boolean } | { about: "fact"; name: string; test: "is" | "less" | "more"; value: boolean | number }> | undefined; actions?: Array<{ do: "answer"; text?: string | undefined; content?: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | undefined; media?: { id?: number | undefined; link?: string | undefined; type?: "image" | "video" | "audio" | "document" | "sticker" | undefined; caption?: string | undefined; filename?: string | undefined; voice?: boolean | undefined } | undefined; template?: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | undefined } | { do: "hand_over"; to: "people" | "bot" } | { do: "assign"; user_id: number | null } | { do: "add_label"; id: number } | { do: "remove_label"; id: number } | { do: "snooze"; minutes: number } | { do: "note"; text: string } | { do: "done" } | { do: "email"; to: "assignee" | "admins" | string; subject: string; text: string } | { do: "wait"; minutes: number; unless?: "customer_writes" | "team_answers" | null | undefined }> | undefined; goes_on?: boolean | undefined; once?: "day" | "ever" | null | undefined; describes?: string | null | undefined; enabled?: boolean | undefined; position?: number | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; position: number; name: string | null; when: { on: "message"; words?: string | undefined; match?: "exact" | "word" | "prefix" | "contains" | undefined } | { on: "first_message" } | { on: "out_of_hours" } | { on: "button"; id: string } | { on: "call_missed" } | { on: "send_failed" } | { on: "done" } | { on: "event"; event: string } | { on: "idle"; who: "customer" | "team"; minutes: number } | { on: "label_added"; id: number } | { on: "label_removed"; id: number } | { on: "field_changed"; field: "name" | "phone" | "email" }; conditions: Array<{ about: "number"; ids: Array<number> } | { about: "field"; field: "name" | "phone" | "email"; test: "is" | "contains" | "begins" | "empty" | "filled"; value?: string | undefined } | { about: "language"; is: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" } | { about: "hours"; open: boolean } | { about: "label"; id: number; has: boolean } | { about: "window"; open: boolean } | { about: "fact"; name: string; test: "is" | "less" | "more"; value: boolean | number }>; actions: Array<{ do: "answer"; text: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null } | { do: "hand_over"; to: "people" | "bot" } | { do: "assign"; user_id: number | null } | { do: "add_label"; id: number } | { do: "remove_label"; id: number } | { do: "snooze"; minutes: number } | { do: "note"; text: string } | { do: "done" } | { do: "email"; to: "assignee" | "admins" | string; subject: string; text: string } | { do: "wait"; minutes: number; unless: "customer_writes" | "team_answers" | null }>; goes_on: boolean; once: "day" | "ever" | null; keyword: string; match: "exact" | "word" | "prefix" | "contains"; answer: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null; enabled: boolean; describes: string | null; hands_over: boolean; channel_id: number | null; created_at: string; updated_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Removes a rule */
    delete: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/bot/rules/try": {
    /** What the bot would answer to a text, and which rules apply; nothing is sent and nothing stays */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { text: string; name?: string | undefined; contact_id?: number | null | undefined; channel_id?: number | null | undefined; at?: string | undefined } } };
      responses: { 200: { content: { "application/json": { rule: { id: number; position: number; name: string | null; when: { on: "message"; words?: string | undefined; match?: "exact" | "word" | "prefix" | "contains" | undefined } | { on: "first_message" } | { on: "out_of_hours" } | { on: "button"; id: string } | { on: "call_missed" } | { on: "send_failed" } | { on: "done" } | { on: "event"; event: string } | { on: "idle"; who: "customer" | "team"; minutes: number } | { on: "label_added"; id: number } | { on: "label_removed"; id: number } | { on: "field_changed"; field: "name" | "phone" | "email" }; conditions: Array<{ about: "number"; ids: Array<number> } | { about: "field"; field: "name" | "phone" | "email"; test: "is" | "contains" | "begins" | "empty" | "filled"; value?: string | undefined } | { about: "language"; is: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" } | { about: "hours"; open: boolean } | { about: "label"; id: number; has: boolean } | { about: "window"; open: boolean } | { about: "fact"; name: string; test: "is" | "less" | "more"; value: boolean | number }>; actions: Array<{ do: "answer"; text: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null } | { do: "hand_over"; to: "people" | "bot" } | { do: "assign"; user_id: number | null } | { do: "add_label"; id: number } | { do: "remove_label"; id: number } | { do: "snooze"; minutes: number } | { do: "note"; text: string } | { do: "done" } | { do: "email"; to: "assignee" | "admins" | string; subject: string; text: string } | { do: "wait"; minutes: number; unless: "customer_writes" | "team_answers" | null }>; goes_on: boolean; once: "day" | "ever" | null; keyword: string; match: "exact" | "word" | "prefix" | "contains"; answer: string; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null; enabled: boolean; describes: string | null; hands_over: boolean; channel_id: number | null; created_at: string; updated_at: string } | null; rules: Array<{ id: number; outcome: "applies" | "stopped" | "misses"; miss: { part: "when" | "if" | "once"; index?: number | undefined } | null }>; actions: Array<{ rule_id: number; after_minutes: number; do: string }>; answer: { skill: string; hands_over: boolean; messages: Array<{ text: string; choices: Array<string>; content: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | null; media: { type: "image" | "video" | "audio" | "document" | "sticker"; caption: string | null; filename: string | null; voice: boolean; file: { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } | null; template: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | null }>; faults: Array<string> } | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/bot/rules/trial": {
    /** Which messages of the past would be answered otherwise with changed rules; nothing is changed */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { changes: Array<{ id: number | null; rule: { keyword?: string | undefined; match?: "exact" | "word" | "prefix" | "contains" | undefined; answer?: string | undefined; content?: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | undefined; media?: { id?: number | undefined; link?: string | undefined; type?: "image" | "video" | "audio" | "document" | "sticker" | undefined; caption?: string | undefined; filename?: string | undefined; voice?: boolean | undefined } | undefined; template?: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | undefined; hands_over?: boolean | undefined; channel_id?: number | null | undefined; name?: string | null | undefined; when?: { on: "message"; words?: string | undefined; match?: "exact" | "word" | "prefix" | "contains" | undefined } | { on: "first_message" } | { on: "out_of_hours" } | { on: "button"; id: string } | { on: "call_missed" } | { on: "send_failed" } | { on: "done" } | { on: "event"; event: string } | { on: "idle"; who: "customer" | "team"; minutes: number } | { on: "label_added"; id: number } | { on: "label_removed"; id: number } | { on: "field_changed"; field: "name" | "phone" | "email" } | undefined; conditions?: Array<{ about: "number"; ids: Array<number> } | { about: "field"; field: "name" | "phone" | "email"; test: "is" | "contains" | "begins" | "empty" | "filled"; value?: string | undefined } | { about: "language"; is: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" } | { about: "hours"; open: boolean } | { about: "label"; id: number; has: boolean } | { about: "window"; open: boolean } | { about: "fact"; name: string; test: "is" | "less" | "more"; value: boolean | number }> | undefined; actions?: Array<{ do: "answer"; text?: string | undefined; content?: { type: "buttons"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; buttons: Array<{ id: string; title: string }> } | { type: "list"; text: string; footer?: string | undefined; button: string; sections: Array<{ title?: string | undefined; rows: Array<{ id: string; title: string; description?: string | undefined }> }> } | { type: "link_button"; header?: string | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | undefined; text: string; footer?: string | undefined; label: string; url: string } | { type: "location"; latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | { type: "contacts"; contacts: Array<{ name: string; company?: string | undefined; phones: Array<string>; emails?: Array<string> | undefined }> } | { type: "location_request"; text: string } | { type: "number_request"; text: string } | { type: "call_request"; text: string } | undefined; media?: { id?: number | undefined; link?: string | undefined; type?: "image" | "video" | "audio" | "document" | "sticker" | undefined; caption?: string | undefined; filename?: string | undefined; voice?: boolean | undefined } | undefined; template?: { name: string; language?: string | undefined; parameters?: Array<string | number> | Record<string, string | number> | undefined; header?: { type: "text"; text: string } | { type: "image" | "video" | "document"; id: number; filename?: string | undefined } | { type: "image" | "video" | "document"; link: string; filename?: string | undefined } | { type: "location"; latitude: number; longitude: number; name: string; address: string } | undefined; buttons?: Array<{ index: number; type: "url" | "copy_code" | "quick_reply"; value: string }> | undefined } | undefined } | { do: "hand_over"; to: "people" | "bot" } | { do: "assign"; user_id: number | null } | { do: "add_label"; id: number } | { do: "remove_label"; id: number } | { do: "snooze"; minutes: number } | { do: "note"; text: string } | { do: "done" } | { do: "email"; to: "assignee" | "admins" | string; subject: string; text: string } | { do: "wait"; minutes: number; unless?: "customer_writes" | "team_answers" | null | undefined }> | undefined; goes_on?: boolean | undefined; once?: "day" | "ever" | null | undefined; describes?: string | null | undefined; enabled?: boolean | undefined } | null }>; from: string; to: string; after?: number | null | undefined; limit?: number | undefined } } };
      responses: { 200: { content: { "application/json": { total: number | null; tried: number; different: number; differences: Array<{ message_id: number; conversation_id: number; at: string; name: string | null; text: string | null; before: { rules: Array<string>; text: string | null; hands_over: boolean; other_actions: Array<string> }; after: { rules: Array<string>; text: string | null; hands_over: boolean; other_actions: Array<string> } }>; next: number | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/webhooks/dead-letters": {
    /** Webhooks that could not be used, and why, newest first */
    get: {
      parameters: { query?: { limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { dead_letters: Array<{ id: number; webhook_id: number | null; source: string; path: string; reason: string; created_at: string }>; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/webhooks/replay": {
    /** Takes webhooks again, as if they had just come */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { from?: number | undefined; to?: number | undefined } } };
      responses: { 202: { content: { "application/json": { webhooks: number } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/settings/alarms": {
    /** Mail and alarms: what is configured, what waits, and which kinds of alarms are sent */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { mail: { server: string; from: string } | null; webhook: { host: string } | null; recipients: Array<string>; waiting: number; retrying: number; trouble: { way: "mail" | "webhook"; recipient: string | null; answer: string; at: string; given_up: boolean } | null; kinds: Array<{ kind: string; source: "incident" | "news"; title: string; on: boolean }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Chooses which kinds of alarms are sent; kinds that are not named stay as they are */
    patch: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { kinds: Record<string, boolean> } } };
      responses: { 200: { content: { "application/json": { kinds: Array<{ kind: string; source: "incident" | "news"; title: string; on: boolean }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/settings/alarms/test-mail": {
    /** Sends a test mail at once, and tells what the mail server answers */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { to: string } } };
      responses: { 200: { content: { "application/json": { ok: boolean; answer: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/settings/alarms/test-webhook": {
    /** Sends a test alarm to the webhook at once, and tells what it answers */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { ok: boolean; answer: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/settings/retention": {
    /** For how long each kind of data is kept, and what was deleted last */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { kinds: Array<{ kind: string; title: string; description: string; by_number: boolean; days: number | null; numbers: Array<{ number_id: number; days: number | null }>; last_run: { at: string; deleted: number; total: number; failure: string | null } | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/settings/retention/{kind}": {
    /** Sets for how long a kind of data is kept */
    put: {
      parameters: { query?: never; path: { kind: string }; header?: never };
      requestBody: { content: { "application/json": { days: number | null; numbers: Array<{ number_id: number; days: number | null }> } } };
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/settings/retention/{kind}/preview": {
    /** Counts what would be deleted if a kind of data were kept for so long; nothing is changed */
    post: {
      parameters: { query?: never; path: { kind: string }; header?: never };
      requestBody: { content: { "application/json": { days: number | null; numbers: Array<{ number_id: number; days: number | null }> } } };
      responses: { 200: { content: { "application/json": { found: Array<{ kind: string; title: string; count: number; oldest: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/news": {
    /** What the providers say about accounts, numbers and templates, newest first */
    get: {
      parameters: { query?: { open?: "true" | "false" | undefined; kind?: "template_stopped" | "template_refiled" | "template_ready" | "quality" | "limit" | "account_restricted" | "payment_missing" | "display_name" | "access" | "subscription" | "number_state" | "unreachable" | "other" | undefined; limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { news: Array<{ id: number; provider: "meta" | "twilio"; channel_id: number | null; kind: "template_stopped" | "template_refiled" | "template_ready" | "quality" | "limit" | "account_restricted" | "payment_missing" | "display_name" | "access" | "subscription" | "number_state" | "unreachable" | "other"; severity: "info" | "warning" | "critical"; about: string; summary: string; remedy: string | null; source: "webhook" | "check"; at: string; resolved_at: string | null; resolved_by: string | null }>; count: number; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/news/{id}/settle": {
    /** Settles news, because somebody has dealt with it */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/news/checks": {
    /** When each provider was asked last */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { checks: Array<{ provider: "meta" | "twilio"; checked_at: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Asks the providers now how accounts, numbers and tokens are */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { checks: Array<{ provider: "meta" | "twilio"; checked_at: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/healthz": {
    /** The process is alive */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/readyz": {
    /** Bellhop works: the database takes writes, and workers live */
    get: {
      parameters: { query?: { exclude?: string | Array<string> | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { status: "ok" | "degraded" | "failing"; checks: Array<{ name: "process" | "database" | "writes" | "workers" | "sending"; required: boolean; ok: boolean; detail: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/readyz/boards": {
    /** This process has the boards */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { status: "ok" } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/operations/channels/{id}/try": {
    /** Tries at once whether a held number sends again */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 202: { content: { "application/json": { tried: boolean } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/metrics": {
    /** Figures for Prometheus */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/setup": {
    /** Whether Bellhop is set up: each step as it is now, and what to do */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { steps: Array<{ name: "address" | "clock" | "disk" | "database" | "number" | "token" | "subscription" | "message_in" | "message_out" | "people" | "backup"; state: "done" | "open" | "failed" | "unknown"; says: string; remedy: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/table/messages": {
    /** The table of messages: both directions, any filter, sorted by any column */
    get: {
      parameters: { query?: { q?: string | undefined; from?: string | undefined; to?: string | undefined; time_zone?: string | undefined; type?: string | undefined; status?: string | undefined; channel?: string | undefined; direction?: string | undefined; came_by?: "ad" | undefined; conversation_id?: number | undefined; sort?: "timestamp" | "from_number" | "from_name" | "message_type" | "preview" | "status" | "channel" | "direction" | undefined; order?: "asc" | "desc" | undefined; limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { messages: Array<{ id: number; direction: "in" | "out"; channel: { id: number; provider: "meta" | "twilio"; number: string | null }; conversation_id: number; message_id: string | null; from_number: string; from_name: string; contact_name: string | null; contact_number: string | null; message_type: string; shown_as: string | null; preview: string; timestamp: string; status: "received" | "read" | "replied" | "queued" | "sending" | "unanswered" | "accepted" | "sent" | "delivered" | "played" | "failed"; origin: string | null; error_title: string | null; attachments: number }>; count: number; count_is_capped: boolean; next_cursor: string | null; sorted_newest: number | null; looked_back_to: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/table/messages/days": {
    /** How many messages there are a year, month, day or hour, under the same filters */
    get: {
      parameters: { query?: { year?: number | undefined; month?: number | undefined; day?: number | undefined; q?: string | undefined; from?: string | undefined; to?: string | undefined; time_zone?: string | undefined; type?: string | undefined; status?: string | undefined; channel?: string | undefined; direction?: string | undefined; came_by?: "ad" | undefined; conversation_id?: number | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { level: "years" | "months" | "days" | "hours"; buckets: Array<{ year: number; month: number | null; day: number | null; hour: number | null; from: string; to: string; count: number }>; is_capped: boolean } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/table/messages/bulk": {
    /** Does one thing with many messages */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { ids?: Array<number> | undefined; filter?: { q?: string | undefined; from?: string | undefined; to?: string | undefined; time_zone?: string | undefined; type?: string | undefined; status?: string | undefined; channel?: string | undefined; direction?: string | undefined; came_by?: "ad" | undefined; conversation_id?: number | undefined } | undefined; action: "mark_read" | "mark_unread" | "retry_failed" } } };
      responses: { 200: { content: { "application/json": { matched: number; changed: number; refused: Array<{ id: number; reason: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/table/bookings": {
    /** The table of bookings: any filter, sorted by any column */
    get: {
      parameters: { query?: { q?: string | undefined; from?: string | undefined; to?: string | undefined; time_zone?: string | undefined; status?: string | undefined; lot_id?: number | undefined; spot?: string | undefined; account_id?: number | undefined; sort?: "id" | "status" | "lot" | "spot" | "name" | "phone" | "reserved_at" | "expires_at" | "started_at" | "ended_at" | "closed_at" | "amount_cents" | undefined; order?: "asc" | "desc" | undefined; limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { bookings: Array<{ id: number; status: "reserved" | "active" | "completed" | "cancelled" | "expired"; lot_id: number; lot: string; spot_id: number; spot: string; account_id: number; username: string; name: string | null; phone: string | null; reserved_at: string; expires_at: string; started_at: string | null; ended_at: string | null; closed_at: string | null; amount_cents: number | null; cost_so_far_cents: number; currency: string; created_by: string; ended_by: string | null }>; count: number; count_is_capped: boolean; next_cursor: string | null; sorted_newest: number | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/table/bookings/days": {
    /** How many bookings were made a year, month, day or hour, under the same filters */
    get: {
      parameters: { query?: { year?: number | undefined; month?: number | undefined; day?: number | undefined; q?: string | undefined; from?: string | undefined; to?: string | undefined; time_zone?: string | undefined; status?: string | undefined; lot_id?: number | undefined; spot?: string | undefined; account_id?: number | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { level: "years" | "months" | "days" | "hours"; buckets: Array<{ year: number; month: number | null; day: number | null; hour: number | null; from: string; to: string; count: number }>; is_capped: boolean } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/table/bookings/bulk": {
    /** Does one thing with many bookings */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { ids?: Array<number> | undefined; filter?: { q?: string | undefined; from?: string | undefined; to?: string | undefined; time_zone?: string | undefined; status?: string | undefined; lot_id?: number | undefined; spot?: string | undefined; account_id?: number | undefined } | undefined; action: "cancel"; note: string } } };
      responses: { 200: { content: { "application/json": { matched: number; changed: number; outcomes: Array<{ id: number; outcome: "done" | "not_reserved" | "failed"; reason: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/table/messages/export": {
    /** Messages as a file: CSV or NDJSON */
    get: {
      parameters: { query?: { q?: string | undefined; from?: string | undefined; to?: string | undefined; time_zone?: string | undefined; type?: string | undefined; status?: string | undefined; channel?: string | undefined; direction?: string | undefined; came_by?: "ad" | undefined; conversation_id?: number | undefined; sort?: "timestamp" | "from_number" | "from_name" | "message_type" | "preview" | "status" | "channel" | "direction" | undefined; order?: "asc" | "desc" | undefined; format?: "csv" | "ndjson" | undefined; bom?: "true" | "false" | undefined; columns?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/table/bookings/export": {
    /** Bookings as a file: CSV or NDJSON */
    get: {
      parameters: { query?: { q?: string | undefined; from?: string | undefined; to?: string | undefined; time_zone?: string | undefined; status?: string | undefined; lot_id?: number | undefined; spot?: string | undefined; account_id?: number | undefined; sort?: "id" | "status" | "lot" | "spot" | "name" | "phone" | "reserved_at" | "expires_at" | "started_at" | "ended_at" | "closed_at" | "amount_cents" | undefined; order?: "asc" | "desc" | undefined; format?: "csv" | "ndjson" | undefined; bom?: "true" | "false" | undefined; columns?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/overview": {
    /** Today at a glance, and trends by day in the viewer's zone */
    get: {
      parameters: { query?: { days?: number | undefined; time_zone?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { at: string; time_zone: string; today: { date: string; messages_in: number; messages_out: number; failed: number; answered: number; first_response_seconds: number | null; bookings: number; occupied_minutes: number; spot_minutes: number; occupancy: number; revenue: Array<{ currency: string; cents: number }>; conversations_open: number; conversations_unread: number; waiting: number; waiting_longest: { conversation_id: number; name: string | null; since: string } | null; bookings_reserved: number; bookings_active: number; spots: { free: number; reserved: number; occupied: number; maintenance: number; unknown: number }; incidents_open: number; outbox_waiting: number }; days: Array<{ date: string; from: string; to: string; messages_in: number; messages_out: number; failed: number; answered: number; first_response_seconds: number | null; bookings: number; occupied_minutes: number; spot_minutes: number; occupancy: number; revenue: Array<{ currency: string; cents: number }> }>; failures: Array<{ reason: string; count: number }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/calls": {
    /** Phone calls over WhatsApp, newest first */
    get: {
      parameters: { query?: { state?: "rang" | "answered" | "missed" | "rejected" | "failed" | undefined; direction?: "in" | "out" | undefined; channel?: number | undefined; conversation?: number | undefined; limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { calls: Array<{ id: number; provider_call_id: string; direction: "in" | "out"; state: "rang" | "answered" | "missed" | "rejected" | "failed"; channel: { id: number; provider: "meta" | "twilio"; number: string | null }; conversation_id: number | null; message_id: number | null; contact: { name: string | null; phone: string | null }; began_at: string; answered_at: string | null; ended_at: string | null; duration_seconds: number | null; taken_by: { id: number; name: string } | null; error: { code: number; title: string } | null }>; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/calls/current": {
    /** The calls that ring at the Desk now, and those that the caller has */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { calls: Array<{ id: number; provider_call_id: string; direction: "in" | "out"; state: "rang" | "answered" | "missed" | "rejected" | "failed"; channel: { id: number; provider: "meta" | "twilio"; number: string | null }; conversation_id: number | null; message_id: number | null; contact: { name: string | null; phone: string | null }; began_at: string; answered_at: string | null; ended_at: string | null; duration_seconds: number | null; taken_by: { id: number; name: string } | null; error: { code: number; title: string } | null; remote_sdp: string | null; is_mine: boolean }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/calls/{id}/answer": {
    /** Takes a call that rings */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { sdp: string } } };
      responses: { 200: { content: { "application/json": { id: number; provider_call_id: string; direction: "in" | "out"; state: "rang" | "answered" | "missed" | "rejected" | "failed"; channel: { id: number; provider: "meta" | "twilio"; number: string | null }; conversation_id: number | null; message_id: number | null; contact: { name: string | null; phone: string | null }; began_at: string; answered_at: string | null; ended_at: string | null; duration_seconds: number | null; taken_by: { id: number; name: string } | null; error: { code: number; title: string } | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/calls/{id}/reject": {
    /** Refuses a call that rings, for everybody */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number; provider_call_id: string; direction: "in" | "out"; state: "rang" | "answered" | "missed" | "rejected" | "failed"; channel: { id: number; provider: "meta" | "twilio"; number: string | null }; conversation_id: number | null; message_id: number | null; contact: { name: string | null; phone: string | null }; began_at: string; answered_at: string | null; ended_at: string | null; duration_seconds: number | null; taken_by: { id: number; name: string } | null; error: { code: number; title: string } | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/calls/{id}/hang-up": {
    /** Ends a call that the caller has */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number; provider_call_id: string; direction: "in" | "out"; state: "rang" | "answered" | "missed" | "rejected" | "failed"; channel: { id: number; provider: "meta" | "twilio"; number: string | null }; conversation_id: number | null; message_id: number | null; contact: { name: string | null; phone: string | null }; began_at: string; answered_at: string | null; ended_at: string | null; duration_seconds: number | null; taken_by: { id: number; name: string } | null; error: { code: number; title: string } | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/conversations/{id}/call-permission": {
    /** Whether the customer lets the business call, as the provider says now */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { may_call: boolean; may_ask: boolean; permanent: boolean; until: string | null; may_ask_at: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/inbox/conversations/{id}/call": {
    /** Calls the customer of a conversation */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { sdp: string } } };
      responses: { 201: { content: { "application/json": { id: number; provider_call_id: string; direction: "in" | "out"; state: "rang" | "answered" | "missed" | "rejected" | "failed"; channel: { id: number; provider: "meta" | "twilio"; number: string | null }; conversation_id: number | null; message_id: number | null; contact: { name: string | null; phone: string | null }; began_at: string; answered_at: string | null; ended_at: string | null; duration_seconds: number | null; taken_by: { id: number; name: string } | null; error: { code: number; title: string } | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/costs": {
    /** What messages cost, by day, number and category */
    get: {
      parameters: { query?: { days?: number | undefined; time_zone?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { from: string; to: string; days: Array<{ date: string; sums: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }> }>; channels: Array<{ channel: { id: number; provider: string; number: string | null }; sums: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }> }>; categories: Array<{ category: "marketing" | "utility" | "authentication" | "authentication_international" | "service" | "provider_fee" | null; sums: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }> }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/costs/conversations/{id}": {
    /** What the messages of a conversation cost */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { this_month: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }>; total: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/costs/estimate": {
    /** What a message would cost, before it goes out */
    get: {
      parameters: { query: { conversation_id: number; category: "marketing" | "utility" | "authentication" | "authentication_international" | "service" }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { market: string | null; micros: number | null; currency: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/costs/rates": {
    /** The table of rates, with the source and the first day of each */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { rates: Array<{ id: number; market: string; category: "marketing" | "utility" | "authentication" | "authentication_international" | "service" | "provider_fee"; micros: number; currency: string; valid_from: string; source: string; entered_by: string | null; entered_at: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Enters a rate, or replaces the one of the same market, category and day */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { market: string; category: "marketing" | "utility" | "authentication" | "authentication_international" | "service" | "provider_fee"; micros: number; currency: string; valid_from: string; source: string } } };
      responses: { 201: { content: { "application/json": { id: number; market: string; category: "marketing" | "utility" | "authentication" | "authentication_international" | "service" | "provider_fee"; micros: number; currency: string; valid_from: string; source: string; entered_by: string | null; entered_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/costs/budgets": {
    /** The monthly budgets of numbers */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { budgets: Array<{ channel_id: number; monthly_micros: number; spent_micros: number; currency: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/costs/budgets/{channel_id}": {
    /** Sets a number's monthly budget; an incident tells the team at 80 and at 100 percent */
    put: {
      parameters: { query?: never; path: { channel_id: number }; header?: never };
      requestBody: { content: { "application/json": { monthly_micros: number | null; currency?: string | undefined } } };
      responses: { 200: { content: { "application/json": { budgets: Array<{ channel_id: number; monthly_micros: number; spent_micros: number; currency: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/templates": {
    /** The templates, by name and language */
    get: {
      parameters: { query?: { channel?: number | undefined; status?: "approved" | "pending" | "in_appeal" | "rejected" | "paused" | "disabled" | "limit_exceeded" | "archived" | "pending_deletion" | "deleted" | "unsubmitted" | "received" | "unknown" | undefined; q?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { templates: Array<{ id: number; provider: "meta" | "twilio"; account_id: string; template: string; name: string; language: string; status: "approved" | "pending" | "in_appeal" | "rejected" | "paused" | "disabled" | "limit_exceeded" | "archived" | "pending_deletion" | "deleted" | "unsubmitted" | "received" | "unknown"; category: "utility" | "marketing" | "authentication" | null; quality: "green" | "yellow" | "red" | "unknown"; rejected_reason: string | null; parameter_format: "named" | "positional"; header: { format: "none" | "text" | "image" | "video" | "document" | "location"; text: string | null; variables: Array<{ name: string; example: string | null }>; example: string | null }; body: { text: string; variables: Array<{ name: string; example: string | null }> }; footer: string | null; buttons: Array<{ type: "quick_reply" | "url" | "phone_number" | "copy_code" | "otp" | "flow" | "voice_call" | "request_contact_info" | "other"; text: string; url: string | null; phone: string | null; variable: string | null; example: string | null }>; sendable: boolean; why_not: string | null; why_not_editable: string | null; synced_at: string }>; accounts: Array<{ provider: "meta" | "twilio"; account_id: string; synced_at: string | null; failure: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Creates a template and submits it for Meta's review */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { parameter_format?: "named" | "positional" | undefined; header?: { format: "none" | "text" | "image" | "video" | "document" | "location"; text?: string | null | undefined; variables?: Array<{ name: string; example: string | null }> | undefined; media_id?: number | null | undefined; link?: string | null | undefined } | undefined; body: { text: string; variables?: Array<{ name: string; example: string | null }> | undefined }; footer?: string | null | undefined; buttons?: Array<{ type: "quick_reply" | "url" | "phone_number" | "copy_code" | "voice_call" | "request_contact_info"; text?: string | undefined; url?: string | null | undefined; phone?: string | null | undefined; example?: string | null | undefined }> | undefined; name: string; language: string; category: "utility" | "marketing" | "authentication"; channel: number; submit?: boolean | undefined } } };
      responses: { 201: { content: { "application/json": { id: number; provider: "meta" | "twilio"; account_id: string; template: string; name: string; language: string; status: "approved" | "pending" | "in_appeal" | "rejected" | "paused" | "disabled" | "limit_exceeded" | "archived" | "pending_deletion" | "deleted" | "unsubmitted" | "received" | "unknown"; category: "utility" | "marketing" | "authentication" | null; quality: "green" | "yellow" | "red" | "unknown"; rejected_reason: string | null; parameter_format: "named" | "positional"; header: { format: "none" | "text" | "image" | "video" | "document" | "location"; text: string | null; variables: Array<{ name: string; example: string | null }>; example: string | null }; body: { text: string; variables: Array<{ name: string; example: string | null }> }; footer: string | null; buttons: Array<{ type: "quick_reply" | "url" | "phone_number" | "copy_code" | "otp" | "flow" | "voice_call" | "request_contact_info" | "other"; text: string; url: string | null; phone: string | null; variable: string | null; example: string | null }>; sendable: boolean; why_not: string | null; why_not_editable: string | null; synced_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/templates/{id}": {
    /** One template */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number; provider: "meta" | "twilio"; account_id: string; template: string; name: string; language: string; status: "approved" | "pending" | "in_appeal" | "rejected" | "paused" | "disabled" | "limit_exceeded" | "archived" | "pending_deletion" | "deleted" | "unsubmitted" | "received" | "unknown"; category: "utility" | "marketing" | "authentication" | null; quality: "green" | "yellow" | "red" | "unknown"; rejected_reason: string | null; parameter_format: "named" | "positional"; header: { format: "none" | "text" | "image" | "video" | "document" | "location"; text: string | null; variables: Array<{ name: string; example: string | null }>; example: string | null }; body: { text: string; variables: Array<{ name: string; example: string | null }> }; footer: string | null; buttons: Array<{ type: "quick_reply" | "url" | "phone_number" | "copy_code" | "otp" | "flow" | "voice_call" | "request_contact_info" | "other"; text: string; url: string | null; phone: string | null; variable: string | null; example: string | null }>; sendable: boolean; why_not: string | null; why_not_editable: string | null; synced_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Changes a template: its category, or all of its content */
    patch: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { category?: "utility" | "marketing" | "authentication" | undefined; content?: { parameter_format?: "named" | "positional" | undefined; header?: { format: "none" | "text" | "image" | "video" | "document" | "location"; text?: string | null | undefined; variables?: Array<{ name: string; example: string | null }> | undefined; media_id?: number | null | undefined; link?: string | null | undefined } | undefined; body: { text: string; variables?: Array<{ name: string; example: string | null }> | undefined }; footer?: string | null | undefined; buttons?: Array<{ type: "quick_reply" | "url" | "phone_number" | "copy_code" | "voice_call" | "request_contact_info"; text?: string | undefined; url?: string | null | undefined; phone?: string | null | undefined; example?: string | null | undefined }> | undefined } | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; provider: "meta" | "twilio"; account_id: string; template: string; name: string; language: string; status: "approved" | "pending" | "in_appeal" | "rejected" | "paused" | "disabled" | "limit_exceeded" | "archived" | "pending_deletion" | "deleted" | "unsubmitted" | "received" | "unknown"; category: "utility" | "marketing" | "authentication" | null; quality: "green" | "yellow" | "red" | "unknown"; rejected_reason: string | null; parameter_format: "named" | "positional"; header: { format: "none" | "text" | "image" | "video" | "document" | "location"; text: string | null; variables: Array<{ name: string; example: string | null }>; example: string | null }; body: { text: string; variables: Array<{ name: string; example: string | null }> }; footer: string | null; buttons: Array<{ type: "quick_reply" | "url" | "phone_number" | "copy_code" | "otp" | "flow" | "voice_call" | "request_contact_info" | "other"; text: string; url: string | null; phone: string | null; variable: string | null; example: string | null }>; sendable: boolean; why_not: string | null; why_not_editable: string | null; synced_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Deletes a template at its provider */
    delete: {
      parameters: { query?: { languages?: "one" | "all" | undefined }; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/templates/sync": {
    /** Reads all templates from the providers anew */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { templates: Array<{ id: number; provider: "meta" | "twilio"; account_id: string; template: string; name: string; language: string; status: "approved" | "pending" | "in_appeal" | "rejected" | "paused" | "disabled" | "limit_exceeded" | "archived" | "pending_deletion" | "deleted" | "unsubmitted" | "received" | "unknown"; category: "utility" | "marketing" | "authentication" | null; quality: "green" | "yellow" | "red" | "unknown"; rejected_reason: string | null; parameter_format: "named" | "positional"; header: { format: "none" | "text" | "image" | "video" | "document" | "location"; text: string | null; variables: Array<{ name: string; example: string | null }>; example: string | null }; body: { text: string; variables: Array<{ name: string; example: string | null }> }; footer: string | null; buttons: Array<{ type: "quick_reply" | "url" | "phone_number" | "copy_code" | "otp" | "flow" | "voice_call" | "request_contact_info" | "other"; text: string; url: string | null; phone: string | null; variable: string | null; example: string | null }>; sendable: boolean; why_not: string | null; why_not_editable: string | null; synced_at: string }>; accounts: Array<{ provider: "meta" | "twilio"; account_id: string; synced_at: string | null; failure: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/templates/occasions": {
    /** What the bot tells people who did not just write, and what says it after 24 hours */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { occasions: Array<{ name: string; title: string; description: string; values: Array<{ name: string; description: string; example: string }>; templates: Array<{ language: string; body: string; buttons: Array<string> }>; channels: Array<{ channel: { id: number; provider: "meta" | "twilio"; display_number: string }; binding: { template: string; language: string; values: { body: Record<string, string>; header: string | null; buttons: Record<string, string> }; changed_by: string; changed_at: string } | null; reaches: boolean; why_not: string | null; warnings: Array<string>; preview: string | null }> }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/templates/occasions/{occasion}/bindings/{channel}": {
    /** Binds an occasion to a template on a number */
    put: {
      parameters: { query?: never; path: { occasion: string; channel: number }; header?: never };
      requestBody: { content: { "application/json": { template: string; language?: string | undefined; values?: { body?: Record<string, string> | undefined; header?: string | null | undefined; buttons?: Record<string, string> | undefined } | undefined } } };
      responses: { 200: { content: { "application/json": { channel: { id: number; provider: "meta" | "twilio"; display_number: string }; binding: { template: string; language: string; values: { body: Record<string, string>; header: string | null; buttons: Record<string, string> }; changed_by: string; changed_at: string } | null; reaches: boolean; why_not: string | null; warnings: Array<string>; preview: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Takes an occasion's template from a number */
    delete: {
      parameters: { query?: never; path: { occasion: string; channel: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { channel: { id: number; provider: "meta" | "twilio"; display_number: string }; binding: { template: string; language: string; values: { body: Record<string, string>; header: string | null; buttons: Record<string, string> }; changed_by: string; changed_at: string } | null; reaches: boolean; why_not: string | null; warnings: Array<string>; preview: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/templates/check": {
    /** What would be refused of a template, field by field */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { parameter_format?: "named" | "positional" | undefined; header?: { format: "none" | "text" | "image" | "video" | "document" | "location"; text?: string | null | undefined; variables?: Array<{ name: string; example: string | null }> | undefined; media_id?: number | null | undefined; link?: string | null | undefined } | undefined; body: { text: string; variables?: Array<{ name: string; example: string | null }> | undefined }; footer?: string | null | undefined; buttons?: Array<{ type: "quick_reply" | "url" | "phone_number" | "copy_code" | "voice_call" | "request_contact_info"; text?: string | undefined; url?: string | null | undefined; phone?: string | null | undefined; example?: string | null | undefined }> | undefined; name: string; language: string; category: "utility" | "marketing" | "authentication"; channel: number; id?: number | null | undefined } } };
      responses: { 200: { content: { "application/json": { errors: Array<{ path: string; message: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/templates/{id}/submit": {
    /** Submits a template of Twilio's for Meta's review */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { category: "utility" | "marketing" | "authentication" } } };
      responses: { 200: { content: { "application/json": { id: number; provider: "meta" | "twilio"; account_id: string; template: string; name: string; language: string; status: "approved" | "pending" | "in_appeal" | "rejected" | "paused" | "disabled" | "limit_exceeded" | "archived" | "pending_deletion" | "deleted" | "unsubmitted" | "received" | "unknown"; category: "utility" | "marketing" | "authentication" | null; quality: "green" | "yellow" | "red" | "unknown"; rejected_reason: string | null; parameter_format: "named" | "positional"; header: { format: "none" | "text" | "image" | "video" | "document" | "location"; text: string | null; variables: Array<{ name: string; example: string | null }>; example: string | null }; body: { text: string; variables: Array<{ name: string; example: string | null }> }; footer: string | null; buttons: Array<{ type: "quick_reply" | "url" | "phone_number" | "copy_code" | "otp" | "flow" | "voice_call" | "request_contact_info" | "other"; text: string; url: string | null; phone: string | null; variable: string | null; example: string | null }>; sendable: boolean; why_not: string | null; why_not_editable: string | null; synced_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/numbers": {
    /** The business's own numbers, oldest first */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { numbers: Array<{ id: number; provider: "meta" | "twilio"; external_id: string; number: string | null; account_id: string | null; configured_by: "environment" | "desk" | null; is_simulated: boolean; is_held: boolean; language: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar"; bot_enabled: boolean; receipts: "off" | "read" | "typing"; messages_per_second: number | null; default_messages_per_second: number; hours: { time_zone: string; week: Array<{ day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"; opens: string; closes: string }>; holidays: Array<{ date: string; name: string; spans: Array<{ opens: string; closes: string }> }> } | null; is_readable: boolean; secrets: Array<{ name: "access_token" | "app_secrets" | "verify_token" | "auth_tokens"; endings: Array<string> }> | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Adds a number with its credentials */
    post: {
      parameters: { query?: { unchecked?: "true" | "false" | undefined }; path?: never; header?: never };
      requestBody: { content: { "application/json": { provider: "meta"; external_id: string; account_id: string; access_token: string; app_secrets: Array<string>; verify_token: string } | { provider: "twilio"; external_id: string; account_id: string; auth_tokens: Array<string> } } };
      responses: { 201: { content: { "application/json": { number: { id: number; provider: "meta" | "twilio"; external_id: string; number: string | null; account_id: string | null; configured_by: "environment" | "desk" | null; is_simulated: boolean; is_held: boolean; language: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar"; bot_enabled: boolean; receipts: "off" | "read" | "typing"; messages_per_second: number | null; default_messages_per_second: number; hours: { time_zone: string; week: Array<{ day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"; opens: string; closes: string }>; holidays: Array<{ date: string; name: string; spans: Array<{ opens: string; closes: string }> }> } | null; is_readable: boolean; secrets: Array<{ name: "access_token" | "app_secrets" | "verify_token" | "auth_tokens"; endings: Array<string> }> | null } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/numbers/{id}": {
    /** Replaces secrets of a number, or its account */
    patch: {
      parameters: { query?: { unchecked?: "true" | "false" | undefined }; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { account_id?: string | undefined; access_token?: string | undefined; app_secrets?: Array<string> | undefined; verify_token?: string | undefined; auth_tokens?: Array<string> | undefined } } };
      responses: { 200: { content: { "application/json": { number: { id: number; provider: "meta" | "twilio"; external_id: string; number: string | null; account_id: string | null; configured_by: "environment" | "desk" | null; is_simulated: boolean; is_held: boolean; language: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar"; bot_enabled: boolean; receipts: "off" | "read" | "typing"; messages_per_second: number | null; default_messages_per_second: number; hours: { time_zone: string; week: Array<{ day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"; opens: string; closes: string }>; holidays: Array<{ date: string; name: string; spans: Array<{ opens: string; closes: string }> }> } | null; is_readable: boolean; secrets: Array<{ name: "access_token" | "app_secrets" | "verify_token" | "auth_tokens"; endings: Array<string> }> | null } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Removes a number that was added here */
    delete: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/numbers/{id}/bot": {
    /** Switches the bot on or off for a number */
    put: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { enabled: boolean } } };
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/numbers/{id}/language": {
    /** Sets the language of the bot on a number */
    put: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { language: "en" | "es" | "pt_BR" | "de" | "fr" | "hi" | "ar" } } };
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/numbers/check": {
    /** The steps of checking a number, by provider */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { steps: { meta: Array<"token" | "rights" | "app_secret" | "number" | "account" | "subscription" | "address">; twilio: Array<"token" | "rights" | "app_secret" | "number" | "account" | "subscription" | "address"> }; is_simulated: boolean; webhook_urls: { meta: string; twilio: string } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Checks a number's credentials at its provider; nothing is saved */
    post: {
      parameters: { query?: { step?: "token" | "rights" | "app_secret" | "number" | "account" | "subscription" | "address" | undefined }; path?: never; header?: never };
      requestBody: { content: { "application/json": { number: { provider: "meta"; external_id: string; account_id: string; access_token: string; app_secrets: Array<string>; verify_token: string } | { provider: "twilio"; external_id: string; account_id: string; auth_tokens: Array<string> } } | { id: number; changes?: { account_id?: string | undefined; access_token?: string | undefined; app_secrets?: Array<string> | undefined; verify_token?: string | undefined; auth_tokens?: Array<string> | undefined } | undefined } } };
      responses: { 200: { content: { "application/json": { steps: Array<{ step: "token" | "rights" | "app_secret" | "number" | "account" | "subscription" | "address"; state: "ok" | "warning" | "failed" | "unknown"; detail: string; remedy: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/numbers/subscribe": {
    /** Has the webhooks of a number's account sent to the app of its token */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { number: { provider: "meta"; external_id: string; account_id: string; access_token: string; app_secrets: Array<string>; verify_token: string } | { provider: "twilio"; external_id: string; account_id: string; auth_tokens: Array<string> } } | { id: number; changes?: { account_id?: string | undefined; access_token?: string | undefined; app_secrets?: Array<string> | undefined; verify_token?: string | undefined; auth_tokens?: Array<string> | undefined } | undefined } } };
      responses: { 200: { content: { "application/json": { steps: Array<{ step: "token" | "rights" | "app_secret" | "number" | "account" | "subscription" | "address"; state: "ok" | "warning" | "failed" | "unknown"; detail: string; remedy: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/numbers/{id}/calls": {
    /** What happens with the calls of a number, and what its provider says of them now */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { policy: "ring_desk" | "ring_out" | "reject" | "hide"; reply: string | null; bot_reply: string; settings: { enabled: boolean; button_shown: boolean; countries: Array<string>; hours: { enabled: boolean; time_zone: string; week: Array<{ day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"; opens: string; closes: string }>; holidays: Array<{ date: string; from: string; to: string }> } | null; callback_permission: boolean; uses_sip: boolean; restrictions: Array<{ kind: string; reason: string | null; until: string | null }> } | null; differs: boolean; findings: Array<string> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Changes what happens with the calls of a number */
    patch: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { policy?: "ring_desk" | "ring_out" | "reject" | "hide" | undefined; reply?: string | null | undefined; hours?: { enabled: boolean; time_zone: string; week: Array<{ day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"; opens: string; closes: string }>; holidays: Array<{ date: string; from: string; to: string }> } | undefined; callback_permission?: boolean | undefined } } };
      responses: { 200: { content: { "application/json": { policy: "ring_desk" | "ring_out" | "reject" | "hide"; reply: string | null; bot_reply: string; settings: { enabled: boolean; button_shown: boolean; countries: Array<string>; hours: { enabled: boolean; time_zone: string; week: Array<{ day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"; opens: string; closes: string }>; holidays: Array<{ date: string; from: string; to: string }> } | null; callback_permission: boolean; uses_sip: boolean; restrictions: Array<{ kind: string; reason: string | null; until: string | null }> } | null; differs: boolean; findings: Array<string> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/numbers/{id}/receipts": {
    /** Sets what customers of a number see of a colleague who reads and answers */
    put: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { receipts: "off" | "read" | "typing" } } };
      responses: { 200: { content: { "application/json": { receipts: "off" | "read" | "typing" } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/numbers/{id}/hours": {
    /** Sets the working hours and holidays of a number */
    put: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { hours: { time_zone: string; week: Array<{ day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"; opens: string; closes: string }>; holidays: Array<{ date: string; name: string; spans: Array<{ opens: string; closes: string }> }> } | null } } };
      responses: { 200: { content: { "application/json": { hours: { time_zone: string; week: Array<{ day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"; opens: string; closes: string }>; holidays: Array<{ date: string; name: string; spans: Array<{ opens: string; closes: string }> }> } | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/numbers/{id}/throughput": {
    /** Sets how many messages a second a number may send */
    put: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { messages_per_second: number | null } } };
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/health/delivery": {
    /** What comes in and goes out, what waits and why */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { at: string; providers: Array<"meta" | "twilio">; webhook_endpoints: Array<{ source: "meta" | "twilio.message" | "twilio.status"; last_webhook_at: string | null; webhooks: number; signature_failures: number; last_signature_failure_at: string | null; last_signature_failure: string | null; unavailable: number }>; channels: Array<{ id: number; provider: "meta" | "twilio"; number: string | null; last_in_at: string | null; last_out_at: string | null; resting_until: string | null; resting_reason: string | null; held: { since: string; reason: string; remedy: string | null; operator: boolean; next_try_at: string; waiting: number } | null }>; drain: { waiting: number; lag_seconds: number }; outbox: { queued: number; sending: number; unanswered: number; window: number }; stuck: Array<{ message_id: number; conversation_id: number; to: string; name: string | null; state: "queued" | "sending" | "unanswered"; since: string; due_at: string; attempts: number; reason: string }>; dead_letters: number; forwarding: { at: string; from: string; header: string } | null; database: { version: string; harms: Array<{ setting: string; value: string; bad: boolean; advice: string }> } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/audit": {
    /** What people changed, newest first */
    get: {
      parameters: { query?: { subject?: string | undefined; id?: number | undefined; actor?: string | undefined; person_id?: number | undefined; key_id?: number | undefined; from?: string | undefined; to?: string | undefined; limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { entries: Array<{ id: number; at: string; actor: string; actor_person_id: number | null; actor_key_id: number | null; actor_name: string | null; action: string; subject: string; subject_id: number; before: unknown; after: unknown; note: string | null; position: number | null; hash: string | null }>; count: number; proof: { at: string; result: string } | null; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/me": {
    /** Who asks */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { person: { id: number; name: string; email: string; role: "viewer" | "agent" | "admin" } | null; key: string | null; role: "viewer" | "agent" | "admin"; version: string; second_factor: { on: boolean; recovery_codes: number; required: boolean } | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Changes one's own name */
    patch: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { name: string } } };
      responses: { 200: { content: { "application/json": { person: { id: number; name: string; email: string; role: "viewer" | "agent" | "admin" } | null; key: string | null; role: "viewer" | "agent" | "admin"; version: string; second_factor: { on: boolean; recovery_codes: number; required: boolean } | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/me/confirm": {
    /** Confirms with the password that it is you */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { password: string; code?: string | undefined } } };
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/me/password": {
    /** Sets another password; all one's other sessions end, and one-time links of one's own */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { current_password: string; new_password: string } } };
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/me/sessions": {
    /** One's own open sessions */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { sessions: Array<{ id: number; current: boolean; ip_address: string | null; user_agent: string | null; created_at: string; seen_at: string | null; expires_at: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Ends all one's sessions but this one, at once */
    delete: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { ended: number } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/me/sessions/{sid}": {
    /** Ends one of one's own sessions, at once */
    delete: {
      parameters: { query?: never; path: { sid: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/people/{id}/sessions": {
    /** A person's open sessions */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { sessions: Array<{ id: number; current: boolean; ip_address: string | null; user_agent: string | null; created_at: string; seen_at: string | null; expires_at: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Ends all of a person's sessions, at once; of one's own all but this one */
    delete: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { ended: number } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/people/{id}/sessions/{sid}": {
    /** Ends a person's session, at once */
    delete: {
      parameters: { query?: never; path: { id: number; sid: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/me/second-factor": {
    /** Begins to set up two-step sign-in: makes a secret for an authenticator app */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 201: { content: { "application/json": { secret: string; uri: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Turns two-step sign-in off for oneself */
    delete: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/me/second-factor/confirm": {
    /** Turns two-step sign-in on, with a code that the app shows; one's other sessions end */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { code: string } } };
      responses: { 200: { content: { "application/json": { recovery_codes: Array<string> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/me/second-factor/recovery-codes": {
    /** Makes new recovery codes; the old ones no longer work */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { recovery_codes: Array<string> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/people/{id}/second-factor": {
    /** Resets a person's two-step sign-in, such as when their phone is lost */
    delete: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/settings/sign-in": {
    /** What is asked of those who sign in */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { second_factor_for_admins: boolean } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Says what is asked of those who sign in */
    put: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { second_factor_for_admins: boolean } } };
      responses: { 200: { content: { "application/json": { second_factor_for_admins: boolean } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/people": {
    /** Everybody by name, those who are disabled last */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { people: Array<{ id: number; name: string; email: string; role: "viewer" | "agent" | "admin"; state: "active" | "invited" | "disabled"; created_at: string; disabled_at: string | null; last_seen_at: string | null; link_expires_at: string | null; second_factor: boolean; failed_sign_ins: number }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Invites somebody: adds them and makes the link by which they come in */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { name: string; email: string; role: "viewer" | "agent" | "admin" } } };
      responses: { 201: { content: { "application/json": { person: { id: number; name: string; email: string; role: "viewer" | "agent" | "admin"; state: "active" | "invited" | "disabled"; created_at: string; disabled_at: string | null; last_seen_at: string | null; link_expires_at: string | null; second_factor: boolean; failed_sign_ins: number }; link: { url: string; purpose: "first" | "invite" | "reset"; expires_at: string; mailed_to: string | null } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/people/{id}": {
    /** Changes what is given of a person */
    patch: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { name?: string | undefined; email?: string | undefined; role?: "viewer" | "agent" | "admin" | undefined; disabled?: boolean | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; name: string; email: string; role: "viewer" | "agent" | "admin"; state: "active" | "invited" | "disabled"; created_at: string; disabled_at: string | null; last_seen_at: string | null; link_expires_at: string | null; second_factor: boolean; failed_sign_ins: number } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/people/{id}/link": {
    /** Makes a person a new one-time link; an earlier one no longer works */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 201: { content: { "application/json": { link: { url: string; purpose: "first" | "invite" | "reset"; expires_at: string; mailed_to: string | null } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/keys": {
    /** All API keys, newest first, without the keys themselves */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { keys: Array<{ id: number; name: string; role: "viewer" | "agent" | "admin"; prefix: string; maker: string | null; maker_id: number | null; created_at: string; expires_at: string | null; last_used_at: string | null; last_used_address: string | null; revoked_at: string | null; state: "active" | "expired" | "revoked" | "maker_disabled" }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Makes an API key */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { name: string; role: "viewer" | "agent" | "admin"; expires_at?: string | null | undefined } } };
      responses: { 201: { content: { "application/json": { id: number; name: string; role: "viewer" | "agent" | "admin"; prefix: string; maker: string | null; maker_id: number | null; created_at: string; expires_at: string | null; last_used_at: string | null; last_used_address: string | null; revoked_at: string | null; state: "active" | "expired" | "revoked" | "maker_disabled"; key: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/keys/{id}": {
    /** Ends an API key, and those that were made with it, at once */
    delete: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/live": {
    /** What happens, as it happens (WebSocket) */
    get: {
      parameters: { query?: { after?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/media/{id}/poster": {
    /** Give a video its thumbnail */
    put: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number | null; media_id: string | null; url: string | null; thumbnail_url: string | null; mime_type: string | null; file_name: string | null; size: number | null; width: number | null; height: number | null; duration_ms: number | null; voice: boolean; animated: boolean; state: "remote" | "waiting" | "ready" | "failed" | "quarantined" | "deleted" | "link"; reason: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/lots": {
    /** Makes a lot with its spots */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { name: string; currency: string; rate_cents_per_hour: number; spots?: Array<{ code: string }> | undefined; time_zone?: string | undefined; daily_cap_cents?: number | null | undefined; free_minutes?: number | undefined; hold_minutes?: number | undefined; reminder_minutes?: number | undefined; extension_minutes?: number | undefined; offer_minutes?: number | undefined; debounce_seconds?: number | undefined; minimum_balance_cents?: number | undefined; low_balance_minutes?: number | undefined; max_stay_minutes?: number | undefined; agent_limit_cents?: number | undefined } } };
      responses: { 201: { content: { "application/json": { id: number; name: string; currency: string; rate_cents_per_hour: number; time_zone: string; daily_cap_cents: number | null; free_minutes: number; hold_minutes: number; reminder_minutes: number; extension_minutes: number; offer_minutes: number; debounce_seconds: number; minimum_balance_cents: number; low_balance_minutes: number; max_stay_minutes: number; agent_limit_cents: number; created_at: string; updated_at: string; spots: Array<{ id: number; lot_id: number; code: string; state: "free" | "reserved" | "occupied" | "maintenance" | "unknown"; light: { desired: "green" | "blue" | "red" | "amber" | "off"; reported: "green" | "blue" | "red" | "amber" | "off" | "other" | null }; device: { id: number; name: string; presence: "never" | "online" | "offline"; last_seen_at: string | null } | null; sensor: { occupied: boolean | null; since: string | null }; booking: { id: number; status: "reserved" | "active"; account_id: number } | null; offer: { account_id: number; ends_at: string } | null; maintenance: boolean; maintenance_reason: string | null; maintenance_at: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** All lots with their spots, the oldest first */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { lots: Array<{ id: number; name: string; currency: string; rate_cents_per_hour: number; time_zone: string; daily_cap_cents: number | null; free_minutes: number; hold_minutes: number; reminder_minutes: number; extension_minutes: number; offer_minutes: number; debounce_seconds: number; minimum_balance_cents: number; low_balance_minutes: number; max_stay_minutes: number; agent_limit_cents: number; created_at: string; updated_at: string; spots: Array<{ id: number; lot_id: number; code: string; state: "free" | "reserved" | "occupied" | "maintenance" | "unknown"; light: { desired: "green" | "blue" | "red" | "amber" | "off"; reported: "green" | "blue" | "red" | "amber" | "off" | "other" | null }; device: { id: number; name: string; presence: "never" | "online" | "offline"; last_seen_at: string | null } | null; sensor: { occupied: boolean | null; since: string | null }; booking: { id: number; status: "reserved" | "active"; account_id: number } | null; offer: { account_id: number; ends_at: string } | null; maintenance: boolean; maintenance_reason: string | null; maintenance_at: string | null }> }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/lots/{id}": {
    /** One lot with its spots */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number; name: string; currency: string; rate_cents_per_hour: number; time_zone: string; daily_cap_cents: number | null; free_minutes: number; hold_minutes: number; reminder_minutes: number; extension_minutes: number; offer_minutes: number; debounce_seconds: number; minimum_balance_cents: number; low_balance_minutes: number; max_stay_minutes: number; agent_limit_cents: number; created_at: string; updated_at: string; spots: Array<{ id: number; lot_id: number; code: string; state: "free" | "reserved" | "occupied" | "maintenance" | "unknown"; light: { desired: "green" | "blue" | "red" | "amber" | "off"; reported: "green" | "blue" | "red" | "amber" | "off" | "other" | null }; device: { id: number; name: string; presence: "never" | "online" | "offline"; last_seen_at: string | null } | null; sensor: { occupied: boolean | null; since: string | null }; booking: { id: number; status: "reserved" | "active"; account_id: number } | null; offer: { account_id: number; ends_at: string } | null; maintenance: boolean; maintenance_reason: string | null; maintenance_at: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Changes what is given of a lot's terms */
    patch: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { name?: string | undefined; currency?: string | undefined; rate_cents_per_hour?: number | undefined; time_zone?: string | undefined; daily_cap_cents?: number | null | undefined; free_minutes?: number | undefined; hold_minutes?: number | undefined; reminder_minutes?: number | undefined; extension_minutes?: number | undefined; offer_minutes?: number | undefined; debounce_seconds?: number | undefined; minimum_balance_cents?: number | undefined; low_balance_minutes?: number | undefined; max_stay_minutes?: number | undefined; agent_limit_cents?: number | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; name: string; currency: string; rate_cents_per_hour: number; time_zone: string; daily_cap_cents: number | null; free_minutes: number; hold_minutes: number; reminder_minutes: number; extension_minutes: number; offer_minutes: number; debounce_seconds: number; minimum_balance_cents: number; low_balance_minutes: number; max_stay_minutes: number; agent_limit_cents: number; created_at: string; updated_at: string; spots: Array<{ id: number; lot_id: number; code: string; state: "free" | "reserved" | "occupied" | "maintenance" | "unknown"; light: { desired: "green" | "blue" | "red" | "amber" | "off"; reported: "green" | "blue" | "red" | "amber" | "off" | "other" | null }; device: { id: number; name: string; presence: "never" | "online" | "offline"; last_seen_at: string | null } | null; sensor: { occupied: boolean | null; since: string | null }; booking: { id: number; status: "reserved" | "active"; account_id: number } | null; offer: { account_id: number; ends_at: string } | null; maintenance: boolean; maintenance_reason: string | null; maintenance_at: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/lots/{id}/spots": {
    /** Adds spots to a lot; all of them or none */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { spots: Array<{ code: string }> } } };
      responses: { 201: { content: { "application/json": { id: number; name: string; currency: string; rate_cents_per_hour: number; time_zone: string; daily_cap_cents: number | null; free_minutes: number; hold_minutes: number; reminder_minutes: number; extension_minutes: number; offer_minutes: number; debounce_seconds: number; minimum_balance_cents: number; low_balance_minutes: number; max_stay_minutes: number; agent_limit_cents: number; created_at: string; updated_at: string; spots: Array<{ id: number; lot_id: number; code: string; state: "free" | "reserved" | "occupied" | "maintenance" | "unknown"; light: { desired: "green" | "blue" | "red" | "amber" | "off"; reported: "green" | "blue" | "red" | "amber" | "off" | "other" | null }; device: { id: number; name: string; presence: "never" | "online" | "offline"; last_seen_at: string | null } | null; sensor: { occupied: boolean | null; since: string | null }; booking: { id: number; status: "reserved" | "active"; account_id: number } | null; offer: { account_id: number; ends_at: string } | null; maintenance: boolean; maintenance_reason: string | null; maintenance_at: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/spots": {
    /** Spots as they are now, by lot and in the order of their codes */
    get: {
      parameters: { query?: { lot_id?: number | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { spots: Array<{ id: number; lot_id: number; code: string; state: "free" | "reserved" | "occupied" | "maintenance" | "unknown"; light: { desired: "green" | "blue" | "red" | "amber" | "off"; reported: "green" | "blue" | "red" | "amber" | "off" | "other" | null }; device: { id: number; name: string; presence: "never" | "online" | "offline"; last_seen_at: string | null } | null; sensor: { occupied: boolean | null; since: string | null }; booking: { id: number; status: "reserved" | "active"; account_id: number } | null; offer: { account_id: number; ends_at: string } | null; maintenance: boolean; maintenance_reason: string | null; maintenance_at: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/spots/{id}": {
    /** Takes a spot out of service, or back into it */
    patch: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { maintenance: boolean; reason?: string | null | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; lot_id: number; code: string; state: "free" | "reserved" | "occupied" | "maintenance" | "unknown"; light: { desired: "green" | "blue" | "red" | "amber" | "off"; reported: "green" | "blue" | "red" | "amber" | "off" | "other" | null }; device: { id: number; name: string; presence: "never" | "online" | "offline"; last_seen_at: string | null } | null; sensor: { occupied: boolean | null; since: string | null }; booking: { id: number; status: "reserved" | "active"; account_id: number } | null; offer: { account_id: number; ends_at: string } | null; maintenance: boolean; maintenance_reason: string | null; maintenance_at: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/bookings": {
    /** Books a spot for a driver */
    post: {
      parameters: { query?: never; path?: never; header?: { "idempotency-key"?: string | undefined } };
      requestBody: { content: { "application/json": { phone?: string | undefined; account_id?: number | undefined; spot?: string | undefined; spot_id?: number | undefined; lot_id?: number | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; status: "reserved" | "active" | "completed" | "cancelled" | "expired"; spot: string; lot: string; spot_id: number; lot_id: number; account_id: number; username: string; phone: string | null; reserved_at: string; expires_at: string; extended_at: string | null; started_at: string | null; empty_since: string | null; billed_until: string | null; ended_at: string | null; closed_at: string | null; amount_cents: number | null; cost_so_far_cents: number; currency: string; rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number; created_by: string; ended_by: string | null; timeline: Array<{ at: string; type: string; by: string | null; note: string | null; data: Record<string, unknown> }>; message_costs: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }>; driver_message: { reaches: "now" | "when_they_write" | "never"; note: string } } } }; 201: { content: { "application/json": { id: number; status: "reserved" | "active" | "completed" | "cancelled" | "expired"; spot: string; lot: string; spot_id: number; lot_id: number; account_id: number; username: string; phone: string | null; reserved_at: string; expires_at: string; extended_at: string | null; started_at: string | null; empty_since: string | null; billed_until: string | null; ended_at: string | null; closed_at: string | null; amount_cents: number | null; cost_so_far_cents: number; currency: string; rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number; created_by: string; ended_by: string | null; timeline: Array<{ at: string; type: string; by: string | null; note: string | null; data: Record<string, unknown> }>; message_costs: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }>; driver_message: { reaches: "now" | "when_they_write" | "never"; note: string } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Bookings, newest first */
    get: {
      parameters: { query?: { status?: string | undefined; phone?: string | undefined; account_id?: number | undefined; spot?: string | undefined; lot_id?: number | undefined; limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { bookings: Array<{ id: number; status: "reserved" | "active" | "completed" | "cancelled" | "expired"; spot: string; lot: string; spot_id: number; lot_id: number; account_id: number; username: string; phone: string | null; reserved_at: string; expires_at: string; extended_at: string | null; started_at: string | null; empty_since: string | null; billed_until: string | null; ended_at: string | null; closed_at: string | null; amount_cents: number | null; cost_so_far_cents: number; currency: string; rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number; created_by: string; ended_by: string | null }>; count: number; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/bookings/{id}": {
    /** One booking, with what happened to it */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number; status: "reserved" | "active" | "completed" | "cancelled" | "expired"; spot: string; lot: string; spot_id: number; lot_id: number; account_id: number; username: string; phone: string | null; reserved_at: string; expires_at: string; extended_at: string | null; started_at: string | null; empty_since: string | null; billed_until: string | null; ended_at: string | null; closed_at: string | null; amount_cents: number | null; cost_so_far_cents: number; currency: string; rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number; created_by: string; ended_by: string | null; timeline: Array<{ at: string; type: string; by: string | null; note: string | null; data: Record<string, unknown> }>; message_costs: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/bookings/{id}/cancel": {
    /** Gives a reserved spot back */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: { content: { "application/json": { note?: string | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; status: "reserved" | "active" | "completed" | "cancelled" | "expired"; spot: string; lot: string; spot_id: number; lot_id: number; account_id: number; username: string; phone: string | null; reserved_at: string; expires_at: string; extended_at: string | null; started_at: string | null; empty_since: string | null; billed_until: string | null; ended_at: string | null; closed_at: string | null; amount_cents: number | null; cost_so_far_cents: number; currency: string; rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number; created_by: string; ended_by: string | null; timeline: Array<{ at: string; type: string; by: string | null; note: string | null; data: Record<string, unknown> }>; message_costs: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }>; driver_message: { reaches: "now" | "when_they_write" | "never"; note: string } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/bookings/{id}/start": {
    /** Begins a stay where no sensor does */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: { content: { "application/json": { note?: string | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; status: "reserved" | "active" | "completed" | "cancelled" | "expired"; spot: string; lot: string; spot_id: number; lot_id: number; account_id: number; username: string; phone: string | null; reserved_at: string; expires_at: string; extended_at: string | null; started_at: string | null; empty_since: string | null; billed_until: string | null; ended_at: string | null; closed_at: string | null; amount_cents: number | null; cost_so_far_cents: number; currency: string; rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number; created_by: string; ended_by: string | null; timeline: Array<{ at: string; type: string; by: string | null; note: string | null; data: Record<string, unknown> }>; message_costs: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }>; driver_message: { reaches: "now" | "when_they_write" | "never"; note: string } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/bookings/{id}/extend": {
    /** Holds a spot longer, by the rules that drivers have */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: { content: { "application/json": { note?: string | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; status: "reserved" | "active" | "completed" | "cancelled" | "expired"; spot: string; lot: string; spot_id: number; lot_id: number; account_id: number; username: string; phone: string | null; reserved_at: string; expires_at: string; extended_at: string | null; started_at: string | null; empty_since: string | null; billed_until: string | null; ended_at: string | null; closed_at: string | null; amount_cents: number | null; cost_so_far_cents: number; currency: string; rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number; created_by: string; ended_by: string | null; timeline: Array<{ at: string; type: string; by: string | null; note: string | null; data: Record<string, unknown> }>; message_costs: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }>; driver_message: { reaches: "now" | "when_they_write" | "never"; note: string } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/bookings/{id}/complete": {
    /** Ends a stay and charges it */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: { content: { "application/json": { ended_at?: string | undefined; note?: string | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; status: "reserved" | "active" | "completed" | "cancelled" | "expired"; spot: string; lot: string; spot_id: number; lot_id: number; account_id: number; username: string; phone: string | null; reserved_at: string; expires_at: string; extended_at: string | null; started_at: string | null; empty_since: string | null; billed_until: string | null; ended_at: string | null; closed_at: string | null; amount_cents: number | null; cost_so_far_cents: number; currency: string; rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number; created_by: string; ended_by: string | null; timeline: Array<{ at: string; type: string; by: string | null; note: string | null; data: Record<string, unknown> }>; message_costs: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }>; driver_message: { reaches: "now" | "when_they_write" | "never"; note: string } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/bookings/{id}/move": {
    /** Moves an open booking to another spot, at the tariff that it has */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { spot?: string | undefined; spot_id?: number | undefined; note?: string | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; status: "reserved" | "active" | "completed" | "cancelled" | "expired"; spot: string; lot: string; spot_id: number; lot_id: number; account_id: number; username: string; phone: string | null; reserved_at: string; expires_at: string; extended_at: string | null; started_at: string | null; empty_since: string | null; billed_until: string | null; ended_at: string | null; closed_at: string | null; amount_cents: number | null; cost_so_far_cents: number; currency: string; rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number; created_by: string; ended_by: string | null; timeline: Array<{ at: string; type: string; by: string | null; note: string | null; data: Record<string, unknown> }>; message_costs: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }>; driver_message: { reaches: "now" | "when_they_write" | "never"; note: string } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/bookings/{id}/adjust": {
    /** Sets what a completed stay costs; the difference is charged or paid back */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { amount_cents: number; note: string } } };
      responses: { 200: { content: { "application/json": { id: number; status: "reserved" | "active" | "completed" | "cancelled" | "expired"; spot: string; lot: string; spot_id: number; lot_id: number; account_id: number; username: string; phone: string | null; reserved_at: string; expires_at: string; extended_at: string | null; started_at: string | null; empty_since: string | null; billed_until: string | null; ended_at: string | null; closed_at: string | null; amount_cents: number | null; cost_so_far_cents: number; currency: string; rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number; created_by: string; ended_by: string | null; timeline: Array<{ at: string; type: string; by: string | null; note: string | null; data: Record<string, unknown> }>; message_costs: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }>; driver_message: { reaches: "now" | "when_they_write" | "never"; note: string } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/bookings/{id}/resolve": {
    /** Brings a booking to its end whatever its state, and closes its incidents */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { note: string; ended_at?: string | undefined; amount_cents?: number | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; status: "reserved" | "active" | "completed" | "cancelled" | "expired"; spot: string; lot: string; spot_id: number; lot_id: number; account_id: number; username: string; phone: string | null; reserved_at: string; expires_at: string; extended_at: string | null; started_at: string | null; empty_since: string | null; billed_until: string | null; ended_at: string | null; closed_at: string | null; amount_cents: number | null; cost_so_far_cents: number; currency: string; rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number; created_by: string; ended_by: string | null; timeline: Array<{ at: string; type: string; by: string | null; note: string | null; data: Record<string, unknown> }>; message_costs: Array<{ currency: string | null; micros: number; messages: number; free: number; unknown: number }>; driver_message: { reaches: "now" | "when_they_write" | "never"; note: string } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/incidents": {
    /** What people should look at, newest first */
    get: {
      parameters: { query?: { open?: "true" | "false" | undefined; lot_id?: number | undefined; booking_id?: number | undefined; limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { incidents: Array<{ id: number; kind: "car_without_booking" | "device_offline_during_stay" | "sensor_says_empty" | "driver_says_not_parked" | "driver_says_left" | "light_not_confirmed" | "reading_refused" | "stay_too_long" | "stay_across_clock_jump"; lot_id: number; spot_id: number; spot: string; booking_id: number | null; device_id: number | null; opened_at: string; closed_at: string | null; closed_by: string | null; note: string | null }>; count: number; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/incidents/{id}/settle": {
    /** Says that an incident was looked at */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { note: string } } };
      responses: { 200: { content: { "application/json": { id: number; kind: "car_without_booking" | "device_offline_during_stay" | "sensor_says_empty" | "driver_says_not_parked" | "driver_says_left" | "light_not_confirmed" | "reading_refused" | "stay_too_long" | "stay_across_clock_jump"; lot_id: number; spot_id: number; spot: string; booking_id: number | null; device_id: number | null; opened_at: string; closed_at: string | null; closed_by: string | null; note: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/incidents": {
    /** What people should look at, wherever it was seen, newest first */
    get: {
      parameters: { query?: { open?: "true" | "false" | undefined; kind?: string | undefined; contact?: number | undefined; conversation?: number | undefined; limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { incidents: Array<{ id: number; kind: string; lot_id: number | null; lot: string | null; spot_id: number | null; spot: string | null; booking_id: number | null; account_id: number | null; device_id: number | null; device: string | null; contact: { id: number; name: string | null; phone: string | null } | null; conversation_id: number | null; channel: { id: number; provider: "meta" | "twilio"; number: string | null } | null; detail: Record<string, unknown>; opened_at: string; closed_at: string | null; closed_by: string | null; note: string | null }>; count: number; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/incidents/{id}/settle": {
    /** Says that an incident was looked at */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { note: string } } };
      responses: { 200: { content: { "application/json": { id: number; kind: string; lot_id: number | null; lot: string | null; spot_id: number | null; spot: string | null; booking_id: number | null; account_id: number | null; device_id: number | null; device: string | null; contact: { id: number; name: string | null; phone: string | null } | null; conversation_id: number | null; channel: { id: number; provider: "meta" | "twilio"; number: string | null } | null; detail: Record<string, unknown>; opened_at: string; closed_at: string | null; closed_by: string | null; note: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/parking/waitlist": {
    /** Who waits for a spot, by lot and in the order in which they are served */
    get: {
      parameters: { query?: { lot_id?: number | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { waitlist: Array<{ id: number; lot_id: number; account_id: number; username: string; phone: string | null; state: "waiting" | "offered"; place: number | null; spot_id: number | null; spot: string | null; joined_at: string; offer_ends_at: string | null }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/accounts": {
    /** Drivers with their balances, newest first */
    get: {
      parameters: { query?: { phone?: string | undefined; q?: string | undefined; limit?: number | undefined; cursor?: string | undefined }; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { accounts: Array<{ id: number; username: string; phone: string | null; name: string | null; balance_cents: number; currency: string; balances: Array<{ currency: string; balance_cents: number }>; created_at: string }>; count: number; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/accounts/{id}": {
    /** One driver with the balance */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number; username: string; phone: string | null; name: string | null; balance_cents: number; currency: string; balances: Array<{ currency: string; balance_cents: number }>; created_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/accounts/{id}/ledger": {
    /** What moved a driver's balance, newest first; over all pages the amounts sum to the balance */
    get: {
      parameters: { query?: { currency?: string | undefined; limit?: number | undefined; cursor?: string | undefined }; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { entries: Array<{ id: number; at: string; amount_cents: number; kind: "promotion" | "charge" | "top_up" | "adjustment" | "refund" | "merge"; memo: string; booking_id: number | null }>; currency: string; balance_cents: number; count: number; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/accounts/{id}/adjustments": {
    /** Changes a driver's balance, with a reason */
    post: {
      parameters: { query?: never; path: { id: number }; header?: { "idempotency-key"?: string | undefined } };
      requestBody: { content: { "application/json": { amount_cents: number; reason: string; kind?: "adjustment" | "top_up" | undefined; currency?: string | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; username: string; phone: string | null; name: string | null; balance_cents: number; currency: string; balances: Array<{ currency: string; balance_cents: number }>; created_at: string; driver_message: { reaches: "now" | "when_they_write" | "never"; note: string } } } }; 201: { content: { "application/json": { id: number; username: string; phone: string | null; name: string | null; balance_cents: number; currency: string; balances: Array<{ currency: string; balance_cents: number }>; created_at: string; driver_message: { reaches: "now" | "when_they_write" | "never"; note: string } } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/devices": {
    /** Makes a board known, with its credentials */
    post: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody: { content: { "application/json": { name: string; spot_id?: number | null | undefined } } };
      responses: { 201: { content: { "application/json": { id: number; topic_prefix: string; username: string; password: string; esphome: string; broker_unreachable: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** All boards and what is known of them */
    get: {
      parameters: { query?: never; path?: never; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { devices: Array<{ id: number; name: string; spot_id: number | null; spot: string | null; lot_id: number | null; transport: "mqtt" | "http" | null; presence: "never" | "online" | "offline"; presence_at: string | null; last_seen_at: string | null; occupied: boolean | null; occupied_at: string | null; reading_at: string | null; light: { desired: "green" | "blue" | "red" | "amber" | "off"; reported: "green" | "blue" | "red" | "amber" | "off" | "other" | null }; light_reported_at: string | null; created_at: string }> } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/devices/{id}": {
    /** One board */
    get: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { id: number; name: string; spot_id: number | null; spot: string | null; lot_id: number | null; transport: "mqtt" | "http" | null; presence: "never" | "online" | "offline"; presence_at: string | null; last_seen_at: string | null; occupied: boolean | null; occupied_at: string | null; reading_at: string | null; light: { desired: "green" | "blue" | "red" | "amber" | "off"; reported: "green" | "blue" | "red" | "amber" | "off" | "other" | null }; light_reported_at: string | null; created_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Renames a board or mounts it elsewhere */
    patch: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { name?: string | undefined; spot_id?: number | null | undefined } } };
      responses: { 200: { content: { "application/json": { id: number; name: string; spot_id: number | null; spot: string | null; lot_id: number | null; transport: "mqtt" | "http" | null; presence: "never" | "online" | "offline"; presence_at: string | null; last_seen_at: string | null; occupied: boolean | null; occupied_at: string | null; reading_at: string | null; light: { desired: "green" | "blue" | "red" | "amber" | "off"; reported: "green" | "blue" | "red" | "amber" | "off" | "other" | null }; light_reported_at: string | null; created_at: string } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** Removes a board for good; its connection ends at once */
    delete: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 204: { content: never }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/devices/{id}/credentials": {
    /** Gives a board a new password; the old one and its connection end at once */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody?: { content: { "application/json": Record<string, unknown> } };
      responses: { 200: { content: { "application/json": { id: number; topic_prefix: string; username: string; password: string; esphome: string; broker_unreachable: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
  "/api/devices/{id}/readings": {
    /** Says what a board without MQTT sees */
    post: {
      parameters: { query?: never; path: { id: number }; header?: never };
      requestBody: { content: { "application/json": { occupied: boolean; at?: string | undefined } } };
      responses: { 202: { content: { "application/json": { outcome: "taken" | "stale" | "early" | "late"; server_time: string; problem?: string | undefined } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
    /** A board's readings that changed something or were not used, newest first */
    get: {
      parameters: { query?: { limit?: number | undefined; cursor?: string | undefined }; path: { id: number }; header?: never };
      requestBody?: never;
      responses: { 200: { content: { "application/json": { readings: Array<{ id: number; spot_id: number | null; occupied: boolean; at: string; received_at: string; outcome: "taken" | "stale" | "early" | "late" }>; count: number; next_cursor: string | null } } }; default: { content: { "application/problem+json": components["schemas"]["Problem"] } } };
    };
  };
}

export interface components {
  schemas: {
    Problem: { type: string; title: string; status: number; code: "BAD_REQUEST" | "BAD_CURSOR" | "BAD_RECIPIENT" | "BAD_TEMPLATE" | "BAD_DRAFT" | "OPTED_OUT" | "WINDOW_CLOSED" | "BAD_NUMBER" | "PROVIDER_SILENT" | "NUMBER_EXISTS" | "SECRETS_UNREADABLE" | "TEMPLATE_REFUSED" | "CHANNEL_NOT_CONFIGURED" | "ANSWERED_MEANWHILE" | "CANNOT_ERASE" | "CANNOT_CANCEL" | "CANNOT_RETRY" | "FILE_INFECTED" | "CANNOT_FETCH" | "CALL_TAKEN" | "CALL_OVER" | "CALL_SETTINGS_REFUSED" | "CALL_REFUSED" | "CALL_NOT_ALLOWED" | "IDEMPOTENCY_MISMATCH" | "NOT_SIGNED" | "WRONG_SIGNATURE" | "SECRET_NOT_SET" | "WRONG_VERIFY_TOKEN" | "API_KEY_MISSING" | "API_KEY_WRONG" | "NOT_ALLOWED" | "SIGNED_OUT" | "INVALID_CREDENTIALS" | "TOO_MANY_ATTEMPTS" | "SECOND_FACTOR_NEEDED" | "SECOND_FACTOR_WRONG" | "SECOND_FACTOR_REQUIRED" | "SECOND_FACTOR_STATE" | "CONFIRM_PASSWORD" | "TOO_MANY_AT_ONCE" | "NOT_LOCAL" | "WRONG_ORIGIN" | "LINK_INVALID" | "PASSWORD_TOO_SHORT" | "PASSWORD_TOO_WEAK" | "PASSWORD_WRONG" | "EMAIL_TAKEN" | "LAST_ADMIN" | "DEVICE_TOKEN_WRONG" | "NAME_TAKEN" | "UNSUPPORTED_MEDIA_TYPE" | "WRONG_HOST" | "NOT_FOUND" | "TOO_LARGE" | "RANGE_NOT_SATISFIABLE" | "TOO_BROAD" | "NOT_READY" | "INTERNAL" | "SPOT_HAS_DEVICE" | "SPOT_TAKEN" | "ALREADY_BOOKED" | "BALANCE_TOO_LOW" | "BOOKING_CLOSED" | "CANNOT_EXTEND" | "CANNOT_WAIT" | "ABOVE_CEILING" | "SPOT_BUSY" | "CODE_TAKEN"; detail: string; errors?: Array<{ path: string; message: string }> | undefined; request_id?: string | undefined };
  };
}

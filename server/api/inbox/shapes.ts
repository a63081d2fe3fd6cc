// Response schemas of conversations: a row of the list, and an open conversation with its details.
import { z } from "zod";
import { identityKinds, providers } from "../../contract/inbound.ts";
import { directions, messageStatuses } from "../../contract/messages.ts";
import { languages } from "../../contract/skill.ts";
import { stages } from "../../core/inbox/update-conversation.ts";
import { waitingReasons } from "../../core/inbox/waiting.ts";
import { optOutShape } from "../contacts/opt-out.ts";
import { calledText } from "../http/fields.ts";

/** A label of a conversation. */
export const labelShape = z.object({
  id: z.number().int(),
  name: z.string(),
  colour: z.string().describe("As #rrggbb."),
});

/** A colleague. */
export const personShape = z.object({ id: z.number().int(), name: z.string() });

/** The statuses that a message can have, in either direction. */
export const messageState = z.enum(messageStatuses);

/** Who has to act in a conversation. */
export const conversationState = z
  .enum(stages)
  .describe(
    "bot: the bot answers. waiting: for the team. snoozed: for the team, at a later time. done: nobody needs to look. A message from the customer opens what was done, and wakes what is snoozed.",
  );

const contact = z.object({
  id: z.number().int(),
  name: z.string().nullable().describe(calledText),
  phone: z.string().nullable().describe("Digits without +."),
  username: z.string().nullable(),
});

/** A conversation in the list. */
export const conversationRow = z.object({
  id: z.number().int(),
  state: conversationState,
  waiting: z
    .object({
      since: z.iso.datetime(),
      reason: z
        .enum(waitingReasons)
        .describe(
          "unanswered: the bot had no answer. handed_over: a rule, the customer or a colleague asked for people. customer_wrote: the customer wrote while a colleague has the conversation. incident: an incident concerns the person. send_failed: a message could not be sent. budget: the bot has used up its answers. snoozed: it was put off until now. reopened: a colleague took it back from what was done.",
        ),
    })
    .nullable()
    .describe("Null unless the state is waiting."),
  snoozed_until: z.iso.datetime().nullable().describe("Null unless the state is snoozed."),
  unread: z
    .boolean()
    .describe("Whether whoever asks has not seen what the team should read. What the bot has answered is not unread."),
  channel: z.object({
    id: z.number().int(),
    provider: z.enum(providers),
    number: z.string().nullable().describe("The business's number; digits without +."),
  }),
  contact: contact.nullable().describe("Null for a group."),
  group_id: z.string().nullable(),
  last_message: z
    .object({
      id: z.number().int(),
      direction: z.enum(directions),
      type: z.string(),
      shown_as: z.string().nullable().describe("As in the thread: what it is, where the type does not say it."),
      preview: z.string().nullable().describe("The first 200 characters of its text or caption."),
      at: z.iso.datetime(),
      state: messageState,
    })
    .nullable(),
  last_message_at: z.iso.datetime().nullable().describe("Of either direction; the list is in this order."),
  unread_count: z
    .number()
    .int()
    .describe("Messages from the customer that nobody has marked as read or answered; the same for everybody."),
  assignee: personShape.nullable(),
  labels: z.array(labelShape),
  missed_call: z.boolean().describe("Whether it has a missed call that nobody has read or answered."),
  came_by: z.enum(["ad"]).nullable().describe("ad: the customer came by an ad or a post of the business."),
  bot: z.object({
    state: z
      .enum(["active", "quiet"])
      .describe("quiet: a colleague has taken over, and the bot answers only commands."),
    quiet_since: z.iso.datetime().nullable(),
    out_of_answers_until: z.iso
      .datetime()
      .nullable()
      .describe("The bot has used up its answers here until then (BOT_ANSWERS_PER_HOUR); null: it has not."),
  }),
  window: z.object({
    open: z.boolean().describe("Whether free-form messages may go out now."),
    certain: z
      .boolean()
      .describe(
        "False while it is only probably open (after a reaction, for example): what is sent is tried, and the provider judges.",
      ),
    closes_at: z.iso.datetime().nullable().describe("Null when the customer never wrote."),
  }),
  hit: z
    .object({ message_id: z.number().int(), snippet: z.string(), at: z.iso.datetime() })
    .nullable()
    .describe("With q: the newest message of the conversation that matches; null when only the person does."),
});

/** One conversation with all its details. */
export const conversationDetail = conversationRow.omit({ hit: true, contact: true }).extend({
  contact: contact
    .extend({
      profile_name: z.string().nullable().describe("As the customer calls themselves."),
      given_name: z.string().nullable().describe("As a colleague named them; goes before the profile name."),
      language: z
        .enum(languages)
        .nullable()
        .describe("In which the bot talks to them; null: not known, so in that of the number."),
      language_chosen: z.boolean().describe("They or staff chose it; otherwise it was found from what they write."),
      opt_out: optOutShape.nullable().describe("Null for whoever gets marketing."),
      identities: z.array(
        z.object({
          kind: z.enum(identityKinds),
          value: z.string(),
          first_seen_at: z.iso.datetime(),
          replaced_by: z.string().nullable().describe("The provider said that it became this one."),
        }),
      ),
    })
    .nullable(),
  created_at: z.iso.datetime(),
  message_count: z.number().int().describe("Messages from the customer."),
  customer_email: z.string().nullable(),
  notes: z.string(),
  account: z
    .object({
      id: z.number().int(),
      username: z.string(),
      currency: z.string(),
      balance_cents: z.number().int(),
      balances: z.array(z.object({ currency: z.string(), balance_cents: z.number().int() })),
    })
    .nullable()
    .describe("The driver's account; null for whoever has none."),
  bookings: z
    .object({
      open: z.number().int().nullable().describe("Id of the booking that is reserved or active."),
      last: z.array(z.number().int()).describe("Ids of the last five, newest first."),
    })
    .describe("Their data: GET /api/parking/bookings/{id}."),
  conversations: z
    .array(
      z.object({
        id: z.number().int(),
        channel: conversationRow.shape.channel,
        state: conversationState,
        unread_count: z.number().int(),
        last_message_at: z.iso.datetime().nullable(),
      }),
    )
    .describe("The contact's other conversations."),
});

// Response schemas of a thread: messages with their annotations, and the notes between them.
import { z } from "zod";
import { callStates } from "../../contract/calls.ts";
import { messageTypes } from "../../contract/inbound.ts";
import { directions } from "../../contract/messages.ts";
import { offerKinds } from "../../contract/outgoing-kinds.ts";
import { passiveSources, shownKinds } from "../../contract/shown-kinds.ts";
import { failureShape } from "../http/failure.ts";
import { messageState } from "../inbox/shapes.ts";
import { attachment } from "../media/attachment.ts";

const locationShape = z.object({
  latitude: z.number(),
  longitude: z.number(),
  name: z.string().nullable(),
  address: z.string().nullable(),
  url: z.string().nullable().describe("Of a place that was chosen from a list: its page."),
});

const choice = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  section: z.string().nullable(),
});

const referralShape = z.object({
  source: z.string().nullable().describe("ad or post, as the provider says it."),
  headline: z.string().nullable(),
  body: z.string().nullable(),
  url: z.string().nullable().describe("The ad or post."),
  picture: z.string().nullable().describe("Its picture, or that of its video; at the provider, for some time."),
});

const permissionShape = z.object({
  granted: z.boolean(),
  permanent: z.boolean(),
  until: z.iso.datetime().nullable().describe("When it ends; null: the provider does not say, or never."),
  automatic: z.boolean().describe("Given by calling, and not by a tap."),
});

const cardShape = z.object({
  name: z.string().nullable(),
  company: z.string().nullable(),
  title: z.string().nullable(),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
  addresses: z.array(z.string()).describe("Each on one line."),
  urls: z.array(z.string()),
  birthday: z.string().nullable().describe("As the card says it, mostly 1990-01-31."),
});

/** A message in a thread. */
export const messageEntry = z.object({
  kind: z.literal("message"),
  id: z.number().int(),
  direction: z.enum(directions),
  type: z.string().describe("As in GET /api/whatsapp/messages, and template."),
  shown_as: z
    .enum([...messageTypes, ...shownKinds])
    .nullable()
    .describe("What it is, where the type does not say it: a voice note, a poll, a form."),
  text: z.string().nullable(),
  caption: z.string().nullable(),
  payload: z.string().nullable().describe("Id of the tapped button or row."),
  at: z.iso.datetime().describe("By the provider's clock where it tells one."),
  received_at: z.iso.datetime(),
  state: messageState,
  origin: z.string().nullable().describe("Who wrote it: bot:SKILL, desk:NAME, api:KEY, phone; null for the customer."),
  sender: z
    .object({ name: z.string().nullable(), address: z.string().nullable() })
    .nullable()
    .describe("Who wrote it, for incoming ones; in a group it is not always the same person."),
  drawn: z
    .enum(["words", "notice"])
    .describe("notice: WhatsApp says something about the person; they said nothing themselves."),
  error: failureShape.nullable().describe("Why it failed or what it waits for."),
  reply_to: z
    .object({
      message_id: z.number().int().nullable().describe("Null when it is none of ours."),
      direction: z.enum(directions).nullable(),
      type: z.string().nullable(),
      preview: z.string().nullable().describe("As it reads now, if it was edited."),
      edited: z.boolean(),
      revoked: z.boolean().describe("Its writer has deleted it."),
    })
    .nullable(),
  reactions: z.array(
    z.object({
      emoji: z.string(),
      by: z.enum(["customer", "us"]),
      name: z.string().nullable(),
      at: z.iso.datetime(),
    }),
  ),
  edited: z
    .object({ text: z.string().nullable(), at: z.iso.datetime() })
    .nullable()
    .describe("The newest correction; text and caption stay as they were first."),
  revoked_at: z.iso.datetime().nullable().describe("When its writer deleted it for everyone."),
  attachments: z.array(attachment),
  location: locationShape.nullable(),
  contacts: z.array(cardShape).nullable(),
  answers: z
    .array(z.object({ label: z.string(), value: z.string() }))
    .nullable()
    .describe("The answers of a form (a Flow) or an address; the text has them too."),
  order: z
    .object({
      items: z.array(
        z.object({
          product: z.string().nullable(),
          quantity: z.number().nullable(),
          price: z.number().nullable(),
          currency: z.string().nullable(),
        }),
      ),
      sums: z
        .array(z.object({ currency: z.string().nullable(), amount: z.number() }))
        .describe("One for each currency; empty when a price is missing."),
    })
    .nullable(),
  interactive: z
    .object({
      kind: z.enum(offerKinds),
      header: z.string().nullable().describe("In bold above the text."),
      footer: z.string().nullable(),
      button: z.string().nullable().describe("What opens the list, or the label of a link button."),
      url: z.string().nullable().describe("Where a link button leads."),
      choices: z.array(choice),
    })
    .nullable()
    .describe("What we offered to tap."),
  template: z
    .object({
      name: z.string(),
      language: z.string(),
      parameters: z.array(z.string()),
      instead: z.boolean().describe("It says what the bot says in its own words while the window is open."),
    })
    .nullable(),
  call: z
    .object({
      id: z.number().int(),
      state: z.enum(callStates),
      duration_seconds: z.number().int().nullable().describe("How long they spoke."),
      taken_by: z.string().nullable().describe("The name of who took it at the Desk, refused it or began it."),
      error_title: z.string().nullable().describe("Why it failed, by the provider."),
    })
    .nullable()
    .describe("What became of a phone call; as in GET /api/calls."),
  description: z.string().nullable().describe("Of the chosen row of a list."),
  referral: referralShape.nullable().describe("The ad or post that the customer tapped before writing."),
  product: z
    .object({ catalog_id: z.string().nullable(), product: z.string().nullable() })
    .nullable()
    .describe("The product of the catalogue that the message is about."),
  call_permission: permissionShape.nullable().describe("Whether the customer lets the business call."),
  payments: z
    .array(
      z.object({
        state: z.string().describe("As the provider says it: captured, pending."),
        amount: z.number().nullable().describe("In whole units of the currency."),
        currency: z.string().nullable(),
        reference: z.string().nullable(),
        at: z.iso.datetime(),
      }),
    )
    .describe("What was said of the payment that the message asks for, oldest first; it is no delivery."),
  passive: z
    .enum(passiveSources)
    .nullable()
    .describe("standby: another application has the conversation. history: written before Bellhop had the number."),
  forwarded: z.boolean(),
  forwarded_often: z.boolean().describe("More than five times."),
  reason: z
    .string()
    .nullable()
    .describe("Why its content cannot be shown; the raw data is at GET /api/whatsapp/messages/{id}."),
});

/** An internal note in a thread. */
export const noteEntry = z.object({
  kind: z.literal("note"),
  id: z.number().int(),
  author: z.object({
    id: z.number().int().nullable().describe("Null when an API key wrote it, or the person is gone."),
    name: z.string(),
  }),
  text: z.string(),
  at: z.iso.datetime(),
});

/** A page of a thread. */
export const threadPage = z.object({
  entries: z
    .array(z.discriminatedUnion("kind", [messageEntry, noteEntry]))
    .describe("Oldest first. A reaction, edit or deletion is folded into the message on which it acts."),
  before: z.string().nullable().describe("Cursor of what is older; null at the beginning of the conversation."),
  after: z.string().nullable().describe("Cursor of what is newer, now or later; null only in an empty conversation."),
  at_end: z.boolean().describe("Whether the newest entry is on this page."),
});

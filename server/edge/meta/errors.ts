// Meta's error numbers as a table: how Bellhop reacts to each, and the text that staff read. All such decisions are in this table.
import type { Advice } from "../../contract/outbound.ts";

/**
 * `N`: never send again, `R`: retry with backoff, `W`: retry after a long wait, `T`: send a template instead, `O`: an operator must act. An
 * error of the whole number (scope `channel`) holds all its messages, whatever the action, until one is accepted again.
 */
type Action = "N" | "NO" | "R" | "W" | "WO" | "T";

/** A code or the first and last code of a range, the action, what is held back meanwhile, the text for staff. */
type Row = readonly [codes: number | readonly [number, number], action: Action, scope: Advice["scope"], remedy: string];

const BUG =
  "Meta rejects the form of this message, which is a fault in Bellhop or in the template's use. Report it with the details.";
const TOKEN = "Meta does not accept the access token. Create a new one and set WHATSAPP_ACCESS_TOKEN.";
const PERMISSION =
  "The access token lacks a permission for this number. Give the system user whatsapp_business_messaging.";
const BUSY = "Meta had a passing fault. Trying again may help.";
const QUOTA = "The app or account used up its calls for now. Bellhop tries again automatically.";
const TEMPLATE_FORM =
  "The values do not fit the template's placeholders. Compare the template in WhatsApp Manager and send again.";

const GROUP = "The group does not take this message. Check that it still exists and that the number is in it.";
const PAYMENT = "Meta has a problem with the payment. Check the account's payment method.";
const UNREGISTERED = "The number is not registered with the Cloud API. Register it again.";

/** (Meta: Cloud API error codes.) Sorted by code; ranges are used where Meta gives them one meaning. */
const TABLE: readonly Row[] = [
  [0, "NO", "channel", TOKEN],
  [[1, 2], "R", "message", BUSY],
  [3, "NO", "channel", PERMISSION],
  [4, "W", "channel", QUOTA],
  [17, "W", "channel", QUOTA],
  [32, "W", "channel", QUOTA],
  [102, "NO", "channel", TOKEN],
  [341, "W", "channel", QUOTA],
  [10, "NO", "channel", PERMISSION],
  [33, "NO", "channel", "This phone number id does not exist any more or is wrong. Check WHATSAPP_PHONE_NUMBER_ID."],
  [100, "N", "message", BUG],
  [190, "NO", "channel", TOKEN],
  [[200, 299], "NO", "channel", PERMISSION],
  [368, "NO", "channel", "Meta blocked the account for a breach of policy. See Business Support Home."],
  [429, "R", "channel", "Too many requests in a short time. Bellhop tries again automatically."],
  [613, "W", "channel", QUOTA],
  [[80000, 80099], "W", "channel", QUOTA],
  [130403, "N", "message", "You have blocked this person. Unblock them to write."],
  [130429, "R", "channel", "The number sends faster than Meta allows. Bellhop tries again automatically."],
  [130472, "N", "message", "Meta keeps marketing from this person in an experiment. They must write first."],
  [130497, "N", "message", "This account may not write to people in that country."],
  [131000, "R", "message", BUSY],
  [131005, "NO", "channel", PERMISSION],
  [[131008, 131009], "N", "message", BUG],
  [131016, "R", "message", BUSY],
  [131020, "N", "message", GROUP],
  [131021, "N", "message", "Sender and recipient are the same number."],
  [
    131026,
    "N",
    "message",
    "Undeliverable: not on WhatsApp, an old app, or terms not accepted. Reach the person another way.",
  ],
  [
    131030,
    "N",
    "message",
    "A test number only writes to its list of at most five. Add the recipient there, or use a registered number.",
  ],
  [131031, "NO", "channel", "Meta locked the account. See Business Support Home."],
  [131037, "NO", "channel", "The number's display name is not approved. Have it approved in WhatsApp Manager."],
  [131041, "N", "message", GROUP],
  [131042, "NO", "channel", PAYMENT],
  [131044, "N", "message", "Calls of the business need a way to pay. Add one to the account in WhatsApp Manager."],
  [131045, "NO", "channel", UNREGISTERED],
  [131047, "T", "message", "More than 24 hours since the person wrote last. Send a template."],
  [
    131048,
    "WO",
    "channel",
    "Meta limits the number because messages were blocked or reported. Check its quality rating.",
  ],
  [
    131049,
    "N",
    "message",
    "Meta held it back: this person gets much marketing. Do not send it again for a day at least.",
  ],
  [131050, "N", "message", "This person does not want marketing from you. Only write to serve them."],
  [131051, "N", "message", "WhatsApp does not support this kind of message."],
  [131052, "N", "message", "The customer's file could not be fetched. Ask them to send it again."],
  [131053, "R", "message", "Meta could not fetch or read the file. Check its link, type and size, then try again."],
  [
    131055,
    "N",
    "message",
    "The number's calls go to a SIP server. Switch SIP off in WhatsApp Manager to take them here.",
  ],
  [131056, "R", "pair", "Too many messages to this person in a short time. Try again a little later."],
  [131057, "R", "channel", "Meta is working on the number, usually for a minute. Send it again then."],
  [131060, "N", "message", "WhatsApp cannot show this message. Ask the customer to send it again."],
  [131062, "N", "message", "This kind of message needs a phone number, and the person has only a user id."],
  [131063, "N", "message", "This marketing template must go through Meta's Marketing Messages API."],
  [131064, "W", "channel", "The number reached a limit at Meta. Bellhop tries again automatically."],
  [[131200, 131299], "N", "message", GROUP],
  [132000, "N", "message", TEMPLATE_FORM],
  [
    132001,
    "N",
    "message",
    "The template does not exist in this language, or is not approved. Check its name and language.",
  ],
  [132005, "N", "message", "With these values the template's text gets too long. Shorten them."],
  [132007, "N", "message", "The template's content breaks Meta's policy. Change it in WhatsApp Manager."],
  [132008, "N", "message", TEMPLATE_FORM],
  [132012, "N", "message", TEMPLATE_FORM],
  [
    [132015, 132016],
    "NO",
    "message",
    "Meta paused or disabled the template for low quality. Use another or improve it.",
  ],
  [132018, "N", "message", TEMPLATE_FORM],
  [132068, "N", "message", "The flow in this message is blocked. Check it in WhatsApp Manager."],
  [132069, "W", "message", "The flow in this message is throttled. Send it again in some hours."],
  [[133000, 133015], "NO", "channel", UNREGISTERED],
  [133004, "R", "message", BUSY],
  [133016, "W", "channel", "The number was registered too often. Wait before trying again."],
  [134011, "NO", "channel", "The payment terms are not accepted. Accept them in WhatsApp Manager."],
  [135000, "N", "message", "Meta could not send this and does not say why. Try another wording or kind of message."],
  [137000, "N", "message", "The person's identity changed since it was confirmed. Confirm it anew before writing."],
  [[138000, 138999], "N", "message", "Calling failed or is not allowed for this person."],
  [138000, "N", "message", "Calls are off for this number. Switch them on under Numbers."],
  [138006, "N", "message", "The customer has not allowed you to call. Ask for it in the conversation."],
  [138009, "N", "message", "The customer was asked lately. Ask again tomorrow, or next week."],
  [138013, "N", "message", "Meta does not offer calls of businesses in this country. Use a telephone."],
  [
    138014,
    "N",
    "message",
    "Meta has paused calls because customers complained or did not take them. Wait until it is over.",
  ],
  [
    138015,
    "N",
    "message",
    "Meta offers calls from a messaging limit of 2,000 customers a day on. Verify the business or send more, and try again.",
  ],
  [138018, "N", "message", "Something that calling needs is missing. Look at the number's calls in WhatsApp Manager."],
  [141006, "NO", "channel", PAYMENT],
];

/** The first and last code of faults of templates. (Meta: Cloud API error codes, 132xxx.) */
const TEMPLATE_CODES = [132000, 132018] as const;
/** Errors that say that the person wants no more marketing. (Meta: user preferences for marketing messages.) */
const OPTED_OUT = new Set([131050]);

const ACTIONS: Record<string, Advice["action"]> = { N: "never", R: "retry", W: "wait", T: "template" };

const ADVICE = new Map<number, Advice>(
  TABLE.flatMap(([codes, action, scope, remedy]) => {
    const advice: Advice = { action: ACTIONS[action.charAt(0)]!, scope, operator: action.endsWith("O"), remedy };
    const [first, last] = typeof codes === "number" ? [codes, codes] : codes;
    return Array.from({ length: last - first + 1 }, (_, i): [number, Advice] => [
      first + i,
      {
        ...advice,
        ...(first >= TEMPLATE_CODES[0] && last <= TEMPLATE_CODES[1] ? { templateFault: true } : {}),
        ...(OPTED_OUT.has(first + i) ? { optedOut: true } : {}),
      },
    ]);
  }),
);

const RETRY: Advice = {
  action: "retry",
  scope: "message",
  operator: false,
  remedy: "Meta reports a fault that may pass. Trying again may help.",
};

const GIVE_UP: Advice = {
  action: "never",
  scope: "message",
  operator: false,
  remedy: "Meta refused the message with an error that Bellhop does not know. Read its text below.",
};

/**
 * How to react to an error number. One that is not in the table is retried when Meta calls it transient or the HTTP status is 5xx or 429,
 * and is given up otherwise.
 */
export function adviseCode(code: number, passing = false): Advice {
  return ADVICE.get(code) ?? (passing ? RETRY : GIVE_UP);
}

// Twilio's error numbers as a table: how Bellhop reacts to each, and the text that staff read. Twilio says that they may change, so an
// unknown number has a safe default.
import type { Advice } from "../../contract/outbound.ts";

/**
 * `N`: never send again, `R`: retry with backoff, `W`: retry after a long wait, `T`: send a template instead, `O`: an operator must act.
 */
type Action = "N" | "NO" | "R" | "W" | "T";

/** Codes, the action, what is held back meanwhile, the text for staff. */
type Row = readonly [codes: readonly number[], action: Action, scope: Advice["scope"], remedy: string];

const BUSY = "Twilio or WhatsApp had a passing fault. Trying again may help.";
const RATE = "Too many messages in a short time. Try again a little later.";
const CONTENT = "WhatsApp does not accept this content. Change the message and send it again.";
const BUG = "Twilio rejects the form of this message, which is a fault in Bellhop or in the template's use. Report it.";
const CARRIER = "The carrier did not deliver it. Reach the person another way.";
const OUR_WEBHOOK =
  "Twilio could not fetch from Bellhop. Check that PUBLIC_URL is reachable from the internet and its certificate valid.";
const OUR_ANSWER = "Twilio could not read Bellhop's answer. Report it.";

/** (Twilio: error and warning dictionary.) */
const TABLE: readonly Row[] = [
  [[63016], "T", "message", "More than 24 hours since the person wrote last. Send a template."],
  [
    [63015],
    "NO",
    "message",
    "The person has not joined the sandbox, or joined more than three days ago. They must send the join word.",
  ],
  [[63017, 63018], "R", "channel", RATE],
  [[63038], "W", "channel", "The account's daily limit is reached. Bellhop tries again automatically."],
  [[63003, 63024], "N", "message", "There is no such WhatsApp user. Check the number."],
  [[63005, 63021, 63030], "N", "message", CONTENT],
  [[63007], "NO", "channel", "The sender is not a WhatsApp number of this account. Check TWILIO_WHATSAPP_NUMBER."],
  [[63009, 63010, 63012], "R", "message", BUSY],
  [
    [63013, 63026],
    "NO",
    "message",
    "WhatsApp holds it for a breach of policy or for spam. Check the sender's quality rating.",
  ],
  [[63014, 63033], "N", "message", "The person has blocked this number, or was blocked."],
  [[63019], "R", "message", "Twilio could not fetch the file. Check that its link is public, then try again."],
  [[63034, 11751], "N", "message", "The file is too large for WhatsApp."],
  [
    [63027],
    "NO",
    "message",
    "WhatsApp does not have this template in this language, or not any more. Choose another one on the page Templates.",
  ],
  [[63028], "NO", "message", "The values do not fit the template's variables. Compare it on the page Templates."],
  [[63040], "NO", "message", "Meta rejected this template. The page Templates says why; write another one."],
  [[63041], "NO", "message", "Meta paused this template because recipients rated it badly. Send another one."],
  [[63042], "NO", "message", "Meta disabled this template for good. Send another one."],
  [[63037], "R", "message", "Twilio could not hand the file to WhatsApp. Trying again may help."],
  [
    [63049],
    "N",
    "message",
    "Meta held it back: this person gets much marketing. Do not send it again for a day at least.",
  ],
  [[63062], "NO", "message", "Meta's terms for marketing messages are not accepted. Accept them in WhatsApp Manager."],
  [[63032], "N", "message", "WhatsApp does not allow this message to this person."],
  [[21211, 21614], "N", "message", "That is not a number to which one can write. Check it."],
  [[21408], "NO", "message", "Writing to that country is not enabled. Enable it in Twilio's console."],
  [[21602], "N", "message", BUG],
  [[21606], "NO", "channel", "The sender cannot write there. Check TWILIO_WHATSAPP_NUMBER."],
  [
    [21609],
    "NO",
    "channel",
    "Twilio cannot call Bellhop back. PUBLIC_URL must be a public address without underscores.",
  ],
  [[21610], "N", "message", "The person sent STOP. They must send START before you can write."],
  [[21611, 14107], "R", "channel", RATE],
  [[21617], "N", "message", "The text is longer than 1,600 characters. Split it."],
  [[21620, 21623], "N", "message", "The file's link is not valid. It must be a public address."],
  [[21655], "NO", "message", "Twilio does not have this Content, or not any more. Choose another template."],
  [[21656], "N", "message", BUG],
  [[20005, 10001, 90010], "NO", "channel", "The Twilio account is not active. See Twilio's console."],
  [
    [20006, 20008, 20403],
    "NO",
    "channel",
    "These credentials may not send. Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.",
  ],
  [[63051], "NO", "channel", "Twilio or Meta locked the sender. See its state in Twilio's console."],
  [[20003], "NO", "channel", "Twilio does not accept the credentials. Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN."],
  [[20404], "N", "message", "Twilio does not know what the message refers to. Check the account and the template."],
  [[20429, 429], "R", "channel", RATE],
  [[30001], "N", "message", "It waited in Twilio's queue for too long. Send it again."],
  [[30002], "NO", "channel", "The Twilio account is suspended. See Twilio's console."],
  [[30003, 30004, 30005, 30006, 30007, 30008, 30009, 30010], "N", "message", CARRIER],
  [[11200, 11205, 11210, 11220, 11237], "NO", "message", OUR_WEBHOOK],
  [[12100, 12200, 12300], "NO", "message", OUR_ANSWER],
  [[57012], "NO", "message", "A signature was not valid. Check TWILIO_AUTH_TOKEN and PUBLIC_URL."],
];

/** Faults of templates: missing, values, rejected, paused, disabled. (Twilio: error and warning dictionary.) */
const TEMPLATE_FAULTS = new Set([21655, 63027, 63028, 63040, 63041, 63042]);

/** Errors that say that the person sent STOP or blocked the number. (Twilio: error and warning dictionary.) */
const OPTED_OUT = new Set([21610, 63014]);

const ACTIONS: Record<string, Advice["action"]> = { N: "never", R: "retry", W: "wait", T: "template" };

const ADVICE = new Map<number, Advice>(
  TABLE.flatMap(([codes, action, scope, remedy]) => {
    const advice: Advice = { action: ACTIONS[action.charAt(0)]!, scope, operator: action.endsWith("O"), remedy };
    return codes.map((code): [number, Advice] => [
      code,
      {
        ...advice,
        ...(TEMPLATE_FAULTS.has(code) ? { templateFault: true } : {}),
        ...(OPTED_OUT.has(code) ? { optedOut: true } : {}),
      },
    ]);
  }),
);

const RETRY: Advice = {
  action: "retry",
  scope: "message",
  operator: false,
  remedy: "Twilio reports a fault that may pass. Trying again may help.",
};

const GIVE_UP: Advice = {
  action: "never",
  scope: "message",
  operator: false,
  remedy: "Twilio refused the message with an error that Bellhop does not know. Read its text below.",
};

/** Whether the table has this number. */
export function isKnownCode(code: number): boolean {
  return ADVICE.has(code);
}

/**
 * How to react to an error number. An unknown one is retried when `passing` (the HTTP status says that it is transient), else given up.
 */
export function adviseCode(code: number, passing = false): Advice {
  return ADVICE.get(code) ?? (passing ? RETRY : GIVE_UP);
}

// Numbers and their checks in JSON.
import { z } from "zod";
import { providers } from "../../contract/inbound.ts";
import {
  type CheckResult,
  checkStates,
  checkSteps,
  credentialSources,
  type MetaSecrets,
  type NumberCandidate,
  type SecretName,
  type StoredNumber,
  secretNames,
  type TwilioSecrets,
} from "../../contract/numbers.ts";
import { languages } from "../../contract/skill.ts";
import type { NumberChange } from "../../core/numbers/credentials.ts";
import { textField } from "../http/text-fields.ts";
import { hoursShape } from "./hours.ts";
import { receipts } from "./receipts.ts";

/** A number as it is listed. */
export const numberShape = z.object({
  id: z.number().int().describe("Id of the channel."),
  provider: z.enum(providers),
  external_id: z.string().describe("Meta: the phone number id. Twilio: the sender."),
  number: z.string().nullable().describe("In digits; null: the provider has not told it yet."),
  account_id: z.string().nullable().describe("Meta: the WABA id. Twilio: the account SID."),
  configured_by: z
    .enum(credentialSources)
    .nullable()
    .describe(
      "Where its credentials are. null: nobody configured it; a webhook named it, and messages for it are kept.",
    ),
  is_simulated: z.boolean(),
  is_held: z.boolean().describe("The provider refuses to send from it: its messages wait."),
  language: z.enum(languages).describe("In which the bot talks to people whose own language is not known."),
  bot_enabled: z.boolean().describe("false: the bot answers nothing on it, and every message waits for people."),
  receipts,
  messages_per_second: z
    .number()
    .nullable()
    .describe("How many messages a second it may send, as it was set here; null: the default."),
  default_messages_per_second: z.number().describe("As the environment says for its provider."),
  hours: hoursShape.nullable().describe("When people are there to answer; null: at all times."),
  is_readable: z
    .boolean()
    .describe("false: its secrets were encrypted with another APP_SECRET_KEY, so it neither sends nor receives."),
  secrets: z
    .array(
      z.object({
        name: z.enum(secretNames),
        endings: z.array(z.string()).describe("The last four characters of each; empty for a short one."),
      }),
    )
    .nullable()
    .describe("For admins, of numbers that were added in the Desk; null otherwise."),
});

const secret = textField().trim().min(1, "must not be empty").max(1_000);
const several = z.array(secret).min(1).max(3);
const metaId = z
  .string()
  .trim()
  .regex(/^\d{5,30}$/, "must be an id in digits, as shown under WhatsApp > API Setup");
const sid = z
  .string()
  .trim()
  .regex(
    /^AC[0-9a-fA-F]{32}$/,
    "must be AC followed by 32 hexadecimal digits, as on the first page of Twilio's console",
  );

const metaSecrets = {
  access_token: secret.describe("Of a system user, with both WhatsApp rights."),
  app_secrets: several.describe("Of the app; several while one replaces another."),
  verify_token: secret.describe("A word of your own, entered in the app dashboard too."),
};
const twilioSecrets = { auth_tokens: several.describe("The primary one first.") };

/** A number to add. */
export const newNumber = z.discriminatedUnion("provider", [
  z.strictObject({
    provider: z.literal("meta"),
    external_id: metaId.describe("The phone number id, not the phone number."),
    account_id: metaId.describe("The WABA id."),
    ...metaSecrets,
  }),
  z.strictObject({
    provider: z.literal("twilio"),
    external_id: z
      .string()
      .trim()
      .regex(/^(whatsapp:)?\+\d{7,15}$/, "must be a number such as +14155238886")
      .transform((value) => value.replace("whatsapp:", ""))
      .describe("The WhatsApp sender."),
    account_id: sid.describe("The Account SID."),
    ...twilioSecrets,
  }),
]);

/** What is changed of a number; what is left out stays. */
export const changedNumber = z
  .strictObject({ account_id: z.union([metaId, sid]), ...metaSecrets, ...twilioSecrets })
  .partial();

/** What came of a step of a check. */
export const checkShape = z.object({
  step: z.enum(checkSteps),
  state: z
    .enum(checkStates)
    .describe("unknown: it could not be found out. warning: it works, but not for long or not for all."),
  detail: z.string().describe("What was found, a sentence."),
  remedy: z.string().nullable().describe("What to do, a sentence; null: nothing."),
});

/** A new number as the core takes it. */
export function toCandidate(given: z.infer<typeof newNumber>): NumberCandidate {
  const { provider, external_id: externalId, account_id: accountId } = given;
  return { provider, externalId, accountId, secrets: secretsIn(given) as MetaSecrets | TwilioSecrets };
}

/** The secrets that were given, by the names of the core. */
export function secretsIn(given: Partial<Record<SecretName, unknown>>): NumberChange["secrets"] {
  const entries = secretNames.flatMap((name) => (given[name] === undefined ? [] : [[coreNames[name], given[name]]]));
  return Object.fromEntries(entries);
}

const coreNames = {
  access_token: "accessToken",
  app_secrets: "appSecrets",
  verify_token: "verifyToken",
  auth_tokens: "authTokens",
} as const satisfies Record<SecretName, keyof MetaSecrets | keyof TwilioSecrets>;

/** A secret shorter than this shows nothing of itself. */
const SHOWN_FROM = 12;

/** The secrets of a number by their last characters. */
export function endingsOf({ secrets }: StoredNumber): z.infer<typeof numberShape>["secrets"] {
  if (secrets === null) return [];
  const values = secrets as Partial<Record<string, string | string[]>>;
  return secretNames.flatMap((name) => {
    const value = values[coreNames[name]];
    if (value === undefined) return [];
    return [{ name, endings: [value].flat().map((one) => (one.length < SHOWN_FROM ? "" : one.slice(-4))) }];
  });
}

/** The result of a step in JSON. */
export const checkJson = ({ step, state, detail, remedy }: CheckResult): z.infer<typeof checkShape> => ({
  ...{ step, state, detail, remedy },
});

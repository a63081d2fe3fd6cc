// How many messages a second a number may send unless it is set for it.
import type { Config } from "./config.ts";

/** The sender of Twilio's sandbox, which all accounts share. (Twilio: WhatsApp sandbox.) */
export const twilioSandbox = "+14155238886";

/** As the environment says for the number's provider; Twilio's sandbox sends one message in three seconds. */
export function messagesPerSecond(
  { meta, twilio }: Pick<Config, "meta" | "twilio">,
  { provider, externalId }: { provider: "meta" | "twilio"; externalId: string },
): number {
  if (provider === "meta") return meta.messagesPerSecond;
  return externalId === twilioSandbox ? twilio.sandboxMessagesPerSecond : twilio.messagesPerSecond;
}

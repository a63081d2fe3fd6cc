// How many messages a second a number may send unless it is set for it.

/** The sender of Twilio's sandbox, which all accounts share. (Twilio: WhatsApp sandbox.) */
export const twilioSandbox = "+14155238886";

type Rates<Provider extends string> = Record<Provider, { messagesPerSecond: number }> & {
  twilio: { sandboxMessagesPerSecond: number };
};

/** As the configuration says for the number's provider; Twilio's sandbox sends one message in three seconds. */
export function messagesPerSecond<Provider extends string>(
  config: Rates<Provider>,
  { provider, externalId }: { provider: Provider; externalId: string },
): number {
  return externalId === twilioSandbox ? config.twilio.sandboxMessagesPerSecond : config[provider].messagesPerSecond;
}

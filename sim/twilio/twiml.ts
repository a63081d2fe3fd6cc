// Parses the TwiML with which Bellhop may answer an incoming message (Twilio: TwiML for messages): texts and media to send back.

export type TwimlMessage = { body: string; media: string[]; statusCallback: string | null };

/** The messages in a TwiML document; none if it is empty. Throws if it is not TwiML. */
export function readTwiml(text: string, contentType: string): TwimlMessage[] {
  if (text.trim() === "") return [];
  if (!/^(text|application)\/xml\b/.test(contentType)) throw new Error(`12300: Content-Type is ${contentType}`);
  const response = /<Response\s*(?:\/>|>([\s\S]*)<\/Response>)\s*$/.exec(text);
  if (!response) throw new Error("12100: the document does not parse as TwiML");
  const messages: TwimlMessage[] = [];
  for (const [, attributes = "", inner = ""] of (response[1] ?? "").matchAll(
    /<Message\b([^>]*)>([\s\S]*?)<\/Message>/g,
  )) {
    const bodies = all(inner, "Body");
    const callback = /\bstatusCallback="([^"]*)"/.exec(attributes)?.[1];
    messages.push({
      body: bodies.length > 0 ? bodies.join("") : plain(inner.replace(/<[\s\S]*>/, "").trim()),
      media: all(inner, "Media"),
      statusCallback: callback ? plain(callback) : null,
    });
  }
  return messages;
}

function all(text: string, tag: string): string[] {
  return [...text.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g"))].map(([, inner]) => plain(inner ?? ""));
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return entities[name] ?? whole;
  });
}

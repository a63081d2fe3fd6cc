// What is left of a text when case, accents, punctuation, emoji and politeness are taken away. Pure.

/** Words around a command that change nothing. */
const politeness = /(?:^| )(?:please|pls|plz|thanks|thank you|thx|hi|hello|hey)(?= |$)/g;

/** Lower case, no accents, no punctuation or emoji, single spaces. */
export function normalise(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** The text without its politeness, unless nothing else is left. */
export function command(text: string): string {
  const plain = normalise(text);
  return plain.replaceAll(politeness, " ").replaceAll(/ +/g, " ").trim() || plain;
}

// Reads the beginning of sound in an OGG container: whether it is Opus, and its channels. (RFC 7845, sections 3 and 5.1.)

/** How many bytes of a file {@link oggSound} needs. */
export const OGG_HEAD_BYTES = 4_096;

/** The sound in an OGG file, by its first {@link OGG_HEAD_BYTES} bytes; null for what is no OGG. `channels` is 0 when it is not Opus. */
export function oggSound(head: Buffer): { opus: boolean; channels: number } | null {
  if (head.toString("latin1", 0, 4) !== "OggS") return null;
  const segments = head[26] ?? 0;
  const packet = 27 + segments;
  const opus = head.toString("latin1", packet, packet + 8) === "OpusHead";
  return { opus, channels: opus ? (head[packet + 9] ?? 0) : 0 };
}

// Which files a provider takes as what, and how large; a refusal is a sentence that says what would do.

const MB = 1024 * 1024;

/** The files that a provider takes as one kind. */
export type FileLimit = {
  /** MIME types without parameters. */
  types: readonly string[];
  /** The largest size in bytes. */
  bytes: number;
  /** What would do, as the end of a sentence: `JPEG and PNG`. */
  takes: string;
};

/** Why a file does not keep to a limit, as a sentence; null when it does. `kind` is how the sentence calls it. */
export function limitFault(
  kind: string,
  limit: FileLimit,
  { mimeType, size }: { mimeType: string; size: number },
): string | null {
  if (size === 0) return "The file is empty. Choose another one.";
  if (!limit.types.includes(mimeType))
    return `A file of the type ${mimeType} cannot be sent as ${kind}. Send ${limit.takes}.`;
  if (size > limit.bytes)
    return `The ${kind} has ${inWords(size, Math.ceil)}; at most ${inWords(limit.bytes, Math.floor)} can be sent. Send a smaller one.`;
  return null;
}

/** A size as people read it: `4.8 MB`, `500 kB`. `round` decides the last digit, so that what is above a limit never looks like it. */
function inWords(bytes: number, round: (value: number) => number): string {
  return bytes < MB ? `${round(bytes / 1024)} kB` : `${round((bytes / MB) * 10) / 10} MB`;
}

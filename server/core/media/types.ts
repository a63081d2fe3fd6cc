// Types of files: what a file is by its content and its sender's word, and as what it may be served.

/** Types that browsers show inside of a page, and that run no script. */
const shown = new Set([
  ...["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "application/pdf"],
  ...["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm", "audio/flac"],
  ...["video/mp4", "video/3gpp", "video/webm", "video/quicktime"],
]);

const office = "application/vnd.openxmlformats-officedocument.";

/** Types that are only handed out as downloads, under their own name. */
const downloaded = new Set([
  ...["text/plain", "text/csv", "text/vcard", "application/zip", "application/rtf"],
  ...["application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"],
  ...["wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation"].map((name) => office + name),
]);

/** What the sniffing of first bytes calls otherwise than everybody else. */
const renamed: Readonly<Record<string, string>> = {
  "audio/x-m4a": "audio/mp4",
  "video/x-m4v": "video/mp4",
  "audio/vnd.wave": "audio/wav",
  "audio/opus": "audio/ogg",
};

/** Types that the first bytes cannot tell from others: which of those the sender may name. */
const narrowed: Readonly<Record<string, RegExp>> = {
  "text/plain": /^text\/(csv|vcard|x-vcard)$/,
  "application/x-cfb": /^application\/(msword|vnd\.ms-(excel|powerpoint))$/,
  "application/zip": /^application\/vnd\.openxmlformats-officedocument\./,
  "video/mp4": /^audio\/mp4$/,
  "video/3gpp": /^audio\/(3gpp|amr)$/,
  "video/webm": /^audio\/webm$/,
  "application/ogg": /^audio\/ogg$/,
};

/** A type without its parameters, in lower case. */
const plain = (type: string): string => type.split(";")[0]!.trim().toLowerCase();

/** The type of a file by its first bytes (`sniffed`), refined by what its sender said only where those cannot tell more. */
export function trueType(sniffed: string, declared: string | null): string {
  const found = plain(sniffed);
  const type = renamed[found] ?? found;
  const said = plain(declared ?? "");
  if (!narrowed[type]?.test(said)) return type;
  return said === "text/x-vcard" ? "text/vcard" : said;
}

/** As what a file of this type is served. Whatever could run a script (HTML, SVG, XML), or is unknown, is bytes to download. */
export function servedAs(type: string): { contentType: string; inline: boolean } {
  if (shown.has(type)) return { contentType: type, inline: true };
  if (downloaded.has(type)) {
    const contentType = type.startsWith("text/") ? `${type}; charset=utf-8` : type;
    return { contentType, inline: false };
  }
  return { contentType: "application/octet-stream", inline: false };
}

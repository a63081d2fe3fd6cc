// The header Content-Disposition: whether a file is shown or downloaded, and under which name.

/** Longest name of a download without its ending, in characters: file systems take 255 bytes, and four are the most that a character needs. */
const MAX_STEM_LENGTH = 60;

/** Characters that a name must not have: control characters, those that turn the direction of text, and those of paths. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\:*?"<>|]+/gu;

/** A name that every file system takes, with its ending: what could hide the ending or leave the folder is taken out. */
export function safeName(name: string | null): string {
  const clean = (name ?? "")
    .toWellFormed()
    .replace(unsafe, "_")
    .replace(/^[._\s]+|[.\s]+$/g, "");
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(clean)?.[0] ?? "";
  const stem = [...clean.slice(0, clean.length - ending.length)].slice(0, MAX_STEM_LENGTH).join("");
  return `${stem || "file"}${ending}`;
}

/** The header's value: the name in ASCII for old programs, and in UTF-8. (RFC 6266, RFC 8187.) */
export function dispositionOf(inline: boolean, name: string | null): string {
  const safe = safeName(name);
  const encoded = encodeURIComponent(safe).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${inline ? "inline" : "attachment"}; filename="${safe.replace(/[^\x20-\x7e]|%/g, "_")}"; filename*=UTF-8''${encoded}`;
}

// Names of files by their types: for providers, which take few characters and go by the ending, and for files that came without a name.

/** The longest name, in characters. (Twilio: WhatsApp media; it ignores longer ones.) */
const LONGEST = 20;

/** The endings of the types that can be sent or are often received. */
const endings: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/gif": "gif",
  "video/mp4": "mp4",
  "video/3gpp": "3gp",
  "audio/aac": "aac",
  "audio/amr": "amr",
  "audio/3gpp": "3gp",
  "audio/mpeg": "mp3",
  "audio/mp4": "m4a",
  "audio/ogg": "ogg",
  "application/pdf": "pdf",
  "application/msword": "doc",
  "application/vnd.ms-excel": "xls",
  "application/vnd.ms-powerpoint": "ppt",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
  "text/plain": "txt",
  "text/vcard": "vcf",
};

/** The name of a file that came without one, with the ending of its type where that is known: `file.jpg`. */
export const nameByType = (mimeType: string): string => (endings[mimeType] ? `file.${endings[mimeType]}` : "file");

/** A name of at most 20 letters, digits, dashes and dots, with the ending of its type: `rates-2026.pdf`. */
export function shortName(name: string | null, mimeType: string): string {
  const ending = `.${endings[mimeType] ?? "bin"}`;
  const stem = (name ?? "")
    .replace(/\.[^.]*$/, "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, LONGEST - ending.length)
    .replace(/-+$/, "");
  return `${stem || "file"}${ending}`;
}

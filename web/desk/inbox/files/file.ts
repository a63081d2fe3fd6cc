// A file of a message: what it is shown as, and its size in words.
import { locale } from "../../../kit/format.ts";
import type { Message } from "../data.ts";

/** A file of a message. */
export type Attachment = Message["attachments"][number];

/** A file that is kept here and can be shown. */
export type Kept = Attachment & { id: number; url: string };

export const isKept = (file: Attachment): file is Kept =>
  file.state === "ready" && file.id !== null && file.url !== null;

/** What a file is shown as. */
export type Shown = "photo" | "sticker" | "video" | "audio" | "document";

const byType: Record<string, Shown> = {
  image: "photo",
  sticker: "sticker",
  video: "video",
  audio: "audio",
  document: "document",
};

/** Types that browsers show as a picture. */
const pictures = /^image\/(jpeg|png|webp|gif|avif|bmp)$/;

/** What a file of a message is shown as; a message of another type (a template with a header) goes by the content. */
export function shownAs(file: Pick<Attachment, "mime_type">, messageType: string): Shown {
  const mime = (file.mime_type ?? "").split(";")[0]!.trim();
  const said = byType[messageType];
  // A type that the browser cannot show is offered as a document.
  if ((said === "photo" || said === "sticker") && mime !== "" && !pictures.test(mime)) return "document";
  if (said) return said;
  if (pictures.test(mime)) return "photo";
  if (mime.startsWith("video/")) return "video";
  return mime.startsWith("audio/") ? "audio" : "document";
}

/** A file's type in a word or two, such as `PDF`: by the end of its name, else by its MIME type. */
export function typeName({ file_name, mime_type }: Pick<Attachment, "file_name" | "mime_type">): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(file_name ?? "")?.[1];
  return (ending ?? (mime_type ?? "").split(";")[0]!.split("/").at(-1) ?? "").slice(0, 12).toUpperCase();
}

const units = ["kilobyte", "megabyte", "gigabyte"] as const;

/** A size in words, as WhatsApp counts, 1,024 bytes to the kilobyte: `1 kB`, `340 kB`, `4.2 MB`. */
export function sizeInWords(bytes: number): string {
  const power = Math.min(units.length, Math.max(1, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const value = bytes / 1_024 ** power;
  return new Intl.NumberFormat(locale(), {
    style: "unit",
    unit: units[power - 1]!,
    maximumFractionDigits: value < 100 && power > 1 ? 1 : 0,
  }).format(power === 1 ? Math.ceil(value) : value);
}

/** A length in minutes and seconds: `0:07`, `12:30`. */
export function lengthInWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The address that saves the file under its name. */
export const downloadOf = (file: Kept): string => `${file.url}${file.url.includes("?") ? "&" : "?"}download=1`;

const largest = { width: 320, height: 360 };

/** The size at which a picture is shown, in pixels: its own shape within a box, so that nothing moves once it is there. */
export function boxOf({ width, height }: { width: number | null; height: number | null }): {
  width: number;
  height: number;
} {
  if (!width || !height) return { width: 240, height: 180 };
  const scale = Math.min(1, largest.width / width, largest.height / height);
  return { width: Math.max(60, Math.round(width * scale)), height: Math.max(40, Math.round(height * scale)) };
}

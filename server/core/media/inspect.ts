// Looks into a file that has come: how large a picture is, and its thumbnail. What cannot be read has none, and is kept all the same.
import { Readable } from "node:stream";
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type Files, keepFile } from "./keep.ts";
import { probe } from "./probe.ts";

/** What is known of a file besides its type; null where it has no such thing. */
export type Facts = {
  /** In pixels, as shown. */
  width: number | null;
  height: number | null;
  /** In ms. */
  durationMs: number | null;
  animated: boolean;
  /** A WebP. */
  thumbnail: Buffer | null;
};

/** The longest side of a thumbnail, in pixels. */
const THUMBNAIL_PIXELS = 480;

/** The largest picture that is decoded, in pixels: a small file can hold an enormous one. Phones take photos of 50 megapixels, WhatsApp sends 16 of them. */
const MAX_PIXELS = 64_000_000;

/** Pictures of which thumbnails are made; never SVG, which is a program. */
const pictures = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);

const nothing: Facts = { width: null, height: null, durationMs: null, animated: false, thumbnail: null };

/** What a file of this type contains. Never throws. */
export async function inspect(place: string, type: string): Promise<Facts> {
  if (pictures.has(type)) return (await picture(place)) ?? nothing;
  if (/^(audio|video)\//.test(type)) return { ...nothing, ...(await probe(place)) };
  return nothing;
}

/** The thumbnail of a picture that a browser made of a video; null when it is none. */
export async function thumbnailOf(image: Buffer): Promise<Buffer | null> {
  return (await picture(image))?.thumbnail ?? null;
}

/** Keeps a thumbnail; returns its id. */
export const keepThumbnail = async (db: Kysely<DB>, files: Files, thumbnail: Buffer): Promise<number> =>
  (await keepFile(db, files, Readable.from([thumbnail]))).id;

/** Reads a picture, a file or its bytes; null when it cannot be read. */
async function picture(input: string | Buffer): Promise<Facts | null> {
  const sharp = await loadSharp();
  return inTurn(async () => {
    try {
      const image = sharp(input, { limitInputPixels: MAX_PIXELS });
      const { autoOrient, pages = 1 } = await image.metadata();
      const thumbnail = await image
        .autoOrient()
        .resize(THUMBNAIL_PIXELS, THUMBNAIL_PIXELS, { fit: "inside", withoutEnlargement: true })
        .webp({ quality: 75, effort: 2 })
        .timeout({ seconds: 20 })
        .toBuffer();
      return { ...autoOrient, durationMs: null, animated: pages > 1, thumbnail };
    } catch {
      return null;
    }
  });
}

/** Loaded when the first picture comes: it is large. One thread and no cache keep its memory small. */
async function loadSharp() {
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({
    operation: ["Jpeg", "Png", "Webp", "Nsgif"].map((format) => `VipsForeignLoad${format}`),
  });
  return sharp;
}

/** How many pictures are decoded at once: the processor is for messages first. */
const AT_ONCE = 1;
let running = 0;
const queue: (() => void)[] = [];

/** Runs `work` when it is its turn. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else running--;
  }
}

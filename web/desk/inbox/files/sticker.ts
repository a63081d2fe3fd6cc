// Makes a sticker as WhatsApp takes it: a WebP of 512 by 512 pixels. (Meta: Cloud API, media: stickers.)

const SIDE = 512;
const MAX_BYTES = 100 * 1_024;
/** Of one that moves. */
const MAX_ANIMATED_BYTES = 500 * 1_024;

/** Tried in this order until it is small enough. */
const qualities = [0.92, 0.8, 0.65, 0.5, 0.35, 0.2];

/** A sticker, or why there is none, as a key of the strings. */
type Made = { sticker: Blob } | { fault: "sticker_unreadable" | "sticker_moves" | "sticker_browser" | "sticker_large" };

/** A WebP that is a sticker already stays as it is; any other picture is drawn whole on a transparent square. */
export async function toSticker(picture: Blob): Promise<Made> {
  const bitmap = await createImageBitmap(picture).catch(() => null);
  if (!bitmap) return { fault: "sticker_unreadable" };
  try {
    const isSquare = bitmap.width === SIDE && bitmap.height === SIDE;
    if (await isAnimated(picture))
      return isSquare && picture.size <= MAX_ANIMATED_BYTES ? { sticker: picture } : { fault: "sticker_moves" };
    if (picture.type === "image/webp" && isSquare && picture.size <= MAX_BYTES) return { sticker: picture };
    return await drawn(bitmap);
  } finally {
    bitmap.close();
  }
}

async function drawn(bitmap: ImageBitmap): Promise<Made> {
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  const brush = canvas.getContext("2d");
  if (!brush) return { fault: "sticker_browser" };
  const scale = Math.min(SIDE / bitmap.width, SIDE / bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  brush.imageSmoothingQuality = "high";
  brush.drawImage(bitmap, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
  for (const quality of qualities) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/webp", quality));
    // A browser that cannot write WebP writes PNG.
    if (blob?.type !== "image/webp") return { fault: "sticker_browser" };
    if (blob.size <= MAX_BYTES) return { sticker: blob };
  }
  return { fault: "sticker_large" };
}

/** Whether a WebP moves: its extended header has the flag. (RFC 9649, section 2.7.) */
async function isAnimated(picture: Blob): Promise<boolean> {
  const head = new Uint8Array(await picture.slice(0, 21).arrayBuffer());
  return String.fromCharCode(...head.slice(8, 16)) === "WEBPVP8X" && ((head[20] ?? 0) & 2) !== 0;
}

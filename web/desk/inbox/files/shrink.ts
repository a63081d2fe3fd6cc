// Makes photos small enough to be sent. Drawing a photo anew also leaves out what it says besides the picture, such as where it was taken.

/** The longer side of a photo that is sent, in pixels: more than WhatsApp shows. */
const LONGEST_SIDE = 4_096;

/** Tried in this order until the photo is small enough. `side`: of the longest allowed side. */
const attempts = [
  { side: 1, quality: 0.9 },
  { side: 0.8, quality: 0.85 },
  { side: 0.6, quality: 0.8 },
  { side: 0.4, quality: 0.75 },
  { side: 0.25, quality: 0.7 },
] as const;

/** A photo that this browser cannot read. */
export class UnreadablePhoto extends Error {}

/**
 * A photo as a JPEG or, when it is a PNG that is small enough, as a PNG, of at most `maxBytes`, turned as it is to be seen, without any metadata.
 * Throws {@link UnreadablePhoto}.
 */
export async function shrinkPhoto(photo: Blob, maxBytes: number): Promise<Blob> {
  // Turned as the photo's EXIF data says.
  const bitmap = await createImageBitmap(photo, { imageOrientation: "from-image" }).catch(() => {
    throw new UnreadablePhoto();
  });
  try {
    if (photo.type === "image/png") {
      const png = await draw(bitmap, 1, "image/png");
      if (png.size <= maxBytes) return png;
    }
    for (const { side, quality } of attempts) {
      const jpeg = await draw(bitmap, side, "image/jpeg", quality);
      if (jpeg.size <= maxBytes) return jpeg;
    }
    throw new UnreadablePhoto();
  } finally {
    bitmap.close();
  }
}

async function draw(bitmap: ImageBitmap, side: number, type: string, quality?: number): Promise<Blob> {
  const scale = Math.min(1, (LONGEST_SIDE * side) / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const brush = canvas.getContext("2d");
  if (!brush) throw new UnreadablePhoto();
  if (type === "image/jpeg") {
    // What is transparent would be black.
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
  }
  brush.imageSmoothingQuality = "high";
  brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
  if (!blob) throw new UnreadablePhoto();
  return blob;
}

/** A file's name with the ending of its type. */
export function renamed(name: string, type: string): string {
  const ending = type === "image/png" ? "png" : "jpg";
  const bare = name.replace(/\.[a-z0-9]{1,5}$/i, "") || "photo";
  return `${bare}.${ending}`;
}

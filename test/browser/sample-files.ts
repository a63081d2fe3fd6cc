// Files for browser tests: photos, a PDF, and what only a browser makes, a video and a voice note.
import type { Page } from "@playwright/test";
import sharp from "sharp";

/** A photo of one colour with a lighter spot, as a JPEG. `orientation`: as in EXIF, 1 to 8. */
export const photo = (width: number, height: number, hue = 200, orientation?: number): Promise<Buffer> =>
  sharp(
    Buffer.from(
      `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="hsl(${hue} 45% 45%)"/><circle cx="30%" cy="30%" r="12%" fill="#fff9"/></svg>`,
    ),
  )
    .withExif({
      IFD0: { ImageDescription: "taken at the gate" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "59/1 54/1 0/1" },
    })
    .withMetadata(orientation === undefined ? {} : { orientation })
    .jpeg()
    .toBuffer();

/** A photo that no compression makes small. */
export function noise(width: number, height: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  let seed = 7;
  for (let at = 0; at < pixels.length; at += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    pixels[at] = seed >> 16;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 100 })
    .toBuffer();
}

/** An MP3 of half a second of silence: 20 frames of MPEG-1 Layer III, 128 kbit/s at 44.1 kHz. (ISO 11172-3.) */
export const music = (): Buffer =>
  Buffer.concat(
    Array.from({ length: 20 }, () => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)])),
  );

/** A PDF with a line of text on each page. */
export function pdf(lines: readonly string[]): Buffer {
  const kids = lines.map((_, n) => `${3 + 2 * n} 0 R`).join(" ");
  const font = "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>";
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    `<</Type/Pages/Count ${lines.length}/Kids[${kids}]>>`,
    ...lines.flatMap((line, n) => {
      const words = `BT /F1 36 Tf 72 720 Td (${line}) Tj ET`;
      return [
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${4 + 2 * n} 0 R${font}>>`,
        `<</Length ${words.length}>>\nstream\n${words}\nendstream`,
      ];
    }),
  ];
  let text = "%PDF-1.4\n";
  const places = objects.map((object, n) => {
    const place = text.length;
    text += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const table = text.length;
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${places.join("")}trailer<</Size ${size}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text);
}

/** Records in the page what `stream` (an expression) makes. */
async function recorded(page: Page, type: string, stream: string): Promise<Buffer> {
  const base64 = await page.evaluate(`(async () => {
    const recorder = new MediaRecorder(${stream}, { mimeType: "${type}" });
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.start();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  })()`);
  return Buffer.from(base64 as string, "base64");
}

/** A video of a second and a half, as WhatsApp has them: H.264 in an MP4 file. */
export const video = (page: Page): Promise<Buffer> =>
  recorded(
    page,
    "video/mp4;codecs=avc1.42E01E",
    `(() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
      const brush = canvas.getContext("2d");
      let hue = 0;
      setInterval(() => { hue += 9; brush.fillStyle = "hsl(" + hue + " 60% 50%)"; brush.fillRect(0, 0, 320, 240); }, 40);
      return canvas.captureStream(25);
    })()`,
  );

/** A voice note of a second and a half, as WhatsApp has them: Opus in an Ogg file. */
export async function voiceNote(page: Page): Promise<Buffer> {
  const webm = await recorded(
    page,
    "audio/webm;codecs=opus",
    `(() => {
      const audio = new AudioContext();
      const tone = audio.createOscillator();
      const end = audio.createMediaStreamDestination();
      end.channelCount = 1;
      tone.connect(end);
      tone.start();
      return end.stream;
    })()`,
  );
  // The packets are only packed anew.
  const { BufferSource, BufferTarget, Conversion, Input, OggOutputFormat, Output, WEBM } = await import("mediabunny");
  const input = new Input({ source: new BufferSource(webm), formats: [WEBM] });
  const target = new BufferTarget();
  const conversion = await Conversion.init({ input, output: new Output({ format: new OggOutputFormat(), target }) });
  await conversion.execute();
  return Buffer.from(target.buffer!);
}

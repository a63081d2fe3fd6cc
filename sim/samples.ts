// Small but valid files, for phones that send media without a file of their own.
import { deflateSync } from "node:zlib";
import type { MediaKind } from "./chat/message.ts";

/** A valid file of its kind with its media type and a plausible name. */
export function sample(kind: MediaKind): { bytes: Buffer; mimeType: string; fileName: string } {
  switch (kind) {
    case "image":
      return { bytes: png(96, 64), mimeType: "image/png", fileName: "photo.png" };
    case "sticker":
      return { bytes: Buffer.from(webp, "base64"), mimeType: "image/webp", fileName: "sticker.webp" };
    case "audio":
      return { bytes: ogg(), mimeType: "audio/ogg; codecs=opus", fileName: "voice.ogg" };
    case "video":
      return { bytes: mp4(), mimeType: "video/mp4", fileName: "clip.mp4" };
    case "document":
      return { bytes: Buffer.from(pdf), mimeType: "application/pdf", fileName: "price list.pdf" };
  }
}

const webp = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";
const pdf =
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

function png(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (1 + width * 3) + 1 + x * 3;
      rows[at] = 240 - Math.floor((y / height) * 120);
      rows[at + 1] = 150 + Math.floor((x / width) * 60);
      rows[at + 2] = 90 + Math.floor((y / height) * 140);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** One second of silence: 50 packets of 20 ms. (RFC 7845.) */
function ogg(): Buffer {
  const head = Buffer.alloc(19);
  head.write("OpusHead", 0, "latin1");
  head.set([1, 1], 8);
  head.writeUInt32LE(16_000, 12);
  const tags = Buffer.alloc(16);
  tags.write("OpusTags", 0, "latin1");
  const silence = Buffer.from([0xf8, 0xff, 0xfe]);
  return Buffer.concat([
    oggPage(0, 2, 0, [head]),
    oggPage(1, 0, 0, [tags]),
    oggPage(2, 4, 48_000, Array<Buffer>(50).fill(silence)),
  ]);
}

/** A page of packets of less than 255 bytes each; `granule`: samples until its end. (RFC 3533.) */
function oggPage(number: number, flags: number, granule: number, packets: Buffer[]): Buffer {
  const head = Buffer.alloc(27);
  head.write("OggS", 0, "latin1");
  head[5] = flags;
  head.writeUInt32LE(granule, 6);
  head.writeUInt32LE(1, 14);
  head.writeUInt32LE(number, 18);
  head[26] = packets.length;
  const page = Buffer.concat([head, Buffer.from(packets.map(({ length }) => length)), ...packets]);
  page.writeUInt32LE(oggCrc(page), 22);
  return page;
}

function oggCrc(bytes: Buffer): number {
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  }
  return value >>> 0;
}

function mp4(): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32BE(24, 0);
  head.write("ftypmp42", 4, "latin1");
  head.write("mp42isom", 16, "latin1");
  return head;
}

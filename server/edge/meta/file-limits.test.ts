// What Meta takes as which kind, and the sentences for the rest.
import { expect, test } from "vitest";
import type { MediaKind, OutgoingFile } from "../../contract/outbound.ts";
import { faultsOf } from "./limits.ts";

const MB = 1024 * 1024;
const file = (mimeType: string, size = 1_000, more: Partial<OutgoingFile> = {}): OutgoingFile => ({
  ...{ id: 1, mimeType, size, name: null, ogg: null, animated: false },
  ...more,
});
const faults = (kind: MediaKind, given: OutgoingFile, voice = false) =>
  faultsOf({ type: "media", kind, file: 1, ...(voice ? { voice } : {}) }, given).join(" ");
const ogg = (opus: boolean, channels: number) => file("audio/ogg", 1_000, { ogg: { opus, channels } });

test.each<[MediaKind, OutgoingFile]>([
  ["image", file("image/jpeg", 5 * MB)],
  ["video", file("video/mp4", 16 * MB)],
  ["audio", file("audio/mpeg", 16 * MB)],
  ["audio", ogg(true, 1)],
  ["document", file("application/pdf", 100 * MB)],
  ["document", file("text/plain")],
  ["sticker", file("image/webp", 100 * 1024)],
  ["sticker", file("image/webp", 500 * 1024, { animated: true })],
])("%s %#: taken", (kind, given) => {
  expect(faults(kind, given)).toBe("");
});

test.each<[MediaKind, OutgoingFile, string]>([
  ["image", file("image/jpeg", 5 * MB + 1), "The image has 5.1 MB; at most 5 MB can be sent. Send a smaller one."],
  ["image", file("image/heic"), "A file of the type image/heic cannot be sent as image. Send a JPEG or PNG."],
  ["image", file("image/png", 0), "The file is empty. Choose another one."],
  [
    "video",
    file("video/quicktime"),
    "A file of the type video/quicktime cannot be sent as video. Send an MP4 or 3GP with H.264 and AAC.",
  ],
  [
    "sticker",
    file("image/webp", 100 * 1024 + 1),
    "The sticker has 101 kB; at most 100 kB can be sent. Send a smaller one.",
  ],
  ["audio", ogg(false, 0), "This OGG does not hold Opus. Send OGG with Opus in mono, or MP3."],
  ["audio", ogg(true, 2), "This OGG has 2 channels. Send it in mono, or as MP3."],
])("%s %#: refused", (kind, given, sentence) => {
  expect(faults(kind, given)).toBe(sentence);
});

test("a voice note is OGG with Opus in mono and nothing else", () => {
  expect(faults("audio", ogg(true, 1), true)).toBe("");
  expect(faults("audio", file("audio/mpeg"), true)).toMatch(/must be OGG with Opus in mono/);
});

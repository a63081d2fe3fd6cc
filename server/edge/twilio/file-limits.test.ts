// What Twilio takes as which kind.
import { expect, test } from "vitest";
import type { MediaKind, OutgoingFile } from "../../contract/outbound.ts";
import { faultsOf } from "./compose.ts";

const MB = 1024 * 1024;
const faults = (kind: MediaKind, mimeType: string, size: number, ogg: OutgoingFile["ogg"] = null) =>
  faultsOf({ type: "media", kind, file: 1 }, { id: 1, mimeType, size, name: null, ogg, animated: false }).join(" ");

test.each<[MediaKind, string, number]>([
  ["image", "image/png", 5 * MB],
  ["document", "application/pdf", 16 * MB],
  ["document", "text/vcard", 1],
  ["video", "video/mp4", 16 * MB],
])("%s of the type %s with %i bytes is taken", (kind, type, size) => {
  expect(faults(kind, type, size)).toBe("");
});

test.each<[MediaKind, string, number, RegExp]>([
  ["document", "application/pdf", 16 * MB + 1, /at most 16 MB/],
  ["document", "application/vnd.ms-excel", 1, /cannot be sent as document/],
  ["video", "video/3gpp", 1, /Send an MP4/],
  ["image", "image/jpeg", 5 * MB + 1, /at most 5 MB/],
])("%s of the type %s with %i bytes is refused", (kind, type, size, sentence) => {
  expect(faults(kind, type, size)).toMatch(sentence);
});

test("OGG must hold Opus", () => {
  expect(faults("audio", "audio/ogg", 1, { opus: true, channels: 2 })).toBe("");
  expect(faults("audio", "audio/ogg", 1, { opus: false, channels: 0 })).toMatch(/does not hold Opus/);
});

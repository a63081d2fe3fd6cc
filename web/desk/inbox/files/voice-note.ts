// A recording as WhatsApp takes a voice note: Opus, one channel, in an Ogg file. (Meta: Cloud API, audio messages.)

/** What the browser can record, the best first; all hold Opus but the last, which is encoded anew. */
const recordable = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"] as const;

/** Enough for speech. A voice note of three minutes stays below 512 KB, up to which phones play it at once. (Meta: audio messages.) */
export const BITS_PER_SECOND = 20_000;

/** What to record in, or null where a voice note cannot be made of anything that this browser records. */
export async function recordingType(): Promise<string | null> {
  if (typeof MediaRecorder === "undefined" || !navigator.mediaDevices?.getUserMedia) return null;
  const type = recordable.find((one) => MediaRecorder.isTypeSupported(one));
  if (type === undefined) return null;
  if (type.includes("opus")) return type;
  const { canEncodeAudio } = await import("mediabunny");
  return (await canEncodeAudio("opus", { numberOfChannels: 1, sampleRate: 48_000 })) ? type : null;
}

/** A recording as a voice note. Opus in one channel is only packed anew; all else is encoded. Throws if the browser cannot do that. */
export async function toVoiceNote(recording: Blob): Promise<Blob> {
  const { BlobSource, BufferTarget, Conversion, Input, MP4, OGG, OggOutputFormat, Output, WEBM } = await import(
    "mediabunny"
  );
  const input = new Input({ source: new BlobSource(recording), formats: [WEBM, OGG, MP4] });
  const target = new BufferTarget();
  const output = new Output({ format: new OggOutputFormat(), target });
  const conversion = await Conversion.init({
    input,
    output,
    audio: { codec: "opus", numberOfChannels: 1, sampleRate: 48_000, bitrate: BITS_PER_SECOND },
  });
  if (!conversion.isValid) throw new Error("This browser cannot encode Opus.");
  await conversion.execute();
  return new Blob([target.buffer!], { type: "audio/ogg" });
}

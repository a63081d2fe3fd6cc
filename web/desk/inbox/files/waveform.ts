// How loud a recording is over time. The browser decodes it; recordings are taken one after the other.

/** Longer recordings are not decoded for a picture of them, in bytes. */
const MAX_BYTES = 4_000_000;

type Recording = { id: number; url: string; size: number | null };

/** What is known already, by the file's id. */
const known = new Map<number, Promise<readonly number[] | null>>();
let before: Promise<unknown> = Promise.resolve();

/** The loudness of a recording in `bars` parts, each from 0.08 to 1. Null where the browser cannot decode it. */
export function loudnessOf(file: Recording, bars: number): Promise<readonly number[] | null> {
  const found =
    known.get(file.id) ?? (file.size !== null && file.size > MAX_BYTES ? Promise.resolve(null) : queue(file, bars));
  known.set(file.id, found);
  return found;
}

function queue(file: Recording, bars: number): Promise<readonly number[] | null> {
  const made = before.then(async () => {
    try {
      const content = await (await fetch(file.url, { credentials: "same-origin" })).arrayBuffer();
      const decoded = await new OfflineAudioContext(1, 1, 16_000).decodeAudioData(content);
      return peaks(decoded.getChannelData(0), bars);
    } catch {
      return null;
    }
  });
  before = made;
  return made;
}

/** The largest deflection in each of `bars` equal parts, as a share of the largest of all, at least 0.08. */
export function peaks(samples: Float32Array, bars: number): number[] {
  const part = Math.max(1, Math.ceil(samples.length / bars));
  const highest = Array.from({ length: bars }, (_, n) => {
    let most = 0;
    for (let at = n * part; at < Math.min(samples.length, (n + 1) * part); at += 1) {
      const value = Math.abs(samples[at]!);
      if (value > most) most = value;
    }
    return most;
  });
  const most = Math.max(...highest, 0.01);
  return highest.map((value) => Math.max(0.08, value / most));
}

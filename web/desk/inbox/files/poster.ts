// Poster frames of videos: a frame near the beginning, drawn by the browser and handed to the server, once for each video.
import { request } from "../../../api/client.ts";

/** The longer side of a poster frame, in pixels. */
const SIDE = 480;

/** Posters that were made on this page, by the file's id. */
const made = new Map<number, Promise<string | null>>();

/** Makes a video's poster frame, uploads it, and returns its address. Null where the browser cannot play the video. */
export function providePoster(id: number, url: string): Promise<string | null> {
  const known = made.get(id);
  if (known) return known;
  const poster = frameOf(url).then((frame) => {
    if (!frame) return null;
    // Another browser may have been first: its frame stays, and this one shows its own until the thread is read again.
    void request(`/api/media/${id}/poster`, {
      method: "PUT",
      headers: { "content-type": frame.type },
      body: frame,
    }).catch(() => {});
    return URL.createObjectURL(frame);
  });
  made.set(id, poster);
  return poster;
}

/** A frame of a video as a JPEG. */
async function frameOf(url: string): Promise<Blob | null> {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.preload = "auto";
  try {
    const loaded = once(video, "loadeddata");
    video.src = url;
    await loaded;
    const sought = once(video, "seeked");
    video.currentTime = Number.isFinite(video.duration) ? Math.min(0.5, video.duration / 2) : 0;
    await sought;
    const { videoWidth, videoHeight } = video;
    const scale = Math.min(1, SIDE / Math.max(videoWidth, videoHeight, 1));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
  } catch {
    return null;
  } finally {
    video.removeAttribute("src");
    video.load();
  }
}

const once = (video: HTMLVideoElement, event: string): Promise<void> =>
  new Promise((resolve, reject) => {
    video.addEventListener(event, () => resolve(), { once: true });
    video.addEventListener("error", () => reject(video.error), { once: true });
  });

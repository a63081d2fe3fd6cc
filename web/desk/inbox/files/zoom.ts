// Zooming and moving a photo in its frame: pure arithmetic. A photo is centred and fits its frame at scale 1.

/** `x` and `y`: how far the photo's centre is from the frame's, in pixels. */
export type View = { scale: number; x: number; y: number };
export type Size = { width: number; height: number };

/** The whole photo. */
export const whole: View = { scale: 1, x: 0, y: 0 };

const MAX_SCALE = 8;

/** A view that shows as much of the photo as there is room for. `photo`: its size at scale 1. */
export function within({ scale, x, y }: View, photo: Size, frame: Size): View {
  const clamp = (value: number, room: number) => Math.max(-room, Math.min(room, value)) || 0;
  return {
    scale,
    x: clamp(x, Math.max(0, (photo.width * scale - frame.width) / 2)),
    y: clamp(y, Math.max(0, (photo.height * scale - frame.height) / 2)),
  };
}

/** Zooms by a factor; the point `at` (from the frame's centre) stays where it is. */
export function zoomed(view: View, factor: number, at: { x: number; y: number }, photo: Size, frame: Size): View {
  const scale = Math.max(1, Math.min(MAX_SCALE, view.scale * factor));
  const grown = scale / view.scale;
  return within({ scale, x: at.x - (at.x - view.x) * grown, y: at.y - (at.y - view.y) * grown }, photo, frame);
}

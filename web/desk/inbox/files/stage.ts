// What the pointer does to a photo in the viewer: wheel and pinch zoom, dragging moves, swiping shows the next one.
import { type MouseEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from "react";
import { type View, whole, within, zoomed } from "./zoom.ts";

/** How far a finger moves to the side before it is a swipe, in pixels. */
const SWIPE = 60;

type Point = { x: number; y: number };
type Turns = { older: (() => void) | null; newer: (() => void) | null };

/** The view of the photo `id`, and the listeners of its frame. */
export function useStage(id: number, turns: Turns) {
  const frame = useRef<HTMLDivElement>(null);
  // The dialog mounts its content later than the component that uses this.
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const setFrame = useCallback((element: HTMLDivElement | null) => {
    frame.current = element;
    setBox(element);
  }, []);
  const photo = useRef<HTMLImageElement>(null);
  const [view, setView] = useState<View>(whole);
  const [shown, setShown] = useState(id);
  if (shown !== id) {
    setShown(id);
    setView(whole);
  }
  const sizes = () => ({
    frame: { width: frame.current!.clientWidth, height: frame.current!.clientHeight },
    // Without the transform.
    photo: { width: photo.current?.offsetWidth ?? 0, height: photo.current?.offsetHeight ?? 0 },
  });
  const fromCentre = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const box = frame.current!.getBoundingClientRect();
    return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 };
  };
  const zoomAt = (factor: number, at: Point) => {
    const { photo, frame } = sizes();
    setView((before) => zoomed(before, factor, at, photo, frame));
  };
  const move = (x: number, y: number) => {
    const { photo, frame } = sizes();
    setView((before) => within({ ...before, x: before.x + x, y: before.y + y }, photo, frame));
  };
  useWheel(box, (event) => zoomAt(Math.exp(-event.deltaY / (event.ctrlKey ? 100 : 400)), fromCentre(event)));
  const on = {
    ...usePointers({ zoomAt, move, fromCentre, isZoomed: view.scale > 1, turns }),
    onDoubleClick: (event: MouseEvent) => (view.scale > 1 ? setView(whole) : zoomAt(2.5, fromCentre(event))),
  };
  return {
    setFrame,
    photo,
    view,
    on,
    zoom: (factor: number) => zoomAt(factor, { x: 0, y: 0 }),
    reset: () => setView(whole),
  };
}

/** React's own wheel listeners cannot keep the page from zooming. */
function useWheel(box: HTMLDivElement | null, act: (event: WheelEvent) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      latest.current(event);
    };
    box?.addEventListener("wheel", onWheel, { passive: false });
    return () => box?.removeEventListener("wheel", onWheel);
  }, [box]);
}

type Moves = {
  zoomAt(factor: number, at: Point): void;
  move(x: number, y: number): void;
  fromCentre(event: { clientX: number; clientY: number }): Point;
  isZoomed: boolean;
  turns: Turns;
};

/** One pointer drags or swipes, two pinch. */
function usePointers({ zoomAt, move, fromCentre, isZoomed, turns }: Moves) {
  const down = useRef(new Map<number, Point>());
  const begun = useRef<Point | null>(null);
  const end = (event: PointerEvent) => {
    const last = down.current.get(event.pointerId);
    down.current.delete(event.pointerId);
    const first = begun.current;
    if (down.current.size > 0 || !last || !first) return;
    begun.current = null;
    const [x, y] = [last.x - first.x, last.y - first.y];
    if (isZoomed || event.pointerType === "mouse" || Math.abs(x) < SWIPE || Math.abs(y) > Math.abs(x)) return;
    (x > 0 ? turns.older : turns.newer)?.();
  };
  return {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      event.currentTarget.setPointerCapture(event.pointerId);
      down.current.set(event.pointerId, fromCentre(event));
      // A second finger begins a pinch, which is no swipe however it ends.
      begun.current = down.current.size === 1 ? fromCentre(event) : null;
    },
    onPointerMove(event: PointerEvent) {
      const before = down.current.get(event.pointerId);
      if (!before) return;
      const now = fromCentre(event);
      const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1];
      down.current.set(event.pointerId, now);
      if (!other) return move(now.x - before.x, now.y - before.y);
      const apart = (one: Point) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      zoomAt(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}

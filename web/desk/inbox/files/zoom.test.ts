// Zooming keeps a point in its place and the photo in its frame.
import fc from "fast-check";
import { expect, test } from "vitest";
import { whole, within, zoomed } from "./zoom.ts";

const photo = { width: 400, height: 300 };
const frame = { width: 400, height: 600 };

test("the point under the pointer stays where it is", () => {
  const view = zoomed(whole, 4, { x: 100, y: 0 }, photo, frame);
  expect(view).toEqual({ scale: 4, x: -300, y: 0 });
});

test("a photo that has room in its frame is centred there", () => {
  expect(within({ scale: 1.5, x: 500, y: 50 }, photo, frame)).toEqual({ scale: 1.5, x: 100, y: 0 });
});

test("scales stay between the whole photo and eight times its size", () => {
  expect(zoomed({ scale: 2, x: 90, y: 0 }, 0.1, { x: 0, y: 0 }, photo, frame)).toEqual(whole);
  expect(zoomed(whole, 100, { x: 0, y: 0 }, photo, frame).scale).toBe(8);
});

test("whatever is done, no edge of the photo comes inside a frame that it fills", () => {
  const steps = fc.array(fc.tuple(fc.double({ min: 0.2, max: 5, noNaN: true }), fc.integer({ min: -300, max: 300 })));
  fc.assert(
    fc.property(steps, (all) => {
      const end = all.reduce((view, [factor, at]) => zoomed(view, factor, { x: at, y: at }, photo, frame), whole);
      const room = Math.max(0, (photo.width * end.scale - frame.width) / 2);
      return Math.abs(end.x) <= room + 1e-6;
    }),
  );
});

// The bars of a waveform.
import { expect, test } from "vitest";
import { peaks } from "./waveform.ts";

test("each bar is the loudest moment of its part, against the loudest of all", () => {
  const samples = Float32Array.from([0.1, -0.5, 0, 0.05, 0.25, -0.1]);
  expect(peaks(samples, 3)).toEqual([1, expect.closeTo(0.1), 0.5]);
});

test("silence, and parts without a sample, are low bars", () => {
  expect(peaks(new Float32Array(3), 4)).toEqual([0.08, 0.08, 0.08, 0.08]);
});

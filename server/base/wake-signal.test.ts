// The bell: rings are not lost, remembered as one, and sleepers leave nothing behind.
import { expect, test, vi } from "vitest";
import { WakeSignal } from "./wake-signal.ts";

const never = new AbortController().signal;

test("a ring wakes the sleeper", async () => {
  const bell = new WakeSignal();
  const sleep = bell.wait(60_000, never);
  bell.ring();
  await sleep;
});

test("rings while nobody sleeps keep the next one awake, once", async () => {
  const bell = new WakeSignal();
  bell.ring();
  bell.ring();
  await bell.wait(60_000, never);
  let slept = false;
  const sleep = bell.wait(60_000, never).then(() => {
    slept = true;
  });
  await new Promise(setImmediate);
  expect(slept).toBe(false);
  bell.ring();
  await sleep;
});

test("nobody sleeps longer than told, nor past the signal", async () => {
  vi.useFakeTimers();
  try {
    const bell = new WakeSignal();
    const sleep = bell.wait(1_000, never);
    await vi.advanceTimersByTimeAsync(1_000);
    await sleep;
    const over = new AbortController();
    const other = bell.wait(1_000, over.signal);
    over.abort();
    await other;
    await bell.wait(1_000, over.signal);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

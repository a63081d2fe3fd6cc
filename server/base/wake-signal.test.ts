// Signals are not lost, several count as one, and waiting leaves no timers or listeners behind.
import { expect, test, vi } from "vitest";
import { WakeSignal } from "./wake-signal.ts";

const never = new AbortController().signal;

test("a signal wakes the sleeper", async () => {
  const wakeSignal = new WakeSignal();
  const sleep = wakeSignal.wait(60_000, never);
  wakeSignal.wake();
  await sleep;
});

test("signals while nobody sleeps keep the next one awake, once", async () => {
  const wakeSignal = new WakeSignal();
  wakeSignal.wake();
  wakeSignal.wake();
  await wakeSignal.wait(60_000, never);
  let slept = false;
  const sleep = wakeSignal.wait(60_000, never).then(() => {
    slept = true;
  });
  await new Promise(setImmediate);
  expect(slept).toBe(false);
  wakeSignal.wake();
  await sleep;
});

test("nobody sleeps longer than told, nor past the signal", async () => {
  vi.useFakeTimers();
  try {
    const wakeSignal = new WakeSignal();
    const sleep = wakeSignal.wait(1_000, never);
    await vi.advanceTimersByTimeAsync(1_000);
    await sleep;
    const over = new AbortController();
    const other = wakeSignal.wait(1_000, over.signal);
    over.abort();
    await other;
    await wakeSignal.wait(1_000, over.signal);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

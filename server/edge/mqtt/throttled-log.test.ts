import { expect, test } from "vitest";
import { keptLog } from "./board.fixture.ts";
import { createThrottledLog } from "./throttled-log.ts";

test("says a thing once for each device and reason", () => {
  const { log, logged } = keptLog();
  const throttledLog = createThrottledLog(log);
  for (let i = 0; i < 1_000; i++) {
    throttledLog({ device: 7 }, "shouting");
    throttledLog({ device: 7 }, "whispering", new Error(`${i}`));
    throttledLog({ device: 8 }, "shouting");
  }
  expect(logged).toHaveLength(3);
});

test("forgets the oldest rather than growing", () => {
  const { log, logged } = keptLog();
  const throttledLog = createThrottledLog(log);
  for (let device = 0; device < 5_000; device++) throttledLog({ device }, "shouting");
  throttledLog({ device: 4_999 }, "shouting");
  throttledLog({ device: 0 }, "shouting");
  expect(logged).toHaveLength(5_001);
});

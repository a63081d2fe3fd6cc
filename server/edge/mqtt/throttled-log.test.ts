import { expect, test } from "vitest";
import { keptLog } from "./board.fixture.ts";
import { createThrottledLog } from "./throttled-log.ts";

test("says a thing once for each device and reason", () => {
  const { log, logged } = keptLog();
  const complain = createThrottledLog(log);
  for (let i = 0; i < 1_000; i++) {
    complain({ device: 7 }, "shouting");
    complain({ device: 7 }, "whispering", new Error(`${i}`));
    complain({ device: 8 }, "shouting");
  }
  expect(logged).toHaveLength(3);
});

test("forgets the oldest rather than growing", () => {
  const { log, logged } = keptLog();
  const complain = createThrottledLog(log);
  for (let device = 0; device < 5_000; device++) complain({ device }, "shouting");
  complain({ device: 4_999 }, "shouting");
  complain({ device: 0 }, "shouting");
  expect(logged).toHaveLength(5_001);
});

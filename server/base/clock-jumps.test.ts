// Jumps of the clock: reported once, with their size, and found later for the time spans that they affect.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useDatabase } from "../../test/support/database.ts";
import { type ClockJump, note, spanning, watchClock } from "./clock-jumps.ts";

const database = useDatabase();
beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

test.each([
  ["an hour forward", 3_600],
  ["an hour back", -3_600],
  ["two and a half seconds", 2.5],
  ["a day back", -86_400],
])("%s is one jump", (_, seconds) => {
  const jumps: ClockJump[] = [];
  let [wall, monotonic] = [Date.parse("2026-11-28T12:00:00Z"), 50];
  const watch = watchClock((jump) => void jumps.push(jump), { wall: () => wall, monotonic: () => monotonic });
  const pass = (ms: number) => {
    [wall, monotonic] = [wall + ms, monotonic + ms];
    vi.advanceTimersByTime(1_000);
  };
  pass(1_000);
  wall += seconds * 1_000;
  pass(1_000);
  pass(1_000);
  watch.stop();
  pass(1_000);
  expect(jumps).toEqual([
    {
      before: new Date("2026-11-28T12:00:02Z"),
      at: new Date(Date.parse("2026-11-28T12:00:02Z") + seconds * 1_000),
      bySeconds: seconds,
    },
  ]);
});

test("a process that stood still, and a clock that is trimmed, are no jumps", () => {
  const jumps: ClockJump[] = [];
  let [wall, monotonic] = [0, 0];
  watchClock((jump) => void jumps.push(jump), { wall: () => wall, monotonic: () => monotonic });
  [wall, monotonic] = [60_000, 60_000];
  vi.advanceTimersByTime(1_000);
  for (let n = 0; n < 20; n += 1) {
    [wall, monotonic] = [wall + 1_500, monotonic + 1_000];
    vi.advanceTimersByTime(1_000);
  }
  expect(jumps).toEqual([]);
});

test("processes of one machine write a jump down once; it is found by what it crosses", async () => {
  const at = (time: string) => new Date(`2026-11-28T${time}Z`);
  const forward = { before: at("12:00:00"), at: at("13:00:00"), bySeconds: 3_600 };
  expect(await note(database.db, forward, "a")).toBe(true);
  expect(await note(database.db, { ...forward, before: at("12:00:00.400"), at: at("13:00:00.400") }, "a")).toBe(false);
  expect(await note(database.db, { before: at("13:30:00"), at: at("12:30:00"), bySeconds: -3_600 }, "a")).toBe(true);
  const by = async (from: string, to: string) =>
    (await spanning(database.db, at(from), at(to))).map(({ bySeconds }) => bySeconds);
  expect(await by("11:00:00", "11:59:59")).toEqual([]);
  expect(await by("11:59:50", "13:00:10")).toEqual([3_600, -3_600]);
  // By the clock, this span ended before it began.
  expect(await by("13:29:00", "12:31:00")).toEqual([3_600, -3_600]);
  expect(await by("14:00:00", "15:00:00")).toEqual([]);
});

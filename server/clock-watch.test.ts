// A jump of the clock is logged as a warning, counted, opens an incident, and makes the loops look again.
import { expect, test } from "vitest";
import { useDatabase } from "../test/support/database.ts";
import type { ClockJump } from "./base/clock-jumps.ts";
import { createLog } from "./base/log.ts";
import { createMetrics } from "./base/metrics.ts";
import { watchJumps } from "./clock-watch.ts";

const database = useDatabase();

test("told to the log, the figures, the loops and the team", async () => {
  const lines: { msg: string; by_seconds: number }[] = [];
  const woken: number[] = [];
  const metrics = createMetrics();
  let jump: (jump: ClockJump) => void = () => {};
  const telling = watchJumps({
    db: database.db,
    metrics,
    log: createLog("info", { write: (line: string) => void lines.push(JSON.parse(line)) }),
    onJump: (byMs) => void woken.push(byMs),
    watch: (onJump) => {
      jump = onJump;
      return { stop: () => {} };
    },
  });
  jump({ before: new Date("2026-11-28T12:00:00Z"), at: new Date("2026-11-28T13:00:00Z"), bySeconds: 3_600 });
  jump({ before: new Date("2026-11-28T13:00:10Z"), at: new Date("2026-11-28T12:00:10Z"), bySeconds: -3_600 });
  await telling.stop();
  expect(woken).toEqual([3_600_000, -3_600_000]);
  expect(lines.map(({ by_seconds }) => by_seconds)).toEqual([3_600, -3_600]);
  expect(await metrics.registry.metrics()).toContain("bellhop_clock_jumps_total 2");
  const incidents = await database.db.selectFrom("incidents").select(["kind", "detail", "closed_at"]).execute();
  expect(incidents).toMatchObject([{ kind: "clock_jump", detail: { by_seconds: 3_600 }, closed_at: null }]);
  expect(await database.db.selectFrom("clock_jumps").select("by_seconds").orderBy("id").execute()).toEqual([
    { by_seconds: 3_600 },
    { by_seconds: -3_600 },
  ]);
});

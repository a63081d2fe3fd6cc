// Checks whether the LED at each spot is right, given the car in the simulator and the bookings in the database.
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Colour } from "../../sim/park/led.ts";
import type { Park, ParkSpot } from "../../sim/park/surface.ts";

export type LampWatch = {
  /** Whether Bellhop is up now. Wrong LEDs while it is down do not count. */
  up(ready: boolean): void;
  /** The longest time that an LED was wrong while Bellhop was up, in ms, and which one. */
  worst(): { ms: number; what: string };
  stop(): Promise<void>;
};

/** Checks ten times a second until stopped. */
export function watchLamps(pool: pg.Pool, park: Park): LampWatch {
  const wrongSince = new Map<string, number>();
  let worst = { ms: 0, what: "none" };
  let there = false;
  let over = false;
  const look = async () => {
    const { rows } = await pool.query<{ id: number; status: "reserved" | "active" | null }>(
      "select s.id, b.status from spots s left join bookings b on b.spot_id = s.id and b.status in ('reserved', 'active')",
    );
    const now = performance.now();
    if (!there) return;
    for (const { id, status } of rows) {
      const spot = park.spot({ id: String(id) });
      const right = rightLight(spot, status);
      if (spot.light === right) wrongSince.delete(spot.id);
      else if (!wrongSince.has(spot.id)) wrongSince.set(spot.id, now);
      const ms = now - (wrongSince.get(spot.id) ?? now);
      if (ms > worst.ms) worst = { ms, what: `${spot.code} showed ${spot.light} instead of ${right}` };
    }
  };
  const done = (async () => {
    while (!over) {
      await look();
      await sleep(100);
    }
  })();
  return {
    up(ready) {
      there = ready;
      wrongSince.clear();
    },
    worst: () => worst,
    async stop() {
      over = true;
      await done;
    },
  };
}

/** The colour that the LED should have. A stay whose car has left ends, so its spot is free. */
function rightLight({ car }: ParkSpot, booking: "reserved" | "active" | null): Colour {
  if (car) return "red";
  return booking === "reserved" ? "blue" : "green";
}

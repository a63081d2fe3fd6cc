// The boards' steps in the property test: what they report, also late or interrupted, and where they are mounted.
import type { Light } from "../../contract/devices.ts";
import * as devices from "../devices/devices.ts";
import * as state from "../devices/state.ts";
import { type World, way } from "./model.fixture.ts";
import { type Action, must } from "./model.trial.fixture.ts";
import { reconcile } from "./reconcile.ts";

type What =
  | { kind: "reading"; occupied: boolean }
  | { kind: "presence"; online: boolean }
  | { kind: "light"; light: Light | null };

function message(
  world: World,
  board: number,
  what: What,
  manner: { late?: number; retained?: boolean; http?: boolean } = {},
) {
  const { late = 0, retained = false, http = false } = manner;
  return {
    ...what,
    deviceId: world.boards[board]!,
    retained,
    at: new Date(world.now - late * 1_000),
    receivedAt: new Date(world.now),
    transport: http ? ("http" as const) : ("mqtt" as const),
  };
}

export async function say(world: World, board: number, what: What): Promise<void> {
  await way(world).readings.hear(message(world, board, what));
}

export async function reading(world: World, action: Action & { do: "reading" }): Promise<void> {
  const board = world.truth.boards.find(({ id }) => id === world.boards[action.board])!;
  const own = world.now - Math.max(0, action.late) * 1_000;
  const said = message(world, action.board, { kind: "reading", occupied: action.occupied }, action);
  const early = action.late < -60;
  const stale = board.reading_at !== null && own < board.reading_at;
  const wanted = early ? "early" : stale ? "stale" : action.late > 300 ? "late" : "taken";
  const outcome = await way(world).readings.hear(said);
  if (!world.together && outcome !== wanted) throw new Error(`The reading was ${outcome}, not ${wanted}.`);
}

/** Stores a reading as if the process ended before reconciling its spot. */
export async function killed(world: World, board: number, occupied: boolean): Promise<void> {
  const said = message(world, board, { kind: "reading", occupied });
  const { spots } = await way(world).runCommand("sensor", (ctx) => state.note(ctx.tx, [said]));
  for (const spot of spots.keys()) world.owed.add(spot);
}

/** Breaks the connection to the boards and restores it. */
export async function brokerRestart(world: World): Promise<void> {
  const spots = await state.doubt(world.db, new Date(world.now));
  await way(world).runCommand("start", (ctx) =>
    reconcile(
      ctx,
      spots.sort((a, b) => a - b),
    ),
  );
}

/** Restarts the process that talks to the boards: their state is unknown, and every spot is reconciled. */
export async function restart(world: World): Promise<void> {
  await state.doubt(world.db, new Date(world.now));
  await way(world).runCommand("start", (ctx) => reconcile(ctx, world.spots));
  if (!world.together) world.owed.clear();
}

export async function mount(world: World, board: number, place: number | null): Promise<void> {
  const id = world.boards[board]!;
  const spotId = place === null ? null : world.spots[place]!;
  const from = world.truth.boards.find((one) => one.id === id)!.spot_id;
  const other = world.truth.boards.find((one) => spotId !== null && one.spot_id === spotId && one.id !== id);
  const trial = way(world).runCommand("staff", async (ctx) => {
    const before = await devices.get(ctx.tx, id);
    await devices.change(ctx, id, { spotId });
    await reconcile(
      ctx,
      [...new Set([before.spot_id, spotId])].flatMap((one) => one ?? []),
    );
  });
  const done = await must(
    world,
    other ? "SPOT_HAS_DEVICE" : null,
    trial.then(() => true),
  );
  if (done) for (const spot of [from, spotId]) if (spot !== null && !world.together) world.owed.delete(spot);
}

// The outbox when the clock jumps: no message waits longer, and none that may have arrived is repeated sooner.
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { noon } from "../../../test/support/build.ts";
import { useDispatcher } from "../../../test/support/dispatcher.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, queue } from "../../../test/support/record.ts";
import { correct, follow } from "./clock-shift.ts";

const world = useDispatcher();
beforeEach(() => wipe(world.db));

const hour = 3_600_000;
const at = (ms: number) => new Date(noon.getTime() + ms);
const due = async () =>
  (await world.db.selectFrom("outbox").select("due_at").orderBy("message_id").execute()).map(
    ({ due_at }) => due_at.getTime() - noon.getTime(),
  );

test("an answer that was queued while the clock was an hour ahead leaves as soon as it goes back", async () => {
  const place = await openConversation(world.db);
  let jump = 0;
  world.start({
    jumped: () => {
      const by = jump;
      jump = 0;
      return by;
    },
  });
  world.clock.advance(hour);
  jump = hour;
  await world.db.updateTable("channels").set({ paused_until: null }).execute();
  const [id] = await queue(world.db, [place]);
  await world.db
    .updateTable("outbox")
    .set({ due_at: at(hour + 500) })
    .where("message_id", "=", id!)
    .execute();
  world.clock.advance(-hour);
  jump = -hour;
  world.pass(1);
  await world.sent(1);
});

test("what waits goes on waiting for as long as it was to, whichever way the clock jumps", async () => {
  const place = await openConversation(world.db);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 900_000 }),
      fc.integer({ min: -86_400_000, max: -2_000 }),
      async (left, by) => {
        await world.db.deleteFrom("outbox").execute();
        await queue(world.db, [place]);
        await world.db
          .updateTable("outbox")
          .set({ due_at: at(left), state: "unanswered", attempts: 1 })
          .execute();
        await follow(world.db, by, at(by));
        expect(await due()).toEqual([left + by]);
      },
    ),
    { numRuns: 20 },
  );
});

test("forward: what is in doubt waits for its echo, what was to leave at once leaves", async () => {
  const place = await openConversation(world.db);
  await queue(world.db, [place, place]);
  const ids = (await world.db.selectFrom("outbox").select("message_id").orderBy("message_id").execute()).map(
    ({ message_id }) => message_id,
  );
  await world.db
    .updateTable("outbox")
    .set({ due_at: at(50_000), state: "unanswered", attempts: 1 })
    .where("message_id", "=", ids[0]!)
    .execute();
  await world.db
    .updateTable("outbox")
    .set({ due_at: at(hour + 100) })
    .where("message_id", "=", ids[1]!)
    .execute();
  await follow(world.db, hour, at(hour + 200));
  expect(await due()).toEqual([50_000 + hour, hour + 100]);
});

test("what a clock ahead of ours queued, here before a restart or elsewhere, is due now; a rest is not cut short", async () => {
  const place = await openConversation(world.db);
  const [ahead, resting] = await queue(world.db, [place, place]);
  await world.db
    .updateTable("messages")
    .set({ received_at: at(hour) })
    .where("id", "=", ahead!)
    .execute();
  await world.db
    .updateTable("outbox")
    .set({ due_at: at(hour) })
    .where("message_id", "=", ahead!)
    .execute();
  await world.db
    .updateTable("outbox")
    .set({ due_at: at(hour) })
    .where("message_id", "=", resting!)
    .execute();
  expect(await correct(world.db, at(0))).toBe(1);
  expect(await due()).toEqual([0, hour]);
});

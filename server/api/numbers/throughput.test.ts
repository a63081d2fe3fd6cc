// How many messages a second a number may send, over HTTP.
import { beforeEach, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { metaChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
let id: number;
beforeEach(async () => {
  await wipe(world.db);
  [id] = [...(await channels.ensure(world.db, [metaChannel])).values()] as [number];
});

const listed = async () => (await world.call("viewer", { method: "GET", url: "/api/numbers" })).json.numbers[0];
const set = (messages_per_second: unknown, role: "admin" | "agent" = "admin", number = id) =>
  world.call(role, {
    method: "PUT",
    url: `/api/numbers/${number}/throughput`,
    payload: { messages_per_second },
  });

test("is the provider's default until an admin sets it, and again after", async () => {
  expect(await listed()).toMatchObject({ messages_per_second: null, default_messages_per_second: 80 });
  expect((await set(0.5)).status).toBe(204);
  expect(await listed()).toMatchObject({ messages_per_second: 0.5, default_messages_per_second: 80 });
  expect((await set(null)).status).toBe(204);
  expect(await listed()).toMatchObject({ messages_per_second: null });
  const entries = world.db
    .selectFrom("audit_log")
    .select(["before", "after"])
    .where("action", "=", "number.throughput")
    .orderBy("id");
  expect(await entries.execute()).toEqual([
    { before: { messages_per_second: null }, after: { messages_per_second: 0.5 } },
    { before: { messages_per_second: 0.5 }, after: { messages_per_second: null } },
  ]);
});

test.each([0, -1, 0.04, 1_001, "80", undefined])("%s is refused", async (value) => {
  expect(await set(value)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
});

test("only admins set it, and only of a number that is there", async () => {
  expect((await set(1, "agent")).status).toBe(403);
  expect((await set(1, "admin", 9_999)).status).toBe(404);
});

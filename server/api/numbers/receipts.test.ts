// Receipts: what customers see of a colleague who reads and writes, as each number is set.
import { beforeEach, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { metaChannel, twilioChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation } from "../../../test/support/record.ts";
import { until } from "../../../test/support/until.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
beforeEach(async () => {
  await wipe(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
});

const numbers = async () =>
  (await world.call("viewer", { method: "GET", url: "/api/numbers" })).json.numbers as {
    id: number;
    provider: string;
    receipts: string;
  }[];
const numberAt = async (provider: string) => (await numbers()).find((one) => one.provider === provider)!;
const set = async (provider: string, receipts: string) =>
  world.call("admin", {
    method: "PUT",
    url: `/api/numbers/${(await numberAt(provider)).id}/receipts`,
    payload: { receipts },
  });
const post = (role: "agent" | "viewer", id: number, what: "seen" | "writing", payload: object = {}) =>
  world.asPerson(role, { method: "POST", url: `/api/inbox/conversations/${id}/${what}`, payload });
const providerIdOf = async (id: number) =>
  (await world.db.selectFrom("messages").select("provider_id").where("id", "=", id).executeTakeFirstOrThrow())
    .provider_id;

test("is off at first; Twilio has no receipt without typing; the audit log has who set it", async () => {
  expect((await numbers()).map(({ receipts }) => receipts)).toEqual(["off", "off"]);
  expect(await set("twilio", "read")).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  expect(await set("twilio", "typing")).toMatchObject({ status: 200, json: { receipts: "typing" } });
  expect((await numberAt("twilio")).receipts).toBe("typing");
  const entry = world.db.selectFrom("audit_log").select(["before", "after"]).where("action", "=", "number.receipts");
  expect(await entry.execute()).toEqual([{ before: { receipts: "off" }, after: { receipts: "typing" } }]);
  const missing = { method: "PUT" as const, url: "/api/numbers/9999/receipts", payload: { receipts: "off" } };
  expect(await world.call("admin", missing)).toMatchObject({ status: 404 });
});

test("reading and writing are shown as the number is set, each not again and again, and not for a viewer", async () => {
  const { conversationId: id, messageId } = await openConversation(world.db);
  const providerId = await providerIdOf(messageId);
  const seen = (role: "agent" | "viewer" = "agent") => post(role, id, "seen", { message_id: messageId });
  expect((await seen()).status).toBe(204);
  expect((await post("agent", id, "writing")).status).toBe(204);
  await set("meta", "read");
  await seen("viewer");
  await seen();
  await until("a receipt", () => world.meta.shown.length > 0);
  await post("agent", id, "writing");
  await set("meta", "typing");
  await post("agent", id, "writing");
  await until("a receipt", () => world.meta.shown.length > 1);
  await post("agent", id, "writing");
  world.clock.advance(20_000);
  await post("agent", id, "writing");
  await until("a receipt", () => world.meta.shown.length > 2);
  expect(world.meta.shown).toEqual([
    { providerId, typing: false },
    { providerId, typing: true },
    { providerId, typing: true },
  ]);
});

test("a message of more than 30 days ago takes no receipt", async () => {
  const { conversationId: old, messageId: first } = await openConversation(world.db);
  const longAgo = new Date(world.clock().getTime() - 31 * 86_400_000);
  await world.db.updateTable("messages").set({ sent_at: longAgo }).where("id", "=", first).execute();
  await set("meta", "typing");
  await post("agent", old, "writing");
  const { conversationId: fresh, messageId } = await openConversation(world.db, { from: "15550100002" });
  await post("agent", fresh, "writing");
  await until("a receipt", () => world.meta.shown.length > 0);
  expect(world.meta.shown).toEqual([{ providerId: await providerIdOf(messageId), typing: true }]);
});

// What reaches a number before anything was said to it: who it is, each of our numbers, and whether the window is open there.
import { beforeEach, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { metaChannel, twilioChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation } from "../../../test/support/record.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
beforeEach(async () => {
  await wipe(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
});

const ask = (to: string) =>
  world.asPerson("agent", { method: "GET", url: `/api/inbox/recipient?to=${encodeURIComponent(to)}` });

test("nobody yet: every number of ours, the preferred one first, and templates only", async () => {
  const { status, json } = await ask("+1 (555) 020-0999");
  expect(status).toBe(200);
  expect(json).toMatchObject({ to: "15550200999", contact: null });
  expect(json.ways.map((way: { channel: { provider: string } }) => way.channel.provider)).toEqual(["meta", "twilio"]);
  for (const way of json.ways)
    expect(way).toMatchObject({ conversation_id: null, window: { open: false, certain: true, closes_at: null } });
  // Looking changes nothing: no contact was made.
  expect(await world.db.selectFrom("contacts").selectAll().execute()).toEqual([]);
});

test("somebody who wrote is known, and the number to which they wrote comes first", async () => {
  const { conversationId } = await openConversation(world.db, {
    channel: twilioChannel,
    from: "15550200105",
    sentAt: world.clock(),
  });
  const { json } = await ask("+15550200105");
  expect(json.contact).toMatchObject({ name: "Ana" });
  expect(json.ways).toMatchObject([
    { channel: { provider: "twilio" }, conversation_id: conversationId, window: { open: true, certain: true } },
    { channel: { provider: "meta" }, conversation_id: null, window: { open: false } },
  ]);
  world.clock.advance(25 * 3_600_000);
  const later = await ask("15550200105");
  expect(later.json.ways[0]).toMatchObject({ channel: { provider: "twilio" }, window: { open: false } });
  expect(later.json.ways[0].window.closes_at).not.toBeNull();
});

test("what is no number is refused with what to do", async () => {
  expect(await ask("call me")).toMatchObject({ status: 400, json: { code: "BAD_RECIPIENT" } });
});

// The list of calls over HTTP.
import { expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { at, makeCall, makeInboundMessage, noon } from "../../../test/support/build.ts";
import { record } from "../../../test/support/record.ts";

const world = useApp();
const get = (query = "") => world.call("viewer", { method: "GET", url: `/api/calls${query}` });

test("lists calls, newest first, by state, direction and conversation, in pages", async () => {
  const call = (providerId: string, from: string, given: object) =>
    record(world.db, [
      makeInboundMessage({ providerId, from, type: "call", text: null }),
      makeCall({ providerId, ...given }),
    ]);
  const { messages } = await call("wacid.A", "15550100001", { at: noon });
  await call("wacid.A", "15550100001", { step: "terminate", at: at(20), endedAt: at(20) });
  await call("wacid.B", "15550100002", { at: at(60) });
  const missed = {
    ...{ id: expect.any(Number), provider_call_id: "wacid.A", direction: "in", state: "missed" },
    channel: { id: messages[0]!.channelId, provider: "meta", number: expect.any(String) },
    conversation_id: messages[0]!.conversationId,
    message_id: messages[0]!.id,
    contact: { name: "Ana", phone: "15550100001" },
    ...{
      began_at: noon.toISOString(),
      answered_at: null,
      ended_at: at(20).toISOString(),
      duration_seconds: null,
      taken_by: null,
      error: null,
    },
  };
  const rang = expect.objectContaining({ provider_call_id: "wacid.B", state: "rang" });
  expect((await get()).json).toEqual({ calls: [rang, missed], next_cursor: null });
  expect((await get("?state=missed")).json.calls).toEqual([missed]);
  expect((await get(`?conversation=${messages[0]!.conversationId}`)).json.calls).toEqual([missed]);
  expect((await get("?direction=out")).json.calls).toEqual([]);
  const first = await get("?limit=1");
  expect(first.json.calls).toEqual([rang]);
  expect((await get(`?limit=1&cursor=${first.json.next_cursor}`)).json.calls).toEqual([missed]);
  expect((await get("?state=lost")).status).toBe(400);
});

// Taking, refusing, ending and making calls over HTTP.
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import {
  at,
  makeCall,
  makeInboundMessage,
  metaChannel,
  next,
  noon,
  twilioChannel,
} from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, record } from "../../../test/support/record.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
beforeEach(async () => {
  await wipe(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
  await sql`update channels set call_policy = 'ring_desk'`.execute(world.db);
});

const sdp = "v=0\r\nm=audio 9\r\n";
const ask = (method: "GET" | "POST", url: string, payload?: object, role: "agent" | "admin" = "agent") =>
  world.asPerson(role, { method, url: `/api${url}`, ...(payload ? { payload } : {}) });
const current = async (role?: "agent" | "admin") => (await ask("GET", "/calls/current", undefined, role)).json.calls;

/** A customer who calls; returns the provider's id of the call. */
async function ring(from = `1555${String(next()).padStart(7, "0")}`) {
  const providerId = `wacid.${next()}`;
  const message = makeInboundMessage({ from, providerId, type: "call", text: null });
  await record(world.db, [message, makeCall({ providerId, sdp: "v=0 offer" })]);
  const id = (await current()).at(-1).id as number;
  return { id, providerId, from };
}

test("a call rings at the Desk with the customer's session description, until the provider would end it", async () => {
  const { id } = await ring();
  expect(await current()).toMatchObject([
    { id, direction: "in", state: "rang", remote_sdp: "v=0 offer", is_mine: false },
  ]);
  world.clock.advance(61_000);
  expect(await current()).toEqual([]);
});

test("the first to take a call has it: it is accepted once with the browser's description, and rings nobody else", async () => {
  const { id, providerId } = await ring();
  const answers = await Promise.all([
    ask("POST", `/calls/${id}/answer`, { sdp }),
    ask("POST", `/calls/${id}/answer`, { sdp }, "admin"),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const [won, lost] = answers[0]!.status === 200 ? answers : [answers[1]!, answers[0]!];
  const { id: holder, name } = won!.json.taken_by;
  expect(won!.json).toMatchObject({ id, state: "answered" });
  expect(lost!.json).toMatchObject({ code: "CALL_TAKEN", detail: `${name} has taken the call.` });
  expect(world.calls.asked).toEqual([
    { callId: providerId, action: "pre_accept", sdp },
    { callId: providerId, action: "accept", sdp },
  ]);
  const agent = await world.person("agent");
  const [mine, theirs] = holder === agent.id ? (["agent", "admin"] as const) : (["admin", "agent"] as const);
  expect(await current(mine)).toMatchObject([{ id, is_mine: true }]);
  expect(await current(theirs)).toEqual([]);
});

test("a call that the provider does not connect rings again, and says why", async () => {
  const { id } = await ring();
  world.calls.fault = { fault: "Meta refuses (error 138004): Connection error.", code: 138004 };
  const answer = await ask("POST", `/calls/${id}/answer`, { sdp });
  expect(answer).toMatchObject({ status: 409, json: { code: "CALL_REFUSED", detail: world.calls.fault.fault } });
  expect(await current()).toMatchObject([{ id, is_mine: false, state: "rang", taken_by: null }]);
});

test("a refused call rings nobody; the thread's call says who refused it", async () => {
  const { id, providerId } = await ring();
  const { name } = await world.person("agent");
  expect((await ask("POST", `/calls/${id}/reject`)).json).toMatchObject({ state: "rejected", taken_by: { name } });
  expect(world.calls.asked).toEqual([{ callId: providerId, action: "reject" }]);
  expect(await current("admin")).toEqual([]);
  expect((await ask("POST", `/calls/${id}/answer`, { sdp }, "admin")).json).toMatchObject({
    code: "CALL_TAKEN",
    detail: `${name} has refused the call.`,
  });
});

test("only who has a call ends it; one that is over stays as it is", async () => {
  const { id, providerId } = await ring();
  expect((await ask("POST", `/calls/${id}/hang-up`)).json).toMatchObject({ code: "CALL_OVER" });
  await ask("POST", `/calls/${id}/answer`, { sdp });
  expect((await ask("POST", `/calls/${id}/hang-up`, undefined, "admin")).json).toMatchObject({ code: "CALL_TAKEN" });
  expect((await ask("POST", `/calls/${id}/hang-up`)).status).toBe(200);
  expect(world.calls.asked.at(-1)).toEqual({ callId: providerId, action: "terminate" });
  const over = { step: "terminate", at: at(30), endedAt: at(30), answeredAt: noon, durationSeconds: 30 } as const;
  await record(world.db, [makeCall({ providerId, ...over })]);
  expect(await current()).toEqual([]);
  world.calls.asked = [];
  expect((await ask("POST", `/calls/${id}/hang-up`)).json).toMatchObject({ state: "answered", duration_seconds: 30 });
  expect(world.calls.asked).toEqual([]);
  expect((await ask("POST", `/calls/${id}/answer`, { sdp }, "admin")).json).toMatchObject({ code: "CALL_OVER" });
});

test("calls a customer who allows it; the customer's description comes by webhook, and the call is kept as who made it", async () => {
  const { conversationId } = await openConversation(world.db, { from: "15550107001" });
  const permission = `/inbox/conversations/${conversationId}/call-permission`;
  expect((await ask("GET", permission)).json).toMatchObject({ may_call: true, may_ask: false, until: null });
  const placed = await ask("POST", `/inbox/conversations/${conversationId}/call`, { sdp });
  expect(placed).toMatchObject({ status: 201, json: { direction: "out", state: "rang" } });
  const { id, provider_call_id: providerId } = placed.json;
  expect(await current()).toMatchObject([{ id, is_mine: true, remote_sdp: null }]);
  expect(await current("admin")).toEqual([]);
  const answered = { direction: "out", answeredAt: at(5), sdp: "v=0 answer" } as const;
  await record(world.db, [makeCall({ providerId, ...answered })]);
  expect(await current()).toMatchObject([{ id, is_mine: true, remote_sdp: "v=0 answer" }]);
});

test("a customer who has not allowed it is not called", async () => {
  const { conversationId } = await openConversation(world.db, { from: "15550107002" });
  world.calls.allowed = { ...world.calls.allowed, mayCall: false, mayAsk: true };
  const placed = await ask("POST", `/inbox/conversations/${conversationId}/call`, { sdp });
  expect(placed).toMatchObject({ status: 409, json: { code: "CALL_NOT_ALLOWED" } });
  world.calls.allowed = { ...world.calls.allowed, mayCall: true };
  expect((await ask("POST", `/inbox/conversations/${conversationId}/call`, { sdp: "hello" })).status).toBe(400);
  expect((await ask("POST", "/inbox/conversations/999999/call", { sdp })).status).toBe(404);
});

test("a conversation on Twilio says where its calls are", async () => {
  const { conversationId } = await openConversation(world.db, { from: "15550107003", channel: twilioChannel });
  const answer = await ask("GET", `/inbox/conversations/${conversationId}/call-permission`);
  expect(answer.json).toMatchObject({
    code: "CHANNEL_NOT_CONFIGURED",
    detail: expect.stringContaining("voice application"),
  });
});

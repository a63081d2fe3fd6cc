// The calling routes of the fake Graph API: which actions it takes and refuses, and with which error.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Json, type Rig, startRig } from "../test-bellhop.ts";

const ANA = "15550100001";
let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
  rig.sim.phone(ANA, { name: "Ana" });
});
afterEach(() => rig.close());

const sdp = [
  ...["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "m=audio 9 UDP/TLS/RTP/SAVPF 111"],
  ...["a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuv", "a=fingerprint:sha-256 AA:BB", "a=setup:active", ""],
].join("\r\n");
const post = async (body: object) => {
  const response = await rig.graph({ messaging_product: "whatsapp", ...body }, "800000000000001/calls");
  const json = (await response.json()) as Json;
  return json.error?.code ?? json;
};
const session = (sdp_type: "offer" | "answer", text = sdp) => ({ session: { sdp_type, sdp: text } });
const state = (id: string) => rig.sim.transcript(ANA).find((one) => one.id === id)?.content;
const allow = () => rig.sim.sendKind(ANA, "call_allowed");
const done = { messaging_product: "whatsapp", success: true };

test("a call of a customer is taken with the same description in both steps, and ended once", async () => {
  const { id: call_id } = await rig.sim.call(ANA);
  expect(await post({ call_id, action: "pre_accept", ...session("answer") })).toEqual(done);
  const other = sdp.replace("abcd", "efgh");
  expect(await post({ call_id, action: "accept", ...session("answer", other) })).toBe(131009);
  expect(await post({ call_id, action: "accept", ...session("answer") })).toEqual(done);
  expect(await post({ call_id, action: "accept", ...session("answer") })).toBe(138003);
  expect(await post({ call_id, action: "reject" })).toBe(138004);
  expect(await post({ call_id, action: "terminate" })).toEqual(done);
  expect(await post({ call_id, action: "terminate" })).toBe(138004);
});

test("a call that rings is refused", async () => {
  const { id: call_id } = await rig.sim.call(ANA);
  expect(await post({ call_id, action: "reject" })).toEqual(done);
  expect(state(call_id)).toMatchObject({ text: "Call, refused" });
});

test("a customer is called who has allowed it, and has no call", async () => {
  const connect = { to: `+${ANA}`, action: "connect", ...session("offer") };
  expect(await post(connect)).toBe(138006);
  await allow();
  const { calls } = await post(connect);
  expect(calls).toEqual([{ id: expect.stringMatching(/^wacid\./) }]);
  expect(await post(connect)).toBe(138003);
  expect(await post({ call_id: calls[0].id, action: "accept", ...session("answer") })).toBe(138004);
  await rig.sim.answer(ANA, calls[0].id, sdp);
  expect(rig.hooks.map(({ body }) => JSON.parse(body).entry[0].changes[0].value)).toContainEqual(
    expect.objectContaining({ calls: [expect.objectContaining({ id: calls[0].id, event: "connect" })] }),
  );
});

test.each<[string, object, number]>([
  ["no action", {}, 131008],
  ["an unknown action", { call_id: "wacid.x", action: "hold" }, 138004],
  ["no call", { action: "accept", ...session("answer") }, 131008],
  ["an unknown call", { call_id: "wacid.x", action: "terminate" }, 138004],
  ["an unknown key", { call_id: "wacid.x", action: "terminate", callback: 1 }, 100],
  [
    "data of 513 characters",
    { call_id: "wacid.x", action: "terminate", biz_opaque_callback_data: "x".repeat(513) },
    131009,
  ],
  ["nobody to call", { action: "connect", ...session("offer") }, 131008],
  ["an answer as offer", { to: ANA, action: "connect", ...session("answer") }, 131009],
  ["a description without sound", { to: ANA, action: "connect", ...session("offer", "v=0\r\n") }, 138004],
])("%s is refused", async (_, body, code) => {
  await allow();
  expect(await post(body)).toBe(code);
});

test("nothing is done where calling is off, or calls go to a SIP server", async () => {
  const { id: call_id } = await rig.sim.call(ANA);
  rig.sim.callSettings.change({ calling: { sip: { status: "ENABLED" } } });
  expect(await post({ call_id, action: "reject" })).toBe(131055);
  rig.sim.callSettings.change({ calling: { sip: { status: "DISABLED" }, status: "DISABLED" } });
  expect(await post({ call_id, action: "reject" })).toBe(138000);
});

test("permission: a request a day and two a week, and an answer counts anew", async () => {
  const ask = async () =>
    (await (
      await rig.graph({
        ...{ messaging_product: "whatsapp", to: ANA, type: "interactive" },
        interactive: {
          ...{ type: "call_permission_request", body: { text: "May we call?" } },
          action: { name: "call_permission_request" },
        },
      })
    ).json()) as Json;
  const told = async () => {
    const headers = { authorization: "Bearer token" };
    const url = `${rig.url}/graph/v25.0/800000000000001/call_permissions?user_wa_id=${ANA}`;
    const { permission, actions } = (await (await fetch(url, { headers })).json()) as Json;
    return { ...permission, may: actions.map((one: Json) => one.can_perform_action) };
  };
  await rig.sim.write(ANA, "hello");
  expect(await told()).toEqual({ status: "no_permission", may: [true, false] });
  expect((await ask()).messages).toHaveLength(1);
  expect((await ask()).error.code).toBe(138009);
  expect(await told()).toEqual({ status: "no_permission", may: [false, false] });
  await allow();
  expect(await told()).toMatchObject({ status: "temporary", expiration_time: expect.any(Number), may: [false, true] });
});

// Calls through Meta's API against the simulator: what the adapter sends is taken, and what comes back is read.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CallProvider } from "../../server/contract/ports.ts";
import { createMetaCalls } from "../../server/edge/meta/call-provider.ts";
import { metaChannel } from "../support/build.ts";
import { openSimulatedProviders, type SimulatedProviders } from "../support/simulated-providers.ts";

let providers: SimulatedProviders;
let meta: CallProvider & { close(): Promise<void> };
const number = metaChannel.externalId;
const rights = ["whatsapp_business_management", "whatsapp_business_messaging"];
/** Ana's phone in this test: permissions and calls are each person's. */
let ana = "";
let people = 0;
const to = () => ({ kind: "wa_id" as const, value: ana });

beforeAll(async () => {
  providers = await openSimulatedProviders("key");
  const { env } = providers;
  meta = createMetaCalls({
    ...{ baseUrl: env.GRAPH_API_URL!, version: "v25.0", accessToken: env.WHATSAPP_ACCESS_TOKEN!, timeoutMs: 5_000 },
  });
});
beforeEach(() => {
  people += 1;
  ana = `1555010${1000 + people}`;
  providers.sim.phone(ana, { name: "Ana" });
  providers.sim.account.change({ messaging_limit: "TIER_2K", scopes: rights });
  providers.sim.callSettings.change({
    calling: {
      ...{ status: "ENABLED", call_icon_visibility: "DEFAULT", callback_permission_status: "DISABLED" },
      sip: { status: "DISABLED" },
    },
  });
});
afterAll(async () => {
  await meta.close();
  await providers.close();
});

const sdp = [
  ...["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "m=audio 9 UDP/TLS/RTP/SAVPF 111"],
  ...["a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuv", "a=fingerprint:sha-256 AA:BB", "a=setup:active", ""],
].join("\r\n");
const said = (id: string) => providers.sim.transcript(ana).find((one) => one.id === id)?.content;

test("a customer's call is taken and ended", async () => {
  const { id } = await providers.sim.call(ana);
  expect(await meta.act(number, id, { action: "pre_accept", sdp })).toBe("done");
  expect(await meta.act(number, id, { action: "accept", sdp })).toBe("done");
  expect(await meta.act(number, id, { action: "terminate" })).toBe("done");
  expect(said(id)).toMatchObject({ text: expect.stringMatching(/^Call, \d+ s$/) });
});

test("a call that rings is refused; one that is over says so", async () => {
  const { id } = await providers.sim.call(ana);
  expect(await meta.act(number, id, { action: "reject" })).toBe("done");
  expect(said(id)).toMatchObject({ text: "Call, refused" });
  expect(await meta.act(number, id, { action: "reject" })).toEqual({
    code: 138004,
    fault: expect.stringContaining("is over"),
  });
});

test("a customer is called once they have allowed it", async () => {
  expect(await meta.permission(number, to())).toEqual({
    ...{ mayCall: false, mayAsk: true, isPermanent: false, until: null, mayAskAt: null },
  });
  expect(await meta.call(number, to(), sdp)).toEqual({
    code: 138006,
    fault: expect.stringContaining("Ask for it in the conversation"),
  });
  await providers.sim.sendKind(ana, "call_allowed");
  const allowed = await meta.permission(number, to());
  expect(allowed).toMatchObject({ mayCall: true, until: expect.any(Date) });
  expect(await meta.call(number, to(), sdp)).toEqual({ callId: expect.stringMatching(/^wacid\./) });
});

test("settings are read as they were written", async () => {
  const hours = {
    ...{ enabled: true, timeZone: "Europe/Berlin" },
    week: [
      { day: "monday" as const, opens: "09:00", closes: "12:30" },
      { day: "monday" as const, opens: "13:00", closes: "17:05" },
      { day: "sunday" as const, opens: "00:00", closes: "23:59" },
    ],
    holidays: [{ date: "2026-12-25", from: "00:00", to: "23:59" }],
  };
  expect(await meta.settings(number)).toMatchObject({ enabled: true, buttonShown: true, hours: null });
  expect(await meta.changeSettings(number, { buttonShown: false, callbackPermission: true, hours })).toBe("done");
  expect(await meta.settings(number)).toEqual({
    ...{ enabled: true, buttonShown: false, callbackPermission: true, hours },
    ...{ countries: [], usesSip: false, restrictions: [] },
  });
  expect(await meta.changeSettings(number, { hours: { ...hours, enabled: false, holidays: [] } })).toBe("done");
  expect(await meta.settings(number)).toMatchObject({ hours: { enabled: false, holidays: [], week: hours.week } });
});

test("what Meta refuses of the settings is told with what to do", async () => {
  await meta.changeSettings(number, { enabled: false });
  providers.sim.account.change({ messaging_limit: "TIER_250" });
  expect(await meta.changeSettings(number, { enabled: true })).toEqual({
    code: 138015,
    fault: expect.stringMatching(/2,000 customers a day.*try again/s),
  });
  providers.sim.account.change({ scopes: [] });
  expect(await meta.settings(number)).toEqual({ code: 200, fault: expect.stringContaining("permission") });
});

test("a provider that does not answer is a fault without a number", async () => {
  const gone = createMetaCalls({ baseUrl: "http://127.0.0.1:9", version: "v25.0", accessToken: "x", timeoutMs: 2_000 });
  expect(await gone.settings(number)).toEqual({ code: null, fault: expect.stringContaining("could not be reached") });
  await gone.close();
});

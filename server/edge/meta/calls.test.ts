import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../contract/inbound.ts";
import { AT, BUSINESS, CHANNEL, CONTACT, expected, METADATA, NOBODY, read } from "./webhook.fixture.ts";

const call = {
  id: "wacid.T1",
  from: "15550100001",
  to: BUSINESS,
  event: "connect",
  timestamp: "1767225600",
  direction: "USER_INITIATED",
};

const step = (given: object) => ({
  kind: "call",
  channel: CHANNEL,
  providerId: "wacid.T1",
  direction: "in",
  step: "connect",
  at: AT,
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
  sdp: null,
  failed: false,
  error: null,
  ...given,
});

test("the session description of who rings, and of who takes our call", () => {
  const session = { sdp_type: "offer", sdp: "v=0\r\n" };
  expect(read({ calls: [{ ...call, session }] }, "calls")[1]).toEqual(step({ sdp: "v=0\r\n" }));
  const ended = { ...call, session, event: "terminate", status: "FAILED" };
  expect(read({ calls: [ended] }, "calls")[1]).toMatchObject({ sdp: null });
});

test("a customer who rings is a message and a step of the call", () => {
  expect(read({ calls: [call] }, "calls")).toEqual([
    {
      ...expected({
        type: "call",
        providerId: "wacid.T1",
        senderName: null,
        content: { direction: "USER_INITIATED" },
      }),
      sender: { ...NOBODY, waId: "15550100001" },
      raw: { message: call, contact: null, metadata: METADATA },
    },
    step({}),
  ]);
});

test("a caller without a number is known by the user id, and by the only contact", () => {
  const { from: _, ...hidden } = call;
  expect(read({ calls: [{ ...hidden, from_user_id: "US.1" }] }, "calls")).toMatchObject([
    { kind: "message", sender: { waId: null, bsuid: "US.1" } },
    step({}),
  ]);
  expect(read({ contacts: [CONTACT], calls: [hidden] }, "calls")).toMatchObject([
    { kind: "message", sender: { waId: "15550100001" }, senderName: "Ana Prueba" },
    step({}),
  ]);
});

const end = new Date("2026-01-01T00:00:30Z");
const error = { code: 138021, title: "No media", message: "No media" };

describe("its end", () => {
  test.each<[string, JsonObject, object]>([
    [
      "picked up",
      { status: "COMPLETED", start_time: "1767225610", end_time: "1767225630", duration: 20 },
      { answeredAt: new Date("2026-01-01T00:00:10Z"), endedAt: end, durationSeconds: 20 },
    ],
    [
      "picked up, without a start",
      { status: "completed", end_time: 1767225630, duration: "20" },
      { answeredAt: new Date("2026-01-01T00:00:10Z"), endedAt: end, durationSeconds: 20 },
    ],
    ["nobody took it", { status: "Failed" }, { endedAt: end, failed: true }],
    ["nothing is said", {}, { endedAt: end }],
    ["nonsense", { duration: -1, end_time: "soon", status: 7 }, { endedAt: end }],
  ])("%s", (_, more, told) => {
    const ended = { ...call, event: "Terminate", timestamp: "1767225630", ...more };
    expect(read({ calls: [ended] }, "calls")).toMatchObject([
      { kind: "message", providerId: "wacid.T1", type: "call" },
      step({ step: "terminate", at: end, ...told }),
      { kind: "notice", topic: "calls" },
    ]);
  });

  test("with the error beside it", () => {
    const ended = { ...call, event: "terminate", status: "FAILED" };
    expect(read({ calls: [ended], errors: [error] }, "calls")[1]).toMatchObject({
      ...step({ step: "terminate", endedAt: AT, failed: true }),
      error: { code: 138021, title: "No media" },
    });
  });
});

test("our own call is an outgoing message to whom we called", () => {
  const own = { ...call, from: BUSINESS, to: "15550100001", direction: "BUSINESS_INITIATED" };
  expect(read({ calls: [own] }, "calls")).toMatchObject([
    { kind: "message", echo: true, sender: { waId: "15550100001" } },
    step({ direction: "out" }),
    { kind: "notice", topic: "calls" },
  ]);
});

test.each([
  ["RINGING", "ringing", null],
  ["accepted", "accepted", AT],
  ["Rejected", "rejected", null],
])("the status %s", (word, name, answeredAt) => {
  const status = { id: "wacid.T1", type: "call", status: word, timestamp: "1767225600" };
  expect(read({ statuses: [status] }, "calls")).toMatchObject([
    step({ direction: "out", step: name, answeredAt }),
    { kind: "notice", topic: "calls" },
  ]);
});

test.each<[string, JsonObject]>([
  ["a call without id", { calls: [{ ...call, id: null }] }],
  ["another event", { calls: [{ ...call, event: "call_recording_available" }] }],
  ["an unknown direction", { calls: [{ ...call, direction: "SIDEWAYS" }] }],
  ["an unknown status", { statuses: [{ id: "wacid.T1", type: "call", status: "HUM", timestamp: "1767225600" }] }],
])("%s is a notice", (_, value) => {
  expect(read(value, "calls")).toMatchObject([{ kind: "notice", topic: "calls", channel: CHANNEL, at: AT }]);
});

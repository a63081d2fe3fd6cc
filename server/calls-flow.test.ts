// What follows by itself from calls that webhooks tell, in the whole flow: the policy of the number, and who waits for people.
import { afterEach, expect, test } from "vitest";
import { makeCall, makeInboundMessage, makeKeys, wordsOf } from "../test/support/build.ts";
import { useFlow } from "../test/support/flow.ts";
import { CALL_BACK, type CallPolicy } from "./contract/calls.ts";

const world = useFlow();
const customer = makeKeys({ waId: "15550100001" });
/** What a webhook says when a customer calls: who, and that it rings. */
const ring = (providerId: string) => [
  makeInboundMessage({ type: "call", text: null, sender: customer, providerId }),
  makeCall({ providerId }),
];
const policy = async (call_policy: CallPolicy, call_reply: string | null = null) => {
  await world.receive([makeInboundMessage({ type: "reaction", text: "👋", sender: customer })]);
  await world.settled();
  await world.db.updateTable("channels").set({ call_policy, call_reply }).execute();
};
const conversation = () =>
  world.db.selectFrom("conversations").select(["stage", "waiting_reason"]).executeTakeFirstOrThrow();

afterEach(() => world.db.updateTable("channels").set({ call_policy: "ring_desk", call_reply: null }).execute());

test("a number that takes no calls refuses them and answers with a button, once", async () => {
  await policy("reject", "We do not take calls. Our phone: 555 0100.");
  await world.receive(ring("wacid.1"), ring("wacid.1"));
  await world.settled();
  expect(world.calls.asked).toEqual([{ callId: "wacid.1", action: "reject" }]);
  expect(world.meta.sent.map(({ draft }) => draft)).toEqual([
    {
      type: "buttons",
      text: "We do not take calls. Our phone: 555 0100.",
      buttons: [{ id: CALL_BACK, title: "Call me back" }],
    },
  ]);
});

test("a number that hides the button refuses who calls by a link all the same", async () => {
  await policy("hide");
  await world.receive(ring("wacid.7"));
  await world.settled();
  expect(world.calls.asked).toEqual([{ callId: "wacid.7", action: "reject" }]);
  expect(world.meta.sent.map(wordsOf)).toEqual([expect.stringContaining("We can't take voice calls")]);
});

test("whoever calls again at once is refused again and not answered again", async () => {
  await policy("reject");
  await world.receive(ring("wacid.8"));
  await world.settled();
  await world.receive(ring("wacid.9"));
  await world.settled();
  world.clock.advance(11 * 60_000);
  await world.receive(ring("wacid.10"));
  await world.settled();
  expect([world.calls.asked.length, world.meta.sent.length]).toEqual([3, 2]);
});

test("a missed call is answered where the number has a reply", async () => {
  await policy("ring_desk", "Sorry, we are all on the phone.");
  await world.receive(ring("wacid.11"));
  await world.settled();
  expect(world.meta.sent).toEqual([]);
  await world.receive([makeCall({ providerId: "wacid.11", step: "terminate" })]);
  await world.settled();
  expect(world.meta.sent.map(wordsOf)).toEqual([expect.stringContaining("Sorry, we are all on the phone.")]);
  expect(await conversation()).toEqual({ stage: "waiting", waiting_reason: "missed_call" });
});

test.each([
  ["ring_desk", null, "you can call us there"],
  ["ring_out", null, "We can't take voice calls"],
  ["reject", "Ring 555 0100.", "Ring 555 0100."],
] as const)(
  "asked for a call, the bot says what the policy %s is, and lets one ask to be called back",
  async (name, reply, said) => {
    await policy(name, reply);
    await world.receive([makeInboundMessage({ text: "can you call me?", sender: customer })]);
    await world.settled();
    expect(world.meta.sent[0]?.draft).toMatchObject({
      type: "buttons",
      text: expect.stringContaining(said),
      buttons: [{ id: CALL_BACK }],
    });
  },
);

test("whoever taps the button waits for people, and the bot says nothing", async () => {
  await policy("reject");
  await world.receive(ring("wacid.2"));
  await world.settled();
  await world.receive([
    makeInboundMessage({ type: "interactive", text: "Call me back", payload: CALL_BACK, sender: customer }),
  ]);
  await world.settled();
  expect(world.meta.sent).toHaveLength(1);
  expect(await conversation()).toEqual({ stage: "waiting", waiting_reason: "call_back" });
});

test.each(["ring_desk", "ring_out"] as const)(
  "with the policy %s a call rings until it ends, and is missed",
  async (name) => {
    await policy(name);
    await world.receive(ring("wacid.3"));
    await world.settled();
    expect([world.calls.asked, world.meta.sent]).toEqual([[], []]);
    await world.receive([makeCall({ providerId: "wacid.3", step: "terminate" })]);
    await world.settled();
    expect(await conversation()).toEqual({ stage: "waiting", waiting_reason: "missed_call" });
    expect(world.meta.sent).toEqual([]);
  },
);

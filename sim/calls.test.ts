// A phone's calls as Bellhop hears of them.
import { afterEach, expect, test } from "vitest";
import { type Json, type Rig, startRig } from "./test-bellhop.ts";

const ANA = "15550100001";
let rig: Rig;
afterEach(() => rig.close());

const told = () =>
  rig.hooks
    .map((hook) => JSON.parse(hook.body).entry[0].changes[0])
    .map(({ field, value }: Json) => ({ field, call: value.calls[0] }));
const post = (action: string, body: object = {}) =>
  fetch(`${rig.url}/api/phones/${ANA}/${action}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

test("a call that nobody takes rings and ends without a duration", async () => {
  rig = await startRig({ clock: () => 1_767_225_600_000 });
  const { id } = await rig.sim.call(ANA);
  await rig.sim.hangUp(ANA, id);
  const both = { id, from: ANA, to: "15550100000", direction: "USER_INITIATED", timestamp: "1767225600" };
  expect(told()).toEqual([
    { field: "calls", call: expect.objectContaining({ ...both, event: "connect", session: expect.anything() }) },
    { field: "calls", call: expect.objectContaining({ ...both, event: "terminate", status: "FAILED" }) },
  ]);
  expect(told()[1]?.call).not.toHaveProperty("duration");
  expect(told()[1]?.call).not.toHaveProperty("start_time");
  await expect(rig.sim.hangUp(ANA, id)).rejects.toThrow("has no call");
});

test("a call that somebody takes tells how long; over HTTP as well", async () => {
  rig = await startRig({ clock: () => 1_767_225_600_000 });
  const { id } = (await (await post("call")).json()) as Json;
  expect((await post("hang-up", { callId: id, spoke: "long" })).status).toBe(400);
  expect((await post("hang-up", { callId: id, spoke: 20 })).status).toBe(200);
  expect(told().at(-1)?.call).toMatchObject({
    ...{ event: "terminate", status: "COMPLETED", duration: 20 },
    ...{ start_time: "1767225580", end_time: "1767225600" },
  });
});

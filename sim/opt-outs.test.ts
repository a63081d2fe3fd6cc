// What the simulated providers say and refuse when a person wants no marketing.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Json, type Rig, startRig } from "./test-bellhop.ts";

const ANA = "15550100001";
let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ clock: () => 1_767_225_600_000 });
});
afterEach(() => rig.close());

const template = (name: string, texts: string[]) => ({
  ...{ messaging_product: "whatsapp", to: ANA, type: "template" },
  template: {
    ...{ name, language: { code: "en_US" } },
    components: [{ type: "body", parameters: texts.map((text) => ({ type: "text", text })) }],
  },
});
const statuses = () =>
  rig.hooks
    .map(({ body }) => JSON.parse(body).entry[0].changes[0].value.statuses?.[0] as Json)
    .filter((one) => one?.status === "failed");

test("Meta tells what a person chose, with the time as a number, and fails marketing alone", async () => {
  await rig.sim.setMarketing(ANA, "stop");
  const [change] = JSON.parse(rig.hooks[0]!.body).entry[0].changes;
  expect(change).toMatchObject({
    field: "user_preferences",
    value: {
      contacts: [{ wa_id: ANA }],
      user_preferences: [{ wa_id: ANA, category: "marketing_messages", value: "stop", timestamp: 1767225600 }],
    },
  });
  await rig.graph(template("weekend_offer", ["Ana"]));
  await rig.graph(template("booking_reminder", ["A", "noon"]));
  await rig.sim.idle();
  expect(statuses()).toMatchObject([{ errors: [{ code: 131050 }] }]);

  await rig.sim.setMarketing(ANA, "resume");
  await rig.graph(template("weekend_offer", ["Ana"]));
  await rig.sim.idle();
  expect(statuses()).toHaveLength(1);
});

test("Twilio with Advanced Opt-Out answers STOP itself and takes nothing until START", async () => {
  rig.sim.twilioAccount.change({ advanced_opt_out: true });
  const types = () => rig.hooks.map(({ body }) => new URLSearchParams(body).get("OptOutType"));
  const send = async () => {
    const answer = await rig.twilio({ To: `whatsapp:+${ANA}`, Body: "hello" });
    return [answer.status, ((await answer.json()) as Json).code];
  };
  await rig.sim.write(ANA, "Stop", { line: "twilio" });
  expect(types()).toEqual(["STOP"]);
  expect(rig.sim.transcript(ANA, "twilio").at(-1)).toMatchObject({ from: "business" });
  expect(await send()).toEqual([400, 21610]);
  await rig.sim.write(ANA, "hello", { line: "twilio" });
  await rig.sim.write(ANA, "HELP", { line: "twilio" });
  expect(await send()).toEqual([400, 21610]);
  await rig.sim.write(ANA, "start", { line: "twilio" });
  expect(types()).toEqual(["STOP", null, "HELP", "START"]);
  expect((await send())[0]).toBe(201);
});

test("without it Twilio passes STOP on and blocks nobody", async () => {
  await rig.sim.write(ANA, "STOP", { line: "twilio" });
  expect(new URLSearchParams(rig.hooks[0]!.body).get("OptOutType")).toBeNull();
  expect((await rig.twilio({ To: `whatsapp:+${ANA}`, Body: "hello" })).status).toBe(201);
});

// What the simulated Meta tells of payments and of the business's address book.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Json, type Rig, startRig } from "./test-bellhop.ts";

const ANA = "15550100001";
let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ clock: () => 1_767_225_600_000 });
});
afterEach(() => rig.close());

const last = () => JSON.parse(rig.hooks.at(-1)!.body).entry[0].changes[0] as { field: string; value: Json };

test("a payment is reported for the message that asked for it, apart from its delivery", async () => {
  await rig.graph({ messaging_product: "whatsapp", to: ANA, type: "text", text: { body: "210 rupees, please" } });
  await rig.sim.idle();
  const asked = rig.sim.transcript(ANA).at(-1)!;
  await rig.sim.pay(ANA, asked.id, "captured");
  expect(last()).toMatchObject({
    field: "messages",
    value: {
      statuses: [
        {
          ...{ id: asked.id, recipient_id: ANA, type: "payment", status: "captured", timestamp: "1767225600" },
          payment: { amount: { value: 21_000, offset: 100 }, currency: "INR", transaction: { status: "success" } },
        },
      ],
    },
  });
  const own = await rig.sim.write(ANA, "done");
  await expect(rig.sim.pay(ANA, own.id, "captured")).rejects.toThrow("asks for no payment");
});

test("the business's phone saves a name, and removes it without one", async () => {
  await rig.sim.saveName(ANA, "Ana from the harbour");
  expect(last()).toMatchObject({
    field: "smb_app_state_sync",
    value: {
      state_sync: [
        {
          ...{ type: "contact", action: "add", metadata: { timestamp: "1767225600" } },
          contact: { full_name: "Ana from the harbour", first_name: "Ana", phone_number: ANA },
        },
      ],
    },
  });
  await rig.sim.saveName(ANA, null);
  expect(last().value).toMatchObject({ state_sync: [{ action: "remove", contact: { phone_number: ANA } }] });
  expect((last().value.state_sync as Json[])[0]!.contact).not.toHaveProperty("full_name");
});

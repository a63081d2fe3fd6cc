// What the plugin makes of the configuration.
import { expect, test } from "vitest";
import { at } from "../../../test/support/build.ts";
import { createLog } from "../../base/log.ts";
import { textOf, useChat } from "./chat/chat.fixture.ts";
import { parking } from "./plugin.ts";

const chat = useChat();

test.each([
  [0, "$0.00"],
  [2_500, "$25.00"],
])("whoever writes gets the credit that the house set: %i cents", async (welcomeCreditCents, credit) => {
  const { ana, db, written, turnOf, ask } = chat;
  const config = { skills: ["parking"], welcomeCreditCents };
  const skill = parking.create({ db, config, clock: () => at(0), log: createLog("silent") });
  const id = await written(ana.conversations.meta, { text: "balance", seconds: 0 });
  const drafts = await db.transaction().execute(async (tx) => {
    const turn = turnOf(tx, ana, { id, text: "balance" });
    await skill.prepare!([turn]);
    return skill.answer(turn);
  });
  expect(drafts!.map(textOf)).toEqual([`Your balance is *${credit}*.`]);
  // Whoever had theirs gets no other, whatever the house sets later.
  expect(await ask(ana, "balance", { seconds: 1 })).toBe(`Your balance is *${credit}*.`);
});

// The plugin hands the configuration on to the skill.
import { expect, test } from "vitest";
import { at } from "../../../test/support/build.ts";
import { createLog } from "../../base/log.ts";
import * as ledger from "../accounts/ledger.ts";
import { useChat } from "./chat/chat.fixture.ts";
import { parking } from "./plugin.ts";

const chat = useChat();
const { say, written, turnOf, accountOf } = chat;

test.each([0, 2_500])(
  "a driver's welcome credit is the one that the configuration sets: %i cents",
  async (welcomeCreditCents) => {
    const config = { skills: ["parking"], welcomeCreditCents };
    const { ana } = chat;
    const skill = parking.create({ ...{ db: chat.db, config, clock: () => at(0), log: createLog("silent") } });
    const id = await written(ana.conversations.meta, { text: "balance", seconds: 0 });
    await chat.db.transaction().execute(async (tx) => {
      const turn = turnOf(tx, ana, { id, text: "balance" });
      await skill.prepare!([turn]);
      await skill.answer(turn);
    });
    expect(await ledger.balanceOf(chat.db, (await accountOf(ana)).id, "USD")).toBe(welcomeCreditCents);
    // Whoever had theirs gets no other, whatever the house sets later.
    await say(ana, "balance", { seconds: 1 });
    expect(await ledger.balanceOf(chat.db, (await accountOf(ana)).id, "USD")).toBe(welcomeCreditCents);
  },
);

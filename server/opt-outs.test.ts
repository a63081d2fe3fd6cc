// What the bot says to STOP and START, and what becomes of marketing in the outbox.
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { at, makeInboundMessage, metaChannel, twilioChannel, wordsOf } from "../test/support/build.ts";
import { refused } from "../test/support/fake-channel.ts";
import { makeTemplate } from "../test/support/fake-templates.ts";
import { useFlow } from "../test/support/flow.ts";
import type { InboundMessage } from "./contract/inbound.ts";
import type { ProviderTemplate } from "./contract/templates.ts";
import { enqueue } from "./core/outbox/enqueue.ts";

const world = useFlow();
let seconds = 0;
beforeEach(async () => {
  seconds = 0;
  await world.db.deleteFrom("templates").execute();
});

async function say(text: string, given: Partial<InboundMessage> = {}): Promise<string[]> {
  seconds += 1;
  const channel = given.channel?.provider === "twilio" ? world.twilio : world.meta;
  const before = channel.sent.length;
  await world.receive([makeInboundMessage({ text, sentAt: at(seconds), ...given })]);
  await world.settled();
  return channel.sent.slice(before).map(wordsOf);
}
const stage = async () => (await world.db.selectFrom("conversations").select("stage").executeTakeFirstOrThrow()).stage;
const outs = () => world.db.selectFrom("opt_outs").select(["source"]).execute();

describe("the bot", () => {
  test("confirms STOP and START, each once, and leaves nothing to people", async () => {
    expect(await say("STOP")).toEqual([expect.stringContaining("no more offers")]);
    expect(await say("stop")).toEqual([]);
    expect(await say("START")).toEqual([expect.stringContaining("our offers again")]);
    expect(await stage()).toBe("bot");
    expect(await say("start")).toEqual([expect.stringContaining("Hello!")]);
  });

  test("leaves alone what Twilio has answered itself", async () => {
    const answered = { channel: twilioChannel, answeredByProvider: true };
    expect(await say("STOP", answered)).toEqual([]);
    expect(await outs()).toMatchObject([{ source: "word" }]);
    expect(await say("HELP", answered)).toEqual([]);
    expect(await say("START", answered)).toEqual([]);
    expect([await outs(), await stage()]).toEqual([[], "bot"]);
  });

  test("lets a keyword rule of the business answer instead", async () => {
    const rule = { keyword: "stop", match: "exact", answer: "Off the list.", position: 99 };
    const { id } = await world.db.insertInto("keyword_rules").values(rule).returning("id").executeTakeFirstOrThrow();
    onTestFinished(async () => void (await world.db.deleteFrom("keyword_rules").where("id", "=", id).execute()));
    expect(await say("stop")).toEqual(["Off the list."]);
    expect(await outs()).toHaveLength(1);
  });
});

describe("the outbox", () => {
  async function template(category: ProviderTemplate["category"], channel = metaChannel) {
    const { header, body, footer, buttons, unsupported, name, language } = makeTemplate({ name: `${category}_one` });
    await world.db
      .insertInto("templates")
      .values({
        ...{ provider: channel.provider, account_id: channel.accountId!, provider_id: `HX${category}`, name, language },
        ...{ status: "approved", category: category!, quality: "green", parameter_format: "named", synced_at: at(0) },
        content: JSON.stringify({ header, body, footer, buttons, unsupported }),
      })
      .execute();
    return { type: "template" as const, name: channel.provider === "meta" ? name : `HX${category}`, language };
  }
  async function send(category: ProviderTemplate["category"], channel = metaChannel) {
    const draft = { ...(await template(category, channel)), parameters: [] };
    const { id: conversationId, channel_id: channelId } = await world.db
      .selectFrom("conversations")
      .select(["id", "channel_id"])
      .executeTakeFirstOrThrow();
    const message = { channelId, conversationId, draft, origin: "api:test", answersId: null, windowExempt: false };
    const [id] = await world.db.transaction().execute((tx) => enqueue(tx, [message], world.clock()));
    await world.settled();
    return world.db
      .selectFrom("messages")
      .select(["status", "error_title", "error_remedy"])
      .where("id", "=", id!)
      .executeTakeFirstOrThrow();
  }

  test.each([metaChannel, twilioChannel])(
    "marketing fails for good for whoever opted out ($provider)",
    async (channel) => {
      await say("STOP", { channel });
      const sent = (channel.provider === "meta" ? world.meta : world.twilio).sent;
      const before = sent.length;
      expect(await send("marketing", channel)).toMatchObject({
        ...{ status: "failed", error_title: "The customer wants no marketing" },
        error_remedy: expect.stringContaining("another category"),
      });
      expect(sent).toHaveLength(before);
      expect(await send("utility", channel)).toMatchObject({ status: "accepted" });
    },
  );

  test("a refusal tells of an opt-out that nobody had reported", async () => {
    await say("hello");
    world.meta.answers.push(refused({ optedOut: true }, { code: 131050 }));
    expect(await send("marketing")).toMatchObject({ status: "failed" });
    expect(await outs()).toMatchObject([{ source: "refused" }]);
  });
});

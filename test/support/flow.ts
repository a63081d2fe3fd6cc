// The whole flow over a cloned database: a webhook log that is really drained, skills, an outbox that is really dispatched to
// fake providers. Items are handed in ready-made: reading a provider's JSON is the edge's business.
import { afterEach, beforeEach } from "vitest";
import { createLog } from "../../server/base/log.ts";
import type { InboundItem } from "../../server/contract/inbound.ts";
import { createFlow, type Flow, type FlowParts } from "../../server/flow.ts";
import { plugins } from "../../server/skills.ts";
import { noon } from "./build.ts";
import { type HeldClock, makeClock } from "./clock.ts";
import { type TestDatabase, useDatabase } from "./database.ts";
import { wipe } from "./dump.ts";
import { type FakeChannel, makeChannel } from "./fake-channel.ts";
import { until } from "./until.ts";

export type TestFlow = TestDatabase & {
  clock: HeldClock;
  meta: FakeChannel;
  twilio: FakeChannel;
  /** Starts another process's worth of flow; the first one is started with the first `receive`. */
  start(given?: Partial<Omit<FlowParts, "config">> & { config?: Partial<FlowParts["config"]> }): Flow;
  /** Writes one webhook a list into the log. A list that is null is a webhook whose reading fails. */
  receive(...webhooks: (InboundItem[] | null)[]): Promise<number[]>;
  /** Waits until everything in the log is drained and everything in the outbox has met its fate. */
  settled(): Promise<void>;
};

/** Gives the calling test file a flow. Call it at the top level. */
export function useFlow(): TestFlow {
  const world = useDatabase() as TestFlow;
  let flows: Flow[] = [];
  let told: (InboundItem[] | null)[] = [];
  const ring = () => {
    for (const flow of flows) {
      flow.webhooks.wake();
      flow.outbound.wake();
    }
  };
  world.start = (given = {}) => {
    const read: FlowParts["read"] = ({ body }) => {
      const items = told[Number(body.toString())];
      if (!items) throw new Error("this webhook is poison");
      return items;
    };
    const parts = partsOf(world);
    const flow = createFlow({ ...parts, read, ...given, config: { ...parts.config, ...given.config } });
    flow.start();
    flows.push(flow);
    return flow;
  };
  world.receive = async (...webhooks) => {
    const ids = [];
    for (const items of webhooks) {
      const body = Buffer.from(String(told.push(items) - 1));
      const { id } = await world.db
        .insertInto("webhooks")
        .values({ source: "meta", body, received_at: noon })
        .returning("id")
        .executeTakeFirstOrThrow();
      ids.push(id);
    }
    if (flows.length === 0) world.start();
    ring();
    return ids;
  };
  world.settled = async () => {
    await until("everything drained and sent", async () => {
      ring();
      const { rows } = await world.pool.query(`select
        (select count(*) from webhooks w, webhook_cursor c where w.id > c.position)::int as log,
        (select count(*) from webhook_replays)::int as replays,
        (select count(*) from outbox)::int as outbox`);
      return rows[0].log + rows[0].replays + rows[0].outbox === 0;
    });
  };
  beforeEach(async () => {
    await wipe(world.db);
    told = [];
    Object.assign(world, { clock: makeClock(), meta: makeChannel("meta"), twilio: makeChannel("twilio") });
  });
  afterEach(async () => {
    await Promise.all(flows.map((flow) => flow.stop()));
    flows = [];
  });
  return world;
}

/** What a flow consists of, but for what the webhooks of the test say. */
const partsOf = (world: TestFlow): Omit<FlowParts, "read"> => ({
  url: world.url,
  db: world.db,
  channels: new Map([
    ["meta", world.meta],
    ["twilio", world.twilio],
  ]),
  messagesPerSecond: () => 1_000,
  plugins,
  crowded: () => false,
  clock: world.clock,
  log: createLog("silent"),
  onOutcome: () => {},
  config: {
    skills: ["keywords"],
    botBudget: { perHour: 0, perDay: 0 },
    welcomeCreditCents: 10_000,
  },
});

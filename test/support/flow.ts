// The whole flow on a cloned database: a webhook log that is drained, skills, and an outbox that sends to fake providers. Tests pass in ready-made
// items: parsing a provider's JSON is tested in the edge.
import { afterEach, beforeEach } from "vitest";
import { createLog } from "../../server/base/log.ts";
import { createTraces } from "../../server/base/traces.ts";
import type { InboundItem } from "../../server/contract/inbound.ts";
import type { Files } from "../../server/core/media/keep.ts";
import { createFlow, type Flow, type FlowParts } from "../../server/flow.ts";
import { plugins } from "../../server/skills.ts";
import { noon } from "./build.ts";
import { type HeldClock, makeClock } from "./clock.ts";
import { type TestDatabase, useDatabase } from "./database.ts";
import { wipe } from "./dump.ts";
import { type FakeCalls, makeCalls } from "./fake-calls.ts";
import { type FakeChannel, makeChannel } from "./fake-channel.ts";
import { useFiles } from "./files.ts";
import { until } from "./until.ts";

export type TestFlow = TestDatabase & {
  clock: HeldClock;
  /** Where files are kept. */
  files: Files;
  meta: FakeChannel;
  twilio: FakeChannel;
  calls: FakeCalls;
  /** Starts a flow, as in another process; the first `receive` starts the first one. */
  start(given?: Partial<Omit<FlowParts, "config">> & { config?: Partial<FlowParts["config"]> }): Flow;
  /** Appends one webhook to the log for each list of items. For null, reading the webhook fails. */
  receive(...webhooks: (InboundItem[] | null)[]): Promise<number[]>;
  /** Waits until the log is drained and every message in the outbox has its result. */
  settled(): Promise<void>;
};

/** Creates flows for the calling test file. Call it at the top level. */
export function useFlow(): TestFlow {
  const world = useDatabase() as TestFlow;
  world.files = useFiles();
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
    Object.assign(world, {
      clock: makeClock(),
      meta: makeChannel("meta"),
      twilio: makeChannel("twilio"),
      calls: makeCalls(),
    });
  });
  afterEach(async () => {
    await Promise.all(flows.map((flow) => flow.stop()));
    flows = [];
  });
  return world;
}

/** The parts of a flow, except `read`, which returns the test's items. */
const partsOf = (world: TestFlow): Omit<FlowParts, "read"> => ({
  calls: new Map([["meta", world.calls]]),
  url: world.url,
  db: world.db,
  channels: new Map([
    ["meta", world.meta],
    ["twilio", world.twilio],
  ]),
  messagesPerSecond: () => 1_000,
  files: world.files,
  plugins,
  crowded: () => false,
  clock: world.clock,
  log: createLog("silent"),
  traces: createTraces({ salt: "", log: createLog("silent"), exporter: null }),
  onOutcome: () => {},
  config: {
    skills: ["keywords"],
    botBudget: { perHour: 0, perDay: 0 },
    welcomeCreditCents: 10_000,
    publicUrl: "http://desk.test",
  },
});

// A skill of the tests is plugged in by one line and brings all its parts; without that line, none of them exist.
import { sql } from "kysely";
import { afterEach, beforeAll, expect, test } from "vitest";
import { plugins, useApp } from "../test/support/app.ts";
import { at, makeInboundMessage, noon } from "../test/support/build.ts";
import { listenTo } from "../test/support/live.ts";
import { loans } from "../test/support/loans/plugin.ts";
import { until } from "../test/support/until.ts";
import { ConfigFault, readConfig } from "./base/config.ts";
import { createLog } from "./base/log.ts";
import { migrate } from "./base/migrate.ts";
import { createTraces } from "./base/traces.ts";
import { WakeSignal } from "./base/wake-signal.ts";
import type { InboundMessage } from "./contract/inbound.ts";
import type { Role } from "./contract/roles.ts";
import { createFlow } from "./flow.ts";
import { startSchedule } from "./schedule.ts";
import type { Plugin } from "./skills.ts";

// The line that plugs the skill in.
const withLoans: readonly Plugin[] = [...plugins, loans];

const library = useApp({ plugins: withLoans });
const without = useApp();
const config = {
  skills: ["loans"],
  botBudget: { perHour: 0, perDay: 0 },
  welcomeCreditCents: 0,
  publicUrl: "http://desk.test",
};
const log = createLog("silent");
const watched = { senders: { mailer: null, webhook: null, keys: [] }, alarmEmail: null };

let address = "";
let running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
});

beforeAll(async () => {
  expect(await migrate(library.url, withLoans)).toEqual(["0001_loans"]);
  expect(await migrate(library.url, withLoans)).toEqual([]);
  address = await library.app.listen({ port: 0, host: "127.0.0.1" });
  await without.app.ready();
});

/** Receives a customer's message; returns the texts that were sent in response. */
async function say(world: typeof library, from: readonly Plugin[], text: string): Promise<(string | undefined)[]> {
  const items = [makeInboundMessage({ text })] satisfies InboundMessage[];
  const flow = createFlow({
    ...{ url: world.url, db: world.db, files: world.files, plugins: from, config, clock: () => noon, log },
    read: () => items,
    channels: new Map([["meta", world.meta]]),
    calls: new Map(),
    messagesPerSecond: () => 1_000,
    crowded: () => false,
    onOutcome: () => {},
    traces: createTraces({ salt: "", log: log, exporter: null }),
  });
  flow.start();
  running.push(flow);
  const webhook = { source: "meta", body: Buffer.from("{}"), received_at: noon };
  const { id } = await world.db.insertInto("webhooks").values(webhook).returning("id").executeTakeFirstOrThrow();
  await until("it is read", async () => {
    flow.webhooks.wake();
    const cursor = await world.db.selectFrom("webhook_cursor").select("position").executeTakeFirstOrThrow();
    return cursor.position >= id;
  });
  await until("the outbox is empty", async () => {
    flow.outbound.wake();
    return (await world.db.selectFrom("outbox").select("message_id").execute()).length === 0;
  });
  await flow.stop();
  return world.meta.sent.splice(0).map(({ draft }) => ("text" in draft ? draft.text : undefined));
}

/** Requests a loan for the customer over HTTP. */
const postLoan = (world: typeof library, role: Role, book: string) =>
  world.call(role, { method: "POST", url: "/api/loans", payload: { contact_id: 1, book } });

const loansIn = async (world: typeof library) =>
  (await sql<{ book: string }>`select * from loans order by book`.execute(world.db)).rows;

test("its command is answered, its table written, its event told and its fault answered", async () => {
  const stream = await listenTo(address, { key: library.keys.viewer });
  expect(await say(library, withLoans, "borrow Emma")).toEqual(["Emma is yours until 2026-01-15."]);
  expect(await loansIn(library)).toMatchObject([
    { book: "Emma", lent_at: noon, due_at: at(14 * 86_400), late_at: null },
  ]);
  const made = await until("its event", () => stream.said.find(({ type }) => type === "loan.made"));
  expect(made).toMatchObject({ loan_id: 1, account_id: null, data: { book: "Emma" } });
  await stream.close();

  expect(await say(library, withLoans, "borrow Emma")).toEqual(["Emma is lent. Ask again when it is back."]);
  expect(await postLoan(library, "agent", "Emma")).toMatchObject({
    status: 409,
    json: {
      code: "BOOK_LENT",
      title: "Somebody else has the book",
      detail: "Emma is lent. Ask again when it is back.",
    },
  });
  expect(codesIn(library)).toContain("BOOK_LENT");
  expect(await loansIn(library)).toHaveLength(1);
});

test("its route is called with a key of its role, and described with the others", async () => {
  expect(await postLoan(library, "viewer", "Persuasion")).toMatchObject({ status: 403 });
  expect(await postLoan(library, "agent", "")).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  expect(await postLoan(library, "agent", "Persuasion")).toMatchObject({
    status: 201,
    json: { due_at: at(14 * 86_400).toISOString() },
  });
  expect(await loansIn(library)).toMatchObject([{ book: "Emma" }, { book: "Persuasion" }]);
  expect(pathsIn(library)).toContain("/api/loans");
});

test("its job runs with the others, and tells how it went", async () => {
  const { url, db } = library;
  const [dueJobs, clock] = [new WakeSignal(), () => at(15 * 86_400)];
  running.push(
    startSchedule({
      url,
      db,
      files: library.files,
      plugins: withLoans,
      config,
      dueJobs,
      clock,
      log,
      checks: [],
      prices: [],
      webhookLogDays: 30,
      archiveAfterMonths: 12,
      ...watched,
      templates: new Map(),
      own: [],
      onProof: async () => {},
    }),
  );
  const ran = await until("the job", () =>
    db.selectFrom("job_runs").selectAll().where("name", "=", "loans.mark-late").executeTakeFirst(),
  );
  expect(ran).toMatchObject({ last_run_at: clock(), result: "2 loans are late." });
  expect(await loansIn(library)).toMatchObject([{ late_at: clock() }, { late_at: clock() }]);
  const late = await sql`
    select book from events e join loans l on l.id = e.loan_id where type = 'loan.late' order by book`.execute(db);
  expect(late.rows).toEqual([{ book: "Emma" }, { book: "Persuasion" }]);
});

test("SKILLS may name it", () => {
  const names = withLoans.map(({ name }) => name);
  expect(readConfig({}, names).skills).toEqual(["parking", "keywords", "loans"]);
  expect(readConfig({ SKILLS: "loans, parking" }, names).skills).toEqual(["loans", "parking"]);
});

test("a database that has its newer migrations is left alone", async () => {
  await sql`insert into schema_migrations_loans (name, run_on) values ('9999_from-the-future', now())`.execute(
    library.db,
  );
  await expect(migrate(library.url, withLoans)).rejects.toThrow(/by a newer Bellhop \(9999_from-the-future\)/);
  await sql`delete from schema_migrations_loans where name like '9999%'`.execute(library.db);
});

test("left out, nothing of it exists", async () => {
  expect(await say(without, plugins, "borrow Emma")).not.toContain("Emma is yours until 2026-01-15.");
  await expect(loansIn(without)).rejects.toThrow(/relation "loans" does not exist/);
  expect(codesIn(without)).not.toContain("BOOK_LENT");
  expect(codesIn(without)).toContain("SPOT_TAKEN");
  expect(await postLoan(without, "agent", "Emma")).toMatchObject({ status: 404 });
  expect(pathsIn(without)).not.toContain("/api/loans");
  const { url, db } = without;
  const schedule = {
    url,
    db,
    files: without.files,
    plugins,
    config,
    dueJobs: new WakeSignal(),
    clock: () => noon,
    log,
  };
  running.push(
    startSchedule({
      ...schedule,
      ...watched,
      webhookLogDays: 30,
      archiveAfterMonths: 12,
      checks: [],
      prices: [],
      templates: new Map(),
      own: [],
      onProof: async () => {},
    }),
  );
  await until("the last of the jobs", () =>
    db.selectFrom("job_runs").select("name").where("name", "=", "sessions.sweep").executeTakeFirst(),
  );
  const jobs = await db.selectFrom("job_runs").select("name").execute();
  expect(jobs.filter(({ name }) => name.startsWith("loans"))).toEqual([]);
  const names = plugins.map(({ name }) => name);
  expect(() => readConfig({ SKILLS: "loans" }, names)).toThrow(ConfigFault);
});

/** The paths in the API description. */
const pathsIn = ({ app }: typeof library): readonly string[] => Object.keys(app.swagger().paths ?? {});

/** The error codes in the API description. */
function codesIn({ app }: typeof library): readonly string[] {
  const { components } = app.swagger() as unknown as {
    components: { schemas: { Problem: { properties: { code: { enum: string[] } } } } };
  };
  return components.schemas.Problem.properties.code.enum;
}

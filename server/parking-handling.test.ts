// Who has the conversation of a driver: what the parking skill leaves to people, and until when.
import { sql } from "kysely";
import { expect, test } from "vitest";
import { at, makeIdentityChange, makeInboundMessage, makeKeys, next, noon, wordsOf } from "../test/support/build.ts";
import { useFlow } from "../test/support/flow.ts";
import { closeIncident, openIncident, settleIncident } from "./base/incidents.ts";
import type { IdentityKeys } from "./contract/inbound.ts";
import * as accounts from "./core/accounts/accounts.ts";
import * as ledger from "./core/accounts/ledger.ts";
import * as bookings from "./core/parking/bookings.ts";
import * as replies from "./core/parking/chat/replies.ts";
import { createRunCommand } from "./core/parking/chat/run-command.ts";
import type { CommandContext } from "./core/parking/command-context.ts";
import * as dueJobs from "./core/parking/due-jobs.ts";
import * as incidents from "./core/parking/incidents.ts";
import * as lots from "./core/parking/lots.ts";
import * as spots from "./core/parking/spots.ts";
import * as staffActions from "./core/parking/staff-actions.ts";
import { usual } from "./core/parking/terms.ts";
import { en } from "./core/texts/messages.en.ts";

const world = useFlow();
const runCommand = <T>(run: (ctx: CommandContext) => Promise<T>) =>
  createRunCommand(world.db, () => world.clock())("test", run);

let here: string;
let other: string;
let phone: string;
/** A car park with two spots, and somebody who writes. */
async function open(terms: Partial<lots.LotInput> = {}) {
  // Bookings and accounts of the test before are still there, by the ids of contacts and messages: these have others.
  await sql`
    select setval(pg_get_serial_sequence(name, 'id'), ${1_000 * next()}::bigint) from unnest(array['contacts', 'messages']) name`.execute(
    world.db,
  );
  [here, other, phone] = [`A${next()}`, `B${next()}`, String(15_550_900_000 + next())];
  world.start({ config: { skills: ["parking", "keywords"] } });
  const input = { name: `Lot ${next()}`, currency: "USD", rate_cents_per_hour: 300, ...usual, ...terms };
  await runCommand((ctx) => lots.create(ctx, input, [here, other]));
}
let seconds = 0;
/** What is sent for a message. */
async function say(text: string, sender: Partial<IdentityKeys> = { waId: phone }): Promise<string[]> {
  const before = world.meta.sent.length;
  seconds += 1;
  await world.receive([makeInboundMessage({ sender: makeKeys(sender), text, sentAt: at(seconds) })]);
  await world.settled();
  return world.meta.sent.slice(before).map(wordsOf);
}
const conversation = () => world.db.selectFrom("conversations").selectAll().executeTakeFirstOrThrow();
const booking = () => world.db.selectFrom("bookings").selectAll().orderBy("id", "desc").executeTakeFirstOrThrow();
const matters = () =>
  world.db.selectFrom("incidents").select(["id", "kind"]).where("closed_at", "is", null).orderBy("id").execute();

/** Gives the only contact's account 50 dollars on top. */
async function topUp() {
  const { id } = (await accounts.ofContact(world.db, (await conversation()).contact_id!))!;
  const given = { kind: "top_up", cents: 5_000, currency: "USD", reason: "cash", key: `test:${next()}` } as const;
  await runCommand((ctx) => staffActions.credit(ctx, id, given));
  await world.settled();
}

test("after a changed number booking and money are the first owner's, and who writes from the old one has an own account", async () => {
  await open();
  await say(`book ${here}`);
  await topUp();
  const now = String(15_550_910_000 + next());
  const moved = { previous: makeKeys({ waId: phone }), current: makeKeys({ waId: now }) };
  seconds += 1;
  await world.receive([makeIdentityChange({ ...moved, at: at(seconds) })]);
  expect(await say("balance")).toEqual(["Your balance is *$100.00*."]);
  expect(await say("status")).toEqual([expect.stringMatching(/^You have no booking/)]);
  expect(await say("cancel")).toEqual([expect.not.stringContaining(here)]);
  expect(await say("balance", { waId: now })).toEqual(["Your balance is *$150.00*."]);
  expect(await say("status", { waId: now })).toEqual([expect.stringContaining(`*${here}*`)]);
});

test("who writes with another user id on a known number reaches no wallet, until it is settled that they are two people", async () => {
  await open();
  const [first, second] = [`US.${next()}1`, `US.${next()}2`];
  await say("balance", { waId: phone, bsuid: first });
  await topUp();
  const doubted = replies.doubted(en) as { text: string };
  expect(await say("balance", { waId: phone, bsuid: second })).toEqual([doubted.text]);
  expect(await say("balance")).toEqual([doubted.text]);
  const [doubt, ...more] = await matters();
  expect([doubt!.kind, more]).toEqual(["identity_doubt", []]);
  expect(await say("balance", { bsuid: first })).toEqual(["Your balance is *$150.00*."]);
  await world.db.transaction().execute((tx) => settleIncident(tx, "desk:Ada", doubt!.id, "two people", at(seconds)));
  expect(await say("balance", { waId: phone, bsuid: second })).toEqual(["Your balance is *$100.00*."]);
  expect(await say("balance", { bsuid: first })).toEqual(["Your balance is *$150.00*."]);
  // Nor is it asked again when more is learned of one of the two.
  const known = { waId: phone, bsuid: second, parentBsuid: `US.ENT.${next()}` };
  expect(await say("balance", known)).toEqual(["Your balance is *$100.00*."]);
  expect(await matters()).toEqual([]);
});

test("in doubt of who somebody is nothing with money happens by chat, and their conversation waits", async () => {
  await open();
  await say(`book ${here}`);
  const before = await booking();
  const contactId = (await conversation()).contact_id!;
  const account = (await accounts.ofContact(world.db, contactId))!;
  expect(await conversation()).toMatchObject({ stage: "bot" });
  await world.db.transaction().execute((tx) => openIncident(tx, "identity_doubt", { contactId }, {}, noon));
  const doubted = replies.doubted(en) as { text: string };
  for (const text of ["balance", `book ${other}`, "extend", "cancel"]) {
    expect(await say(text), text).toEqual([doubted.text]);
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "incident" });
  }
  expect(await booking()).toEqual(before);
  expect(await ledger.balanceOf(world.db, account.id, "USD")).toBe(10_000);
  await world.db.transaction().execute((tx) => closeIncident(tx, "identity_doubt", { contactId }, "test", at(60)));
  expect(await conversation()).toMatchObject({ stage: "bot", waiting_since: null });
  expect(await say("balance")).toEqual(["Your balance is *$100.00*."]);
});

test.each(["not me", "left"])(
  "what a driver says against the sensor waits for people until it is settled: %s",
  async (word) => {
    await open();
    await say(`book ${here}`);
    await say("parked");
    const { id } = await booking();
    await runCommand(async (ctx) => {
      const { spot_id } = await bookings.peek(ctx.tx, id);
      const kind = word === "left" ? "driver_says_left" : "driver_says_not_parked";
      await incidents.open(ctx, kind, await spots.get(ctx.tx, spot_id), null);
    });
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "incident" });
    const [open_] = await matters();
    await runCommand((ctx) => incidents.settle(ctx, open_!.id, "looked at"));
    expect(await conversation()).toMatchObject({ stage: "bot", waiting_since: null, attention_id: null });
  },
);

test("a stay that is too long waits for people until it is over", async () => {
  await open({ max_stay_minutes: 60 });
  await say(`book ${here}`);
  await say("parked");
  world.clock.advance(61 * 60_000);
  await dueJobs.runDue(
    world.db,
    createRunCommand(world.db, () => world.clock()),
    world.clock(),
    (error) => {
      throw error;
    },
  );
  expect((await matters()).map(({ kind }) => kind)).toEqual(["stay_too_long"]);
  expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "incident" });
  await say("left");
  expect(await matters()).toEqual([]);
  expect(await conversation()).toMatchObject({ stage: "bot", waiting_since: null });
});

// Staff actions over HTTP: what staff may do to a booking in each of its states, with the ledger and audit log entries that follow.
import { describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { twilioChannel } from "../../../test/support/build.ts";
import { makeTemplate } from "../../../test/support/fake-templates.ts";
import { parkApi } from "../../../test/support/park-api.ts";
import { openConversation } from "../../../test/support/record.ts";
import * as ledger from "../../core/accounts/ledger.ts";
import { verifyCharges } from "../../core/parking/billing.ts";

const world = useApp();
const park = parkApi(world);

const staffAction = (id: number, what: string, payload?: unknown, headers?: Record<string, string>) =>
  park.post(`/api/parking/bookings/${id}/${what}`, payload, "agent", headers);
const hour = 3_600_000;
const balanceOf = async (id: number) => (await park.get(`/api/accounts/${id}`)).json.balance_cents;
/** The booking of a driver who has written and has the welcome credit. */
const reserved = async () => {
  const phone = park.phone();
  await openConversation(world.db, { from: phone });
  return park.book((await park.lot()).spots[0].id, phone);
};
const active = async () => {
  const booking = await reserved();
  expect((await staffAction(booking.id, "start")).status).toBe(200);
  return booking;
};
const completed = async () => {
  const booking = await active();
  world.clock.advance(2 * hour);
  expect((await staffAction(booking.id, "complete")).json.amount_cents).toBe(600);
  return booking;
};

test("a stay by hand: started, completed at a time, with its notes and who did it in the timeline", async () => {
  const { id, account_id } = await reserved();
  expect((await staffAction(id, "start", { note: " the sensor is broken " })).json).toMatchObject({
    status: "active",
    started_at: "2026-01-01T12:00:00.000Z",
  });
  world.clock.advance(3 * hour);
  const done = await staffAction(id, "complete", { ended_at: "2026-01-01T15:00:00+02:00", note: "seen on camera" });
  expect(done.json).toMatchObject({
    status: "completed",
    ended_at: "2026-01-01T13:00:00.000Z",
    closed_at: "2026-01-01T15:00:00.000Z",
    amount_cents: 300,
    ended_by: "api:agent key",
  });
  expect(await balanceOf(account_id)).toBe(9_700);
  const staff = done.json.timeline.filter((one: { by: string | null }) => one.by !== null);
  expect(staff).toMatchObject([
    { type: "booking.start", by: "api:agent key", note: "the sensor is broken" },
    { type: "booking.complete", by: "api:agent key", note: "seen on camera", data: { after: { amount_cents: 300 } } },
  ]);
});

test("nothing need be said where everything may be left out, whatever the content type", async () => {
  const json = { "content-type": "application/json" };
  expect((await staffAction((await reserved()).id, "cancel")).json.status).toBe("cancelled");
  expect((await staffAction((await reserved()).id, "cancel", {})).json.status).toBe("cancelled");
  expect((await staffAction((await reserved()).id, "cancel", { note: "" })).json.status).toBe("cancelled");
  expect((await staffAction((await reserved()).id, "cancel", "", json)).json.status).toBe("cancelled");
  const form = { "content-type": "application/x-www-form-urlencoded", "content-length": "0" };
  expect((await staffAction((await reserved()).id, "cancel", undefined, form)).json.status).toBe("cancelled");
  expect((await staffAction((await reserved()).id, "extend", undefined)).json.extended_at).not.toBeNull();
});

test("a driver who has written is told once of each act, on the line on which they wrote", async () => {
  const phone = park.phone();
  const { conversationId } = await openConversation(world.db, { from: phone });
  const [spot] = (await park.lot()).spots;
  const wish = { phone, spot_id: spot.id };
  const key = { "idempotency-key": phone };
  const { id } = (await park.post("/api/parking/bookings", wish, "agent", key)).json;
  await park.post("/api/parking/bookings", wish, "agent", key);
  await staffAction(id, "cancel");
  const told = await world.db
    .selectFrom("messages")
    .select("text_body")
    .where("conversation_id", "=", conversationId)
    .where("direction", "=", "out")
    .orderBy("id")
    .execute();
  expect(told.map((one) => one.text_body)).toEqual([
    expect.stringMatching(/^Spot \*A\* at Market Square is booked for you until Fri 00:00\./),
    expect.stringMatching(/cancelled your booking/),
  ]);
});

test("moved to a spot by its code in the same lot, or by its id to any", async () => {
  const [lot, other] = [await park.lot(), await park.lot({ name: "Other", rate_cents_per_hour: 900 })];
  const { id } = await park.book(lot.spots[0].id);
  expect((await staffAction(id, "move", { spot: "b" })).json).toMatchObject({ spot: "B", lot_id: lot.id });
  const moved = await staffAction(id, "move", { spot_id: other.spots[0].id, note: "closed for painting" });
  expect(moved.json).toMatchObject({ spot: "A", lot: "Other", lot_id: other.id, rate_cents_per_hour: 300 });
  const { spots } = (await park.get(`/api/parking/lots/${lot.id}`)).json;
  expect(spots.map((spot: { state: string }) => spot.state)).toEqual(["free", "free"]);

  await park.book(other.spots[1].id);
  expect(await staffAction(id, "move", { spot: "B" })).toMatchObject({ status: 409, json: { code: "SPOT_TAKEN" } });
  expect(await staffAction(id, "move", { spot: "Z" })).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
  for (const odd of [{}, { spot: "A", spot_id: 1 }, { spot_id: "1" }])
    expect(await staffAction(id, "move", odd)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
});

test("what a stay cost is set anew, up and down, and the books agree", async () => {
  const { id, account_id } = await completed();
  expect((await staffAction(id, "adjust", { amount_cents: 100, note: "gate was stuck" })).json.amount_cents).toBe(100);
  expect(await balanceOf(account_id)).toBe(9_900);
  expect((await staffAction(id, "adjust", { amount_cents: 10_050, note: "it was a bus" })).json.amount_cents).toBe(
    10_050,
  );
  expect(await balanceOf(account_id)).toBe(-50);
  expect((await staffAction(id, "adjust", { amount_cents: 60, note: "forgiven" })).json.amount_cents).toBe(60);
  expect(await balanceOf(account_id)).toBe(9_940);
  expect([...(await ledger.verify(world.db)), ...(await verifyCharges(world.db))]).toEqual([]);
});

test("resolved in each state: cancelled, completed at a price, or its price set", async () => {
  const [waiting, parked, over] = [await reserved(), await active(), await completed()];
  const resolve = (id: number, more: object = {}) => staffAction(id, "resolve", { note: "settled by phone", ...more });
  expect((await resolve(waiting.id)).json.status).toBe("cancelled");
  expect((await resolve(parked.id, { amount_cents: 50 })).json).toMatchObject({
    status: "completed",
    amount_cents: 50,
  });
  expect((await resolve(over.id, { amount_cents: 550 })).json).toMatchObject({
    status: "completed",
    amount_cents: 550,
  });
  expect(await balanceOf(parked.account_id)).toBe(9_950);
  expect(await balanceOf(over.account_id)).toBe(9_450);
});

describe("what a booking's state does not allow is said with what would", () => {
  test.each<[string, () => Promise<{ id: number }>, string, object, number, string]>([
    ["a stay is not cancelled", active, "cancel", {}, 409, "BOOKING_CLOSED"],
    ["one that is over is not cancelled", completed, "cancel", {}, 409, "BOOKING_CLOSED"],
    ["a stay does not start twice", active, "start", {}, 409, "BOOKING_CLOSED"],
    ["a stay is not extended", active, "extend", {}, 409, "BOOKING_CLOSED"],
    ["one that waits is not completed", reserved, "complete", {}, 409, "BOOKING_CLOSED"],
    ["one that is over is not completed", completed, "complete", {}, 409, "BOOKING_CLOSED"],
    ["one that is over is not moved", completed, "move", { spot: "B" }, 409, "BOOKING_CLOSED"],
    ["one that waits has no price", reserved, "adjust", { amount_cents: 5, note: "x" }, 409, "BOOKING_CLOSED"],
    ["one that waits is not given a price", reserved, "resolve", { amount_cents: 5, note: "x" }, 409, "BOOKING_CLOSED"],
    ["an end of the future", active, "complete", { ended_at: "2199-01-01T00:00:00Z" }, 400, "BAD_REQUEST"],
    ["an end before the start", active, "complete", { ended_at: "2025-01-01T00:00:00Z" }, 400, "BAD_REQUEST"],
  ])("%s", async (_, make, what, payload, status, code) => {
    const { id } = await make();
    const answer = await staffAction(id, what, payload);
    expect(answer).toMatchObject({ status, json: { code, detail: expect.stringMatching(/.{20}/) } });
  });

  test("a hold is made longer once", async () => {
    const { id, expires_at } = await reserved();
    expect((await staffAction(id, "extend")).json.expires_at > expires_at).toBe(true);
    expect(await staffAction(id, "extend")).toMatchObject({ status: 409, json: { code: "CANNOT_EXTEND" } });
  });
});

describe("refused before anything is looked at", () => {
  const note = "why";
  test.each<[string, string, unknown]>([
    ["a price below zero", "adjust", { amount_cents: -1, note }],
    ["half a cent", "adjust", { amount_cents: 0.5, note }],
    ["a price beyond every balance", "adjust", { amount_cents: Number.MAX_SAFE_INTEGER, note }],
    ["a price as text", "adjust", { amount_cents: "5", note }],
    ["no price", "adjust", { note }],
    ["no note", "adjust", { amount_cents: 5 }],
    ["a blank note", "adjust", { amount_cents: 5, note: " " }],
    ["nothing to resolve with", "resolve", {}],
    ["no body to resolve with", "resolve", undefined],
    ["a time that is none", "complete", { ended_at: "yesterday" }],
    ["a time without its offset", "complete", { ended_at: "2026-01-01T12:00:00" }],
    ["a time of a clock that was never set", "complete", { ended_at: "1970-01-01T00:00:00Z" }],
    ["a time in milliseconds", "complete", { ended_at: 1_767_268_800_000 }],
    ["a field that there is not", "cancel", { reason: "x" }],
    ["U+0000 in a note", "cancel", { note: "\0" }],
    ["a long note", "cancel", { note: "x".repeat(1_001) }],
    ["a list", "cancel", []],
  ])("%s", async (_, what, payload) => {
    expect(await staffAction(1, what, payload)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  });

  test.each(["cancel", "start", "extend", "complete"])("to %s a booking that is not there", async (what) => {
    expect(await staffAction(999_999, what)).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
  });
  test.each(["x", "0", "1e400"])("the id %s", async (id) => {
    expect(await park.post(`/api/parking/bookings/${id}/cancel`)).toMatchObject({
      status: 400,
      json: { code: "BAD_REQUEST" },
    });
  });
});

test("an agent has a ceiling for one act and one for a day, an admin has none, and it is written down who", async () => {
  // Corrections by the agent in earlier tests would count towards the ceiling.
  await world.db.deleteFrom("charge_corrections").execute();
  const lot = await park.lot({
    agent_limit_cents: 500,
    spots: Array.from({ length: 8 }, (_, n) => ({ code: `C${n}` })),
  });
  const over: number[] = [];
  for (const spot of lot.spots) {
    const { id } = await park.book(spot.id);
    await park.post(`/api/parking/bookings/${id}/start`, {});
    over.push(id);
  }
  world.clock.advance(2 * 3_600_000);
  for (const id of over.slice(1)) await park.post(`/api/parking/bookings/${id}/complete`, {});
  const [running, first, ...more] = over;
  const adjust = (id: number, cents: number, role: "agent" | "admin" = "agent") =>
    park.post(`/api/parking/bookings/${id}/adjust`, { amount_cents: cents, note: "as agreed" }, role);
  const above = { status: 403, json: { code: "ABOVE_CEILING" } };
  expect(await adjust(first!, 10_000_000_000)).toMatchObject(above);
  expect(await adjust(first!, 0)).toMatchObject(above);
  expect(
    await park.post(`/api/parking/bookings/${running}/resolve`, { note: "x", amount_cents: 0 }, "agent"),
  ).toMatchObject(above);
  const began = (await park.get(`/api/parking/bookings/${running}`)).json.started_at;
  const backdated = { ended_at: began };
  expect(await park.post(`/api/parking/bookings/${running}/complete`, backdated, "agent")).toMatchObject(above);
  expect((await park.get(`/api/parking/bookings/${running}`)).json.status).toBe("active");
  for (const id of more.slice(0, 5)) expect((await adjust(id, 100)).json.amount_cents).toBe(100);
  const sixth = await adjust(more[5]!, 300);
  expect(sixth).toMatchObject(above);
  expect(sixth.json.detail).toMatch(/\$25\.00 in the last 24 hours/);
  expect((await adjust(more[5]!, 0, "admin")).json.amount_cents).toBe(0);
  world.clock.advance(25 * 3_600_000);
  expect((await adjust(first!, 200)).json.amount_cents).toBe(200);
});

test("an answer says whether the driver is told: they wrote lately, long ago, or never", async () => {
  const [never, lately] = [park.phone(), park.phone()];
  await openConversation(world.db, { from: lately });
  const { spots } = await park.lot();
  const made = await park.post("/api/parking/bookings", { phone: never, spot_id: spots[0].id }, "agent");
  expect(made.json.driver_message).toMatchObject({ reaches: "never", note: expect.stringMatching(/never written/) });
  const other = await park.post("/api/parking/bookings", { phone: lately, spot_id: spots[1].id }, "agent");
  expect(other.json.driver_message.reaches).toBe("now");
  world.clock.advance(25 * 3_600_000);
  const cancelled = await staffAction(other.json.id, "cancel");
  if (cancelled.status === 200) expect(cancelled.json.driver_message.reaches).toBe("when_they_write");
  const credit = { amount_cents: 100, reason: "a test" };
  const paid = await park.post(`/api/accounts/${other.json.account_id}/adjustments`, credit, "admin");
  expect(paid.json.driver_message.reaches).toBe("when_they_write");
});

test("with a template for it the driver is told after 24 hours too", async () => {
  const from = park.phone();
  const { contactId } = await openConversation(world.db, { from });
  const { spots } = await park.lot();
  const { json } = await park.post("/api/parking/bookings", { phone: from, spot_id: spots[0].id }, "agent");
  const variables = [{ name: "balance", example: null }];
  world.metaTemplates.listed = [
    makeTemplate({ name: "balance_changed", body: { text: "It is {{balance}} now.", variables } }),
  ];
  await world.call("agent", { method: "POST", url: "/api/templates/sync" });
  const { channel_id: channel } = await world.db
    .selectFrom("conversations")
    .select("channel_id")
    .where("contact_id", "=", contactId)
    .executeTakeFirstOrThrow();
  const url = `/api/templates/occasions/account.credited/bindings/${channel}`;
  await world.call("admin", { method: "PUT", url, payload: { template: "balance_changed" } });
  world.clock.advance(25 * 3_600_000);
  const credit = { amount_cents: 100, reason: "a test" };
  const paid = await park.post(`/api/accounts/${json.account_id}/adjustments`, credit, "admin");
  const note = "The driver is told by WhatsApp with the template balance_changed.";
  expect(paid.json.driver_message).toEqual({ reaches: "now", note });
});

test("a reaction is no line on which a driver is told anything, nor does it open another line's window", async () => {
  const [reacted, both] = [park.phone(), park.phone()];
  await openConversation(world.db, { from: reacted, type: "reaction", sentAt: world.clock() });
  await openConversation(world.db, { from: both, channel: twilioChannel, sentAt: world.clock() });
  world.clock.advance(25 * 3_600_000);
  await openConversation(world.db, { from: both, type: "reaction", sentAt: world.clock() });
  const { spots } = await park.lot();
  const reaches = async (phone: string, place: number) =>
    (await park.post("/api/parking/bookings", { phone, spot_id: spots[place].id }, "agent")).json.driver_message
      .reaches;
  expect(await reaches(reacted, 0)).toBe("never");
  expect(await reaches(both, 1)).toBe("when_they_write");
});

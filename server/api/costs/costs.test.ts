// What messages cost over HTTP: sums, rates, budgets and the price before a message goes out.
import { expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { makeInboundMessage, makeKeys, makeStatus, metaChannel } from "../../../test/support/build.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import { foldCosts } from "../../core/costs/fold.ts";

const world = useApp();
const get = (url: string, who: "viewer" | "agent" | "admin" = "viewer") => world.call(who, { method: "GET", url });
const german = "4915112345678";
const at = () => world.clock();
const comeTo = (time: string) => world.clock.advance(+new Date(time) - +world.clock());

/** A delivered message to a German customer, with a cost. */
async function deliver(category: string, providerId: string) {
  const conversation = await openConversation(world.db, { from: german });
  const [id] = await queue(world.db, [conversation], at());
  await world.db.updateTable("messages").set({ provider_id: providerId }).where("id", "=", id!).execute();
  const pricing = { billable: true, type: "regular", category };
  const status = { providerId, status: "delivered", at: at(), recipient: makeKeys({ waId: german }) } as const;
  await record(world.db, [makeStatus({ ...status, channel: metaChannel, details: { pricing } })], at());
  await foldCosts(world.db, at());
  return { id: id!, ...conversation };
}

test("costs by day, number and category, of a conversation and of a message", async () => {
  comeTo("2026-11-29T12:00:00Z");
  const { id, conversationId, channelId } = await deliver("utility", "wamid.COST1");
  const only = { currency: "USD", micros: 55_000, messages: 1, free: 0, unknown: 0 };
  const { json } = await get("/api/costs?days=2&time_zone=Europe/Berlin");
  expect(json).toEqual({
    from: "2026-11-28",
    to: "2026-11-29",
    days: [
      { date: "2026-11-28", sums: [] },
      { date: "2026-11-29", sums: [only] },
    ],
    channels: [{ channel: { id: channelId, provider: "meta", number: expect.anything() }, sums: [only] }],
    categories: [{ category: "utility", sums: [only] }],
  });
  expect((await get(`/api/costs/conversations/${conversationId}`)).json).toEqual({ this_month: [only], total: [only] });
  expect((await get(`/api/whatsapp/messages/${id}`)).json.cost).toEqual({
    ...{ micros: 55_000, currency: "USD", basis: "rate", category: "utility", market: "Germany" },
  });
});

test("the price before a message goes out", async () => {
  comeTo("2026-11-29T12:00:00Z");
  const { conversationId } = await openConversation(
    world.db,
    makeInboundMessage({ sender: makeKeys({ waId: german }) }),
  );
  const estimate = (category: string) =>
    get(`/api/costs/estimate?conversation_id=${conversationId}&category=${category}`);
  expect((await estimate("marketing")).json).toEqual({ market: "Germany", micros: 136_500, currency: "USD" });
  expect((await estimate("authentication_international")).json).toMatchObject({ micros: null, currency: null });
  expect((await estimate("provider_fee")).status).toBe(400);
  expect((await get("/api/costs/estimate?conversation_id=999999&category=utility")).status).toBe(404);
});

test("an admin enters a rate, with its source; nobody else does", async () => {
  const rate = { market: "Germany", category: "service", micros: 40_000, currency: "EUR", valid_from: "2027-01-01" };
  const enter = (who: "agent" | "admin", more = {}) =>
    world.call(who, {
      method: "POST",
      url: "/api/costs/rates",
      payload: { ...rate, source: "contract of May", ...more },
    });
  expect((await enter("agent")).status).toBe(403);
  expect(await enter("admin")).toMatchObject({ status: 201, json: { ...rate, source: "contract of May" } });
  expect((await get("/api/costs/rates")).json.rates).toContainEqual(
    expect.objectContaining({ ...rate, source: "contract of May" }),
  );
  const wrong = await enter("admin", { market: "Atlantis" });
  expect(wrong.status).toBe(400);
  expect(wrong.json.detail).toMatch(/no market "Atlantis".*Argentina/);
});

test("an admin sets and removes a number's budget", async () => {
  comeTo("2026-11-29T13:00:00Z");
  const { channelId } = await deliver("utility", "wamid.COST2");
  const set = (monthly_micros: number | null, id = channelId) =>
    world.call("admin", { method: "PUT", url: `/api/costs/budgets/${id}`, payload: { monthly_micros } });
  const { json } = await set(10_000_000);
  expect(json.budgets).toEqual([
    { channel_id: channelId, monthly_micros: 10_000_000, spent_micros: expect.any(Number), currency: "USD" },
  ]);
  expect(json.budgets[0].spent_micros).toBeGreaterThanOrEqual(55_000);
  expect((await set(null)).json.budgets).toEqual([]);
  expect((await set(1, 99_999)).status).toBe(404);
});

// The waitlist over HTTP: who waits for which lot, and for whom a spot is held.
import { expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { noon } from "../../../test/support/build.ts";
import { parkApi } from "../../../test/support/park-api.ts";
import { openConversation } from "../../../test/support/record.ts";
import * as waitlist from "../../core/parking/waitlist.ts";

const world = useApp();
const park = parkApi(world);
const url = "/api/parking/waitlist";

test("who waits, in the order in which they are served, and for whom a spot is kept", async () => {
  const [lot, other] = [await park.lot({ spots: [{ code: "A" }] }), await park.lot({ spots: [{ code: "Z" }] })];
  const taken = await park.book(lot.spots[0].id);
  await park.book(other.spots[0].id);
  const drivers: { account_id: number; phone: string; username: string }[] = [];
  for (let count = 0; count < 3; count += 1) {
    const phone = park.phone();
    await openConversation(world.db, { from: phone });
    const away = await park.book((await park.lot()).spots[0].id, phone);
    await park.post(`/api/parking/bookings/${away.id}/cancel`);
    drivers.push(away);
  }
  for (const [index, { account_id: accountId }] of drivers.entries()) {
    const wish = { accountId, lotId: index === 2 ? other.id : lot.id };
    await world.db.transaction().execute((tx) => waitlist.join({ tx, now: noon, by: "driver", notices: [] }, wish));
  }
  const row = ({ account_id, phone, username }: (typeof drivers)[number]) => ({
    id: expect.any(Number),
    account_id,
    phone,
    username,
    state: "waiting",
    spot_id: null,
    spot: null,
    joined_at: noon.toISOString(),
    offer_ends_at: null,
  });
  expect((await park.get(`${url}?lot_id=${lot.id}`)).json).toEqual({
    waitlist: [
      { ...row(drivers[0]!), lot_id: lot.id, place: 1 },
      { ...row(drivers[1]!), lot_id: lot.id, place: 2 },
    ],
  });
  await park.post(`/api/parking/bookings/${taken.id}/cancel`);
  expect((await park.get(url)).json).toEqual({
    waitlist: [
      {
        ...row(drivers[0]!),
        lot_id: lot.id,
        place: null,
        state: "offered",
        spot_id: lot.spots[0].id,
        spot: "A",
        offer_ends_at: "2026-01-01T12:10:00.000Z",
      },
      { ...row(drivers[1]!), lot_id: lot.id, place: 1 },
      { ...row(drivers[2]!), lot_id: other.id, place: 1 },
    ],
  });
});

test("nobody waits in a lot that is not there, and what is no lot is said", async () => {
  expect((await park.get(`${url}?lot_id=999999`)).json).toEqual({ waitlist: [] });
  expect(await park.get(`${url}?lot_id=x`)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
});

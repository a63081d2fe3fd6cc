// The call settings of the fake Graph API: what it takes and refuses, and what phones and calls make of them.
import { afterEach, expect, test } from "vitest";
import { type Json, type Rig, startRig } from "../test-bellhop.ts";

const ANA = "15550100001";
let rig: Rig;
afterEach(() => rig.close());

const path = "800000000000001/settings";
const write = async (calling: object) => {
  const response = await rig.graph({ calling }, path);
  return { status: response.status, body: (await response.json()) as Json };
};
const read = async () =>
  (await (
    await fetch(`${rig.url}/graph/v25.0/${path}`, { headers: { authorization: "Bearer token" } })
  ).json()) as Json;

const span = { day_of_week: "MONDAY", open_time: "0900", close_time: "1700" };
const hours = { status: "ENABLED", timezone_id: "Europe/Berlin", weekly_operating_hours: [span] };
const holiday = { date: "2026-12-25", start_time: "0000", end_time: "2359" };

test("what is given is changed; hours are replaced with their holidays", async () => {
  rig = await startRig();
  expect(await write({ call_hours: { ...hours, holiday_schedule: [holiday] } })).toEqual({
    status: 200,
    body: { success: true },
  });
  await write({ call_icon_visibility: "DISABLE_ALL", callback_permission_status: "ENABLED" });
  expect((await read()).calling).toMatchObject({
    ...{ status: "ENABLED", call_icon_visibility: "DISABLE_ALL", callback_permission_status: "ENABLED" },
    call_hours: { holiday_schedule: [holiday] },
  });
  await write({ call_hours: hours });
  expect((await read()).calling.call_hours).toEqual(hours);
});

test.each<[string, object]>([
  ["nothing", {}],
  ["an unknown key", { icon: "DEFAULT" }],
  ["an unknown status", { status: "ON" }],
  ["an unknown visibility", { call_icon_visibility: "HIDDEN" }],
  ["a country that is none", { call_icons: { restrict_to_user_countries: ["Germany"] } }],
  ["hours without status", { call_hours: { ...hours, status: undefined } }],
  ["an unknown time zone", { call_hours: { ...hours, timezone_id: "Berlin" } }],
  ["no spans", { call_hours: { ...hours, weekly_operating_hours: [] } }],
  ["a day that is none", { call_hours: { ...hours, weekly_operating_hours: [{ ...span, day_of_week: "Mon" }] } }],
  ["a time that is none", { call_hours: { ...hours, weekly_operating_hours: [{ ...span, close_time: "24:00" }] } }],
  ["a span backwards", { call_hours: { ...hours, weekly_operating_hours: [{ ...span, close_time: "0800" }] } }],
  [
    "spans that overlap",
    { call_hours: { ...hours, weekly_operating_hours: [span, { ...span, open_time: "1600", close_time: "1800" }] } },
  ],
  [
    "three spans of a day",
    {
      call_hours: {
        ...hours,
        weekly_operating_hours: ["01", "03", "05"].map((h) => ({ ...span, open_time: `${h}00`, close_time: `${h}30` })),
      },
    },
  ],
  ["a date twice", { call_hours: { ...hours, holiday_schedule: [holiday, holiday] } }],
  [
    "21 holidays",
    {
      call_hours: {
        ...hours,
        holiday_schedule: Array.from({ length: 21 }, (_, n) => ({ ...holiday, date: `2026-01-${10 + n}` })),
      },
    },
  ],
])("%s is refused, and nothing changes", async (_, calling) => {
  rig = await startRig();
  const before = await read();
  const { status, body } = await write(calling);
  expect([status, [100, 131008, 131009].includes(body.error.code)]).toEqual([400, true]);
  expect(await read()).toEqual(before);
});

test("20 holidays and two spans that touch are taken", async () => {
  rig = await startRig();
  const holiday_schedule = Array.from({ length: 20 }, (_, n) => ({ ...holiday, date: `2026-01-${10 + n}` }));
  const weekly_operating_hours = [span, { ...span, open_time: "1700", close_time: "1800" }];
  expect((await write({ call_hours: { ...hours, weekly_operating_hours, holiday_schedule } })).status).toBe(200);
});

test("calling is switched on from a limit of 2,000 on, and each direction needs its right", async () => {
  rig = await startRig();
  await write({ status: "DISABLED" });
  rig.sim.account.change({ messaging_limit: "TIER_1K" });
  expect(await write({ status: "ENABLED" })).toMatchObject({ status: 400, body: { error: { code: 138015 } } });
  rig.sim.account.change({ messaging_limit: "TIER_2K" });
  expect((await write({ status: "ENABLED" })).status).toBe(200);
  rig.sim.account.change({ scopes: ["whatsapp_business_messaging"] });
  expect(await read()).toMatchObject({ error: { code: 200 } });
  rig.sim.account.change({ scopes: ["whatsapp_business_management"] });
  expect(await write({ status: "DISABLED" })).toMatchObject({ body: { error: { code: 200 } } });
});

test("a phone cannot call where calling is off or the business is closed; without a button it still can by a link", async () => {
  // Friday, 25 December 2026, half past ten in Berlin.
  let now = Date.UTC(2026, 11, 25, 9, 30);
  rig = await startRig({ clock: () => now });
  await write({ call_icon_visibility: "DISABLE_ALL" });
  const { id } = await rig.sim.call(ANA);
  await rig.sim.hangUp(ANA, id);
  const weekly_operating_hours = ["MONDAY", "FRIDAY"].map((day_of_week) => ({ ...span, day_of_week }));
  await write({ call_hours: { ...hours, weekly_operating_hours, holiday_schedule: [holiday] } });
  await expect(rig.sim.call(ANA)).rejects.toThrow("at other hours");
  now = Date.UTC(2026, 11, 28, 7, 59);
  await expect(rig.sim.call(ANA)).rejects.toThrow("at other hours");
  now = Date.UTC(2026, 11, 28, 8, 0);
  await rig.sim.hangUp(ANA, (await rig.sim.call(ANA)).id);
  await write({ status: "DISABLED" });
  await expect(rig.sim.call(ANA)).rejects.toThrow("takes no calls");
});

// What happens with the calls of a number: read and changed, here and at the provider.
import { beforeEach, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { metaChannel, twilioChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
beforeEach(async () => {
  await wipe(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
});

const idAt = async (provider: string) =>
  (await world.db.selectFrom("channels").select("id").where("provider", "=", provider).executeTakeFirstOrThrow()).id;
const read = async (provider = "meta") =>
  (await world.call("viewer", { method: "GET", url: `/api/numbers/${await idAt(provider)}/calls` })).json;
const change = async (payload: object, provider = "meta") =>
  world.call("admin", { method: "PATCH", url: `/api/numbers/${await idAt(provider)}/calls`, payload });

const week = [{ day: "monday", opens: "09:00", closes: "18:00" }];
const hours = { enabled: true, time_zone: "Europe/Berlin", week, holidays: [] };

test("rings at the Desk at first, as the provider is set", async () => {
  expect(await read()).toEqual({
    ...{ policy: "ring_desk", reply: null, differs: false, findings: [] },
    bot_reply: expect.stringContaining("We can't take voice calls"),
    settings: {
      ...{ enabled: true, button_shown: true, countries: [], hours: null },
      ...{ callback_permission: false, uses_sip: false, restrictions: [] },
    },
  });
});

test("a policy brings the provider's settings into line, and only what differs; the audit log has both", async () => {
  expect(await change({ policy: "hide", reply: " Ring 555 0100, weekdays 9 to 5. " })).toMatchObject({
    status: 200,
    json: {
      policy: "hide",
      reply: "Ring 555 0100, weekdays 9 to 5.",
      differs: false,
      settings: { button_shown: false },
    },
  });
  await change({ policy: "reject" });
  await change({ policy: "ring_out" });
  expect(world.calls.changed).toEqual([{ buttonShown: false }, { buttonShown: true }]);
  const audited = world.db.selectFrom("audit_log").select(["before", "after"]).where("action", "=", "number.calls");
  expect(await audited.orderBy("id").execute()).toMatchObject([
    {
      before: { call_policy: "ring_desk", call_reply: null },
      after: { call_policy: "hide", call_reply: "Ring 555 0100, weekdays 9 to 5.", buttonShown: false },
    },
    { after: { call_policy: "reject", buttonShown: true } },
    { after: { call_policy: "ring_out" } },
  ]);
});

test.each([
  ["ring_desk", { enabled: false }, "Calls are off at Meta", { enabled: true }],
  ["reject", { buttonShown: false }, "The button to call is hidden", { buttonShown: true }],
  ["hide", { buttonShown: true }, "Customers still see the button", { buttonShown: false }],
] as const)("what Meta has other than %s needs is told, and set with the policy", async (policy, has, said, mended) => {
  await world.db.updateTable("channels").set({ call_policy: policy }).execute();
  Object.assign(world.calls.has, has);
  expect(await read()).toMatchObject({ differs: true, findings: [expect.stringContaining(said)] });
  expect((await change({ policy })).json).toMatchObject({ policy, differs: false, findings: [] });
  expect(world.calls.changed).toEqual([mended]);
});

test("where calling is off a button is hidden without switching it on", async () => {
  Object.assign(world.calls.has, { enabled: false });
  expect((await change({ policy: "hide" })).json).toMatchObject({ differs: false, settings: { enabled: false } });
  expect(world.calls.changed).toEqual([{ buttonShown: false }]);
});

test("what keeps calls away is told: SIP, countries, restrictions", async () => {
  const until = new Date("2026-12-24T00:00:00Z");
  Object.assign(world.calls.has, {
    ...{ usesSip: true, countries: ["DE", "AT"] },
    restrictions: [{ kind: "USER_INITIATED_CALLING", reason: "Poor feedback", until }],
  });
  expect(await read()).toMatchObject({
    differs: false,
    findings: [
      expect.stringContaining("SIP server"),
      expect.stringContaining("DE, AT"),
      "Meta restricts the calls of this number (user initiated calling, until 2026-12-24): Poor feedback",
    ],
    settings: { restrictions: [{ kind: "USER_INITIATED_CALLING", until: until.toISOString() }] },
  });
});

test("what Meta refuses changes nothing here; a reply alone asks nobody", async () => {
  world.calls.fault = { fault: "Meta refuses (error 138015): too few customers.", code: 138015 };
  expect(await read()).toMatchObject({ settings: null, findings: ["Meta refuses (error 138015): too few customers."] });
  expect(await change({ policy: "hide", reply: "No calls" })).toMatchObject({
    status: 409,
    json: { code: "CALL_SETTINGS_REFUSED", detail: expect.stringContaining("138015") },
  });
  expect(await read()).toMatchObject({ policy: "ring_desk", reply: null });
  expect((await change({ reply: "No calls" })).json).toMatchObject({ reply: "No calls" });
  world.calls.fault = { fault: "Meta could not be reached.", code: null };
  expect(await change({ policy: "hide" })).toMatchObject({ status: 503, json: { code: "PROVIDER_SILENT" } });
});

test("hours and the permission to call back are set at Meta", async () => {
  const holidays = [{ date: "2026-12-25", from: "00:00", to: "23:59" }];
  const given = { ...hours, holidays };
  const { json } = await change({ hours: given, callback_permission: true });
  expect(json.settings).toMatchObject({ hours: given, callback_permission: true });
  expect(world.calls.changed).toEqual([
    { callbackPermission: true, hours: { enabled: true, timeZone: "Europe/Berlin", week, holidays } },
  ]);
});

test.each<[string, object, string]>([
  ["no change", {}, "must change something"],
  ["a blank reply", { reply: "  " }, "must not be blank"],
  ["no span", { hours: { ...hours, week: [] } }, "at least one span"],
  ["a zone that is none", { hours: { ...hours, time_zone: "Berlin" } }, "IANA time zone"],
  ["a time that is none", { hours: { ...hours, week: [{ ...week[0], opens: "24:00" }] } }, "such as 09:30"],
  ["an end before the beginning", { hours: { ...hours, week: [{ ...week[0], closes: "08:00" }] } }, "must be later"],
  [
    "spans that overlap",
    { hours: { ...hours, week: [week[0], { ...week[0], opens: "17:00", closes: "19:00" }] } },
    "overlaps",
  ],
  [
    "a third span of a day",
    {
      hours: {
        ...hours,
        week: ["01", "02", "03"].map((h) => ({ day: "monday", opens: `${h}:00`, closes: `${h}:30` })),
      },
    },
    "at most 2 a day",
  ],
  [
    "a holiday twice",
    { hours: { ...hours, holidays: [1, 2].map(() => ({ date: "2026-12-25", from: "00:00", to: "23:59" })) } },
    "is there twice",
  ],
])("%s is refused, and nothing is changed", async (_, payload, said) => {
  const answer = await change(payload);
  expect(answer).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  expect(answer.body).toContain(said);
  expect(world.calls.changed).toEqual([]);
});

test("a number of Twilio has a reply, and its calls are Twilio's", async () => {
  expect(await read("twilio")).toMatchObject({
    ...{ settings: null, differs: false },
    findings: [expect.stringContaining("voice application")],
  });
  expect(await change({ policy: "reject" }, "twilio")).toMatchObject({
    status: 400,
    json: { code: "BAD_REQUEST", detail: expect.stringContaining("Only the reply") },
  });
  expect((await change({ reply: "Ring 555 0100" }, "twilio")).json).toMatchObject({ reply: "Ring 555 0100" });
  expect((await world.call("admin", { method: "GET", url: "/api/numbers/9999/calls" })).status).toBe(404);
});

// Templates over HTTP: the list, filters, and reading them anew.
import { beforeEach, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { makeTemplate } from "../../../test/support/fake-templates.ts";

const world = useApp();
const get = (url: string) => world.call("viewer", { method: "GET", url });
const sync = () => world.call("agent", { method: "POST", url: "/api/templates/sync" });
const names = async (query: string) =>
  (await get(`/api/templates${query}`)).json.templates.map((one: { name: string }) => one.name);

beforeEach(async () => {
  await world.db.deleteFrom("templates").execute();
  Object.assign(world.metaTemplates, { listed: [], fault: null });
  Object.assign(world.twilioTemplates, { listed: [], fault: null });
});

test("a template as its provider lists it", async () => {
  const template = makeTemplate({ footer: "Lot 4" });
  world.metaTemplates.listed = [template];
  await sync();
  const { json } = await get("/api/templates");
  expect(json.templates).toEqual([
    {
      ...{ id: expect.any(Number), provider: "meta", account_id: "900000000000001", template: "bay_booked" },
      ...{ name: "bay_booked", language: "en_US", status: "approved", category: "utility", quality: "green" },
      ...{ rejected_reason: null, parameter_format: "named", header: template.header, body: template.body },
      ...{ footer: "Lot 4", buttons: [], sendable: true, why_not: null, why_not_editable: null },
      synced_at: world.clock().toISOString(),
    },
  ]);
  expect((await get(`/api/templates/${json.templates[0].id}`)).json).toEqual(json.templates[0]);
  expect((await get("/api/templates/999999")).status).toBe(404);
});

test("filters by number, status and text", async () => {
  world.metaTemplates.listed = [makeTemplate(), makeTemplate({ name: "offer", status: "paused" })];
  world.twilioTemplates.listed = [makeTemplate({ name: "welcome", body: { text: "Good day", variables: [] } })];
  await sync();
  const [meta] = await world.db.selectFrom("channels").select("id").where("provider", "=", "meta").execute();
  expect(await names(`?channel=${meta!.id}`)).toEqual(["bay_booked", "offer"]);
  expect(await names("?status=paused")).toEqual(["offer"]);
  expect(await names("?q=GOOD")).toEqual(["welcome"]);
  expect((await get("/api/templates?status=lost")).status).toBe(400);
});

test.each([
  [{ status: "paused" }, /offer is paused because/],
  [{ status: "rejected", rejectedReason: "INVALID_FORMAT" }, /offer was rejected.*INVALID_FORMAT/],
  [{ unsupported: ["carousel"] }, /offer has a part that cannot be filled here \(carousel\)/],
] as const)("what cannot be sent says why: %o", async (given, why) => {
  world.metaTemplates.listed = [
    makeTemplate({ name: "offer", ...given, unsupported: [...(("unsupported" in given && given.unsupported) || [])] }),
  ];
  await sync();
  const { json } = await get("/api/templates");
  expect(json.templates[0]).toMatchObject({ sendable: false, why_not: expect.stringMatching(why) });
});

test("the words in which Meta's webhook told of a rejection stay, where its list has a code", async () => {
  const rejected = makeTemplate({ status: "rejected", rejectedReason: "INVALID_FORMAT" });
  world.metaTemplates.listed = [rejected];
  await sync();
  await world.db.updateTable("templates").set({ rejected_reason: "Two variables touch." }).execute();
  const reason = async () => (await sync()).json.templates[0];
  expect(await reason()).toMatchObject({
    ...{ rejected_reason: "Two variables touch.", why_not: expect.stringMatching(/reason: Two variables touch\.$/) },
  });
  world.metaTemplates.listed = [{ ...rejected, status: "approved", rejectedReason: null }];
  expect(await reason()).toMatchObject({ status: "approved", rejected_reason: null });
});

test("what a provider lists no more is gone; when it cannot be asked, all stays and the reason is told", async () => {
  world.metaTemplates.listed = [makeTemplate({ name: "one" }), makeTemplate({ name: "two" })];
  await sync();
  world.clock.advance(60_000);
  world.metaTemplates.listed = [world.metaTemplates.listed[0]!];
  await sync();
  expect(await names("")).toEqual(["one"]);
  world.clock.advance(60_000);
  world.metaTemplates.fault = "Meta refuses (error 190).";
  const { status, json } = await sync();
  expect(status).toBe(200);
  expect(json.templates).toHaveLength(1);
  expect(json.accounts[0]).toMatchObject({ provider: "meta", failure: "Meta refuses (error 190)." });
  world.metaTemplates.fault = null;
  expect((await sync()).json.accounts[0].failure).toBeNull();
});

// Writing templates over HTTP: what is checked at the door, what the provider is asked, and what the list says at once.
import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { beforeEach, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { makeTemplate } from "../../../test/support/fake-templates.ts";
import { formOf } from "../../../test/support/forms.ts";

const world = useApp();
const call = (method: "POST" | "PATCH" | "DELETE", url: string, payload?: object) =>
  world.call("admin", { method, url: `/api/templates${url}`, ...(payload ? { payload } : {}) });
const list = async () => (await world.call("viewer", { method: "GET", url: "/api/templates" })).json.templates;
let [meta, twilio] = [0, 0];

const body = {
  text: "Hello {{1}}, your bay {{2}} is free now.",
  variables: [
    { name: "1", example: "Ana" },
    { name: "2", example: "B12" },
  ],
};
const bay = { name: "bay_free", language: "en_US", category: "utility", body };

beforeEach(async () => {
  await world.db.deleteFrom("templates").execute();
  await world.db.deleteFrom("template_syncs").execute();
  Object.assign(world.metaTemplates, { listed: [], fault: null, asked: [] });
  Object.assign(world.twilioTemplates, { listed: [], fault: null, asked: [] });
  const channels = await world.db.selectFrom("channels").select(["id", "provider"]).execute();
  const idOf = (name: string) => channels.find(({ provider }) => provider === name)!.id;
  [meta, twilio] = [idOf("meta"), idOf("twilio")];
});

test("a new template is listed at once, in review; the change is in the audit log, and the account is read anew", async () => {
  const { status, json } = await call("POST", "", { ...bay, channel: meta, footer: "Lot 4" });
  expect([status, json]).toMatchObject([
    201,
    { name: "bay_free", status: "pending", sendable: false, footer: "Lot 4", account_id: "900000000000001", body },
  ]);
  expect(await list()).toEqual([json]);
  expect(world.metaTemplates.asked).toMatchObject([
    ["create", "900000000000001", { parameterFormat: "positional" }, null],
  ]);
  const { entries } = (await world.call("admin", { method: "GET", url: `/api/audit?subject=template&id=${json.id}` }))
    .json;
  expect(entries).toMatchObject([{ action: "template.create", actor: "api:admin key", after: { name: "bay_free" } }]);
  const syncs = await world.db.selectFrom("template_syncs").select("wanted_at").execute();
  expect(syncs).toEqual([{ wanted_at: world.clock() }]);
});

test("all faults are told by field, and the provider is not asked", async () => {
  const wrong = { ...bay, name: "Bay Free", footer: "x".repeat(61), body: { text: "{{1}} is free", variables: [] } };
  const { status, json } = await call("POST", "", { ...wrong, channel: meta });
  expect([status, json.code]).toEqual([400, "BAD_TEMPLATE"]);
  expect(json.errors.map(({ path }: { path: string }) => path)).toEqual([
    ...["name", "body.text", "body.variables.1", "footer"],
  ]);
  expect(json.detail).toContain(json.errors[0].message);
  expect(world.metaTemplates.asked).toEqual([]);
  expect(await list()).toEqual([]);
});

test("a template is checked without asking the provider; one that is edited may keep its name, not the kind of its variables", async () => {
  const { id } = (await call("POST", "", { ...bay, channel: meta })).json;
  const asked = world.metaTemplates.asked.length;
  const pathsOf = async (payload: object) =>
    (await call("POST", "/check", { ...bay, channel: meta, ...payload })).json.errors.map(
      ({ path }: { path: string }) => path,
    );
  expect(await pathsOf({})).toEqual(["name"]);
  expect(await pathsOf({ id })).toEqual([]);
  const named = { text: "Your bay {{spot}} is free.", variables: [{ name: "spot", example: "B12" }] };
  expect(await pathsOf({ id, body: named, parameter_format: "named" })).toEqual(["parameter_format"]);
  expect(await pathsOf({ name: "other", footer: "x".repeat(61) })).toEqual(["footer"]);
  expect((await call("POST", "/check", { ...bay, channel: meta, id: 999_999 })).status).toBe(404);
  expect([world.metaTemplates.asked.length, (await list()).length]).toEqual([asked, 1]);
});

test("the provider's refusal is told, and nothing is listed", async () => {
  world.metaTemplates.fault = "Meta refuses (error 2388024): there is one.";
  const { status, json } = await call("POST", "", { ...bay, channel: meta });
  expect([status, json.code, json.detail]).toEqual([409, "TEMPLATE_REFUSED", world.metaTemplates.fault]);
  expect(await list()).toEqual([]);
});

test("a name is used once in each language, and rests for 30 days after an approved one was deleted", async () => {
  world.metaTemplates.listed = [makeTemplate({ name: "bay_free" })];
  await world.call("agent", { method: "POST", url: "/api/templates/sync" });
  const again = await call("POST", "", { ...bay, channel: meta });
  expect(again.json.errors).toMatchObject([{ path: "name", message: expect.stringMatching(/already/) }]);
  expect((await call("POST", "", { ...bay, language: "es", channel: meta })).status).toBe(201);
  const [{ id }] = await list();
  expect((await call("DELETE", `/${id}`)).status).toBe(204);
  world.clock.advance(29 * 86_400_000);
  expect((await call("POST", "", { ...bay, channel: meta })).json.errors).toMatchObject([
    { path: "name", message: expect.stringMatching(/blocked until 2026-01-31/) },
  ]);
  world.clock.advance(2 * 86_400_000);
  expect((await call("POST", "", { ...bay, channel: meta })).status).toBe(201);
});

test("an edit replaces the content and is reviewed anew; the category changes by itself, unless it is approved", async () => {
  const { id } = (await call("POST", "", { ...bay, channel: meta })).json;
  const content = { body: { text: "The bay is free.", variables: [] } };
  expect((await call("PATCH", `/${id}`, { content })).json.detail).toMatch(/lets nobody edit bay_free now/);
  const becomes = (status: string) =>
    world.db.updateTable("templates").set({ status, rejected_reason: "SCAM" }).where("id", "=", id).execute();
  await becomes("rejected");
  expect((await call("PATCH", `/${id}`, { content })).json).toMatchObject({
    ...{ status: "pending", rejected_reason: null, body: content.body, why_not_editable: expect.any(String) },
  });
  expect(world.metaTemplates.asked.at(-1)).toMatchObject(["edit", expect.any(String), { category: null }, null]);
  await becomes("rejected");
  expect((await call("PATCH", `/${id}`, { category: "marketing" })).json).toMatchObject({
    ...{ status: "pending", category: "marketing", body: content.body },
  });
  await becomes("approved");
  expect((await call("PATCH", `/${id}`, { category: "utility" })).json.errors).toMatchObject([{ path: "category" }]);
  expect((await call("PATCH", `/${id}`, { category: "utility", content })).json.code).toBe("BAD_REQUEST");
  const named = { ...content, parameter_format: "named" };
  expect((await call("PATCH", `/${id}`, { content: named })).json.errors).toMatchObject([{ path: "parameter_format" }]);
});

test("the sample file of a header is an upload, and reaches the provider", async () => {
  const content = Buffer.concat([Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"), randomBytes(500)]);
  const form = formOf({ content, name: "bay.jpg", type: "image/jpeg" });
  const file = (await world.call("agent", { method: "POST", url: "/api/media", ...form })).json;
  const header = { format: "image", media_id: file.id };
  const { status } = await call("POST", "", { ...bay, channel: meta, header });
  const [asked] = world.metaTemplates.asked;
  expect([status, asked![3]]).toMatchObject([201, { mimeType: "image/jpeg", size: content.length, name: "bay.jpg" }]);
  expect(await buffer((asked![3] as { content: Readable }).content)).toEqual(content);
  const lost = await call("POST", "", {
    ...bay,
    name: "other",
    channel: meta,
    header: { ...header, media_id: 999_999 },
  });
  expect(lost.status).toBe(404);
});

test("Twilio: created and submitted in one, or submitted later, once", async () => {
  const both = await call("POST", "", { ...bay, language: "en", channel: twilio });
  expect(both.json).toMatchObject({ provider: "twilio", status: "received", category: "utility" });
  const later = await call("POST", "", { ...bay, name: "later", language: "en", channel: twilio, submit: false });
  expect(later.json).toMatchObject({ status: "unsubmitted", why_not_editable: null });
  const { id } = later.json;
  expect((await call("POST", `/${id}/submit`, { category: "marketing" })).json).toMatchObject({
    ...{ status: "received", category: "marketing" },
  });
  expect((await call("POST", `/${id}/submit`, { category: "marketing" })).json.code).toBe("TEMPLATE_REFUSED");
  const kept = await call("POST", "", { ...bay, channel: meta, submit: false });
  expect(kept.json.errors).toMatchObject([{ path: "submit" }]);
});

test("a template is deleted alone or in all its languages; a disabled one stays", async () => {
  world.metaTemplates.listed = [
    makeTemplate({ name: "offer" }),
    makeTemplate({ name: "offer", language: "es" }),
    makeTemplate({ name: "spam", status: "disabled" }),
  ];
  await world.call("agent", { method: "POST", url: "/api/templates/sync" });
  const [first, , spam] = await list();
  expect((await call("DELETE", `/${spam.id}`)).json.detail).toMatch(/disabled/);
  expect((await call("DELETE", `/${first.id}?languages=all`)).status).toBe(204);
  expect(world.metaTemplates.asked).toMatchObject([["remove", "900000000000001", { name: "offer" }, "all"]]);
  expect((await list()).map(({ name }: { name: string }) => name)).toEqual(["spam"]);
  expect((await call("DELETE", `/${first.id}`)).status).toBe(404);
});

test("only admins write, and only for a number of ours", async () => {
  const payload = { ...bay, channel: meta };
  expect((await world.call("agent", { method: "POST", url: "/api/templates", payload })).status).toBe(403);
  expect((await call("POST", "", { ...bay, channel: 999_999 })).json.detail).toMatch(/no number 999999/);
});

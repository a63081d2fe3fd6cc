// Occasions over HTTP: which template each number sends for what happens outside the window, checked when it is bound.
import { beforeEach, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { makeTemplate } from "../../../test/support/fake-templates.ts";
import type { ProviderTemplate } from "../../contract/templates.ts";

const world = useApp();
const button = { text: "Map", url: null, phone: null, variable: null, example: null };
const variables = (...names: string[]) => names.map((name) => ({ name, example: null }));
const receipt = makeTemplate({
  name: "receipt",
  body: { text: "Receipt for {{spot}}: {{sum}}.", variables: variables("spot", "sum") },
});

async function listed(meta: ProviderTemplate[], twilio: ProviderTemplate[] = []) {
  world.metaTemplates.listed = meta;
  world.twilioTemplates.listed = twilio;
  world.clock.advance(1_000);
  await world.call("agent", { method: "POST", url: "/api/templates/sync" });
}
const lineOf = async (provider: string) => {
  const found = await world.db
    .selectFrom("channels")
    .select("id")
    .where("provider", "=", provider)
    .executeTakeFirstOrThrow();
  return found.id;
};
const url = async (occasion = "stay.ended", provider = "meta") =>
  `/api/templates/occasions/${occasion}/bindings/${await lineOf(provider)}`;
const put = async (payload: object, ...where: string[]) =>
  world.call("admin", { method: "PUT", url: await url(...where), payload });
const shown = async (name = "stay.ended", provider = "meta") => {
  const { json } = await world.call("viewer", { method: "GET", url: "/api/templates/occasions" });
  const occasion = json.occasions.find((one: { name: string }) => one.name === name);
  return occasion.channels.find((one: { channel: { provider: string } }) => one.channel.provider === provider);
};

beforeEach(async () => {
  await world.db.deleteFrom("templates").execute();
  await world.db.deleteFrom("template_bindings").execute();
});

test("each occasion has its values with examples, a text to submit, and how it stands on each number", async () => {
  const { json } = await world.call("viewer", { method: "GET", url: "/api/templates/occasions" });
  const [first] = json.occasions;
  expect(first).toMatchObject({ name: "stay.ended", title: "Receipt" });
  expect(first.values).toContainEqual({ name: "total", description: "What it costs", example: "$20.00" });
  expect(first.values.at(-1).name).toBe("message");
  expect(first.channels.map((one: { reaches: boolean }) => one.reaches)).toEqual([false, false]);
});

test("every text to submit has only variables that its occasion fills, and none at its ends", async () => {
  const { json } = await world.call("viewer", { method: "GET", url: "/api/templates/occasions" });
  for (const { name, templates, values } of json.occasions) {
    const [{ body, buttons }] = templates;
    const used = [...body.matchAll(/\{\{(\w+)\}\}/g)].map(([, one]) => one);
    const known = values.map((one: { name: string }) => one.name);
    expect(
      used.filter((one) => !known.includes(one)),
      name,
    ).toEqual([]);
    expect(body, name).not.toMatch(/^\{\{|\}\}\W*$/);
    // (Meta: template components, buttons.)
    expect(
      buttons.every((title: string) => title.length <= 25),
      name,
    ).toBe(true);
  }
});

test("binds, fills what is called like a value, and says what people read", async () => {
  await listed([receipt]);
  const { status, json } = await put({ template: "receipt", values: { body: { sum: "total" } } });
  expect(status).toBe(200);
  expect(json).toMatchObject({
    ...{ reaches: true, why_not: null, warnings: [], preview: "Receipt for A12: $20.00." },
    binding: { template: "receipt", language: "en_US", values: { body: { spot: "spot", sum: "total" }, header: null } },
  });
  expect(await shown()).toEqual(json);
  const audited = await world.db.selectFrom("audit_log").selectAll().where("action", "=", "template.bind").execute();
  expect(audited).toMatchObject([{ before: null, after: { occasion: "stay.ended", template: "receipt" } }]);
  const gone = await world.call("admin", { method: "DELETE", url: await url() });
  expect(gone.json).toMatchObject({ binding: null, reaches: false });
  expect(await shown()).toEqual(gone.json);
});

test("heading and buttons take values, and the whole message is one", async () => {
  const template = makeTemplate({
    name: "whole",
    header: { format: "text", text: "Booking {{1}}", variables: variables("1"), example: null },
    body: { text: "We have news: {{1}} Thank you.", variables: variables("1") },
    parameterFormat: "positional",
    buttons: [{ ...button, type: "url", url: "https://example.com/{{1}}", variable: "1" }],
  });
  await listed([template]);
  const values = { body: { 1: "message" }, header: "booking", buttons: { 0: "booking" } };
  const { json } = await put({ template: "whole", values });
  expect(json.preview).toMatch(/^Booking 4711\n\nWe have news: Your parking receipt for booking 4711/);
});

test("at Twilio the template is found by its SID too", async () => {
  const content = makeTemplate({ ...receipt, providerId: `HX${"1".repeat(32)}`, language: "en" });
  await listed([], [content]);
  const given = { template: content.providerId, values: { body: { sum: "total" } } };
  const { json } = await put(given, "stay.ended", "twilio");
  expect(json).toMatchObject({ reaches: true, binding: { template: "receipt", language: "en" } });
});

test("what is bound says when it can no longer be sent", async () => {
  await listed([receipt]);
  await put({ template: "receipt", values: { body: { sum: "total" } } });
  await listed([{ ...receipt, status: "paused" }]);
  expect(await shown()).toMatchObject({ reaches: false, why_not: expect.stringMatching(/receipt is paused/) });
  await listed([]);
  expect(await shown()).toMatchObject({ reaches: false, why_not: expect.stringMatching(/not there any more/) });
  // It was edited meanwhile, and has a variable that nothing fills.
  await listed([{ ...receipt, body: { text: "{{spot}} {{sum}} {{x}}", variables: variables("spot", "sum", "x") } }]);
  expect(await shown()).toMatchObject({ reaches: false, why_not: expect.stringMatching(/{{x}}.*has no value/) });
});

test("a marketing template can be bound, with a warning", async () => {
  await listed([{ ...receipt, category: "marketing" }]);
  const { json } = await put({ template: "receipt", values: { body: { sum: "total" } } });
  expect(json).toMatchObject({ reaches: true, warnings: [expect.stringMatching(/is marketing: it costs more/)] });
});

test.each<[string, object, RegExp]>([
  ["no such template", { template: "recept" }, /no template recept. Did you mean receipt\?/],
  [
    "a variable without a value",
    { template: "receipt" },
    /{{sum}} of the template receipt has no value. Choose one of: .*total/,
  ],
  ["no such value", { template: "receipt", values: { body: { sum: "totl" } } }, /no value totl. Did you mean total\?/],
  ["no such variable", { template: "receipt", values: { body: { sum: "total", x: "spot" } } }, /no variable {{x}}/],
  ["a file above the text", { template: "photo" }, /photo has a file above its text/],
  ["several languages", { template: "two" }, /several languages: de, en/],
  ["no such language", { template: "two", language: "fr" }, /no fr version. It has: de, en/],
])("refuses %s", async (_, given, why) => {
  const header = { format: "image" as const, text: null, variables: [], example: null };
  const body = { text: "Thank you.", variables: [] };
  const two = (language: string) => makeTemplate({ name: "two", language, body });
  await listed([receipt, makeTemplate({ name: "photo", header, body }), two("de"), two("en")]);
  const { status, json } = await put(given);
  expect([status, json.code]).toEqual([400, "BAD_REQUEST"]);
  expect(json.detail).toMatch(why);
  expect(await shown()).toMatchObject({ binding: null });
});

test("no such occasion or number is 404", async () => {
  const unknown = await put({ template: "receipt" }, "stay.endd");
  expect([unknown.status, unknown.json.detail]).toEqual([404, expect.stringMatching(/Did you mean stay.ended\?/)]);
  const other = await world.call("admin", {
    method: "DELETE",
    url: "/api/templates/occasions/stay.ended/bindings/99999",
  });
  expect(other.status).toBe(404);
});

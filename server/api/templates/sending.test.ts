// Sending templates over HTTP: checked against what the provider lists before 202, and kept as the customer reads them.
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { makeTemplate } from "../../../test/support/fake-templates.ts";
import type { ProviderTemplate } from "../../contract/templates.ts";

const world = useApp();
const send = (payload: object) =>
  world.call("agent", { method: "POST", url: "/api/whatsapp/send", payload: { to: "+4915112345678", ...payload } });
const draftOf = async (id: number) => {
  const { content } = await world.db
    .selectFrom("messages")
    .select("content")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return (content as { draft: object }).draft;
};
async function listed(meta: ProviderTemplate[], twilio: ProviderTemplate[] = []) {
  world.metaTemplates.listed = meta;
  world.twilioTemplates.listed = twilio;
  world.clock.advance(1_000);
  await world.call("agent", { method: "POST", url: "/api/templates/sync" });
}
const values = { guest: "Ana", until: "18:00" };
const button = { text: "Map", url: null, phone: null, variable: null, example: null };
const whole = makeTemplate({
  name: "whole",
  header: { format: "text", text: "Bay {{bay}}", variables: [{ name: "bay", example: "B12" }], example: null },
  footer: "Lot 4",
  buttons: [
    { ...button, type: "url", url: "https://example.com/{{1}}", variable: "1", example: "https://example.com/B12" },
    { ...button, type: "quick_reply", text: "Keep it" },
    { ...button, type: "phone_number", text: "Call", phone: "+15550100000" },
  ],
});

beforeEach(async () => {
  await world.db.deleteFrom("templates").execute();
  await world.db.deleteFrom("template_syncs").execute();
});

test("nothing is checked as long as no templates were read", async () => {
  expect((await send({ template: "never_seen", parameters: ["x"] })).status).toBe(202);
});

test("a template with header, values by name and buttons goes out whole, and reads as the customer sees it", async () => {
  await listed([whole]);
  const buttons = [{ index: 0, type: "url", value: "B12" }];
  const given = { template: "whole", parameters: values, header: { type: "text", text: "B12" }, buttons };
  const { status, json } = await send(given);
  expect(status).toBe(202);
  expect(json.text_body).toBe("Bay B12\n\nHello Ana, your bay is kept until 18:00 today.\n\nLot 4");
  expect(await draftOf(json.id)).toEqual({
    ...{ type: "template", name: "whole", language: "en_US", parameters: [], named: values },
    ...{ header: { type: "text", text: "B12", name: "bay" }, buttons },
  });
});

test("values in order fill named variables, and values by number those that have numbers", async () => {
  const body = {
    text: "{{1}} of {{2}}",
    variables: [
      { name: "1", example: null },
      { name: "2", example: null },
    ],
  };
  await listed([makeTemplate(), makeTemplate({ name: "counted", parameterFormat: "positional", body })]);
  const named = await send({ template: "bay_booked", parameters: ["Ana", 18] });
  expect(named.json.text_body).toBe("Hello Ana, your bay is kept until 18 today.");
  const counted = await send({ template: "counted", parameters: { 2: "b", 1: "a" } });
  expect(await draftOf(counted.json.id)).toMatchObject({ parameters: ["a", "b"] });
  expect(counted.json.text_body).toBe("a of b");
});

test("at Twilio all values are one list, by name or SID of the Content", async () => {
  const content = makeTemplate({ ...whole, providerId: `HX${"1".repeat(32)}`, language: "en" });
  await listed([], [content]);
  const given = { template: "whole", channel: "twilio", parameters: { ...values, bay: "B12", 1: "B12" } };
  const { status, json } = await send(given);
  expect(status).toBe(202);
  expect(await draftOf(json.id)).toMatchObject({
    name: content.providerId,
    named: { ...values, bay: "B12", 1: "B12" },
  });
  expect(json.text_body).toContain("Bay B12");
});

describe("a file above a template's text at Twilio", () => {
  const withFile = (before: string) =>
    makeTemplate({
      ...{ providerId: `HX${"2".repeat(32)}`, name: "photo", language: "en" },
      header: { format: "image", text: null, variables: [{ name: "9", example: null }], example: `${before}{{9}}` },
    });
  const given = { template: "photo", channel: "twilio", parameters: values };

  test("a link fills the variable with what comes after the host", async () => {
    await listed([], [withFile("https://files.test/")]);
    const { json } = await send({ ...given, header: { type: "image", link: "https://files.test/bays/a.jpg" } });
    expect(await draftOf(json.id)).toMatchObject({ named: { ...values, 9: "bays/a.jpg" } });
  });

  test("a link elsewhere is refused", async () => {
    await listed([], [withFile("https://files.test/")]);
    const { json } = await send({ ...given, header: { type: "image", link: "https://other.test/a.jpg" } });
    expect(json).toMatchObject({
      code: "BAD_DRAFT",
      detail: expect.stringMatching(/begin with https:\/\/files.test\//),
    });
  });
});

test("a repeat with the same key finds the first", async () => {
  await listed([makeTemplate()]);
  const again = () =>
    world.call("agent", {
      ...{ method: "POST", url: "/api/whatsapp/send", headers: { "idempotency-key": "once" } },
      payload: { to: "+4915112345678", template: "bay_booked", parameters: ["Ana", "18:00"] },
    });
  expect((await again()).json.id).toBe((await again()).json.id);
});

describe("what the provider would refuse is refused before", () => {
  const name = "bay_booked";
  test.each<[string, object, RegExp]>([
    ["a name", { template: "bay_boked" }, /no template bay_boked. Did you mean bay_booked\?/],
    ["a language", { template: name, language: "de" }, /no de version. It has: en_US/],
    ["a number of values", { template: name, parameters: ["Ana"] }, /takes 2 values \(guest, until\); 1 are given/],
    [
      "a missing value",
      { template: name, parameters: { guest: "Ana" } },
      /needs a value for {{until}}, such as "18:00"/,
    ],
    [
      "an unknown name of a value",
      { template: name, parameters: { ...values, gest: "x" } },
      /{{gest}}. Did you mean guest/,
    ],
    ["a line break", { template: name, parameters: { ...values, guest: "A\nB" } }, /{{guest}} has a line break/],
    ["an empty value", { template: name, parameters: { ...values, guest: " " } }, /{{guest}} is empty/],
    ["too long a text", { template: name, parameters: { ...values, guest: "x".repeat(1000) } }, /at most 1024/],
    ["a header", { template: name, parameters: values, header: { type: "text", text: "x" } }, /takes no value/],
    ["a lacking header", { template: "whole", parameters: values }, /needs a text.*"Map" needs a value, such as/],
    ["a paused one", { template: "paused", parameters: values }, /paused is paused/],
    [
      "a file for a text",
      { template: "whole", parameters: values, header: { type: "image", link: "https://x.test/a.jpg" } },
      /needs a text, not an image/,
    ],
    [
      "a button that takes none",
      { template: "whole", buttons: [{ index: 2, type: "url", value: "x" }] },
      /"Call" takes no value/,
    ],
    ["no such button", { template: "whole", buttons: [{ index: 7, type: "url", value: "x" }] }, /no button 7/],
  ])("%s", async (_, given, why) => {
    await listed([makeTemplate(), whole, makeTemplate({ name: "paused", status: "paused" })]);
    const { status, json } = await send(given);
    expect([status, json.code]).toEqual([400, "BAD_DRAFT"]);
    expect(json.detail).toMatch(why);
  });
});

describe("somebody who wants no marketing", () => {
  const offer = makeTemplate({ name: "offer", category: "marketing" });
  const given = { template: "offer", parameters: values };

  test("gets no marketing template, and why is said; other templates go through", async () => {
    await listed([offer, makeTemplate()], [makeTemplate({ ...offer, providerId: `HX${"2".repeat(32)}` })]);
    const first = await send({ template: "bay_booked", parameters: values });
    const { contact_id: contact } = await world.db
      .selectFrom("messages")
      .select("contact_id")
      .where("id", "=", first.json.id)
      .executeTakeFirstOrThrow();
    const url = `/api/contacts/${contact}/opt-out`;
    const note = "said so on the phone";
    const set = (opted_out: boolean) => world.call("agent", { method: "PUT", url, payload: { opted_out, note } });
    const { status, json } = await set(true);
    expect(status).toBe(200);
    expect(json.opt_out).toEqual({
      ...{ since: expect.any(String), source: "staff", note, made_by: "api:agent key" },
    });
    expect(await set(true)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });

    for (const channel of ["meta", "twilio"] as const) {
      const refused = await send({ ...given, channel });
      expect([refused.status, refused.json.code]).toEqual([409, "OPTED_OUT"]);
      expect(refused.json.detail).toMatch(/has wanted no marketing since 20.*recorded by staff.*another category/);
    }
    expect((await send({ template: "bay_booked", parameters: values })).status).toBe(202);

    world.clock.advance(1_000);
    expect((await set(false)).json.opt_out).toBeNull();
    expect((await send(given)).status).toBe(202);
    const audit = await world.call("admin", { method: "GET", url: `/api/audit?subject=contact&id=${contact}` });
    expect(audit.json.entries).toMatchObject([
      { action: "contact.marketing", note, before: { marketing: false }, after: { marketing: true } },
      { action: "contact.marketing", note, before: { marketing: true }, after: { marketing: false } },
    ]);
  });

  test("an unknown contact, and a viewer, are refused", async () => {
    const put = (who: "agent" | "viewer") =>
      world.call(who, { method: "PUT", url: "/api/contacts/999999/opt-out", payload: { opted_out: true } });
    expect((await put("agent")).status).toBe(404);
    expect((await put("viewer")).status).toBe(403);
  });
});

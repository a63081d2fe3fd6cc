// Templates written in Bellhop against the simulator: created, edited, reviewed and deleted at both providers, as the real ones do it.
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TemplateProvider } from "../../server/contract/ports.ts";
import type { ProviderTemplate, WrittenTemplate } from "../../server/contract/templates.ts";
import { ruleFaults } from "../../server/core/templates/rules.ts";
import { createMetaTemplates } from "../../server/edge/meta/templates.ts";
import { createContentApi } from "../../server/edge/twilio/content-api.ts";
import { makeTemplate } from "../support/fake-templates.ts";
import { openSimulatedProviders, type SimulatedProviders } from "../support/simulated-providers.ts";

const waba = "900000000000001";
let providers: SimulatedProviders;
let meta: ReturnType<typeof createMetaTemplates>;
let twilio: ReturnType<typeof createContentApi>;

beforeAll(async () => {
  providers = await openSimulatedProviders("key");
  const { env } = providers;
  meta = createMetaTemplates({
    ...{ baseUrl: env.GRAPH_API_URL!, version: "v25.0", accessToken: env.WHATSAPP_ACCESS_TOKEN! },
  });
  twilio = createContentApi({
    ...{ baseUrl: env.TWILIO_CONTENT_API_URL!, accountSid: env.TWILIO_ACCOUNT_SID! },
    authToken: env.TWILIO_AUTH_TOKEN!,
  });
});
afterAll(async () => {
  await meta.close();
  await twilio.close();
  await providers.close();
});

/** A template as it is written, with what is given. */
function written(given: Partial<WrittenTemplate> = {}): WrittenTemplate {
  const { name, language, parameterFormat, header, body, footer, buttons } = makeTemplate();
  return { name, language, parameterFormat, header, body, footer, buttons, category: "utility", ...given };
}

const button = (type: WrittenTemplate["buttons"][number]["type"], given: object) => ({
  ...{ type, text: "", url: null, phone: null, variable: null, example: null },
  ...given,
});
const headerOf = (format: WrittenTemplate["header"]["format"]): WrittenTemplate["header"] => ({
  ...{ format, text: null, variables: [], example: null },
});
const numbered = { text: "Hello {{1}}, bay {{2}} is free now.", variables: [sample("1", "Ana"), sample("2", "B12")] };
function sample(name: string, example: string) {
  return { name, example };
}

async function listed(provider: TemplateProvider, id: string): Promise<ProviderTemplate | undefined> {
  const answer = await provider.list(waba);
  if ("fault" in answer) throw new Error(answer.fault);
  return answer.templates.find(({ providerId }) => providerId === id);
}

/** Creates a template that the provider takes, and returns its id. */
async function create(provider: TemplateProvider, template: WrittenTemplate): Promise<string> {
  expect([...ruleFaults(template), ...provider.check(template, null)]).toEqual([]);
  const answer = await provider.create(waba, template, null);
  if ("fault" in answer) throw new Error(answer.fault);
  return answer.providerId;
}

/** What a provider lists of what was written: all of it. */
const listedAs = ({ name, language, category, parameterFormat, header, body, footer, buttons }: WrittenTemplate) => ({
  ...{ name, language, category, parameterFormat, header, body, footer, buttons, unsupported: [] },
});

const whole = written({
  name: "bay_whole",
  header: { format: "text", text: "Bay {{bay}}", variables: [sample("bay", "B12")], example: null },
  footer: "Lot 4",
  buttons: [
    button("quick_reply", { text: "Keep it" }),
    button("quick_reply", { text: "Leave" }),
    button("url", { text: "Map", url: "https://example.com/b/{{1}}", variable: "1", example: "B12" }),
    button("phone_number", { text: "Call the desk", phone: "+15550100000" }),
  ],
});

test("Meta: a template with all its parts is in review, is read back as it was written, and is approved", async () => {
  const id = await create(meta, whole);
  expect(await listed(meta, id)).toMatchObject({ ...listedAs(whole), status: "pending", rejectedReason: null });
  await providers.sim.decideTemplate(id, "approve");
  expect(await listed(meta, id)).toMatchObject({ status: "approved" });
});

test("Meta: numbered variables, a code and a place", async () => {
  const place = headerOf("location");
  const code = button("copy_code", { text: "Copy offer code", variable: "code", example: "SAVE15" });
  const template = written({
    ...{ name: "bay_numbered", parameterFormat: "positional", header: place, body: numbered, buttons: [code] },
    category: "marketing",
  });
  expect(await listed(meta, await create(meta, template))).toMatchObject(listedAs(template));
});

test("Meta: the sample file of a header goes up before the template, and must be of its kind", async () => {
  const header = headerOf("image");
  const template = written({ name: "bay_photo", header });
  const bytes = Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex");
  const file = () => ({
    ...{ mimeType: "image/jpeg", size: bytes.length, name: "bay.jpg", content: Readable.from([bytes]) },
  });
  expect(meta.check(template, null)).toEqual([{ path: "header.media_id", message: expect.stringMatching(/sample/) }]);
  expect(meta.check(template, { mimeType: "image/webp", size: 1 })).toMatchObject([{ path: "header.media_id" }]);
  const answer = await meta.create(waba, template, file());
  expect(answer).toMatchObject({ status: "pending", category: "utility" });
  const { providerId } = answer as { providerId: string };
  expect(await listed(meta, providerId)).toMatchObject({ header: { format: "image" } });
  const wrong = written({ name: "bay_film", header: headerOf("video") });
  expect(await meta.create(waba, wrong, file())).toEqual({ fault: expect.stringMatching(/2388047.*header/) });
});

test("Meta: what is in review cannot be edited, what is approved once a day, and its category never", async () => {
  const id = await create(meta, written({ name: "bay_edited" }));
  const content = written({ name: "bay_edited", footer: "Lot 5" });
  const change = { category: null, content };
  expect(await meta.edit(id, change, null)).toEqual({ fault: expect.stringMatching(/2388039/) });
  await providers.sim.decideTemplate(id, "reject", { reason: "INVALID_FORMAT" });
  expect(await listed(meta, id)).toMatchObject({ status: "rejected", rejectedReason: "INVALID_FORMAT" });
  expect(await meta.edit(id, { category: "marketing", content: null }, null)).toBeNull();
  expect(await listed(meta, id)).toMatchObject({ status: "pending", category: "marketing", rejectedReason: null });
  await providers.sim.decideTemplate(id, "approve");
  expect(await meta.edit(id, { category: "utility", content: null }, null)).toHaveProperty("fault");
  expect(await meta.edit(id, change, null)).toBeNull();
  expect(await listed(meta, id)).toMatchObject({ status: "pending", footer: "Lot 5" });
  await providers.sim.decideTemplate(id, "approve");
  expect(await meta.edit(id, change, null)).toEqual({ fault: expect.stringMatching(/once a day/) });
});

test("Meta: what recipients think of a template and the category that Meta moves it to are listed", async () => {
  const id = await create(meta, written({ name: "bay_rated" }));
  expect(await listed(meta, id)).toMatchObject({ quality: "unknown", category: "utility" });
  await providers.sim.changeTemplate(id, { quality: "YELLOW" });
  await providers.sim.changeTemplate(id, { category: "MARKETING" });
  expect(await listed(meta, id)).toMatchObject({ quality: "yellow", category: "marketing", status: "pending" });
  await expect(providers.sim.changeTemplate("1", { quality: "RED" })).rejects.toThrow(/no template 1/);
});

test("Meta: one language or all are deleted, and the name of what was approved stays blocked", async () => {
  const name = "bay_gone";
  const [english, spanish] = [
    await create(meta, written({ name })),
    await create(meta, written({ name, language: "es" })),
  ];
  expect(await meta.create(waba, written({ name }), null)).toEqual({ fault: expect.stringMatching(/2388024/) });
  await providers.sim.decideTemplate(english, "approve");
  expect(await meta.remove(waba, { providerId: english, name }, "one")).toBeNull();
  expect([await listed(meta, english), await listed(meta, spanish)]).toMatchObject([undefined, { language: "es" }]);
  expect(await meta.create(waba, written({ name }), null)).toEqual({ fault: expect.stringMatching(/2388024/) });
  expect(await meta.remove(waba, { providerId: spanish, name }, "all")).toBeNull();
  expect(await listed(meta, spanish)).toBeUndefined();
  expect(await meta.remove(waba, { providerId: spanish, name }, "all")).toHaveProperty("fault");
});

const heading = (text: string): WrittenTemplate["header"] => ({ format: "text", text, variables: [], example: null });

test.each<[string, Partial<WrittenTemplate>, string, RegExp]>([
  ["text of 1025", { body: { text: "x".repeat(1025), variables: [] } }, "body.text", /1025 characters/],
  ["no text", { body: { text: " ", variables: [] } }, "body.text", /Write the text/],
  ["footer of 61", { footer: "x".repeat(61) }, "footer", /61 characters/],
  ["footer of two lines", { footer: "Lot 4\nNorth" }, "footer", /one line/],
  ["button of two lines", { buttons: [button("quick_reply", { text: "Yes\nplease" })] }, "buttons.0.text", /one line/],
  ["header of two lines", { header: heading("Bay\nB12") }, "header.text", /one line/],
  ["header with an emoji", { header: heading("Bay 🎉") }, "header.text", /no emoji/],
  ["header in bold", { header: heading("*Bay*") }, "header.text", /no emoji/],
  ["variable in the footer", { footer: "Lot {{1}}" }, "footer", /no variables/],
  ["variable at the end", { body: { ...numbered, text: "Hello {{1}} in {{2}}" } }, "body.text", /begin or end/],
  ["touching variables", { body: { ...numbered, text: "Hi {{1}}{{2}} now" } }, "body.text", /next to each other/],
  ["no example", { body: { ...numbered, variables: [sample("1", "Ana")] } }, "body.variables.2", /example/],
  ["eleven replies", { buttons: manyReplies(11) }, "buttons", /11 buttons/],
  ["button of 26", { buttons: [button("quick_reply", { text: "x".repeat(26) })] }, "buttons.0.text", /26 characters/],
  ["three links", { buttons: manyLinks(3) }, "buttons", /3 buttons of the type url/],
  [
    "replies apart",
    { buttons: [...manyReplies(1), ...manyLinks(1), ...manyReplies(2).slice(1)] },
    "buttons",
    /together/,
  ],
  ["code of 16", { buttons: [button("copy_code", { example: "x".repeat(16) })] }, "buttons.0.example", /16 characters/],
])("what Meta refuses is refused before: a %s", async (_, given, path, message) => {
  const template = written({ name: "bay_wrong", parameterFormat: "positional", body: numbered, ...given });
  expect(ruleFaults(template)).toContainEqual({ path, message: expect.stringMatching(message) });
  expect(await meta.create(waba, template, null)).toHaveProperty("fault");
});

function manyReplies(count: number) {
  return Array.from({ length: count }, (_, i) => button("quick_reply", { text: `Reply ${i}` }));
}
function manyLinks(count: number) {
  return Array.from({ length: count }, (_, i) => button("url", { text: `Link ${i}`, url: "https://example.com/" }));
}

test("Meta: too many variables for the words are refused in words", async () => {
  const text = "At {{1}} in {{2}}, {{3}} or {{4}} so";
  const variables = ["1", "2", "3", "4"].map((name) => sample(name, "x"));
  const template = written({ name: "bay_many", parameterFormat: "positional", body: { text, variables } });
  expect(await meta.create(waba, template, null)).toEqual({
    fault: expect.stringMatching(/2388293.*Write more words/),
  });
});

test("Twilio: a content is created, changed, submitted once, reviewed and deleted", async () => {
  const base = written({ name: "bay_twilio", language: "en", parameterFormat: "positional", body: numbered });
  const id = await create(twilio, base);
  expect(await listed(twilio, id)).toMatchObject({ status: "unsubmitted", name: "bay_twilio", body: numbered });
  const quick = { ...base, buttons: manyReplies(2) };
  expect(await twilio.edit(id, { category: null, content: quick }, null)).toBeNull();
  expect(await listed(twilio, id)).toMatchObject({ buttons: [{ type: "quick_reply", text: "Reply 0" }, {}] });
  expect(await twilio.submit(id, "bay_twilio", "utility")).toEqual({ status: "received" });
  expect(await twilio.submit(id, "bay_twilio", "utility")).toEqual({ fault: expect.stringMatching(/92009.*Copy it/) });
  expect(await twilio.edit(id, { category: null, content: base }, null)).toHaveProperty("fault");
  await providers.sim.decideTemplate(id, "reject", { advice: "Say what it is about." });
  expect(await listed(twilio, id)).toMatchObject({
    ...{ status: "rejected", category: "utility", rejectedReason: "Say what it is about." },
  });
  expect(await twilio.remove(waba, { providerId: id, name: "bay_twilio" }, "one")).toBeNull();
  expect(await listed(twilio, id)).toBeUndefined();
});

test("Twilio: header, footer and mixed buttons are a card; a picture above a text is media", async () => {
  const card = written({
    ...{ name: "bay_card", language: "en", parameterFormat: "positional", body: numbered, footer: "Lot 4" },
    header: { format: "text", text: "Your bay", variables: [], example: null },
    buttons: [
      button("quick_reply", { text: "Keep it" }),
      button("url", { text: "Map", url: "https://example.com/{{3}}", variable: "3", example: "B12" }),
      button("copy_code", { text: "Copy code", variable: null, example: "SAVE15" }),
    ],
  });
  const { header, footer } = card;
  const buttons = [{ type: "quick_reply" }, { type: "url", variable: "3", example: "B12" }, { type: "copy_code" }];
  expect(await listed(twilio, await create(twilio, card))).toMatchObject({ header, footer, body: numbered, buttons });
  const link = "https://example.com/{{3}}";
  const photo = written({
    ...{ name: "bay_media", language: "en", parameterFormat: "positional", body: numbered },
    header: { format: "image", text: null, variables: [sample("3", "bay.jpg")], example: link },
  });
  expect(await listed(twilio, await create(twilio, photo))).toMatchObject({
    header: { format: "image", example: link },
  });
});

test.each<[string, Partial<WrittenTemplate>, string]>([
  ["named variables", { parameterFormat: "named" }, "parameter_format"],
  ["a gap", { body: { ...numbered, text: "Hello {{1}} at {{3}} now" } }, "body.text"],
  ["a place", { header: headerOf("location") }, "header.format"],
  ["a picture without its address", { header: headerOf("image") }, "header.link"],
  ["a button of 21", { buttons: [button("quick_reply", { text: "x".repeat(21) })] }, "buttons.0.text"],
  ["a long text above a link", { body: { text: "x".repeat(641), variables: [] }, buttons: manyLinks(1) }, "body.text"],
])("Twilio: %s is refused before", (_, given, path) => {
  const template = written({ name: "bay_wrong", parameterFormat: "positional", body: numbered, ...given });
  expect(twilio.check(template, null)).toMatchObject([{ path }]);
});

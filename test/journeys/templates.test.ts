// Templates against the simulator: read from both providers, sent as they are, and what a webhook says of one.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TemplateDraft } from "../../server/contract/outbound.ts";
import type { ProviderTemplate } from "../../server/contract/templates.ts";
import * as channels from "../../server/core/inbox/channels.ts";
import { applyNews, readSyncs, syncTemplates } from "../../server/core/templates/sync.ts";
import { findTemplates } from "../../server/core/templates/templates.ts";
import { createMetaChannel } from "../../server/edge/meta/channel.ts";
import { createMetaTemplates } from "../../server/edge/meta/templates.ts";
import { createContentApi } from "../../server/edge/twilio/content-api.ts";
import { metaChannel } from "../support/build.ts";
import { makeClock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { openSimulatedProviders, type SimulatedProviders } from "../support/simulated-providers.ts";

const world = useDatabase();
let providers: SimulatedProviders;
let meta: ReturnType<typeof createMetaTemplates>;
const options = (env: Record<string, string>) => ({
  ...{ baseUrl: env.GRAPH_API_URL!, version: "v25.0", accessToken: env.WHATSAPP_ACCESS_TOKEN! },
});
const waba = "900000000000001";

beforeAll(async () => {
  providers = await openSimulatedProviders("key");
  meta = createMetaTemplates(options(providers.env));
});
afterAll(async () => {
  await meta.close();
  await providers.close();
});

const templatesIn = (answer: { templates: ProviderTemplate[] } | { fault: string }) => {
  if ("fault" in answer) throw new Error(answer.fault);
  return answer.templates;
};

test("Meta's templates, with header, samples and buttons", async () => {
  const found = templatesIn(await meta.list(waba)).find(({ name }) => name === "bay_booked");
  expect(found).toMatchObject({
    ...{ language: "en_US", status: "approved", category: "utility", quality: "green", parameterFormat: "named" },
    header: { format: "text", text: "Bay {{bay}}", variables: [{ name: "bay", example: "sample bay" }] },
    body: {
      variables: [
        { name: "guest", example: "sample guest" },
        { name: "until", example: "sample until" },
      ],
    },
    ...{ footer: "Bellhop", rejectedReason: null, unsupported: [] },
  });
  expect(found!.buttons.map(({ type, variable }) => [type, variable])).toEqual([
    ["url", "1"],
    ["quick_reply", null],
  ]);
});

test("a token without the right, and a provider that is not there, are told", async () => {
  const wrong = createMetaTemplates({ ...options(providers.env), accessToken: "wrong" });
  expect(await wrong.list(waba)).toEqual({ fault: expect.stringMatching(/^Meta refuses \(error 190\)/) });
  await wrong.close();
  const nobody = createMetaTemplates({ ...options(providers.env), baseUrl: "http://127.0.0.1:9" });
  expect(await nobody.list(waba)).toEqual({ fault: expect.stringMatching(/^Meta could not be reached/) });
  await nobody.close();
});

test("Twilio's Content with its approval", async () => {
  const { TWILIO_CONTENT_API_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN } = providers.env;
  const api = createContentApi({
    ...{ baseUrl: TWILIO_CONTENT_API_URL!, accountSid: TWILIO_ACCOUNT_SID!, authToken: TWILIO_AUTH_TOKEN! },
  });
  const found = templatesIn(await api.list(TWILIO_ACCOUNT_SID!));
  expect(found.find(({ name }) => name === "follow_up")).toMatchObject({
    ...{ providerId: `HX${"2".padStart(32, "0")}`, status: "approved", parameterFormat: "positional" },
    ...{ body: { variables: [{ name: "1" }] }, buttons: [{ type: "quick_reply" }, { type: "quick_reply" }] },
  });
  await api.close();
});

test("a template with values by name, header and button is taken and shown; without its button's value it is refused", async () => {
  const channel = createMetaChannel(options(providers.env));
  providers.sim.phone("15550100001", { name: "Ana" });
  const draft: TemplateDraft = {
    ...{ type: "template", name: "bay_booked", language: "en_US", parameters: [] },
    ...{ named: { guest: "Ana", until: "18:00" }, header: { type: "text", text: "B12", name: "bay" } },
  };
  const send = (one: TemplateDraft) =>
    channel.send({
      ...{ key: crypto.randomUUID(), channel: metaChannel, to: { kind: "wa_id", value: "15550100001" }, draft: one },
      attemptedAt: new Date(),
    });
  expect(await send(draft)).toMatchObject({ outcome: "refused", error: { code: 131008 } });
  const buttons = [{ index: 0, type: "url" as const, value: "B12" }];
  expect(await send({ ...draft, buttons })).toMatchObject({ outcome: "accepted" });
  expect(await send({ ...draft, named: {}, parameters: ["Ana", "18:00"], buttons })).toMatchObject({
    error: { code: 132012 },
  });
  await channel.close();
});

test("what a webhook says counts at once, and the account is read anew", async () => {
  const clock = makeClock();
  const sources = { db: world.db, templates: new Map([["meta", meta]] as const), own: [metaChannel], clock };
  await channels.ensure(world.db, [metaChannel]);
  await syncTemplates(sources, "due");
  const bayBooked = async () => (await findTemplates(world.db, { text: "bay_booked" }))[0]!;
  const { providerId } = await bayBooked();
  const nothing = { quality: null, category: null, rejectedReason: null };
  const news = { provider: "meta", accountId: waba, providerId, status: "paused", ...nothing } as const;
  clock.advance(1_000);
  await world.db.transaction().execute((tx) => applyNews(tx, [news], clock()));
  expect((await bayBooked()).status).toBe("paused");
  clock.advance(1_000);
  await syncTemplates(sources, "due");
  expect((await bayBooked()).status).toBe("approved");
  const [read] = await readSyncs(world.db);
  clock.advance(60_000);
  await syncTemplates(sources, "due");
  expect((await readSyncs(world.db))[0]).toEqual(read);
});

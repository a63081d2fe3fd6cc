// The checks of the providers against the simulator: the webhook fields of the app, and the senders at Twilio.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { HealthCheck } from "../../server/contract/ports.ts";
import { createMetaHealthCheck } from "../../server/edge/meta/health-check.ts";
import { createTwilioHealthCheck } from "../../server/edge/twilio/health-check.ts";
import { metaChannel, noon, twilioChannel } from "../support/build.ts";
import { openSimulatedProviders, type SimulatedProviders } from "../support/simulated-providers.ts";

let providers: SimulatedProviders;
let meta: HealthCheck & { close(): Promise<void> };
let twilio: HealthCheck & { close(): Promise<void> };

beforeAll(async () => {
  providers = await openSimulatedProviders("key");
  const { env } = providers;
  const base = { baseUrl: env.GRAPH_API_URL!, version: "v25.0", accessToken: env.WHATSAPP_ACCESS_TOKEN! };
  const businessAccountId = metaChannel.accountId;
  meta = createMetaHealthCheck({ ...base, businessAccountId, appSecret: env.WHATSAPP_APP_SECRET!, now: () => noon });
  twilio = createTwilioHealthCheck({
    ...{ baseUrl: env.TWILIO_API_URL!, messagingApiUrl: env.TWILIO_API_URL! },
    ...{ accountSid: env.TWILIO_ACCOUNT_SID!, authToken: env.TWILIO_AUTH_TOKEN! },
  });
});
const all = { fields: [] as string[] };
beforeEach(() => {
  if (all.fields.length === 0) all.fields = providers.sim.account.state().fields;
  providers.sim.account.change({ fields: all.fields, subscribed: true });
  providers.sim.twilioAccount.change({ sender_status: "ONLINE", offline_reasons: [] });
});
afterAll(async () => {
  await meta.close();
  await twilio.close();
  await providers.close();
});

const askMeta = async () => (await meta.check([metaChannel])).map(({ news }) => news);
const askTwilio = async () => (await twilio.check([twilioChannel])).map(({ channel, news }) => ({ channel, ...news }));

test("where all is well nothing is found", async () => {
  expect([await askMeta(), await askTwilio()]).toEqual([[], []]);
});

test("a webhook field that is not subscribed is named", async () => {
  providers.sim.account.change({ fields: all.fields.filter((one) => one !== "user_preferences" && one !== "calls") });
  expect(await askMeta()).toEqual([
    {
      ...{ kind: "subscription", severity: "warning", about: "fields", isOver: false },
      summary: "The app is not subscribed to the webhook fields calls, user_preferences.",
      remedy: expect.stringContaining("WhatsApp > Configuration"),
    },
  ]);
});

test.each([
  ["the field messages is missing", ["calls"]],
  ["nothing is subscribed", []],
])("that no message comes in, when %s", async (_, fields) => {
  providers.sim.account.change({ fields });
  expect(await askMeta()).toMatchObject([{ kind: "subscription", severity: "critical", about: "messages" }]);
});

test("with a wrong secret nothing is said of the fields", async () => {
  const { env } = providers;
  const wrong = createMetaHealthCheck({
    ...{ baseUrl: env.GRAPH_API_URL!, version: "v25.0", accessToken: env.WHATSAPP_ACCESS_TOKEN! },
    ...{ businessAccountId: metaChannel.accountId, appSecret: "wrong", now: () => noon },
  });
  providers.sim.account.change({ fields: [] });
  expect(await wrong.check([metaChannel])).toEqual([]);
  await wrong.close();
});

test.each([
  ["OFFLINE", "critical", "The sender +14155238886 is offline: Locked by Meta."],
  ["TWILIO_REVIEW", "warning", "The sender +14155238886 is under review at Twilio: Locked by Meta."],
  ["SOMETHING", "warning", "The sender +14155238886 has the status SOMETHING: Locked by Meta."],
])("a sender that is %s", async (sender_status, severity, summary) => {
  const offline_reasons = [{ code: "63051", message: "Locked by Meta.", more_info: "https://example.com" }];
  providers.sim.twilioAccount.change({ sender_status, offline_reasons });
  expect(await askTwilio()).toMatchObject([{ channel: twilioChannel, kind: "number_state", severity, summary }]);
  providers.sim.twilioAccount.change({ sender_status: "ONLINE:UPDATING" });
  expect(await askTwilio()).toEqual([]);
});

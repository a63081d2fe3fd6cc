// Numbers that are added while Bellhop runs, two at each provider: from the check to the answer, in two processes, and over a restart.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../server/base/config.ts";
import { createLog } from "../../server/base/log.ts";
import { type Bellhop, start } from "../../server/main.ts";
import { skillNames } from "../../server/skills.ts";
import { useDatabase } from "../support/database.ts";
import { freePort } from "../support/port.ts";
import { metaNumber, openTwoAccounts, type TwoAccounts, twilioNumber } from "../support/two-accounts.ts";
import { deliverForUnknownNumber } from "../support/unknown-number.ts";
import { until } from "../support/until.ts";

const database = useDatabase();
const apiKey = "journey-key-0123456789-0123456789";
let providers: TwoAccounts;
let folder: string;
let running: Bellhop[] = [];

async function startOne(role: "web" | "worker"): Promise<Bellhop> {
  const environment = {
    ...providers.env,
    ...{ DATABASE_URL: database.url, DATA_DIR: folder, BELLHOP_API_KEY: apiKey, ROLE: role, METRICS_PORT: "0" },
    ...{ MQTT_PORT: String(await freePort()), SKILLS: "keywords", BOT_ANSWERS_PER_HOUR: "0", BOT_ANSWERS_PER_DAY: "0" },
  };
  const bellhop = await start(readConfig(environment, skillNames), createLog("silent"));
  running.push(bellhop);
  return bellhop;
}
const stopAll = async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
};

async function api(method: string, url: string, body?: object) {
  const headers = { authorization: `Bearer ${apiKey}`, ...(body ? { "content-type": "application/json" } : {}) };
  const response = await fetch(`http://127.0.0.1:${providers.port}${url}`, {
    ...{ method, headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

beforeAll(async () => {
  providers = await openTwoAccounts();
  folder = await mkdtemp(path.join(tmpdir(), "bellhop-numbers-"));
  await startOne("web");
  await startOne("worker");
}, 60_000);
afterAll(async () => {
  await stopAll();
  await providers.close();
  await rm(folder, { recursive: true, force: true });
});

test("every step of a check is well with the right credentials, and says what is wrong with others", async () => {
  const [first, second] = providers.accounts;
  const check = async (number: object) => (await api("POST", "/api/numbers/check", { number })).body.steps;
  const meta = await check(metaNumber(first));
  expect(meta.map(({ step, state }: { step: string; state: string }) => `${step} ${state}`)).toEqual([
    ...["token ok", "rights ok", "app_secret ok", "number ok", "account ok", "subscription ok"],
    // The test's address is local.
    "address failed",
  ]);
  const twilio = await check(twilioNumber(first));
  expect(twilio.slice(0, 2)).toMatchObject([{ state: "ok" }, { state: "ok" }]);
  const wrong = async (given: object) =>
    (await check({ ...metaNumber(first), ...given })).flatMap((one: { step: string; state: string; detail: string }) =>
      one.state === "failed" && one.step !== "address" ? [`${one.step}: ${one.detail}`] : [],
    );
  expect((await wrong({ access_token: "EAAGnone" }))[0]).toMatch(/^token: Meta does not accept the access token/);
  expect(await wrong({ app_secrets: [second.meta.appSecret] })).toEqual([
    `app_secret: The app secret that ends in ${second.meta.appSecret.slice(-4)} is not that of the token's app 300000000000001.`,
  ]);
  expect(await wrong({ external_id: second.meta.phoneNumberId })).toEqual([
    expect.stringMatching(/^number: Meta has no number 800000000000002 for this token/),
    "account: The number 800000000000002 is not one of the account 900000000000001.",
  ]);
  expect(
    (await wrong({ account_id: second.meta.businessAccountId })).map((text: string) => text.split(":")[0]),
  ).toEqual(["rights", "account", "subscription"]);
  first.sim.account.change({ scopes: ["whatsapp_business_messaging"], subscribed: false });
  expect(await wrong({})).toEqual([
    "rights: The access token lacks the right whatsapp_business_management.",
    "subscription: The account's webhooks do not come to the app, so no message would come in.",
  ]);
  first.sim.account.change({ scopes: ["whatsapp_business_messaging", "whatsapp_business_management"] });
  await api("POST", "/api/numbers/subscribe", { number: metaNumber(first) });
  expect(await wrong({})).toEqual([]);
  expect((await check({ ...twilioNumber(first), auth_tokens: ["wrong-token-0000"] }))[0]).toMatchObject({
    state: "failed",
    detail: expect.stringMatching(/auth token that ends in 0000/),
  });
}, 30_000);

test("a number that is no sender of its account at Twilio, or is offline, is found", async () => {
  const [first] = providers.accounts;
  const check = async (number: object) =>
    (await api("POST", "/api/numbers/check?step=number", { number })).body.steps[0];
  const { number, accountSid } = first.twilio;
  expect(await check({ ...twilioNumber(first), external_id: "+15550177777" })).toMatchObject({
    ...{ step: "number", state: "failed" },
    detail: `The account ${accountSid} has no WhatsApp sender +15550177777. It has ${number}.`,
    remedy: expect.stringContaining("Messaging > Senders"),
  });
  expect(await api("POST", "/api/numbers", { ...twilioNumber(first), external_id: "+15550177777" })).toMatchObject({
    status: 400,
    body: { code: "BAD_NUMBER", detail: expect.stringContaining("has no WhatsApp sender +15550177777") },
  });
  first.sim.twilioAccount.change({ sender_status: "OFFLINE" });
  expect(await check(twilioNumber(first))).toMatchObject({
    ...{ state: "warning", detail: `The sender ${number} is offline.` },
    remedy: expect.stringContaining("Twilio's console"),
  });
  first.sim.twilioAccount.change({ sender_status: "ONLINE" });
}, 30_000);

test("two numbers of each provider are added, are written to and answer, each with its own credentials", async () => {
  for (const account of providers.accounts)
    for (const body of [metaNumber(account), twilioNumber(account)])
      expect(await api("POST", "/api/numbers", body)).toMatchObject({ status: 201 });
  for (const [place, { sim }] of providers.accounts.entries()) {
    expect(await sim.verifyWebhook()).toBe(true);
    for (const line of ["meta", "twilio"] as const) {
      const phone = `4915100000${place}${line === "meta" ? 1 : 2}`;
      await sim.write(phone, "menu", { line });
      await until("an answer", () => sim.transcript(phone, line).some(({ from }) => from === "business"));
    }
  }
  // Their statuses come back signed with each account's own secret.
  const delivered = async () => {
    const { rows } = await database.pool.query(`
      select distinct h.external_id from messages m join channels h on h.id = m.channel_id
      where m.direction = 'out' and m.status = 'delivered' order by 1`);
    return rows.length === 4 ? rows.map(({ external_id }) => external_id) : null;
  };
  expect(await until("a status for each number", delivered)).toEqual([
    ...["+14150000001", "+14150000002", "800000000000001", "800000000000002"],
  ]);
}, 60_000);

test("a message for a number that nobody added is kept, and an incident and the list name the number", async () => {
  const [first] = providers.accounts;
  const url = `http://127.0.0.1:${providers.port}`;
  const of = { appSecret: first.meta.appSecret, phoneNumberId: "800000000000077", text: "menu" };
  expect(await deliverForUnknownNumber(url, of)).toBe(200);
  const open = async () => (await api("GET", "/api/incidents?kind=number_unknown&open=true")).body.incidents;
  const [incident] = await until("an incident", async () => ((await open()).length > 0 ? open() : null));
  expect(incident).toMatchObject({
    channel: { provider: "meta", number: "15550100077" },
    detail: { external_id: "800000000000077", account_id: "900000000000077" },
  });
  const { body } = await api("GET", "/api/numbers");
  const known = body.numbers.find(({ external_id }: { external_id: string }) => external_id === of.phoneNumberId);
  expect(known).toMatchObject({ id: incident.channel.id, configured_by: null });
  const { rows } = await database.pool.query(
    "select text_body, direction from messages where channel_id = $1 order by id",
    [known.id],
  );
  expect(rows[0]).toEqual({ text_body: "menu", direction: "in" });
}, 30_000);

test("webhooks of a number that was removed are refused, and taken when it is added again", async () => {
  const [first] = providers.accounts;
  const numbers: { id: number; external_id: string }[] = (await api("GET", "/api/numbers")).body.numbers;
  const { id } = numbers.find(({ external_id }) => external_id === first.meta.phoneNumberId)!;
  const { appSecret, phoneNumberId } = first.meta;
  const deliver = () =>
    deliverForUnknownNumber(`http://127.0.0.1:${providers.port}`, { appSecret, phoneNumberId, text: "menu again" });
  expect((await api("DELETE", `/api/numbers/${id}`)).status).toBe(204);
  expect(await deliver()).toBe(401);
  expect((await api("POST", "/api/numbers", metaNumber(first))).status).toBe(201);
  expect(await deliver()).toBe(200);
}, 30_000);

test("after a restart all is as before, and the environment wins over the number that it names", async () => {
  await stopAll();
  const [first] = providers.accounts;
  const { meta } = first;
  Object.assign(providers.env, {
    WHATSAPP_PHONE_NUMBER_ID: meta.phoneNumberId,
    WHATSAPP_BUSINESS_ACCOUNT_ID: meta.businessAccountId,
    WHATSAPP_ACCESS_TOKEN: meta.accessToken,
    WHATSAPP_APP_SECRET: meta.appSecret,
  });
  await startOne("web");
  await startOne("worker");
  const { body } = await api("GET", "/api/numbers");
  expect(
    body.numbers.map(
      (one: { external_id: string; configured_by: string }) => `${one.external_id} ${one.configured_by}`,
    ),
  ).toEqual(expect.arrayContaining(["800000000000001 environment", "800000000000002 desk", "+14150000001 desk"]));
  const [, second] = providers.accounts;
  await second.sim.write("491510000077", "menu", { line: "meta" });
  await until("an answer", () => second.sim.transcript("491510000077", "meta").some(({ from }) => from === "business"));
}, 60_000);

// Who speaks for a number: each with its own credentials, the environment first; what changes is used at once.
import { createHmac } from "node:crypto";
import http from "node:http";
import type net from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Config, readConfig } from "./base/config.ts";
import type { ChannelRef } from "./contract/inbound.ts";
import type { StoredNumber } from "./contract/numbers.ts";
import { openProviders, type Providers } from "./providers.ts";

/** What the provider was asked, with whose credentials. */
let asked: { path: string; token: string }[] = [];
let server: http.Server;
let providers: Providers;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    const authorization = request.headers.authorization ?? "";
    const token = authorization.startsWith("Basic ")
      ? Buffer.from(authorization.slice(6), "base64").toString()
      : authorization.slice(7);
    asked.push({ path: request.url!.split("?")[0]!, token });
    request.resume();
    const body = request.url!.includes("Messages.json")
      ? { sid: `SM${"1".repeat(32)}`, status: "queued" }
      : { messages: [{ id: "wamid.1" }], contacts: [{ wa_id: "15550100001" }], data: [] };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(() => void server.close());
beforeEach(() => {
  asked = [];
});
afterEach(() => providers.close());

function open(environment: Record<string, string> = {}): Config {
  const here = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  const addresses = { GRAPH_API_URL: here, TWILIO_API_URL: here, PUBLIC_URL: "https://desk.example.com" };
  const config = readConfig({ ...addresses, ...environment }, ["keywords"]);
  providers = openProviders(config);
  return config;
}

const meta = (n: number, given: Partial<StoredNumber> = {}): StoredNumber => ({
  channelId: n,
  ref: { provider: "meta", externalId: `80000000000000${n}`, displayNumber: null, accountId: `90000000000000${n}` },
  revision: 1,
  secrets: { accessToken: `token${n}`, appSecrets: [`secret${n}`], verifyToken: `word${n}` },
  ...given,
});
const sid = (n: number) => `AC${String(n).repeat(32)}`;
const twilio = (n: number): StoredNumber => ({
  channelId: 10 + n,
  ref: { provider: "twilio", externalId: `+1415000000${n}`, displayNumber: `1415000000${n}`, accountId: sid(n) },
  revision: 1,
  secrets: { authTokens: [`auth${n}`] },
});
const environment = {
  WHATSAPP_ACCESS_TOKEN: "environment's",
  WHATSAPP_PHONE_NUMBER_ID: "800000000000001",
  WHATSAPP_BUSINESS_ACCOUNT_ID: "900000000000001",
  WHATSAPP_APP_SECRET: "environment's secret",
};

const send = async (channel: ChannelRef) =>
  providers.channels.get(channel.provider, channel)!.send({
    ...{ key: "7d0f0d0e-0000-4000-8000-000000000001", channel, to: { kind: "wa_id", value: "15550100001" } },
    ...{ draft: { type: "text", text: "hello" }, attemptedAt: new Date() },
  });

test("two numbers of each provider send with their own credentials", async () => {
  open();
  const stored = [meta(1), meta(2), twilio(1), twilio(2)];
  providers.use(stored);
  for (const { ref } of stored) expect(await send(ref)).toMatchObject({ outcome: "accepted" });
  expect(asked).toEqual([
    { path: "/v25.0/800000000000001/messages", token: "token1" },
    { path: "/v25.0/800000000000002/messages", token: "token2" },
    { path: `/2010-04-01/Accounts/${sid(1)}/Messages.json`, token: `${sid(1)}:auth1` },
    { path: `/2010-04-01/Accounts/${sid(2)}/Messages.json`, token: `${sid(2)}:auth2` },
  ]);
  expect(providers.own).toEqual(stored.map(({ ref }) => ref));
});

test("the environment wins over the Desk for its number, and speaks for no other account", async () => {
  open(environment);
  providers.use([meta(1), meta(2)]);
  await send(meta(1).ref);
  await send(meta(2).ref);
  expect(asked.map(({ token }) => token)).toEqual(["environment's", "token2"]);
  expect(providers.own.map(({ externalId }) => externalId)).toEqual(["800000000000001", "800000000000002"]);
  // Nobody entered these: one is of the environment's account, as far as is known, the other is not.
  expect(providers.channels.has("meta", { externalId: "3", accountId: "900000000000001" })).toBe(true);
  expect(providers.channels.has("meta", { externalId: "3", accountId: null })).toBe(true);
  expect(providers.channels.has("meta", { externalId: "3", accountId: "900000000000003" })).toBe(false);
  expect(providers.channels.has("twilio")).toBe(false);
});

test("templates are read with the credentials of their account", async () => {
  open(environment);
  providers.use([meta(2)]);
  for (const n of [1, 2])
    await providers.templates.get("meta", { accountId: `90000000000000${n}` })!.list(`90000000000000${n}`);
  expect(asked.map(({ token }) => token)).toEqual(["environment's", "token2"]);
});

test("a number whose secrets cannot be decrypted sends nothing, not even with those of the environment", () => {
  open({ ...environment, WHATSAPP_BUSINESS_ACCOUNT_ID: "900000000000002" });
  providers.use([meta(2, { secrets: null })]);
  expect(providers.channels.has("meta", meta(2).ref)).toBe(false);
  expect(providers.own.map(({ externalId }) => externalId)).toEqual(["800000000000001"]);
});

test("a change is used from then on, in the lists that were handed out too; what stays keeps its connections", async () => {
  open();
  const { own, checks, channels } = providers;
  expect(own).toEqual([]);
  expect(checks).toEqual([]);
  providers.use([meta(1), meta(2)]);
  expect(checks.map(({ provider }) => provider)).toEqual(["meta"]);
  const [first, second] = [1, 2].map((n) => channels.get("meta", meta(n).ref));
  const changed = { accessToken: "renewed", appSecrets: ["s"], verifyToken: "w" };
  providers.use([meta(1), meta(2, { revision: 2, secrets: changed }), twilio(1)]);
  expect(channels.get("meta", meta(1).ref)).toBe(first);
  expect(channels.get("meta", meta(2).ref)).not.toBe(second);
  await send(meta(2).ref);
  expect(asked.map(({ token }) => token)).toEqual(["renewed"]);
  expect(own).toHaveLength(3);
  providers.use([]);
  expect(own).toEqual([]);
  expect(channels.has("meta", meta(1).ref)).toBe(false);
});

test("webhooks of every number are verified, and Meta's question is answered for every verify token", () => {
  open({ ...environment, WHATSAPP_WEBHOOK_VERIFY_TOKEN: "environment's word" });
  const body = Buffer.from('{"object":"whatsapp_business_account"}');
  const verdict = (secret: string) => {
    const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    return providers.verifiers.meta.verify({ target: "/", headers: { "x-hub-signature-256": signature }, body });
  };
  const answer = (token: string) => providers.challenge({ mode: "subscribe", token, challenge: "42" });
  expect(verdict("secret2")).toBe("wrong");
  providers.use([meta(2), meta(3)]);
  for (const secret of ["environment's secret", "secret2", "secret3"]) expect(verdict(secret)).toBe("ok");
  expect(verdict("secret4")).toBe("wrong");
  for (const word of ["environment's word", "word2", "word3"]) expect(answer(word)).toBe("42");
  expect(answer("word4")).toBeNull();
});

test("each account is checked with its own token, and numbers with the same one together", async () => {
  open();
  const together = meta(3, { ref: { ...meta(3).ref, accountId: meta(2).ref.accountId }, secrets: meta(2).secrets });
  providers.use([meta(1), meta(2), together]);
  await providers.checks[0]!.check(providers.own);
  const by = (token: string) => asked.filter((one) => one.token === token).map(({ path }) => path);
  expect(by("token1").sort()).toEqual(
    ["/v25.0/800000000000001", "/v25.0/900000000000001/subscribed_apps", "/v25.0/debug_token"].sort(),
  );
  expect(by("token2").filter((path) => path.endsWith("debug_token"))).toHaveLength(1);
  expect(by("token2")).toContain("/v25.0/800000000000003");
});

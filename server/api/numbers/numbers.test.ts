// Numbers over HTTP: adding, changing, removing and checking them; what an admin sees of their secrets, and what others see.
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ownPage, useApp } from "../../../test/support/app.ts";
import { metaChannel, twilioChannel } from "../../../test/support/build.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
const url = "/api/numbers";
const newMeta = {
  provider: "meta",
  external_id: "800000000000009",
  account_id: "900000000000009",
  access_token: "EAAG-a-long-token-1234",
  app_secrets: ["0123456789abcdef"],
  verify_token: "bell",
};
const newTwilio = {
  provider: "twilio",
  external_id: "whatsapp:+14150000009",
  account_id: `AC${"9".repeat(32)}`,
  auth_tokens: ["a-primary-token-5678", "a-second-token-9012"],
};
const post = (payload: object, path = url) => world.call("admin", { method: "POST", url: path, payload });
const list = async (role: "admin" | "agent" = "admin") => (await world.call(role, { url })).json.numbers;
const byId = async (id: number) => (await list()).find((one: { id: number }) => one.id === id);

beforeAll(() => channels.ensure(world.db, [metaChannel, twilioChannel]));
beforeEach(() => {
  for (const checker of [world.metaChecker, world.twilioChecker]) Object.assign(checker, { results: {}, asked: [] });
});
afterEach(() => world.db.deleteFrom("number_credentials").execute());

test("an admin adds a number of each provider; secrets come back as their last four characters, to admins alone", async () => {
  const meta = await post(newMeta);
  expect(meta).toMatchObject({
    status: 201,
    json: {
      number: {
        ...{ provider: "meta", external_id: "800000000000009", number: "15550100099", account_id: "900000000000009" },
        ...{ configured_by: "desk", is_readable: true },
        secrets: [
          { name: "access_token", endings: ["1234"] },
          { name: "app_secrets", endings: ["cdef"] },
          // Too short to show anything of it.
          { name: "verify_token", endings: [""] },
        ],
      },
    },
  });
  const twilio = await post(newTwilio);
  expect(twilio.json.number).toMatchObject({
    external_id: "+14150000009",
    secrets: [{ name: "auth_tokens", endings: ["5678", "9012"] }],
  });
  expect(JSON.stringify([meta.json, twilio.json, await list()])).not.toMatch(/EAAG|primary|0123456789ab|bell"/);
  const seen = (await list("agent")).filter((one: { configured_by: string }) => one.configured_by === "desk");
  expect(seen.map(({ secrets }: { secrets: null }) => secrets)).toEqual([null, null]);
  // Messages that waited may go now.
  expect(world.queued).toBe(2);
});

test("what the provider refuses is not saved, with the step's own words", async () => {
  world.metaChecker.results.number = { state: "failed", detail: "There is no such number.", remedy: "Copy its id." };
  expect(await post(newMeta)).toMatchObject({
    status: 400,
    json: { code: "BAD_NUMBER", detail: "There is no such number. Copy its id." },
  });
  expect(await world.db.selectFrom("number_credentials").selectAll().execute()).toEqual([]);
  expect(world.queued).toBe(0);
});

test("a provider that is silent can be overridden, one that refuses cannot", async () => {
  world.metaChecker.results.token = { state: "unknown", detail: "Meta could not be asked.", remedy: null };
  expect(await post(newMeta)).toMatchObject({ status: 503, json: { code: "PROVIDER_SILENT" } });
  expect((await post(newMeta, `${url}?unchecked=true`)).status).toBe(201);
  world.twilioChecker.results.token = { state: "failed", detail: "No.", remedy: null };
  expect((await post(newTwilio, `${url}?unchecked=true`)).status).toBe(400);
});

test("a webhook that is not subscribed yet does not stand in the way", async () => {
  world.metaChecker.results.subscription = { state: "failed", detail: "Not subscribed.", remedy: null };
  expect((await post(newMeta)).status).toBe(201);
});

test("a number that is there or in the environment is not added again", async () => {
  await post(newMeta);
  expect(await post(newMeta)).toMatchObject({ status: 409, json: { code: "NUMBER_EXISTS" } });
  expect(await post({ ...newMeta, external_id: metaChannel.externalId })).toMatchObject({
    status: 409,
    json: { code: "NUMBER_EXISTS", detail: expect.stringMatching(/environment/) },
  });
});

test.each([
  [{ ...newMeta, external_id: "+1 555 010 0001" }, /external_id.*id in digits/],
  [{ ...newMeta, app_secrets: [] }, /app_secrets/],
  [{ ...newMeta, access_token: " " }, /access_token.*must not be empty/],
  [{ ...newMeta, auth_tokens: ["x"] }, /auth_tokens/],
  [{ ...newTwilio, account_id: "900000000000009" }, /account_id.*AC followed by/],
  [{ ...newTwilio, external_id: "14150000009" }, /external_id.*\+14155238886/],
])("refuses %j", async (payload, why) => {
  expect(await post(payload)).toMatchObject({ status: 400, json: { detail: expect.stringMatching(why) } });
});

test("a change is checked as a whole and replaces only what it names", async () => {
  const { id } = (await post(newMeta)).json.number;
  world.metaChecker.asked = [];
  const change = (payload: object) => world.call("admin", { method: "PATCH", url: `${url}/${id}`, payload });
  expect(await change({ access_token: "EAAG-renewed-token-7777" })).toMatchObject({ status: 200 });
  expect(world.metaChecker.asked[0]!.candidate).toEqual({
    ...{ provider: "meta", externalId: "800000000000009", accountId: "900000000000009" },
    secrets: { accessToken: "EAAG-renewed-token-7777", appSecrets: newMeta.app_secrets, verifyToken: "bell" },
  });
  expect((await byId(id)).secrets).toMatchObject([{ endings: ["7777"] }, { endings: ["cdef"] }, {}]);
  world.metaChecker.results.token = { state: "failed", detail: "Meta does not accept it.", remedy: null };
  expect((await change({ access_token: "EAAG-a-wrong-token-0000" })).status).toBe(400);
  expect((await byId(id)).secrets[0].endings).toEqual(["7777"]);
  expect((await world.call("admin", { method: "PATCH", url: `${url}/999`, payload: {} })).status).toBe(404);
});

test("removing says so in the list, and the number stays as one that messages come for", async () => {
  const { id } = (await post(newMeta)).json.number;
  const remove = () => world.call("admin", { method: "DELETE", url: `${url}/${id}` });
  expect((await remove()).status).toBe(204);
  expect(await byId(id)).toMatchObject({ configured_by: null, secrets: null });
  expect((await remove()).status).toBe(404);
});

test("secrets of another key are said and not shown", async () => {
  const { id } = (await post(newMeta)).json.number;
  await world.db
    .updateTable("number_credentials")
    .set({ secrets: Buffer.alloc(60) })
    .execute();
  expect(await byId(id)).toMatchObject({ is_readable: false, configured_by: "desk", secrets: [] });
  expect(
    await world.call("admin", { method: "PATCH", url: `${url}/${id}`, payload: { verify_token: "x" } }),
  ).toMatchObject({ status: 409, json: { code: "SECRETS_UNREADABLE" } });
});

test("the bot is switched off for a number, by an admin", async () => {
  const [{ id }] = await list();
  const put = (role: "admin" | "agent", enabled: boolean, of = id) =>
    world.call(role, { method: "PUT", url: `${url}/${of}/bot`, payload: { enabled } });
  expect((await put("agent", false)).status).toBe(403);
  expect((await put("admin", false)).status).toBe(204);
  expect(await byId(id)).toMatchObject({ bot_enabled: false });
  expect((await put("admin", true)).status).toBe(204);
  expect(await byId(id)).toMatchObject({ bot_enabled: true });
  expect((await put("admin", true, 999)).status).toBe(404);
});

test("a check tells each step, one of them, or those of a number with changes; nothing is saved", async () => {
  world.metaChecker.results.number = { state: "failed", detail: "There is none.", remedy: "Copy its id." };
  const whole = await post({ number: newMeta }, `${url}/check`);
  expect(whole.json.steps).toEqual([
    { step: "token", state: "ok", detail: "It is well.", remedy: null },
    { step: "number", state: "failed", detail: "There is none.", remedy: "Copy its id." },
    { step: "subscription", state: "ok", detail: "It is well.", remedy: null },
    // The tests' address is no public one.
    { step: "address", state: expect.any(String), detail: expect.any(String), remedy: expect.anything() },
  ]);
  const one = await post({ number: newMeta }, `${url}/check?step=number`);
  expect(one.json.steps.map(({ step }: { step: string }) => step)).toEqual(["number"]);
  world.metaChecker.results = {};
  const { id } = (await post(newMeta)).json.number;
  world.metaChecker.asked = [];
  await post({ id, changes: { access_token: "another" } }, `${url}/check?step=token`);
  expect(world.metaChecker.asked).toMatchObject([
    { candidate: { secrets: { accessToken: "another", verifyToken: "bell" } } },
  ]);
  expect((await byId(id)).secrets[0].endings).toEqual(["1234"]);
});

test("an account is subscribed at Meta; at Twilio there is nothing to subscribe to", async () => {
  expect(await post({ number: newMeta }, `${url}/subscribe`)).toMatchObject({
    status: 200,
    json: { steps: [{ step: "subscription", state: "ok" }] },
  });
  expect((await post({ number: newTwilio }, `${url}/subscribe`)).status).toBe(400);
});

test("people must have confirmed their password to change numbers", async () => {
  const { cookie, id } = await world.newPerson("admin", "late-admin");
  await world.db
    .updateTable("user_sessions")
    .set({ confirmed_at: new Date(0) })
    .where("user_id", "=", id)
    .execute();
  const answer = await world.app.inject({
    ...{ method: "POST", url, payload: newMeta },
    headers: { ...ownPage, cookie },
  });
  expect(answer.json()).toMatchObject({ code: "CONFIRM_PASSWORD" });
});

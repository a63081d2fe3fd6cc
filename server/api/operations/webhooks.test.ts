// The webhook endpoints: an accepted webhook is stored before it is acknowledged; a refused one gets the reason.
import { describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";

const world = useApp();

const doors = [
  ["/api/whatsapp/webhook", "meta"],
  ["/api/chatbot/twilio/webhook", "twilio.message"],
  ["/api/chatbot/twilio/status", "twilio.status"],
] as const;

describe.each(doors)("%s", (url, source) => {
  const knock = (signature: string | null, payload: Buffer | string = "{}", headers: Record<string, string> = {}) =>
    world.call(null, {
      method: "POST",
      url,
      payload,
      headers: {
        "content-type": "application/json",
        ...(signature === null ? {} : { "x-test-signature": signature }),
        ...headers,
      },
    });

  test.each([
    [null, "NOT_SIGNED"],
    ["wrong", "WRONG_SIGNATURE"],
    ["unset", "SECRET_NOT_SET"],
  ])("signature %j: 401, nothing is written down", async (signature, code) => {
    expect(await knock(signature)).toMatchObject({ status: 401, json: { code } });
    expect(world.log).toEqual([]);
  });

  test.each([
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "application/octet-stream",
    "x/y; charset=nonsense",
  ])("as %s the bytes are kept as they came", async (type) => {
    const body = Buffer.from([0, 255, 254, 13, 10, 0xed, 0xa0, 0x80, 123]);
    expect((await knock("ok", body, { "content-type": type })).status).toBe(200);
    expect(world.log).toEqual([{ source, query: "", body }]);
  });

  test("the query comes along as it stands, with or without a slash before it", async () => {
    for (const path of [url, `${url}/`]) {
      await world.call(null, {
        method: "POST",
        url: `${path}?id=a%20b&from=%2B1`,
        payload: "x",
        headers: { "x-test-signature": "ok", "content-type": "text/plain" },
      });
    }
    expect(world.log.map(({ query }) => query)).toEqual(["id=a%20b&from=%2B1", "id=a%20b&from=%2B1"]);
  });

  test("3 MB pass; more than the door takes is 413", async () => {
    const three = Buffer.alloc(3 * 1024 * 1024, "x");
    expect((await knock("ok", three)).status).toBe(200);
    expect(world.log[0]!.body.equals(three)).toBe(true);
    expect(await knock("ok", Buffer.alloc(3 * 1024 * 1024 + 64 * 1024 + 1))).toMatchObject({
      status: 413,
      json: { code: "TOO_LARGE" },
    });
    expect(world.log).toHaveLength(1);
  });

  test("an empty body and none at all are verified like any other", async () => {
    expect((await knock("ok", "")).status).toBe(200);
    expect((await world.call(null, { method: "POST", url, headers: { "x-test-signature": "ok" } })).status).toBe(200);
    expect((await world.call(null, { method: "POST", url })).status).toBe(401);
    expect(world.log.map(({ body }) => body.length)).toEqual([0, 0]);
  });

  test("when it cannot be written down: 503, so that the provider comes again", async () => {
    world.append = async () => {
      throw new Error("disk full at /secret/place");
    };
    const answer = await knock("ok");
    expect(answer).toMatchObject({ status: 503, json: { code: "NOT_READY" }, headers: { "retry-after": "1" } });
    expect(answer.body).not.toContain("secret");
  });

  test("nothing is acknowledged before it is on disk", async () => {
    let written = () => {};
    world.append = () =>
      new Promise((resolve) => {
        written = () => resolve(null);
      });
    let answered = false;
    const answer = knock("ok").finally(() => {
      answered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(answered).toBe(false);
    written();
    expect((await answer).status).toBe(200);
  });
});

test("Twilio gets an empty answer that it takes without a warning, Meta an empty 200", async () => {
  const knock = (url: string) =>
    world.call(null, {
      method: "POST",
      url,
      payload: "x",
      headers: { "x-test-signature": "ok", "content-type": "text/plain" },
    });
  for (const url of ["/api/chatbot/twilio/webhook/", "/api/chatbot/twilio/status/"]) {
    expect(await knock(url)).toMatchObject({
      status: 200,
      body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
      headers: { "content-type": "text/xml; charset=utf-8" },
    });
  }
  expect(await knock("/api/whatsapp/webhook/")).toMatchObject({ status: 200, body: "" });
});

describe("Meta verifies the address", () => {
  const ask = (query: string) => world.call(null, { method: "GET", url: `/api/whatsapp/webhook/?${query}` });

  test("the challenge comes back as it is, as plain text", async () => {
    const answer = await ask("hub.mode=subscribe&hub.verify_token=the-token&hub.challenge=%3Cb%3E0123");
    expect(answer).toMatchObject({
      status: 200,
      body: "<b>0123",
      headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
    });
  });

  test.each([
    "",
    "hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1",
    "hub.mode=unsubscribe&hub.verify_token=the-token&hub.challenge=1",
    "hub.verify_token=the-token&hub.challenge=1",
    "hub.mode=subscribe&hub.verify_token=the-token&hub.verify_token=the-token&hub.challenge=1",
    "hub[mode]=subscribe&hub[verify_token]=the-token&hub[challenge]=1",
  ])("%j is refused", async (query) => {
    expect(await ask(query)).toMatchObject({ status: 403, json: { code: "WRONG_VERIFY_TOKEN" } });
  });
});

import http from "node:http";
import net from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Outbound } from "../../contract/outbound.ts";
import { createMetaChannel } from "./channel.ts";

const TOKEN = "EAAGsecret-token";
const makeOutbound = (overrides: Partial<Outbound> = {}): Outbound => ({
  key: "7d0f0d0e-0000-4000-8000-000000000001",
  channel: { provider: "meta", externalId: "800000000000001", displayNumber: "15550100000", accountId: null },
  to: { kind: "wa_id", value: "15550100001" },
  draft: { type: "text", text: "hello" },
  attemptedAt: new Date("2026-01-01T00:00:00Z"),
  ...overrides,
});

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Starts a fake Graph API that answers with `answer`, and a channel that sends to it. */
async function graph(answer: (body: Record<string, unknown>, response: http.ServerResponse) => void, path = "") {
  const requests: { url: string | undefined; headers: http.IncomingHttpHeaders; body: Record<string, unknown> }[] = [];
  const server = http.createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString() || "null");
    requests.push({ url: request.url, headers: request.headers, body });
    answer(body, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const channel = createMetaChannel({
    baseUrl: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}${path}`,
    version: "v25.0",
    accessToken: TOKEN,
    timeoutMs: 400,
  });
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await channel.close();
  });
  return { channel, requests };
}

const reply = (status: number, body: unknown, headers: http.OutgoingHttpHeaders = {}) => {
  return (_: unknown, response: http.ServerResponse) => {
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  };
};
const ACCEPTED = {
  messaging_product: "whatsapp",
  contacts: [{ input: "+15550100001", wa_id: "15550100001", user_id: "US.1" }],
  messages: [{ id: "wamid.OUT1", message_status: "accepted" }],
};
const graphError = (code: number, more: object = {}) => ({
  error: { message: `(#${code}) no`, type: "OAuthException", code, ...more },
});

describe("send", () => {
  test("makes the request that Meta's manual shows", async () => {
    const { channel, requests } = await graph(reply(200, ACCEPTED), "/sim/");
    const result = await channel.send(makeOutbound());
    expect(result).toEqual({ outcome: "accepted", providerId: "wamid.OUT1", waId: "15550100001", bsuid: "US.1" });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      url: "/sim/v25.0/800000000000001/messages",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", "user-agent": "Bellhop" },
      body: { to: "+15550100001", type: "text", biz_opaque_callback_data: "7d0f0d0e-0000-4000-8000-000000000001" },
    });
  });

  test.each<[string, unknown, object]>([
    ["without contacts", { messages: [{ id: "w" }] }, { waId: null, bsuid: null }],
    [
      "to a user id",
      { contacts: [{ input: "US.1", user_id: "US.1" }], messages: [{ id: "w" }] },
      { waId: null, bsuid: "US.1" },
    ],
    ["held for a check", { messages: [{ id: "w", message_status: "held_for_quality_assessment" }] }, { waId: null }],
  ])("accepted %s", async (_, body, keys) => {
    const { channel } = await graph(reply(200, body));
    expect(await channel.send(makeOutbound())).toMatchObject({ outcome: "accepted", providerId: "w", ...keys });
  });

  test.each<[string, number, unknown, object]>([
    [
      "a code of the table",
      400,
      graphError(131047, { error_data: { details: "24 hours" } }),
      { error: { code: 131047, details: "24 hours" }, advice: { action: "template" } },
    ],
    ["pair rate", 400, graphError(131056), { advice: { action: "retry", scope: "pair" } }],
    ["token", 401, graphError(190), { advice: { action: "never", operator: true, scope: "channel" } }],
    ["unknown", 400, graphError(999_999), { error: { title: "(#999999) no" }, advice: { action: "never" } }],
    ["unknown but passing", 400, graphError(999_999, { is_transient: true }), { advice: { action: "retry" } }],
    ["unknown with 503", 503, graphError(999_999), { advice: { action: "retry" } }],
    ["Meta's own fault", 500, graphError(2), { error: { code: 2 }, advice: { action: "retry" } }],
    ["an error with status 200", 200, graphError(100), { error: { code: 100 } }],
    ["429 without a body", 429, "", { error: { code: 429 }, advice: { action: "retry", scope: "channel" } }],
    ["a page that is not Meta's", 404, "<html>", { error: { code: 404 }, advice: { action: "never", operator: true } }],
    ["a redirect", 302, "", { error: { code: 302 }, advice: { action: "never", operator: true } }],
  ])("refused: %s", async (_, status, body, result) => {
    const { channel, requests } = await graph(reply(status, body));
    expect(await channel.send(makeOutbound())).toMatchObject({ outcome: "refused", retryAfterMs: null, ...result });
    expect(requests).toHaveLength(1);
  });

  test("Retry-After is handed on", async () => {
    const { channel } = await graph(reply(429, graphError(130429), { "retry-after": "7" }));
    expect(await channel.send(makeOutbound())).toMatchObject({
      outcome: "refused",
      error: { code: 130429 },
      retryAfterMs: 7_000,
    });
  });

  test.each<[string, number, unknown]>([
    ["500 with a page", 500, "<html>oops</html>"],
    ["502 with nothing", 502, ""],
    ["504 with foreign JSON", 504, { error: "gateway timeout" }],
    ["503 with an error that has no code", 503, { error: { message: "upstream" } }],
    ["408", 408, ""],
    ["200 that is cut off", 200, '{"messages":[{"id"'],
    ["200 without an id", 200, { messages: [] }],
    ["200 with an array", 200, []],
  ])("unanswered: %s", async (_, status, body) => {
    const { channel } = await graph(reply(status, body));
    expect(await channel.send(makeOutbound())).toEqual({
      outcome: "unanswered",
      reason: expect.stringContaining(`HTTP ${status}`),
    });
  });

  test("unanswered: it hangs, it resets, it is stopped", async () => {
    const hanging = await graph(() => {});
    expect(await hanging.channel.send(makeOutbound())).toMatchObject({
      outcome: "unanswered",
      reason: "no answer within 400 ms",
    });
    const resetting = await graph((_, response) => (response.socket as net.Socket).resetAndDestroy());
    expect(await resetting.channel.send(makeOutbound())).toMatchObject({ outcome: "unanswered" });
    const stop = new AbortController();
    const stopped = await graph(() => stop.abort());
    expect(await stopped.channel.send(makeOutbound(), stop.signal)).toMatchObject({ outcome: "unanswered" });
  });

  test("unreachable: nobody listens", async () => {
    const server = net.createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as net.AddressInfo;
    await new Promise((done) => server.close(done));
    const channel = createMetaChannel({ baseUrl: `http://127.0.0.1:${port}`, version: "v25.0", accessToken: TOKEN });
    closing.push(() => channel.close());
    expect(await channel.send(makeOutbound())).toEqual({
      outcome: "unreachable",
      reason: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test("the token is in no result, though Meta repeats it", async () => {
    const error = { message: `Malformed access token ${TOKEN}`, code: 190, error_data: { details: `${TOKEN} is bad` } };
    const { channel } = await graph(reply(401, { error }));
    const result = await channel.send(makeOutbound());
    expect(JSON.stringify(result)).not.toContain(TOKEN);
    expect(result).toMatchObject({ error: { title: "Malformed access token [token]", details: "[token] is bad" } });
    const broken = createMetaChannel({ baseUrl: "http://127.0.0.1:9", version: "v25.0", accessToken: `${TOKEN}\nx` });
    closing.push(() => broken.close());
    expect(JSON.stringify(await broken.send(makeOutbound()))).not.toContain(TOKEN);
  });
});

describe("an Argentinian number on a test number's list", () => {
  const to = (value: string) => makeOutbound({ to: { kind: "wa_id", value } });

  test("is tried once more without its 9", async () => {
    const { channel, requests } = await graph((body, response) => {
      if (body.to === "+541112345678") reply(200, ACCEPTED)(body, response);
      else reply(400, graphError(131030))(body, response);
    });
    expect(await channel.send(to("5491112345678"))).toMatchObject({ outcome: "accepted" });
    expect(requests.map(({ body }) => body.to)).toEqual(["+5491112345678", "+541112345678"]);
  });

  test("not a third time, not other numbers, not for other errors", async () => {
    const listed = await graph(reply(400, graphError(131030)));
    expect(await listed.channel.send(to("5491112345678"))).toMatchObject({
      outcome: "refused",
      error: { code: 131030 },
    });
    expect(listed.requests).toHaveLength(2);
    await listed.channel.send(to("541112345678"));
    await listed.channel.send(to("15550100001"));
    expect(listed.requests).toHaveLength(4);
    const other = await graph(reply(400, graphError(131026)));
    await other.channel.send(to("5491112345678"));
    expect(other.requests).toHaveLength(1);
  });
});

describe("the rest of the port", () => {
  const channel = createMetaChannel({ baseUrl: "http://127.0.0.1:9", version: "v25.0", accessToken: TOKEN });

  test.each([
    ["+1 (555) 010-0001", { address: { kind: "wa_id", value: "15550100001" } }],
    [" US.10000000000000000001 ", { address: { kind: "bsuid", value: "US.10000000000000000001" } }],
    ["US.ENT.2", { address: { kind: "bsuid", value: "US.ENT.2" } }],
    ["0171 2345678", { fault: expect.stringContaining("country code") }],
  ])("address %s", (typed, result) => {
    expect(channel.address(typed)).toEqual(result);
  });

  test("check and advise look into the tables", async () => {
    expect(channel.check({ type: "text", text: "" })).toEqual(["The text is empty."]);
    expect(channel.advise({ code: 131047, title: "", details: null }).action).toBe("template");
    expect(channel.provider).toBe("meta");
  });
});

describe("find: that no status came means something only while Meta works and knows the number", () => {
  test.each<[string, number, unknown, string]>([
    ["the number is known", 200, { id: "800000000000001" }, "no"],
    ["another error than of the number", 404, "nothing here", "no"],
    ["a gateway's page", 502, "<html>Bad Gateway</html>", "unknown"],
    ["too many requests", 429, graphError(4), "unknown"],
    ["the token is not accepted", 401, graphError(190), "unknown"],
    ["the number does not exist", 400, graphError(100, { error_subcode: 33 }), "unknown"],
    ["a passing fault", 500, graphError(2), "unknown"],
  ])("%s", async (_, status, body, found) => {
    const { channel, requests } = await graph(reply(status, body));
    expect(await channel.find(makeOutbound(), new Set())).toEqual({ found });
    expect(requests[0]).toMatchObject({ url: "/v25.0/800000000000001?fields=id" });
  });
});

describe("what is not Meta's answer", () => {
  test.each<[number, string, string, string | undefined]>([
    [302, "moved", "refused", "channel"],
    [401, "<html>Sign in</html>", "refused", "channel"],
    [403, "<html>Forbidden</html>", "refused", "channel"],
    [404, "", "refused", "channel"],
    [413, "<html>Too large</html>", "refused", "message"],
    [429, "<html>Slow down</html>", "refused", "channel"],
    [500, "", "unanswered", undefined],
    [502, "<html>Bad Gateway</html>", "unanswered", undefined],
    [503, "<html>Unavailable</html>", "unanswered", undefined],
    [200, '{"messages":[{"id":"wam', "unanswered", undefined],
    [200, "", "unanswered", undefined],
  ])("HTTP %i %j: %s", async (status, body, outcome, scope) => {
    const { channel } = await graph(reply(status, body));
    const result = await channel.send(makeOutbound());
    expect(result.outcome).toBe(outcome);
    if (result.outcome === "refused") expect(result.advice.scope).toBe(scope);
  });
});

test("a receipt marks as read, and shows typing when asked to; a refused one is no error", async () => {
  const { channel, requests } = await graph(reply(200, { success: true }));
  const message = { externalId: "800000000000001", providerId: "wamid.IN1" };
  expect(await channel.showRead(message, false)).toBe(true);
  expect(await channel.showRead(message, true)).toBe(true);
  const seen = { messaging_product: "whatsapp", status: "read", message_id: "wamid.IN1" };
  expect(requests.map(({ body }) => body)).toEqual([seen, { ...seen, typing_indicator: { type: "text" } }]);
  expect(requests[0]!.url).toBe("/v25.0/800000000000001/messages");
  const refusing = await graph(reply(400, graphError(131009)));
  expect(await refusing.channel.showRead(message, true)).toBe(false);
});

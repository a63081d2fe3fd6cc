import http from "node:http";
import net from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Draft, Outbound } from "../../contract/outbound.ts";
import { createTwilioChannel } from "./channel.ts";

const SID = "AC00000000000000000000000000000000";
const TOKEN = "secret-token";
const PATH = `/2010-04-01/Accounts/${SID}/Messages.json`;

const makeOutbound = (overrides: Partial<Outbound> = {}): Outbound => ({
  key: "key-1",
  channel: { provider: "twilio", externalId: "+14155238886", displayNumber: "14155238886", accountId: SID },
  to: { kind: "wa_id", value: "15550100001" },
  draft: { type: "text", text: "hello" },
  attemptedAt: new Date("2026-01-01T00:00:05.600Z"),
  ...overrides,
});

/** A message as Twilio's list of messages has it. */
const makeListed = (overrides: object = {}) => ({
  sid: "SM1",
  from: "whatsapp:+14155238886",
  to: "whatsapp:+15550100001",
  body: "hello",
  num_media: "0",
  direction: "outbound-api",
  date_created: "Thu, 01 Jan 2026 00:00:06 +0000",
  ...overrides,
});

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Seen = { method: string | undefined; url: URL; headers: http.IncomingHttpHeaders; form: Record<string, string> };

/** Starts a fake Twilio that answers with `answer`, and a channel that sends to it. */
async function twilio(answer: (seen: Seen, response: http.ServerResponse) => void, path = "") {
  const requests: Seen[] = [];
  const server = http.createServer(async (request, response) => {
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(await request.toArray()).toString()));
    const seen = {
      method: request.method,
      url: new URL(request.url ?? "", "http://t"),
      headers: request.headers,
      form,
    };
    requests.push(seen);
    answer(seen, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const channel = createTwilioChannel({
    baseUrl: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}${path}`,
    contentUrl: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    accountSid: SID,
    authToken: TOKEN,
    statusCallbackUrl: "https://bot.example.com/api/chatbot/twilio/status/",
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
const refusal = (code: number, status = 400) => ({ code, message: `no ${TOKEN}`, more_info: "https://t", status });

describe("send", () => {
  test("makes the request that Twilio's manual shows", async () => {
    const { channel, requests } = await twilio(reply(201, { sid: "SM1", status: "queued", error_code: null }));
    expect(await channel.send(makeOutbound())).toEqual({
      outcome: "accepted",
      providerId: "SM1",
      waId: null,
      bsuid: null,
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: "POST",
      url: { pathname: PATH },
      headers: {
        authorization: `Basic ${Buffer.from(`${SID}:${TOKEN}`).toString("base64")}`,
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      },
      form: {
        To: "whatsapp:+15550100001",
        From: "whatsapp:+14155238886",
        Body: "hello",
        StatusCallback: "https://bot.example.com/api/chatbot/twilio/status/?id=key-1&from=14155238886",
      },
    });
  });

  test.each<[string, number, unknown, object]>([
    [
      "a code of the table",
      400,
      refusal(63016),
      { error: { code: 63016, title: "no [token]" }, advice: { action: "template" } },
    ],
    ["wrong credentials", 401, refusal(20003), { advice: { action: "never", operator: true, scope: "channel" } }],
    ["an unknown code", 400, refusal(99_999), { advice: { action: "never", operator: false } }],
    ["429", 429, refusal(20429), { error: { code: 20429 }, advice: { action: "retry", scope: "channel" } }],
    ["429 without a body", 429, "", { error: { code: 429 }, advice: { action: "retry" } }],
    ["a known code with 503", 503, refusal(21611), { error: { code: 21611 }, advice: { action: "retry" } }],
    [
      "a page that is not Twilio's",
      404,
      "<html>",
      { error: { code: 404 }, advice: { action: "never", operator: true } },
    ],
    [
      "a message that is born failed",
      201,
      { sid: "SM1", status: "failed", error_code: 63003, error_message: "No user" },
      { error: { code: 63003, title: "No user" } },
    ],
  ])("refused: %s", async (_, status, body, result) => {
    const { channel } = await twilio(reply(status, body));
    const refused = await channel.send(makeOutbound());
    expect(refused).toMatchObject({ outcome: "refused", retryAfterMs: null, ...result });
    expect(JSON.stringify(refused)).not.toContain(TOKEN);
  });

  test("Retry-After is handed on", async () => {
    const { channel } = await twilio(reply(429, refusal(20429), { "retry-after": "2" }));
    expect(await channel.send(makeOutbound())).toMatchObject({ retryAfterMs: 2_000 });
  });

  test.each<[string, number, unknown]>([
    ["500 with a page", 500, "<html>"],
    ["500 with an unknown code", 500, refusal(20500, 500)],
    ["201 without a SID", 201, {}],
    ["201 that is cut off", 201, '{"sid'],
    ["408", 408, ""],
  ])("unanswered: %s", async (_, status, body) => {
    const { channel } = await twilio(reply(status, body));
    expect(await channel.send(makeOutbound())).toEqual({
      outcome: "unanswered",
      reason: expect.stringContaining(`HTTP ${status}`),
    });
  });

  test("unanswered when it hangs or resets, unreachable when nobody listens", async () => {
    const hanging = await twilio(() => {});
    expect(await hanging.channel.send(makeOutbound())).toMatchObject({ outcome: "unanswered" });
    const resetting = await twilio((_, response) => (response.socket as net.Socket).resetAndDestroy());
    expect(await resetting.channel.send(makeOutbound())).toMatchObject({ outcome: "unanswered" });
    const server = net.createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as net.AddressInfo;
    await new Promise((done) => server.close(done));
    const channel = createTwilioChannel({
      baseUrl: `http://127.0.0.1:${port}`,
      contentUrl: null,
      accountSid: SID,
      authToken: TOKEN,
      statusCallbackUrl: "https://bot.example.com/",
    });
    closing.push(() => channel.close());
    expect(await channel.send(makeOutbound())).toMatchObject({ outcome: "unreachable" });
    expect(await channel.find(makeOutbound(), new Set())).toEqual({ found: "unknown" });
  });

  test("buttons go by a content, and as text when Twilio refuses it", async () => {
    const { channel, requests } = await twilio(({ url, form }, response) => {
      if (url.pathname === "/v2/Content") return response.end('{"contents":[],"meta":{"next_page_url":null}}');
      if (url.pathname === "/v1/Content") {
        response.statusCode = 201;
        return response.end('{"sid":"HX1"}');
      }
      response.statusCode = form.ContentSid && requests.length > 4 ? 400 : 201;
      return response.end(response.statusCode === 201 ? '{"sid":"SM1"}' : '{"code":63021,"message":"no"}');
    });
    const draft: Draft = { type: "buttons", text: "Sure?", buttons: [{ id: "yes", title: "Yes" }] };
    const sent = () =>
      requests.filter(({ url }) => url.pathname === PATH).map(({ form }) => form.Body ?? form.ContentSid);
    expect(await channel.send(makeOutbound({ draft }))).toMatchObject({ outcome: "accepted" });
    expect(await channel.send(makeOutbound({ draft }))).toMatchObject({ outcome: "accepted" });
    expect(sent()).toEqual(["HX1", "HX1"]);
    expect(await channel.send(makeOutbound({ draft }))).toMatchObject({ outcome: "accepted" });
    expect(sent().slice(2)).toEqual(["HX1", "Sure?\n\nReply *yes*"]);
  });

  test("groups are refused without asking", async () => {
    const { channel, requests } = await twilio(reply(201, { sid: "SM1" }));
    expect(await channel.send(makeOutbound({ to: { kind: "group", value: "1" } }))).toMatchObject({
      outcome: "refused",
    });
    expect(requests).toEqual([]);
  });

  test("an address that Twilio could never call back is told at once", () => {
    const options = { baseUrl: "http://127.0.0.1:9", accountSid: SID, authToken: TOKEN };
    expect(() =>
      createTwilioChannel({ ...options, contentUrl: null, statusCallbackUrl: "https://a_b.example/" }),
    ).toThrow("PUBLIC_URL");
  });
});

describe("find", () => {
  const none = new Set<string>();
  const find = async (messages: unknown, overrides: Partial<Outbound> = {}, known = none) => {
    const { channel } = await twilio(reply(200, { messages, next_page_uri: null }));
    return channel.find(makeOutbound(overrides), known);
  };
  const yes = { found: "yes", providerId: "SM1" };
  const no = { found: "no" };
  const unknown = { found: "unknown" };
  const template: Draft = { type: "template", name: `HX${"0".repeat(32)}`, language: "en", parameters: [] };
  const picture: Draft = { type: "media", kind: "image", link: "https://a.example/", caption: "hello" };

  test("asks for this person's messages since the day of the attempt", async () => {
    const { channel, requests } = await twilio(reply(200, { messages: [] }), "/sim");
    const midnight = makeOutbound({
      attemptedAt: new Date("2026-01-01T00:00:05Z"),
      to: { kind: "bsuid", value: "US.1" },
    });
    expect(await channel.find(midnight, none)).toEqual(no);
    expect(requests[0]).toMatchObject({ method: "GET", url: { pathname: `/sim${PATH}` } });
    expect(Object.fromEntries(requests[0]?.url.searchParams ?? [])).toEqual({
      To: "whatsapp:US.1",
      "DateSent>": "2025-12-31",
      PageSize: "200",
    });
  });

  test.each<[string, unknown, Partial<Outbound>, object]>([
    ["nothing", [], {}, no],
    ["it", [makeListed()], {}, yes],
    ["it, in the second of the attempt", [makeListed({ date_created: "Thu, 01 Jan 2026 00:00:05 +0000" })], {}, yes],
    ["an equal one shortly before", [makeListed({ date_created: "Thu, 01 Jan 2026 00:00:01 +0000" })], {}, yes],
    ["an equal one long before", [makeListed({ date_created: "Wed, 31 Dec 2025 23:00:00 +0000" })], {}, no],
    ["one without a date", [makeListed({ date_created: null })], {}, yes],
    [
      "it and an equal one after",
      [makeListed({ sid: "SM2", date_created: "Thu, 01 Jan 2026 00:01:00 +0000" }), makeListed()],
      {},
      yes,
    ],
    ["another text", [makeListed({ body: "else" })], {}, no],
    [
      "the text trimmed",
      [makeListed({ body: "hello\r\nyou" })],
      { draft: { type: "text", text: "hello\nyou\n" } },
      yes,
    ],
    ["another sender", [makeListed({ from: "whatsapp:+15550000000" })], {}, no],
    ["one that came in", [makeListed({ direction: "inbound" })], {}, no],
    ["a file with that text", [makeListed({ num_media: "1" })], {}, no],
    ["a file, for a file", [makeListed({ num_media: "1" })], { draft: picture }, yes],
    ["a text, for a file", [makeListed()], { draft: picture }, no],
    ["one since, for a template", [makeListed({ body: "Hello Ana" })], { draft: template }, yes],
    [
      "two since, for a template",
      [makeListed(), makeListed({ sid: "SM2" })],
      { draft: template },
      { found: "several" },
    ],
    ["odd elements", [null, 5, {}, makeListed()], {}, yes],
    ["no list", {}, {}, unknown],
  ])("the list holds %s", async (_, messages, overrides, result) => {
    expect(await find(messages, overrides)).toEqual(result);
  });

  test("a message of ours that has this name already is not it", async () => {
    const listed = [makeListed({ sid: "SM2" }), makeListed()];
    expect(await find(listed, {}, new Set(["SM2"]))).toEqual(yes);
    expect(await find(listed, {}, new Set(["SM1", "SM2"]))).toEqual(no);
  });

  test("all pages are read, within a bound and on the same host", async () => {
    const page = (more: (n: number) => string | null) => (seen: Seen, response: http.ServerResponse) => {
      const n = Number(seen.url.searchParams.get("Page") ?? 0);
      const messages = n === 2 ? [makeListed()] : [];
      reply(200, { messages, next_page_uri: more(n) })(seen, response);
    };
    const three = await twilio(page((n) => (n < 2 ? `${PATH}?Page=${n + 1}` : null)));
    expect(await three.channel.find(makeOutbound(), none)).toEqual(yes);
    expect(three.requests).toHaveLength(3);
    const endless = await twilio(page(() => `${PATH}?Page=9`));
    expect(await endless.channel.find(makeOutbound(), none)).toEqual({ found: "several" });
    expect(endless.requests).toHaveLength(10);
    for (const elsewhere of ["https://evil.example/x", "//evil.example/x"]) {
      const away = await twilio(page(() => elsewhere));
      expect(await away.channel.find(makeOutbound(), none)).toEqual(unknown);
      expect(away.requests).toHaveLength(1);
    }
  });

  test.each([401, 404, 500])("status %i tells nothing", async (status) => {
    const { channel } = await twilio(reply(status, refusal(20003, status)));
    expect(await channel.find(makeOutbound(), none)).toEqual(unknown);
  });
});

describe("the rest of the port", () => {
  test("address, check, advise", async () => {
    const { channel } = await twilio(() => {});
    expect(channel.address("whatsapp:+1 (555) 010-0001")).toEqual({ address: { kind: "wa_id", value: "15550100001" } });
    expect(channel.address("whatsapp:US.1")).toEqual({ address: { kind: "bsuid", value: "US.1" } });
    expect(channel.address("555")).toEqual({ fault: expect.stringContaining("country code") });
    expect(channel.check({ type: "text", text: "" })).toEqual(["The text is empty."]);
    expect(channel.advise({ code: 63016, title: "", details: null }).action).toBe("template");
    expect(channel.provider).toBe("twilio");
  });
});

test("a receipt shows typing, which also marks as read; reading alone is not told", async () => {
  const { channel, requests } = await twilio(reply(200, { success: true }), "/sim");
  const message = { externalId: "+14155238886", providerId: "SM7" };
  expect(await channel.showRead(message, false)).toBe(false);
  expect(requests).toEqual([]);
  expect(await channel.showRead(message, true)).toBe(true);
  const [{ url, headers, form }] = requests as [Seen];
  expect([url.pathname, headers["content-type"]]).toEqual(["/sim/v3/Indicators/Typing.json", "application/json"]);
  expect(JSON.parse(Object.keys(form)[0]!)).toEqual({ channel: "WHATSAPP", messageId: "SM7" });
});

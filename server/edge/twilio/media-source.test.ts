// Fetching files from Twilio: whom the password is shown to, and what each failure means for the next attempt.
import { buffer } from "node:stream/consumers";
import { afterAll, beforeEach, expect, test } from "vitest";
import { twilioChannel } from "../../../test/support/build.ts";
import { useServer } from "../../../test/support/server.ts";
import { createTwilioMediaSource } from "./media-source.ts";

const server = useServer();
const sid = `AC${"1".repeat(32)}`;
const path = `/2010-04-01/Accounts/${sid}/Messages/MM${"2".repeat(32)}/Media/ME${"3".repeat(32)}`;
const authorization = `Basic ${Buffer.from(`${sid}:token`).toString("base64")}`;
let source: ReturnType<typeof createTwilioMediaSource>;
beforeEach(() => {
  source ??= createTwilioMediaSource({ baseUrl: server.url, accountSid: sid, authToken: "token" });
});
afterAll(() => source.close());

const open = (url: string | null) =>
  source.open({ channel: twilioChannel, providerId: null, url }, new AbortController().signal);

test("a file is asked for with the password, its storage without", async () => {
  const storage = server.url.replace("127.0.0.1", "localhost");
  server.answer = ({ url }) =>
    url === path
      ? { status: 307, headers: { location: `${storage}/storage/1` }, body: "" }
      : { status: 200, body: "abc" };
  const opened = await open(`${server.url}${path}`);
  if (opened.outcome !== "open") throw new Error(opened.reason);
  expect((await buffer(opened.body)).toString()).toBe("abc");
  expect(server.seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    [path, authorization],
    ["/storage/1", undefined],
  ]);
});

test.each([
  ["none", null],
  ["no address", "a file"],
  ["another host's", `https://media.example.com${path}`],
  ["another account's", `SERVER${path.replace(sid, `AC${"9".repeat(32)}`)}`],
  ["another resource", `SERVER/2010-04-01/Accounts/${sid}.json`],
  ["one with a query", `SERVER${path}?to=elsewhere`],
])("an address that is not a file of this account is never asked: %s", async (_, url) => {
  const given = url?.replace("SERVER", server.url) ?? null;
  expect(await open(given)).toMatchObject({ outcome: "failed", again: "never" });
  expect(server.seen).toEqual([]);
});

test.each([
  [404, "soon", "not have the file"],
  [401, "later", "auth token"],
  [403, "later", "auth token"],
  [500, "later", "500"],
])("an answer of %i is tried again %s", async (status, again, reason) => {
  server.answer = () => ({ status, body: "" });
  expect(await open(`${server.url}${path}`)).toMatchObject({
    ...{ outcome: "failed", again, reason: expect.stringContaining(reason) },
  });
});

// Fetching files from Meta: the look-up, the download, and what each failure means for the next attempt.
import { buffer } from "node:stream/consumers";
import { afterAll, beforeEach, expect, test } from "vitest";
import { metaChannel } from "../../../test/support/build.ts";
import { useServer } from "../../../test/support/server.ts";
import { createMetaMediaSource } from "./media-source.ts";

const server = useServer();
const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
let source: ReturnType<typeof createMetaMediaSource>;
beforeEach(() => {
  source ??= createMetaMediaSource({ baseUrl: server.url, version: "v25.0", accessToken: "secret" });
});
afterAll(() => source.close());

const open = (providerId: string | null = "7000") =>
  source.open({ channel: metaChannel, providerId, url: null }, new AbortController().signal);
/** Answers the look-up, then the download. */
const answer = (
  lookUp: { status?: number; body: unknown },
  download: { status?: number; body: string } = { body: "" },
) => {
  server.answer = ({ url }) =>
    url?.startsWith("/v25.0/")
      ? { status: lookUp.status ?? 200, body: JSON.stringify(lookUp.body) }
      : { status: download.status ?? 200, body: download.body };
};

test("a file is looked up for its number, and downloaded with the token", async () => {
  answer({ body: { url: `${server.url}/file/1`, sha256 } }, { body: "abc" });
  const opened = await open();
  if (opened.outcome !== "open") throw new Error(opened.reason);
  expect(opened.sha256).toBe(sha256);
  expect((await buffer(opened.body)).toString()).toBe("abc");
  expect(server.seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    [`/v25.0/7000?phone_number_id=${metaChannel.externalId}`, "Bearer secret"],
    ["/file/1", "Bearer secret"],
  ]);
});

test("an address of somebody else is not asked, least of all with the token", async () => {
  answer({ body: { url: "http://169.254.169.254/latest/meta-data", sha256 } });
  expect(await open()).toMatchObject({ outcome: "failed", again: "later", reason: expect.stringContaining("not one") });
  expect(server.seen).toHaveLength(1);
});

test.each([
  ["no longer there", { status: 400, body: { error: { code: 100 } } }, {}, "never", "seven days"],
  ["no longer there, by the other number", { status: 400, body: { error: { code: 33 } } }, {}, "never", "seven days"],
  ["a wrong token", { status: 401, body: { error: { code: 190 } } }, {}, "later", "access token"],
  ["a fault of Meta's", { status: 500, body: { error: { code: 2 } } }, {}, "later", "error 2"],
  ["an answer without an address", { body: {} }, {}, "later", "without an address"],
  ["an answer that is no JSON object", { body: "no" }, {}, "later", "without an address"],
  ["a stale address", { body: { url: "/file/1" } }, { status: 404 }, "later", "404"],
  ["a failing download", { body: { url: "/file/1" } }, { status: 500 }, "later", "500"],
] as const)("%s", async (_, lookUp, download, again, reason) => {
  const body = lookUp.body as { url?: string };
  answer(body.url ? { ...lookUp, body: { url: `${server.url}${body.url}` } } : lookUp, { body: "", ...download });
  expect(await open()).toMatchObject({ outcome: "failed", again, reason: expect.stringContaining(reason) });
});

test("a file without an id is never to be had", async () => {
  expect(await open(null)).toMatchObject({ outcome: "failed", again: "never" });
  expect(server.seen).toEqual([]);
});

// Downloading from addresses that come from outside: who gets the credentials, and which addresses are not asked.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createDownloader, download, isPrivate } from "./download.ts";

const seen: { url: string; host: string; authorization: string | undefined }[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => {
  const { authorization, host = "" } = request.headers;
  seen.push({ url: request.url ?? "", host, authorization });
  answer(request, response);
});
let port: number;
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  seen.length = 0;
});
const local = createDownloader({ local: true });
const strict = createDownloader({ local: false });
afterAll(async () => {
  await Promise.all([local.close(), strict.close()]);
  server.closeAllConnections();
  server.close();
});

const ask = (url: string, downloader = local) =>
  download(downloader, {
    url,
    headers: { "user-agent": "Bellhop" },
    authorization: "Bearer secret",
    mayHave: ({ hostname }) => hostname === "127.0.0.1",
    signal: new AbortController().signal,
  });

test("the provider's own host gets the credentials, the one to which it redirects does not", async () => {
  answer = ({ url }, response) =>
    url === "/file"
      ? response.writeHead(307, { location: `http://localhost:${port}/storage` }).end()
      : response.end("the bytes");
  const { status, body } = await ask(`http://127.0.0.1:${port}/file`);
  expect([status, (await buffer(body)).toString()]).toEqual([200, "the bytes"]);
  expect(seen).toEqual([
    { url: "/file", host: `127.0.0.1:${port}`, authorization: "Bearer secret" },
    { url: "/storage", host: `localhost:${port}`, authorization: undefined },
  ]);
});

test("a circle of redirects ends", async () => {
  answer = (_, response) => response.writeHead(302, { location: "/again" }).end();
  await expect(ask(`http://127.0.0.1:${port}/`)).rejects.toThrow("redirects in a circle");
  expect(seen).toHaveLength(4);
});

describe("what is not on the public internet is not asked", () => {
  test.each([
    ["http://lookaside.fbsbx.com/x", "only by https"],
    ["https://lookaside.fbsbx.com:8443/x", "only port 443"],
    ["https://a:b@lookaside.fbsbx.com/x", "with a password"],
    ["https://127.0.0.1/x", "private network"],
    ["https://[::1]/x", "private network"],
    ["https://[::ffff:10.0.0.1]/x", "private network"],
    ["https://169.254.169.254/latest/meta-data", "private network"],
    ["https://2130706433/x", "private network"],
    ["https://localhost/x", "private network"],
    ["file:///etc/passwd", "only by https"],
  ])("%s", async (url, why) => {
    await expect(ask(url, strict)).rejects.toThrow(why);
    expect(seen).toEqual([]);
  });
});

test.each([
  ["10.1.2.3", true],
  ["172.16.0.1", true],
  ["172.32.0.1", false],
  ["192.168.1.1", true],
  ["100.64.0.1", true],
  ["8.8.8.8", false],
  ["::1", true],
  ["fd00::1", true],
  ["::ffff:127.0.0.1", true],
  ["2606:4700::1111", false],
  ["example.com", false],
])("%s is private: %s", (address, yes) => {
  expect(isPrivate(address)).toBe(yes);
});

// Files in an S3-compatible store: kept, read whole and in part, deleted; what goes wrong is said; and no file is in memory as a whole.
import { randomBytes } from "node:crypto";
import diagnostics from "node:diagnostics_channel";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { refuse, useS3Server } from "../../../test/support/s3-server.ts";
import { until } from "../../../test/support/until.ts";
import { createS3Store, type S3Options } from "./s3.ts";

const server = useS3Server();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bellhop-s3-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  server.objects.clear();
  server.requests.length = 0;
  server.trouble = () => false;
});

/** The store of a Bellhop that is configured for the server, with `wrong` settings. */
const storeWith = (wrong: Partial<S3Options> = {}, silenceTimeoutMs?: number) => {
  const { url: endpoint, bucket, accessKeyId } = server;
  const right = { endpoint, region: "us-east-1", bucket, accessKeyId, secretAccessKey: "secret" };
  return createS3Store({ ...right, ...wrong }, silenceTimeoutMs);
};
const local = async (content: Uint8Array) => {
  const place = path.join(folder, "file");
  await writeFile(place, content);
  return place;
};

/** Answers the first `times` requests of a method in another way. */
function troubles(method: string, times: number, answer: (request: IncomingMessage, response: ServerResponse) => void) {
  let left = times;
  server.trouble = (request, response) => {
    if (request.method !== method || left === 0) return false;
    left -= 1;
    answer(request, response);
    return true;
  };
}

test("a file is kept once, read whole and in part, and deleted", async () => {
  const content = randomBytes(300_000);
  const store = storeWith();
  await store.put("ab/abc", await local(content));
  await store.put("ab/abc", await local(content));
  expect(server.requests).toEqual(["HEAD ab/abc", "PUT ab/abc", "HEAD ab/abc"]);
  expect(content.equals(await buffer((await store.read("ab/abc"))!))).toBe(true);
  const part = await store.read("ab/abc", { start: 100_000, end: 100_009 });
  expect(await buffer(part!)).toEqual(content.subarray(100_000, 100_010));
  await store.remove("ab/abc");
  await store.remove("ab/abc");
  expect(await store.read("ab/abc")).toBeNull();
});

test("an empty file is kept", async () => {
  const store = storeWith();
  await store.put("e3/e3b", await local(Buffer.alloc(0)));
  expect((await buffer((await store.read("e3/e3b"))!)).length).toBe(0);
});

test("a key that may not list the bucket, and so gets 403 for what is missing, can keep files", async () => {
  troubles("HEAD", 1, (request, response) => refuse(request, response, 403, "AccessDenied"));
  await storeWith().put("ab/abc", await local(Buffer.from("x")));
  expect(server.objects.has("ab/abc")).toBe(true);
});

const faults = {
  "a wrong key": [{ accessKeyId: "AKIDOTHER" }, /refuses access to the bucket desk-files.*S3_ACCESS_KEY_ID/],
  "a bucket that does not exist": [{ bucket: "none" }, /has no bucket none\. Create it, or correct S3_BUCKET/],
  "an address where nobody is": [{ endpoint: "http://127.0.0.1:9" }, /cannot be reached: ECONNREFUSED.*S3_ENDPOINT/],
} satisfies Record<string, [Partial<S3Options>, RegExp]>;

test.each(Object.entries(faults))("%s is said, with what to do", async (_, [wrong, words]) => {
  const store = storeWith(wrong);
  const place = await local(Buffer.from("x"));
  for (const ask of [() => store.put("ab/abc", place), () => store.read("ab/abc"), () => store.remove("ab/abc")])
    await expect(ask()).rejects.toMatchObject({ code: "NOT_READY", message: expect.stringMatching(words) });
});

test("a bucket of another region is said", async () => {
  troubles("GET", 1, (request, response) => refuse(request, response, 400, "AuthorizationHeaderMalformed"));
  await expect(storeWith().read("ab/abc")).rejects.toThrow(/in the region us-east-1.*Correct S3_REGION/);
});

test("an upload that the store refuses for the moment is made again, whole", async () => {
  const content = randomBytes(300_000);
  troubles("PUT", 2, (request, response) => refuse(request, response, 503, "SlowDown"));
  await storeWith().put("ab/abc", await local(content));
  expect(content.equals(server.objects.get("ab/abc")!)).toBe(true);
});

test("an upload that breaks off is made again, whole", async () => {
  const content = randomBytes(3_000_000);
  troubles("PUT", 1, (request) => request.once("data", () => request.socket.destroy()));
  await storeWith().put("ab/abc", await local(content));
  expect(content.equals(server.objects.get("ab/abc")!)).toBe(true);
});

test("a fault of the store that stays is said after three attempts", async () => {
  server.objects.set("ab/abc", Buffer.from("x"));
  const answer = (request: IncomingMessage, response: ServerResponse) =>
    refuse(request, response, 500, "InternalError");
  troubles("GET", 100, answer);
  await expect(storeWith().read("ab/abc")).rejects.toThrow(/answered with 500 \(InternalError\)/);
  troubles("PUT", 100, answer);
  await expect(storeWith().put("cd/cde", await local(Buffer.from("x")))).rejects.toThrow(/answered with 500/);
  expect(server.requests.filter((one) => !one.startsWith("HEAD"))).toEqual([
    ...Array(3).fill("GET ab/abc"),
    ...Array(3).fill("PUT cd/cde"),
  ]);
});

test("a store that is slow is waited for, and one that is silent is not", async () => {
  server.objects.set("ab/abc", Buffer.from("a slow store"));
  server.trouble = (_, response) => {
    response.writeHead(200, { "content-length": 12 });
    void (async () => {
      for (const letter of "a slow store") {
        response.write(letter);
        await sleep(50);
      }
    })();
    return true;
  };
  const store = storeWith({}, 400);
  expect((await buffer((await store.read("ab/abc"))!)).toString()).toBe("a slow store");
  server.trouble = () => true;
  await expect(store.read("ab/abc")).rejects.toThrow(/cannot be reached/);
  await expect(store.put("cd/cde", await local(Buffer.from("x")))).rejects.toThrow(/cannot be reached/);
});

test("a file of which the store loses the connection breaks off, and does not end as if it were whole", async () => {
  server.trouble = (_, response) => {
    response.writeHead(200, { "content-length": 1_000 });
    response.write("half");
    setTimeout(() => response.destroy(), 50);
    return true;
  };
  await expect(buffer((await storeWith().read("ab/abc"))!)).rejects.toThrow();
});

const LARGE = 100 * 1024 * 1024;
/** What the system and the streams may hold between the two ends. */
const AHEAD = 30 * 1024 * 1024;

/** Resolves with a count when it has stopped growing. */
async function still(count: () => number): Promise<number> {
  let before = -1;
  await until("it stands still", async () => {
    const stands = count() === before && before > 0;
    before = count();
    await sleep(100);
    return stands;
  });
  return count();
}

test("of 100 MB only as much is sent as the store takes", async () => {
  let request: ClientRequest | undefined;
  const note = (message: unknown) => {
    const { request: one } = message as { request: ClientRequest };
    if (one.method === "PUT") request = one;
  };
  diagnostics.subscribe("http.client.request.created", note);
  let resume = () => {};
  const place = await local(Buffer.alloc(LARGE, 1));
  server.trouble = (incoming, response) => {
    if (incoming.method !== "PUT") return false;
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      if (size === 0) incoming.pause();
      size += chunk.length;
    });
    incoming.on("end", () => response.writeHead(200).end(String(size)));
    resume = () => incoming.resume();
    return true;
  };
  const done = storeWith().put("ab/abc", place);
  await until("the upload has begun", () => request?.socket != null);
  const { socket } = request!;
  expect(await still(() => socket!.bytesWritten)).toBeLessThan(AHEAD);
  resume();
  await done;
  diagnostics.unsubscribe("http.client.request.created", note);
  expect(socket!.bytesWritten).toBeGreaterThanOrEqual(LARGE);
});

test("of 100 MB only as much is read as the reader takes", async () => {
  let written = 0;
  server.trouble = (_, response) => {
    response.writeHead(200, { "content-length": LARGE });
    const part = Buffer.alloc(64 * 1024, 1);
    const write = () => {
      while (written < LARGE) {
        written += part.length;
        if (!response.write(part)) return void response.once("drain", write);
      }
      response.end();
    };
    write();
    return true;
  };
  const stream = await storeWith().read("ab/abc");
  const parts = stream![Symbol.asyncIterator]();
  let size = (await parts.next()).value!.length;
  expect(await still(() => written)).toBeLessThan(AHEAD);
  for (let part = await parts.next(); !part.done; part = await parts.next()) size += part.value.length;
  expect(size).toBe(LARGE);
});

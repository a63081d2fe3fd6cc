// Serving files: whole, in parts, by links, and as nothing that could do harm.
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { makeKeptFile } from "../../../test/support/kept-file.ts";
import { until } from "../../../test/support/until.ts";
import { blobKey } from "../../core/media/keep.ts";
import { rememberPublicUrl } from "../../core/media/links.ts";

const world = useApp();
const jpeg = Buffer.concat([Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"), randomBytes(2_000)]);
const keep = (content: string | Uint8Array, more?: { declared?: string; fileName?: string }) =>
  makeKeptFile(world.db, world.files, content, more);
const get = (url: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" = "GET") =>
  world.app.inject({ method, url, headers: { authorization: `Bearer ${world.keys.viewer}`, ...headers } });

describe("a photo", () => {
  let url: string;
  beforeAll(async () => {
    url = `/api/media/${await keep(jpeg, { declared: "image/jpeg", fileName: "car.jpg" })}`;
  });

  test("is served whole, and may be cached for ever", async () => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload).toEqual(jpeg);
    expect(answer.headers).toMatchObject({
      "content-type": "image/jpeg",
      "content-length": String(jpeg.length),
      "content-disposition": "inline; filename=\"car.jpg\"; filename*=UTF-8''car.jpg",
      "content-security-policy": "sandbox; default-src 'none'",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "accept-ranges": "bytes",
      "cache-control": "private, max-age=31536000, immutable",
    });
    const { etag } = answer.headers;
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    expect((await get(url, { "if-none-match": etag! })).statusCode).toBe(304);
  });

  test("has the ending of its type where it came without a name", async () => {
    const nameless = await get(`/api/media/${await keep(jpeg, { declared: "image/jpeg" })}?download=1`);
    expect(nameless.headers["content-disposition"]).toMatch(/^attachment; filename="file.jpg"/);
  });

  test("is served in parts, for as long as it is the same file", async () => {
    const part = await get(url, { range: "bytes=100-199" });
    expect(part.statusCode).toBe(206);
    expect(part.headers).toMatchObject({ "content-range": `bytes 100-199/${jpeg.length}`, "content-length": "100" });
    expect(part.rawPayload).toEqual(jpeg.subarray(100, 200));
    expect((await get(url, { range: "bytes=-5" })).rawPayload).toEqual(jpeg.subarray(-5));
    const { etag } = part.headers;
    expect((await get(url, { range: "bytes=0-0", "if-range": etag! })).statusCode).toBe(206);
    expect((await get(url, { range: "bytes=0-0", "if-range": '"other"' })).statusCode).toBe(200);
  });

  test("has no part behind its end", async () => {
    const answer = await get(url, { range: `bytes=${jpeg.length}-` });
    expect(answer.statusCode).toBe(416);
    expect(answer.headers["content-range"]).toBe(`bytes */${jpeg.length}`);
    expect(answer.json()).toMatchObject({ code: "RANGE_NOT_SATISFIABLE" });
  });

  test("HEAD says how long it is", async () => {
    const answer = await get(url, { range: "bytes=0-1" }, "HEAD");
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-length"]).toBe(String(jpeg.length));
    expect(answer.rawPayload).toHaveLength(0);
  });

  test("is a download on request", async () => {
    expect((await get(`${url}?download=1`)).headers["content-disposition"]).toMatch(/^attachment; filename="car.jpg"/);
  });

  test("a link needs no key, works for some minutes, and not when it was changed", async () => {
    const made = await world.call("viewer", { method: "POST", url: `${url}/link` });
    expect(made.status, made.body).toBe(200);
    const link = new URL(made.json.url);
    expect(link.origin).toBe("http://desk.test");
    const open = (path: string) => world.app.inject({ method: "GET", url: path });
    const answer = await open(link.pathname);
    expect(answer.rawPayload).toEqual(jpeg);
    expect(answer.headers).toMatchObject({
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": "no-store",
    });
    const other = link.pathname.replace(/\/(\d+)\./, (_, id) => `/${Number(id) + 1}.`);
    expect((await open(other)).json()).toMatchObject({ code: "LINK_INVALID" });
    world.clock.advance(Date.parse(made.json.expires_at) - world.clock().getTime());
    expect((await open(link.pathname)).json()).toMatchObject({ code: "LINK_INVALID" });
  });

  test("says so when the store has lost it", async () => {
    const id = await keep("to be lost");
    const sha256 = (await get(`/api/media/${id}`)).headers.etag!.replaceAll('"', "");
    await world.files.blobs.remove(blobKey(sha256));
    const answer = await get(`/api/media/${id}`);
    expect([answer.statusCode, answer.json().detail]).toEqual([
      404,
      expect.stringMatching(/The store has lost the file/),
    ]);
  });
});

describe("what could do harm is bytes to download", () => {
  const script = "<script>alert(document.domain)</script>";
  test.each([
    ["HTML that says it is a picture", `<!doctype html>${script}`, "image/png", "text/plain; charset=utf-8"],
    ["SVG", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`, "image/svg+xml", null],
    ["bare SVG", `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`, "image/svg+xml", null],
    ["XHTML", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">${script}</html>`, "text/html", null],
    ["a program", Buffer.from(`4d5a90000300000004000000ffff${"00".repeat(80)}`, "hex"), "image/jpeg", null],
    ["nothing", "", "image/jpeg", null],
  ])("%s", async (_, content, declared, type) => {
    const answer = await get(`/api/media/${await keep(content, { declared, fileName: "x.html" })}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-disposition"]).toMatch(/^attachment/);
    expect(answer.headers["content-security-policy"]).toBe("sandbox; default-src 'none'");
    const served = answer.headers["content-type"];
    expect([type, "application/octet-stream", "text/plain; charset=utf-8"]).toContain(served);
  });

  test("a picture that is also a page is a picture", async () => {
    const answer = await get(
      `/api/media/${await keep(Buffer.concat([jpeg, Buffer.from(script)]), { declared: "text/html" })}`,
    );
    expect(answer.headers["content-type"]).toBe("image/jpeg");
  });
});

test("SQL and REST name an address that works", async () => {
  await rememberPublicUrl(world.db, "http://before.test");
  await rememberPublicUrl(world.db, "http://desk.test");
  const id = await keep(jpeg);
  const url = `http://desk.test/api/media/${id}`;
  const list = await world.call("viewer", { method: "GET", url: "/api/whatsapp/messages?limit=1" });
  expect(list.json.messages[0]).toMatchObject({ media_id: "7000", media_url: url });
  expect((await get(new URL(url).pathname)).rawPayload).toEqual(jpeg);
  const one = await world.call("viewer", { method: "GET", url: `/api/whatsapp/messages/${list.json.messages[0].id}` });
  expect(one.json.attachments).toMatchObject([
    {
      id,
      media_id: "7000",
      url: `/api/media/${id}`,
      thumbnail_url: null,
      mime_type: "image/jpeg",
      size: jpeg.length,
      state: "ready",
    },
  ]);
});

describe("a video's thumbnail", () => {
  const video = Buffer.concat([
    Buffer.from("00000018667479706d703432000000006d70343269736f6d", "hex"),
    randomBytes(100),
  ]);
  const put = (id: number, payload: Buffer, type = "image/jpeg") =>
    world.call("agent", { method: "PUT", url: `/api/media/${id}/poster`, payload, headers: { "content-type": type } });
  const poster = (background: string) =>
    sharp({ create: { width: 640, height: 360, channels: 3, background } })
      .jpeg()
      .toBuffer();

  test("comes from the first browser that shows it, and stays", async () => {
    const id = await keep(video, { declared: "video/mp4" });
    expect(await put(id, await poster("red"))).toMatchObject({
      ...{ status: 200, json: { id, thumbnail_url: `/api/media/${id}/thumbnail` } },
    });
    const first = await get(`/api/media/${id}/thumbnail`);
    expect(first.headers["content-type"]).toBe("image/webp");
    expect(await sharp(first.rawPayload).metadata()).toMatchObject({ width: 480, height: 270, format: "webp" });
    expect((await put(id, await poster("blue"))).status).toBe(200);
    expect((await get(`/api/media/${id}/thumbnail`)).rawPayload).toEqual(first.rawPayload);
  });

  test("is a picture of a video, and not large", async () => {
    const id = await keep(video, { declared: "video/mp4" });
    expect((await put(id, Buffer.from("<svg/>"))).status).toBe(400);
    expect((await put(id, Buffer.from("<svg/>"), "image/svg+xml")).status).toBe(415);
    expect((await put(id, Buffer.alloc(300_001))).status).toBe(413);
    expect((await put(await keep(jpeg), await poster("red"))).status).toBe(400);
    expect((await put(999_999, await poster("red"))).status).toBe(404);
    expect((await get(`/api/media/${id}/thumbnail`)).statusCode).toBe(404);
  });
});

test("a file that is not here says why", async () => {
  const id = await keep("x");
  await world.db
    .updateTable("attachments")
    .set({ state: "failed", reason: "Meta has deleted it." })
    .where("id", "=", id)
    .execute();
  const answer = await get(`/api/media/${id}`);
  expect(answer.statusCode).toBe(404);
  expect(answer.json().detail).toContain("Meta has deleted it.");
  await world.db.updateTable("attachments").set({ state: "quarantined", reason: null }).where("id", "=", id).execute();
  expect((await get(`/api/media/${id}`)).json().detail).toContain("virus scanner refused it");
  expect((await get("/api/media/999999")).statusCode).toBe(404);
  expect((await get(`/api/media/${id}/thumbnail`)).statusCode).toBe(404);
});

test("of 100 MB only as much is read as the client takes", async () => {
  const id = await keep(Buffer.alloc(100 * 1024 * 1024, 1));
  const { blobs } = world.files;
  let taken = 0;
  world.files.blobs = {
    ...blobs,
    async read(key, range) {
      const stream = await blobs.read(key, range);
      return stream && Readable.from(counted(stream));
    },
  };
  async function* counted(stream: NodeJS.ReadableStream) {
    for await (const chunk of stream) {
      taken += chunk.length;
      yield chunk;
    }
  }
  await world.app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = world.app.server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/api/media/${id}`, {
    headers: { authorization: `Bearer ${world.keys.viewer}` },
  });
  const reader = answer.body!.getReader();
  let size = (await reader.read()).value!.length;
  let before = -1;
  await until("the client's silence stops the reading", async () => {
    const isStill = before === taken;
    before = taken;
    await sleep(100);
    return isStill;
  });
  expect(taken).toBeLessThan(50 * 1024 * 1024);
  for (let part = await reader.read(); !part.done; part = await reader.read()) size += part.value.length;
  expect(size).toBe(100 * 1024 * 1024);
  world.files.blobs = blobs;
  world.app.server.closeAllConnections();
});

// A bucket as S3-compatible stores have it, in memory: what the store of files asks of one.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import type { S3Options } from "../../server/edge/blobs/s3.ts";

/** A bucket: how to reach it, and what is in it by its key. */
export type Bucket = S3Options & { objects: Map<string, Buffer> };

/** How many keys a listing has at most: few, so that listings have pages. */
const PAGE_SIZE = 3;

/** Creates a bucket for the calling test file. Call it at the top level; its address is set when the file's tests run. */
export function useBucket(): Bucket {
  const objects = new Map<string, Buffer>();
  const bucket: Bucket = {
    endpoint: "",
    region: "us-east-1",
    bucket: "backups",
    accessKeyId: "i",
    secretAccessKey: "s",
    objects,
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, "http://bucket");
    const key = decodeURIComponent(url.pathname).replace(/^\/backups\/?/, "");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === "GET" && key === "")
      return void response.end(page(url.searchParams.get("prefix") ?? "", url.searchParams.get("continuation-token")));
    if (request.method === "PUT")
      objects.set(key, unframed(Buffer.concat(chunks), request.headers["content-encoding"]));
    else if (request.method === "DELETE") objects.delete(key);
    else if (!objects.has(key)) return void response.writeHead(404).end();
    response.end(request.method === "GET" ? objects.get(key) : undefined);
  });
  function page(prefix: string, after: string | null): string {
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && (after === null || key > after)).sort();
    const shown = keys.slice(0, PAGE_SIZE);
    const more = keys.length > PAGE_SIZE;
    const rows = shown.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("");
    const next = more ? `<NextContinuationToken>${shown.at(-1)}</NextContinuationToken>` : "";
    return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${rows}</ListBucketResult>`;
  }
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    bucket.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  return bucket;
}

/** Amazon's client sends a stream in chunks with their lengths, and a checksum at the end. */
function unframed(body: Buffer, encoding: string | undefined): Buffer {
  if (!encoding?.includes("aws-chunked")) return body;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.subarray(at, end).toString("latin1"), 16);
    if (!size) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

// A small S3-compatible store in the test's hand: one bucket, in memory. It checks who asks by the access key alone, not by the signature.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll } from "vitest";

/** Answers a request instead of the store; false: the store answers it. */
type Trouble = (request: IncomingMessage, response: ServerResponse) => boolean;

/** The store: what it has, and what goes wrong. */
export type S3Server = {
  url: string;
  bucket: string;
  accessKeyId: string;
  /** By key. */
  objects: Map<string, Buffer>;
  /** Requests, such as `PUT ab/abc`, in order. */
  requests: string[];
  trouble: Trouble;
};

/** Starts a store for one test file. Call it at the top level; `url` is set when the file's tests run. */
export function useS3Server(): S3Server {
  const store: S3Server = {
    ...{ url: "", bucket: "desk-files", accessKeyId: "AKIDEXAMPLE" },
    ...{ objects: new Map(), requests: [], trouble: () => false },
  };
  const server = createServer((request, response) => void answer(store, request, response));
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    store.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return store;
}

/** Answers with an error as S3 words it; to HEAD without a body. */
export function refuse(request: IncomingMessage, response: ServerResponse, status: number, code: string): void {
  request.resume();
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  response.writeHead(status, { "content-type": "application/xml" }).end(request.method === "HEAD" ? "" : body);
}

async function answer(store: S3Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, headers } = request;
  const [, bucket, ...rest] = request.url!.split("?")[0]!.split("/");
  const key = rest.join("/");
  store.requests.push(`${method} ${key}`);
  if (store.trouble(request, response)) return;
  const refused = (status: number, code: string) => refuse(request, response, status, code);
  if (!headers.authorization?.includes(`Credential=${store.accessKeyId}/`)) return refused(403, "InvalidAccessKeyId");
  if (bucket !== store.bucket) return refused(404, "NoSuchBucket");
  if (method === "PUT") return put(store, key, request, response);
  const kept = store.objects.get(key);
  if (method === "DELETE") {
    store.objects.delete(key);
    return void response.writeHead(204).end();
  }
  if (!kept) return refused(404, "NoSuchKey");
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
  const part = start === undefined ? kept : kept.subarray(Number(start), Number(end) + 1);
  const range = start === undefined ? {} : { "content-range": `bytes ${start}-${end}/${kept.length}` };
  response.writeHead(start === undefined ? 200 : 206, { "content-length": part.length, ...range });
  response.end(method === "HEAD" ? "" : part);
}

async function put(store: S3Server, key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { headers } = request;
  if (headers["content-length"] === undefined) return refuse(request, response, 411, "MissingContentLength");
  // What not every store understands.
  if (headers["content-encoding"] || headers["x-amz-trailer"]) return refuse(request, response, 501, "NotImplemented");
  store.objects.set(key, await buffer(request));
  response.writeHead(200).end();
}

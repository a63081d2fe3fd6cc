// Reads requests and writes responses with node:http, for the fakes, the API and the page.
import type { IncomingMessage, ServerResponse } from "node:http";

/** The body exceeds its limit. */
export class TooLarge extends Error {}

/** The whole body. Throws {@link TooLarge} beyond `maxBytes` bytes, without reading on, and an Error if the client disconnects. */
export async function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const refusal = () => new TooLarge(`The body may have ${maxBytes} bytes at most`);
  if (Number(req.headers["content-length"] ?? 0) > maxBytes) throw refusal();
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req) {
    size += part.length;
    if (size > maxBytes) throw refusal();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Answers 413 and closes the connection: the rest of the body is not read. */
export function writeTooLarge(res: ServerResponse, { message }: TooLarge): void {
  write(res, { status: 413, body: { error: message }, headers: { connection: "close" } });
  res.once("finish", () => res.socket?.destroySoon());
}

/** The body parsed as JSON, or `undefined` if it is not JSON. */
export function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** A fake's response: decided first, written (or spoiled by a fault) later. */
export type Reply = {
  status: number;
  /** Sent as JSON, or unchanged if it is a Buffer; `null` for an empty body. */
  body: unknown;
  headers?: Record<string, string>;
};

/** Writes a reply; does nothing if the connection is closed. */
export function write(res: ServerResponse, reply: Reply): void {
  if (res.destroyed || res.headersSent) return;
  if (reply.body === null) {
    res.writeHead(reply.status, { "content-length": "0", ...reply.headers });
    res.end();
    return;
  }
  const bytes = Buffer.isBuffer(reply.body) ? reply.body : Buffer.from(JSON.stringify(reply.body));
  const type = Buffer.isBuffer(reply.body) ? "application/octet-stream" : "application/json; charset=utf-8";
  res.writeHead(reply.status, { "content-type": type, "content-length": String(bytes.length), ...reply.headers });
  res.end(bytes);
}

/** Whether this is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

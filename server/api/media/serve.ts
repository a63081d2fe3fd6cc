// Serves a file that is kept: whole or in part, as a type that runs no script, under a safe name, in constant memory.
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Fault } from "../../base/errors.ts";
import type { ServedFile } from "../../core/media/files.ts";
import { blobKey, type Files } from "../../core/media/keep.ts";
import { nameByType } from "../../core/media/short-name.ts";
import { dispositionOf } from "./disposition.ts";
import { rangeOf } from "./ranges.ts";

/** How a file is served. */
type Serving = {
  /** As a download, although a browser could show it. */
  download?: boolean;
  /** By a link, which other sites may use and which ends, so that nothing is cached. */
  byLink?: boolean;
};

/** Answers with a file, or the part that the request asks for. Throws NOT_FOUND, RANGE_NOT_SATISFIABLE. */
export async function serve(
  request: FastifyRequest,
  reply: FastifyReply,
  { blobs }: Files,
  file: ServedFile,
  { download = false, byLink = false }: Serving = {},
): Promise<FastifyReply> {
  const { range: asked, "if-range": ifRange, "if-none-match": known } = request.headers;
  const etag = `"${file.sha256}"`;
  const head = request.method === "HEAD";
  if (known?.split(",").some((one) => one.trim().replace(/^W\//, "") === etag)) {
    setHeaders(reply, file, { download, byLink });
    return reply.code(304).send();
  }
  const range = head || (ifRange !== undefined && ifRange !== etag) ? null : rangeOf(asked, file.size);
  if (range === "unsatisfiable") {
    reply.header("content-range", `bytes */${file.size}`);
    throw new Fault(
      "RANGE_NOT_SATISFIABLE",
      `The file has ${file.size} bytes, and "${asked?.slice(0, 50)}" lies behind.`,
    );
  }
  const body = head ? null : ((await blobs.read(blobKey(file.sha256), range ?? undefined)) as Readable | null);
  if (!head && body === null)
    throw new Fault("NOT_FOUND", "The store has lost the file. Check DATA_DIR, or the bucket, or its backup.");
  setHeaders(reply, file, { download, byLink });
  reply.header("content-length", range ? range.end - range.start + 1 : file.size);
  if (range) reply.code(206).header("content-range", `bytes ${range.start}-${range.end}/${file.size}`);
  // An empty stream and not nothing, for which Fastify would set the length to 0.
  return reply.send(body ?? Readable.from([]));
}

/** The headers of a file. It is an origin of its own for whatever it may contain: no script, no request, no form. */
function setHeaders(reply: FastifyReply, file: ServedFile, { download, byLink }: Serving): void {
  reply
    .type(file.contentType)
    .header("content-disposition", dispositionOf(file.inline && !download, file.fileName ?? nameByType(file.mimeType)))
    .header("content-security-policy", "sandbox; default-src 'none'")
    .header("cross-origin-resource-policy", byLink ? "cross-origin" : "same-origin")
    .header("x-content-type-options", "nosniff")
    .header("accept-ranges", "bytes")
    .header("etag", `"${file.sha256}"`)
    .header("cache-control", byLink ? "no-store" : "private, max-age=31536000, immutable");
}

// Uploads of sample files for templates, in steps: a session with the app, then the bytes, which answer a handle. (Meta: resumable upload.)
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Reply } from "../http.ts";
import { GraphError } from "./errors.ts";

/** The types of sample files. (Meta: resumable upload.) */
const TYPES = ["application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"];

export type Uploads = {
  /** Begins an upload. Throws GraphError 100. */
  begin(query: URLSearchParams): Reply;
  /** Takes bytes, or says how many came. Throws GraphError 100. */
  continue(call: { method: string; headers: IncomingMessage["headers"]; body: Buffer }, id: string): Reply;
  /** The type of the file with this handle; null when nobody uploaded it. */
  typeOf(handle: unknown): string | null;
};

/** Whether a path's id is that of an upload. */
export const isUpload = (id: string): boolean => id.startsWith("upload:");

type Session = { type: string; length: number; bytes: number };

/** Creates a store without uploads. */
export function createUploads(): Uploads {
  const sessions = new Map<string, Session>();
  const handles = new Map<string, string>();
  return {
    begin(query) {
      const [type, length] = [query.get("file_type") ?? "", Number(query.get("file_length"))];
      if (!TYPES.includes(type)) throw new GraphError(100, `file_type must be one of {${TYPES.join(", ")}}`);
      if (!Number.isInteger(length) || length < 1) throw new GraphError(100, "file_length must be the size in bytes");
      if (!query.get("file_name")) throw new GraphError(100, "The parameter file_name is required");
      const id = `upload:${randomBytes(12).toString("base64url")}`;
      sessions.set(id, { type, length, bytes: 0 });
      return { status: 200, body: { id: `${id}?sig=${randomBytes(6).toString("base64url")}` } };
    },
    continue({ method, headers, body }, id) {
      const session = sessions.get(id);
      if (!session) throw new GraphError(100, `There is no upload ${id}`);
      if (method === "GET") return { status: 200, body: { id, file_offset: session.bytes } };
      if (Number(headers.file_offset ?? Number.NaN) !== session.bytes)
        throw new GraphError(100, `The header file_offset must be ${session.bytes}`);
      session.bytes += body.length;
      if (session.bytes !== session.length)
        throw new GraphError(100, `${session.bytes} of ${session.length} bytes have come`);
      const handle = `4::${randomBytes(18).toString("base64")}`;
      handles.set(handle, session.type);
      return { status: 200, body: { h: handle } };
    },
    typeOf: (handle) => (typeof handle === "string" ? (handles.get(handle) ?? null) : null),
  };
}

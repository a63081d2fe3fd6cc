// Uploads the sample file of a template's header, for which Meta has an upload of its own: it belongs to the app, and answers with a handle.
import type { Readable } from "node:stream";
import type { HttpRequest } from "../../base/http-request.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import type { FileToUpload, ProviderRefusal } from "../../contract/ports.ts";
import { ident, record, text } from "./fields.ts";

/** Makes one request to the Graph API; `path` is below the version. */
export type AskMeta = (
  method: HttpRequest["method"],
  path: string,
  more?: { json?: object; stream?: Readable; headers?: Record<string, string>; timeoutMs?: number },
) => Promise<{ body: JsonObject } | ProviderRefusal>;

const noHandle: ProviderRefusal = { fault: "Meta took the sample file and named no handle for it. Try again." };

/**
 * Uploads a file and returns its handle, which goes into a template and cannot be sent. The app is the one of the token. (Meta: resumable
 * upload: `POST /{app-id}/uploads`, then the bytes to the id that it answers, exactly as it came, with `OAuth` for `Bearer`.)
 */
export async function uploadSample(
  ask: AskMeta,
  token: string,
  file: FileToUpload,
): Promise<{ handle: string } | ProviderRefusal> {
  const content = file.content as Readable;
  try {
    const debugged = await ask("GET", `debug_token?input_token=${encodeURIComponent(token)}`);
    if ("fault" in debugged) return debugged;
    const app = ident(record(debugged.body.data)?.app_id);
    if (app === null) return { fault: "Meta does not say which app the access token belongs to. Create a new token." };
    const query = new URLSearchParams({
      file_name: file.name,
      file_length: String(file.size),
      file_type: file.mimeType,
    });
    const session = await ask("POST", `${app}/uploads?${query}`);
    if ("fault" in session) return session;
    const id = ident(session.body.id);
    if (id === null) return noHandle;
    const sent = await ask("POST", id, {
      stream: content,
      headers: { authorization: `OAuth ${token}`, file_offset: "0", "content-length": String(file.size) },
      timeoutMs: 30_000 + Math.ceil(file.size / 100),
    });
    if ("fault" in sent) return sent;
    const handle = text(sent.body.h);
    return handle === null ? noHandle : { handle };
  } finally {
    content.destroy();
  }
}

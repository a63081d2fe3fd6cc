// Uploads a file, with its progress. XMLHttpRequest, because fetch does not tell how much of a body was sent.
import { ApiError } from "../../../api/client.ts";
import type { paths } from "../../../api/schema.ts";

/** An uploaded file, which messages name by its id. */
export type Upload = paths["/api/media"]["post"]["responses"]["201"]["content"]["application/json"];

/** Uploads a file; `onProgress` is told the share that was sent, 0 to 1. Throws {@link ApiError}, or an AbortError when `signal` ends it. */
export function upload(
  file: Blob,
  name: string,
  { onProgress, signal }: { onProgress(share: number): void; signal: AbortSignal },
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file, name);
    request.open("POST", "/api/media");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new ApiError(0, null));
    request.onabort = () => reject(new DOMException("Cancelled", "AbortError"));
    request.onload = () =>
      request.status === 201 ? resolve(request.response) : reject(new ApiError(request.status, problemIn(request)));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    if (signal.aborted) return reject(new DOMException("Cancelled", "AbortError"));
    request.send(body);
  });
}

/** A proxy may answer with an HTML page. */
const problemIn = ({ response }: XMLHttpRequest) =>
  typeof response === "object" && response !== null && "code" in response && "detail" in response ? response : null;

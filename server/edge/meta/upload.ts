// Uploads files to Meta, which names them; messages are sent with that name.
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import type { SendResult, UploadResult } from "../../contract/outbound.ts";
import type { FileToUpload } from "../../contract/ports.ts";
import { type Answer, readAnswer } from "./answers.ts";
import { ident, record } from "./fields.ts";

/** How long Meta keeps an upload, in days. (Meta: Cloud API, media.) */
export const UPLOAD_DAYS = 30;

/** Media upload error. (Meta: error codes.) */
const UPLOAD_ERROR = 131053;

/** What an upload needs of its channel. */
type UploadOptions = {
  baseUrl: string;
  accessToken: string;
  userAgent?: string;
  timeoutMs?: number;
  dispatcher: Dispatcher;
  /** The path of the API with its version. */
  root: string;
  conceal(words: string): string;
};

/** Uploads a file for a number, as a stream. Never throws. (Meta: Cloud API, media: `POST /{phone-number-id}/media`.) */
export async function uploadFile(
  options: UploadOptions,
  externalId: string,
  file: FileToUpload,
  signal?: AbortSignal,
): Promise<UploadResult> {
  const { head, tail, boundary } = formAround(file);
  const headers = {
    authorization: `Bearer ${options.accessToken.trim()}`,
    "content-type": `multipart/form-data; boundary=${boundary}`,
    "content-length": String(head.length + file.size + tail.length),
    "user-agent": options.userAgent ?? "Bellhop",
  };
  const body = Readable.from(inOrder(head, file.content, tail));
  const path = `${options.root}/${encodeURIComponent(externalId)}/media`;
  const asked = { method: "POST" as const, origin: new URL(options.baseUrl).origin, path, headers, body };
  const result = await httpRequest(options.dispatcher, asked, timeoutOf(file, options.timeoutMs ?? 30_000), signal);
  // Whatever came of it, the file is closed.
  file.content.destroy();
  if (result.kind === "answered") return uploadedBy(result, options.conceal);
  const stopped = signal?.aborted === true || result.kind === "unreachable";
  return stopped
    ? { outcome: "unreachable", reason: options.conceal(result.reason) }
    : lost(options.conceal(result.reason));
}

/** The time limit of an upload, in ms: that of any request, and a second for each 100 kB, for slow lines. */
const timeoutOf = (file: FileToUpload, ms: number): number => ms + Math.ceil(file.size / 100);

function uploadedBy(answer: Answer, conceal: (words: string) => string): UploadResult {
  const parsed = parseJson(answer.body);
  const providerId = answer.status < 300 ? ident(record("value" in parsed ? parsed.value : null)?.id) : null;
  if (providerId !== null) return { outcome: "uploaded", providerId };
  const result: SendResult = readAnswer(answer, conceal);
  return result.outcome === "refused" ? result : lost(`HTTP ${answer.status} without an id of the file`);
}

/** An upload without a usable answer concerns this file only: it is repeated, and other messages are sent meanwhile. */
const lost = (details: string): UploadResult => ({
  outcome: "refused",
  error: { code: UPLOAD_ERROR, title: "Media upload error", details },
  advice: {
    action: "retry",
    scope: "message",
    operator: false,
    remedy: "The file could not be uploaded to Meta. Try again, or send a smaller file.",
  },
  retryAfterMs: null,
});

/** The form before and after the file. The type of the part and its name's ending must agree. (Meta: Cloud API, media.) */
function formAround({ mimeType, name }: FileToUpload): { head: Buffer; tail: Buffer; boundary: string } {
  const boundary = `bellhop-${randomUUID()}`;
  const field = (key: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`;
  const part = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${mimeType}\r\n\r\n`;
  const head = field("messaging_product", "whatsapp") + field("type", mimeType) + part;
  return { head: Buffer.from(head), tail: Buffer.from(`\r\n--${boundary}--\r\n`), boundary };
}

async function* inOrder(head: Buffer, content: Readable, tail: Buffer) {
  yield head;
  yield* content;
  yield tail;
}

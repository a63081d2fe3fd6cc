// Fetches the files that Meta keeps; implements the port `MediaSource`. (Meta: Cloud API, media: look up, then download.)
import { createDownloader, type Downloader, download, isPlain } from "../../base/download.ts";
import { type HttpResult, httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import type { MediaSource, OpenedFile } from "../../contract/ports.ts";
import { errorCode, record, sha256Hex, text } from "./fields.ts";

/** Where Meta's API is, and the token for it. */
export type MetaMediaOptions = {
  baseUrl: string;
  /** For example `v25.0`. */
  version: string;
  accessToken: string;
  /** For tests; by default one is made. */
  downloader?: Downloader;
};

/** Time limit of a look-up, in ms. */
const LOOK_UP_MS = 20_000;

/** Hosts of Meta that hold files. (Seen in traffic: `lookaside.fbsbx.com`, `*.fbcdn.net`.) */
const metaHosts = /^(lookaside\.fbsbx\.com|([\w-]+\.)+fbcdn\.net|([\w-]+\.)*facebook\.com)$/;

/** A source of files for every number that the access token may use. */
export function createMetaMediaSource(options: MetaMediaOptions): MediaSource & { close(): Promise<void> } {
  const base = new URL(options.baseUrl);
  const root = `${base.pathname.replace(/\/+$/, "")}/${options.version}`;
  const downloader = options.downloader ?? createDownloader({ local: isPlain(base) });
  const authorization = `Bearer ${options.accessToken.trim()}`;
  const headers = { "user-agent": "Bellhop" };
  const mayHave = (url: URL) =>
    url.origin === base.origin || (url.protocol === "https:" && url.port === "" && metaHosts.test(url.hostname));

  return {
    provider: "meta",
    async open({ providerId, channel }, signal) {
      if (providerId === null) return failed("Meta named no id of the file.", "never");
      const query = `?phone_number_id=${encodeURIComponent(channel.externalId)}`;
      const path = `${root}/${encodeURIComponent(providerId)}${query}`;
      const asked = { method: "GET" as const, origin: base.origin, path, headers: { ...headers, authorization } };
      const found = readLookUp(await httpRequest(downloader.agent, asked, LOOK_UP_MS, signal));
      if (!("url" in found)) return found;
      if (!URL.canParse(found.url) || !mayHave(new URL(found.url)))
        return failed("Meta named an address for the file that is not one of its own.", "later");
      try {
        const answer = await download(downloader, { url: found.url, headers, authorization, mayHave, signal });
        if (answer.status === 200) return { outcome: "open", body: answer.body, sha256: found.sha256 };
        await answer.body.dump();
        // An address lives for five minutes, so another look-up gives a fresh one. (Meta: stale URLs answer 404.)
        return failed(`Meta answered ${answer.status} to the download.`, "later");
      } catch (error) {
        return failed(`The file could not be downloaded from Meta: ${(error as Error).message}.`, "later");
      }
    },
    close: () => downloader.close(),
  };
}

type Failed = Extract<OpenedFile, { outcome: "failed" }>;

const failed = (reason: string, again: Failed["again"]): Failed => ({ outcome: "failed", reason, again });

/** The address and checksum in the answer to a look-up. The checksum is in hex here, and in base64 in webhooks. */
function readLookUp(result: HttpResult): { url: string; sha256: string | null } | OpenedFile {
  if (result.kind !== "answered") return failed(`Meta could not be reached: ${result.reason}.`, "later");
  const parsed = parseJson(result.body);
  const body = "value" in parsed ? record(parsed.value) : null;
  const error = record(body?.error);
  if (error) return refused(error, result.status);
  const url = text(body?.url);
  if (result.status !== 200 || url === null)
    return failed(`Meta answered ${result.status} without an address.`, "later");
  return { url, sha256: sha256Hex(body?.sha256) };
}

/** Errors 100 and 33: no such file, or it is older than seven days. (Meta: error codes.) */
function refused(error: JsonObject, status: number): OpenedFile {
  const code = errorCode(error.code);
  if (code === 100 || code === 33)
    return failed("Meta no longer has the file: it keeps files for seven days.", "never");
  if (code === 190 || status === 401)
    return failed("Meta refuses the access token. Check WHATSAPP_ACCESS_TOKEN.", "later");
  return failed(`Meta answered with error ${code ?? status}.`, "later");
}

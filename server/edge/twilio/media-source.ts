// Fetches the files that Twilio keeps; implements the port `MediaSource`. (Twilio: Media subresource.)
import { createDownloader, type Downloader, download, isPlain } from "../../base/download.ts";
import type { MediaSource, OpenedFile } from "../../contract/ports.ts";

/** Where Twilio's API is, and the account. */
export type TwilioMediaOptions = {
  baseUrl: string;
  accountSid: string;
  authToken: string;
  /** For tests; by default one is made. */
  downloader?: Downloader;
};

/** A source of the account's files. */
export function createTwilioMediaSource(options: TwilioMediaOptions): MediaSource & { close(): Promise<void> } {
  const base = new URL(options.baseUrl);
  const sid = options.accountSid.trim();
  const downloader = options.downloader ?? createDownloader({ local: isPlain(base) });
  const authorization = `Basic ${Buffer.from(`${sid}:${options.authToken.trim()}`).toString("base64")}`;
  const isTwilio = (url: URL) =>
    url.origin === base.origin ||
    (base.host === "api.twilio.com" && url.origin === `https://${url.hostname}` && regional.test(url.hostname));
  const prefix = base.pathname.replace(/\/+$/, "");

  return {
    provider: "twilio",
    async open({ url }, signal) {
      if (url === null || !URL.canParse(url)) return failed("Twilio named no address of the file.", "never");
      const address = new URL(url);
      const path = address.pathname.startsWith(prefix) ? address.pathname.slice(prefix.length) : "";
      // The address comes from a webhook: only a file of this account is asked for with its password.
      if (!isTwilio(address) || address.search !== "" || accountOf(path) !== sid)
        return failed("The file's address is not one of this Twilio account.", "never");
      try {
        const headers = { "user-agent": "Bellhop" };
        const answer = await download(downloader, { url, headers, authorization, mayHave: isTwilio, signal });
        if (answer.status === 200) return { outcome: "open", body: answer.body, sha256: null };
        await answer.body.dump();
        return refused(answer.status);
      } catch (error) {
        return failed(`The file could not be downloaded from Twilio: ${(error as Error).message}.`, "later");
      }
    },
    close: () => downloader.close(),
  };
}

/** Hosts of Twilio's API in its regions. */
const regional = /^api\.([\w-]+\.){0,2}twilio\.com$/;

/** The account in the path of a file. */
const accountOf = (path: string): string | undefined =>
  /^\/2010-04-01\/Accounts\/(AC\w{32})\/Messages\/[A-Z]{2}\w{32}\/Media\/ME\w{32}$/.exec(path)?.[1];

type Failed = Extract<OpenedFile, { outcome: "failed" }>;

const failed = (reason: string, again: Failed["again"]): Failed => ({ outcome: "failed", reason, again });

/** A file may not be ready when its webhook comes (404), so only being asked for a while can say that it is gone. */
function refused(status: number): OpenedFile {
  if (status === 401 || status === 403)
    return failed("Twilio refuses the auth token. Check TWILIO_AUTH_TOKEN.", "later");
  if (status === 404) return failed("Twilio does not have the file yet, or no longer.", "soon");
  return failed(`Twilio answered ${status} to the download.`, "later");
}

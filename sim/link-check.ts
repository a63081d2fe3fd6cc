// Fetches the media links that Bellhop sends, as a provider would; only links to Bellhop itself or to the simulator.
import { request } from "undici";
import type { MediaKind } from "./chat/message.ts";
import { toTarget } from "./delivery/target.ts";
import { unfit } from "./graph/media.ts";
import type { Settings } from "./options.ts";

export type LinkCheck = {
  /** Why the provider could not use the file; null if it could, or if the link is external. */
  check(kind: MediaKind, link: string): Promise<string | null>;
};

/** Creates a checker for the given addresses. */
export function createLinkCheck(settings: Settings): LinkCheck {
  return {
    async check(kind, link) {
      const url = toTarget(settings, link);
      if (!url.startsWith(`${settings.target}/`) && !url.startsWith(`${settings.baseUrl}/`)) return null;
      try {
        const answer = await request(url, { signal: AbortSignal.timeout(5000), reset: true });
        const bytes = Buffer.from(await answer.body.arrayBuffer());
        if (answer.statusCode !== 200) return `Downloading ${link} gave ${answer.statusCode}`;
        return unfit(kind, String(answer.headers["content-type"] ?? ""), bytes.length);
      } catch (error) {
        return `Downloading ${link} failed: ${String(error)}`;
      }
    },
  };
}

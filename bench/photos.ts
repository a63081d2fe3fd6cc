// Photos as Meta keeps them, for benchmarks: each of about 1 MB and different. One in four makes trouble the first time that it is asked for.
import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import type { AnswerGet } from "./provider.ts";

/** Photos that a provider has. */
export type Photos = {
  /** Checksum of the nth photo. */
  sha256(n: number, encoding: "base64" | "hex"): string;
  answerGet: AnswerGet;
  /** How often each kind of trouble was made. */
  troubles: Record<string, number>;
};

type Trouble = "look-up answers 500" | "download answers 500" | "the address has ended" | "breaks off" | "slow";

const troubleOf: Record<number, Trouble> = {
  0: "look-up answers 500",
  4: "download answers 500",
  8: "the address has ended",
  12: "breaks off",
  16: "slow",
};

/** Makes the photos. */
export async function photos(): Promise<Photos> {
  const picture = await noise();
  const contentOf = (n: number) => Buffer.concat([picture, Buffer.from(String(n).padStart(16, "0"))]);
  const troubles: Record<string, number> = {};
  const asked = new Set<string>();
  /** Whether trouble of this kind is due; at most once for each photo. */
  const strikes = (n: number, kind: Trouble): boolean => {
    if (troubleOf[n % 20] !== kind || asked.has(`${n} ${kind}`)) return false;
    asked.add(`${n} ${kind}`);
    troubles[kind] = (troubles[kind] ?? 0) + 1;
    return true;
  };
  const sha256 = (n: number, encoding: "base64" | "hex") => createHash("sha256").update(contentOf(n)).digest(encoding);

  function lookUp(n: number, response: ServerResponse, base: string): void {
    if (strikes(n, "look-up answers 500")) return void response.writeHead(500).end();
    const body = {
      url: `${base}/file/${n}`,
      mime_type: "image/jpeg",
      sha256: sha256(n, "hex"),
      file_size: picture.length + 16,
    };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  async function send(n: number, response: ServerResponse): Promise<void> {
    if (strikes(n, "download answers 500")) return void response.writeHead(500).end();
    if (strikes(n, "the address has ended")) return void response.writeHead(404).end();
    const content = contentOf(n);
    response.writeHead(200, { "content-type": "image/jpeg", "content-length": content.length });
    const half = content.length >> 1;
    response.write(content.subarray(0, half));
    if (strikes(n, "breaks off")) return void response.destroy();
    if (strikes(n, "slow")) await sleep(5_000);
    response.end(content.subarray(half));
  }

  return {
    sha256,
    troubles,
    answerGet(request, response, base) {
      const [, kind, n] = /\/(photo-|file\/)(\d+)/.exec(request.url ?? "") ?? [];
      if (n === undefined) return false;
      if (kind === "photo-") lookUp(Number(n), response, base);
      else void send(Number(n), response);
      return true;
    },
  };
}

/** A JPEG of about 1 MB. What follows its end is not part of the picture, so that a number there makes it another file. */
function noise(): Promise<Buffer> {
  const noise = { type: "gaussian", mean: 128, sigma: 20 } as const;
  return sharp({ create: { width: 2_000, height: 1_500, channels: 3, background: "gray", noise } })
    .jpeg({ quality: 60 })
    .toBuffer();
}

// One attempt to fetch a file from its provider: download, check, scan, inspect, keep. fetch-files.ts decides when, and writes what came of it.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { Card } from "../../base/vcard.ts";
import type { ChannelRef } from "../../contract/inbound.ts";
import type { ByNumber, MediaSource, OpenedFile } from "../../contract/ports.ts";
import { cardsIn } from "./cards.ts";
import { type Facts, inspect, keepThumbnail } from "./inspect.ts";
import { type Files, keepReceived, MAX_FILE_BYTES, type Received, receive } from "./keep.ts";
import { trueType } from "./types.ts";

/** A file that is due to be fetched. */
export type DueFile = {
  id: number;
  messageId: number;
  conversationId: number;
  channel: ChannelRef;
  providerId: string | null;
  url: string | null;
  /** What the webhook said of its content, in hex. */
  sha256: string | null;
  declared: string | null;
  attempts: number;
  receivedAt: Date;
};

/** What came of an attempt. */
export type Attempt =
  | { result: "ready"; blobId: number; thumbnailId: number | null; facts: Facts; cards: readonly Card[] }
  | { result: "quarantined"; reason: string }
  | { result: "failed"; reason: string; again: Failed["again"] };

type Failed = Extract<OpenedFile, { outcome: "failed" }>;

/** What an attempt needs. */
export type AttemptParts = {
  db: Kysely<DB>;
  files: Files;
  sources: ByNumber<MediaSource>;
};

/** How long one attempt may take in all, in ms: 100 MB at a megabit a second. */
const ATTEMPT_MS = 15 * 60_000;

/** Makes one attempt. Never throws for faults of the file, the provider or the network. */
export async function attempt(file: DueFile, parts: AttemptParts, stop: AbortSignal): Promise<Attempt> {
  const { provider } = file.channel;
  const source = parts.sources.get(provider, file.channel);
  if (!source)
    return failed(`There are no credentials for the number at ${provider}. Add it on the page Numbers.`, "later");
  const signal = AbortSignal.any([stop, AbortSignal.timeout(ATTEMPT_MS)]);
  const opened = await source.open(file, signal);
  if (opened.outcome === "failed") return failed(opened.reason, opened.again);
  const expected = file.sha256 ?? opened.sha256;
  try {
    return await receive(parts.files, opened.body, MAX_FILE_BYTES, async (received) => {
      if (expected !== null && expected !== received.sha256)
        return failed("What came is not what the provider said: its checksum is another.", "soon");
      return (await scan(received, parts, signal)) ?? (await keep(file, received, parts));
    });
  } catch (error) {
    if (error instanceof Fault) return failed(error.message, error.code === "TOO_LARGE" ? "never" : "later");
    return failed(`The file could not be fetched: ${(error as Error).message}.`, "later");
  }
}

const failed = (reason: string, again: Failed["again"]): Attempt => ({ result: "failed", reason, again });

/** What the scanner has against the file; null when it may be kept. */
async function scan(received: Received, { files }: AttemptParts, signal: AbortSignal): Promise<Attempt | null> {
  const verdict = await files.scanner?.scan(received.place, signal);
  if (verdict === undefined || verdict.verdict === "clean") return null;
  if (verdict.verdict === "infected")
    return { result: "quarantined", reason: `The virus scanner found ${verdict.found}.` };
  return failed(`It waits for the virus scanner: ${verdict.reason}.`, "later");
}

/** Keeps the file, with its thumbnail. */
async function keep(file: DueFile, received: Received, { db, files }: AttemptParts): Promise<Attempt> {
  const type = trueType(received.mimeType, file.declared);
  const facts = await inspect(received.place, type);
  const cards = await cardsIn(received, type);
  const blob = await keepReceived(db, files, received);
  const thumbnailId = facts.thumbnail && (await keepThumbnail(db, files, facts.thumbnail));
  return { result: "ready", blobId: blob.id, thumbnailId, facts, cards };
}

// Sending an export: headers first, then a batch at a time as fast as the client takes it, and nothing more once the client is gone.
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { byteOrderMark, type Cell, csvLine, jsonLine } from "../../core/tables/csv.ts";
import { type Reading, read, type Source } from "../../core/tables/stream.ts";
import { principalOf } from "../http/fields.ts";

/** How the file shall be. */
export type File = {
  /** The first part of its name. */
  name: string;
  format: "csv" | "ndjson";
  bom: boolean;
  columns: readonly string[];
  /** Today, for its name. */
  now: Date;
  /** Told how many rows it has, before the first is sent. */
  counted(rows: number): Promise<void>;
};

/** Each export holds a connection to the database for as long as its client takes: so many in all, and of one person or key. */
const MAX_EXPORTS = 5;
const MAX_EXPORTS_PER_CALLER = 2;
/** For how long a client may take nothing, in milliseconds. */
const STALLED_CLIENT_TIMEOUT_MS = 30_000;

/** Exports that are being sent, by who asked for them. */
const running = new Map<string, number>();

/** Takes a place for an export and returns what gives it back, once. Throws NOT_READY or TOO_MANY_AT_ONCE. */
function takePlace(who: string): () => void {
  const own = running.get(who) ?? 0;
  if (own >= MAX_EXPORTS_PER_CALLER)
    throw new Fault(
      "TOO_MANY_AT_ONCE",
      `${MAX_EXPORTS_PER_CALLER} exports of yours are being sent. Try again when one of them is done.`,
    );
  if ([...running.values()].reduce((sum, n) => sum + n, 0) >= MAX_EXPORTS)
    throw new Fault("NOT_READY", `${MAX_EXPORTS} exports are being sent. Try again when one of them is done.`);
  running.set(who, own + 1);
  let taken = true;
  return () => {
    if (!taken) return;
    taken = false;
    const left = running.get(who)! - 1;
    if (left > 0) running.set(who, left);
    else running.delete(who);
  };
}

/** Streams a set. Throws NOT_READY while too many are being streamed, and TOO_MANY_AT_ONCE while too many of the same caller's are. */
export async function stream<Row extends object>(
  db: Kysely<DB>,
  request: FastifyRequest,
  reply: FastifyReply,
  source: Source<Row>,
  file: File,
): Promise<FastifyReply> {
  const giveBack = takePlace(principalOf(request));
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  let reading: Reading<Row>;
  try {
    reading = await read(db, source, gone.signal);
    if (request.method !== "HEAD") await file.counted(reading.total).catch((error: unknown) => abandon(reading, error));
  } catch (error) {
    giveBack();
    throw gone.signal.aborted ? new Fault("NOT_READY", "The client is gone.") : error;
  }
  const day = file.now.toISOString().slice(0, 10);
  reply
    .header("x-total-count", reading.total)
    .header("content-disposition", `attachment; filename="${file.name}-${day}.${file.format}"`)
    .header("cache-control", "no-store")
    .type(file.format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8");
  const body = Readable.from(
    lines(reading, file, () => body.destroy(new Error("the client takes nothing"))),
    {
      objectMode: false,
      highWaterMark: 64 * 1_024,
    },
  );
  body.once("close", () => {
    giveBack();
    void reading.close();
  });
  if (request.method === "HEAD") {
    body.destroy();
    return reply.send();
  }
  return reply.send(body);
}

/** Gives a set back that will not be sent. */
async function abandon(reading: { close(): Promise<void> }, error: unknown): Promise<never> {
  await reading.close();
  throw error;
}

/** The file, a batch at a time. */
async function* lines<Row extends object>(
  reading: Reading<Row>,
  file: File,
  givenUp: () => void,
): AsyncGenerator<string> {
  const { format, columns, bom } = file;
  if (format === "csv") yield (bom ? byteOrderMark : "") + csvLine(columns);
  for await (const rows of reading.batches()) {
    const text = rows.map((row) => {
      const cells = columns.map((name) => (row as Record<string, Cell>)[name] ?? null);
      return format === "csv" ? csvLine(cells) : jsonLine(columns, cells);
    });
    const timer = setTimeout(givenUp, STALLED_CLIENT_TIMEOUT_MS);
    try {
      yield text.join("");
    } finally {
      clearTimeout(timer);
    }
  }
}

// Streams an export: headers first, then batches as fast as the client reads them; stops when the client is gone.
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { byteOrderMark, type Cell, csvLine, jsonLine } from "../../core/tables/csv.ts";
import { type Reading, read, type Source } from "../../core/tables/stream.ts";
import { principalOf } from "../http/fields.ts";

/** The file to make. */
export type File = {
  /** The first part of the file's name. */
  name: string;
  format: "csv" | "ndjson";
  bom: boolean;
  columns: readonly string[];
  /** Today, for the file's name. */
  now: Date;
  /** Called with the number of rows before the first one is sent. */
  counted(rows: number): Promise<void>;
};

/** The most exports at once, in total and of one user or key. Each holds a database connection for as long as its client takes. */
const MAX_EXPORTS = 5;
const MAX_EXPORTS_PER_CALLER = 2;
/** How long a client may read nothing before the export is aborted, in ms. */
const STALLED_CLIENT_TIMEOUT_MS = 30_000;

/** Running exports, counted by caller. */
const running = new Map<string, number>();

/** Takes a slot for an export; returns a function that frees it, once. Throws NOT_READY or TOO_MANY_AT_ONCE. */
function admitExport(who: string): () => void {
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

/** Streams an export. Throws NOT_READY when too many are running, TOO_MANY_AT_ONCE when too many of them are the caller's. */
export async function stream<Row extends object>(
  db: Kysely<DB>,
  request: FastifyRequest,
  reply: FastifyReply,
  source: Source<Row>,
  file: File,
): Promise<FastifyReply> {
  const giveBack = admitExport(principalOf(request));
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

/** Closes a reading that will not be sent, then throws the error. */
async function abandon(reading: { close(): Promise<void> }, error: unknown): Promise<never> {
  await reading.close();
  throw error;
}

/** The text of the file, one batch at a time. */
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

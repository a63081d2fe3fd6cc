// COPY of PostgreSQL as streams: rows out of the database as text, and into it.
import { once } from "node:events";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import type pg from "pg";

/** The part of pg's connection that COPY needs; pg hands it to whoever takes the answers to a statement. */
type Wire = {
  stream: Socket;
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  sendCopyFail(reason: string): void;
  endCopyFrom(): void;
};

/** The number of rows in the answer to a finished COPY. */
const countIn = ({ text }: { text: string }): number => Number(text.split(" ").at(-1));

/** How many bytes are handed on together. The server sends each row in a message of its own. */
const CHUNK_BYTES = 256 * 1024;

/** What a `copy … to stdout` says, as bytes. `rowCount` is known at the end. When it is not read to the end, the connection must be closed. */
export class CopyOut extends Readable {
  rowCount = 0;
  readonly #statement: string;
  #wire: Wire | null = null;
  #rows: Uint8Array[] = [];
  #size = 0;

  constructor(statement: string) {
    super({ highWaterMark: 4 * CHUNK_BYTES });
    this.#statement = statement;
  }

  override _read(): void {
    this.#wire?.stream.resume();
  }

  #flush(): boolean {
    if (this.#size === 0) return true;
    const chunk = Buffer.concat(this.#rows, this.#size);
    [this.#rows, this.#size] = [[], 0];
    return this.push(chunk);
  }

  // The rest is called by pg.

  submit(wire: Wire): void {
    this.#wire = wire;
    wire.query(this.#statement);
  }

  handleCopyData({ chunk }: { chunk: Uint8Array }): void {
    // A copy: pg reads the next message into the same memory.
    this.#rows.push(Buffer.from(chunk));
    this.#size += chunk.length;
    if (this.#size >= CHUNK_BYTES && !this.#flush()) this.#wire!.stream.pause();
  }

  handleCommandComplete(message: { text: string }): void {
    this.rowCount = countIn(message);
  }

  handleReadyForQuery(): void {
    this.#flush();
    this.push(null);
  }

  handleError(error: Error): void {
    this.destroy(error);
  }
}

/** Begins a `copy … to stdout` on a connection that does nothing else meanwhile. */
export const copyOut = (client: pg.ClientBase, statement: string): CopyOut =>
  client.query(new CopyOut(statement) as unknown as CopyOut & pg.Submittable);

/**
 * Feeds a `copy … from stdin` and returns the number of rows. When `source` throws, the statement fails with that error. Throws the server's
 * error when it refuses a row.
 */
export function copyIn(client: pg.ClientBase, statement: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let rowCount = 0;
  let refused = false;
  let fault: unknown = null;
  async function feed(wire: Wire): Promise<void> {
    try {
      for await (const chunk of source) {
        if (refused) return;
        wire.sendCopyFromChunk(chunk);
        if (wire.stream.writableNeedDrain) await Promise.race([once(wire.stream, "drain"), promise]);
      }
      if (!refused) wire.endCopyFrom();
    } catch (error) {
      fault ??= error;
      if (!refused) wire.sendCopyFail("the source failed");
    }
  }
  client.query({
    submit: (wire: Wire) => wire.query(statement),
    handleCopyInResponse: (wire: Wire) => void feed(wire),
    handleCommandComplete(message: { text: string }) {
      rowCount = countIn(message);
    },
    handleReadyForQuery: () => resolve(rowCount),
    handleError(error: Error) {
      refused = true;
      reject(fault ?? error);
    },
  } as unknown as pg.Submittable);
  return promise;
}

// Has files scanned by ClamAV's daemon; implements the port `FileScanner`. (clamd: INSTREAM, zero-terminated commands.)
import { createReadStream } from "node:fs";
import { connect, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import type { FileScanner } from "../../contract/ports.ts";

/** How long the daemon may say nothing, in ms. */
const PATIENCE_MS = 60_000;

/** The longest answer that is read, in bytes; one is a line. */
const MAX_ANSWER_BYTES = 4_096;

/** A scanner at `tcp://host:port`; the port is 3310 unless it is given. Each file has a connection of its own. */
export function createClamScanner(url: string, patienceMs = PATIENCE_MS): FileScanner {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return {
    async scan(path, signal) {
      const socket = connect({ host, port: Number(port || 3310), signal });
      socket.setTimeout(patienceMs, () => socket.destroy(new Error("it does not answer")));
      try {
        // The daemon may answer before it has read all (too large), so both run at the same time.
        const [answer] = await Promise.all([
          answerOf(socket),
          pipeline(createReadStream(path), framed, socket, { end: false }),
        ]);
        return verdictOf(answer);
      } catch (error) {
        return { verdict: "unknown", reason: `ClamAV at ${host} could not be asked: ${(error as Error).message}` };
      } finally {
        socket.destroy();
      }
    },
  };
}

/** The command, then each piece behind its length in four bytes, then a length of zero. */
async function* framed(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from("zINSTREAM\0");
  for await (const piece of pieces) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    yield length;
    yield piece;
  }
  yield Buffer.alloc(4);
}

/** The answer up to its zero byte. Rejects when the connection ends without one. */
function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    socket.on("data", (piece: Buffer) => {
      answer += piece.toString("utf8");
      if (answer.includes("\0")) resolve(answer.slice(0, answer.indexOf("\0")));
      else if (answer.length > MAX_ANSWER_BYTES) reject(new Error("its answer is too long"));
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("it closed the connection")));
  });
}

/** `stream: OK`, `stream: NAME FOUND`, or an error. */
function verdictOf(answer: string): Awaited<ReturnType<FileScanner["scan"]>> {
  if (/^stream: OK$/.test(answer)) return { verdict: "clean" };
  const found = /^stream: (.{1,200}) FOUND$/.exec(answer)?.[1];
  if (found !== undefined) return { verdict: "infected", found };
  return { verdict: "unknown", reason: `ClamAV answered "${answer.slice(0, 100)}"` };
}

// Against a small clamd that reads INSTREAM as the real one does.
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createClamScanner } from "./scanner.ts";

let folder: string;
let daemon: Server | null = null;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bellhop-clam-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  daemon?.close();
  daemon = null;
});

/** A daemon that answers with `answer` to what it was sent; null: it says nothing. */
async function clamd(answer: (content: Buffer) => string | null): Promise<string> {
  daemon = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (piece) => {
      received = Buffer.concat([received, piece as Buffer]);
      const content = contentOf(received);
      const said = content && answer(content);
      if (said) socket.end(said);
    });
  });
  await once(daemon.listen(0, "127.0.0.1"), "listening");
  return `tcp://127.0.0.1:${(daemon.address() as AddressInfo).port}`;
}

/** The content of a whole INSTREAM command; null while it is not whole. */
function contentOf(received: Buffer): Buffer | null {
  const command = Buffer.from("zINSTREAM\0");
  if (!received.subarray(0, command.length).equals(command)) return null;
  const pieces: Buffer[] = [];
  for (let i = command.length; i + 4 <= received.length; ) {
    const length = received.readUInt32BE(i);
    if (length === 0) return Buffer.concat(pieces);
    if (i + 4 + length > received.length) return null;
    pieces.push(received.subarray(i + 4, i + 4 + length));
    i += 4 + length;
  }
  return null;
}

async function scan(url: string, content: Buffer, patienceMs?: number) {
  const file = path.join(folder, "file");
  await writeFile(file, content);
  return createClamScanner(url, patienceMs).scan(file, new AbortController().signal);
}

test("the daemon gets the file as it is", async () => {
  const content = Buffer.alloc(300_000, "abc");
  let got: Buffer | null = null;
  const url = await clamd((given) => {
    got = given;
    return "stream: OK\0";
  });
  expect(await scan(url, content)).toEqual({ verdict: "clean" });
  expect(got).toEqual(content);
});

test("an infected file is named", async () => {
  const url = await clamd(() => "stream: Win.Test.EICAR_HDB-1 FOUND\0");
  expect(await scan(url, Buffer.from("x"))).toEqual({ verdict: "infected", found: "Win.Test.EICAR_HDB-1" });
});

test.each([
  ["an error", () => "INSTREAM size limit exceeded. ERROR\0"],
  ["an answer that means nothing", () => "stream: OK but\0"],
  ["an answer that breaks off", () => "stream: O"],
])("%s is no verdict", async (_, answer) => {
  expect(await scan(await clamd(answer), Buffer.from("x"))).toMatchObject({ verdict: "unknown" });
});

test("a daemon that is away or silent is no verdict", async () => {
  expect(await scan("tcp://127.0.0.1:1", Buffer.from("x"))).toMatchObject({ verdict: "unknown" });
  expect(await scan(await clamd(() => null), Buffer.from("x"), 50)).toEqual({
    ...{ verdict: "unknown", reason: "ClamAV at 127.0.0.1 could not be asked: it does not answer" },
  });
});

// Fetching files: what is fetched, checked, retried and given up; with a source that a test controls.
import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { at, makeInboundMessage, metaChannel } from "../../../test/support/build.ts";
import { makeClock } from "../../../test/support/clock.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { useFiles } from "../../../test/support/files.ts";
import { record } from "../../../test/support/record.ts";
import { until } from "../../../test/support/until.ts";
import { createLog } from "../../base/log.ts";
import { WakeSignal } from "../../base/wake-signal.ts";
import type { FileScanner, OpenedFile } from "../../contract/ports.ts";
import * as channels from "../inbox/channels.ts";
import { fetchFiles } from "./fetch-files.ts";
import { fetchAgain, fetchOld, nextAttempt } from "./fetch-queue.ts";

const database = useDatabase();
const files = useFiles();
const wakeSignal = new WakeSignal();
let clock = makeClock();
/** What the provider answers, one after the other; the last one stays. */
let answers: (() => OpenedFile | Promise<OpenedFile>)[] = [];
let asked = 0;
let scanner: FileScanner | null = null;
/** Fetchers that a test has started; those that never get an answer never end. */
let started: { stopping: AbortController; done: Promise<void> }[] = [];

const opened = (content: string | Buffer, sha256: string | null = null): OpenedFile => ({
  outcome: "open",
  body: Readable.from([Buffer.from(content)]),
  sha256,
});
const refused = (again: "never" | "soon" | "later"): OpenedFile => ({
  outcome: "failed",
  reason: "It said no.",
  again,
});
const sha256Of = (content: string) => createHash("sha256").update(content).digest("hex");

function start(): void {
  const open = () => {
    asked += 1;
    return Promise.resolve((answers.length > 1 ? answers.shift()! : answers[0]!)());
  };
  const stopping = new AbortController();
  const done = fetchFiles(
    {
      ...{ db: database.db, files: { ...files, scanner }, clock, wakeSignal, log: createLog("silent") },
      sources: new Map([["meta", { provider: "meta", open }]]),
    },
    stopping.signal,
  );
  started.push({ stopping, done });
}

async function arrive(sha256: string | null = null): Promise<number> {
  const media = [{ providerId: "7000", url: null, mimeType: "image/jpeg", sha256, fileName: "a".repeat(5_000) }];
  const { messages } = await record(database.db, [makeInboundMessage({ type: "image", text: null, media })]);
  wakeSignal.wake();
  const { id } = await database.db
    .selectFrom("attachments")
    .select("id")
    .where("message_id", "=", messages[0]!.id)
    .executeTakeFirstOrThrow();
  return id;
}

const rowOf = (id: number) =>
  database.db.selectFrom("attachments").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
const inState = (id: number, state: string) =>
  until(`file ${id} is ${state}`, async () => {
    const row = await rowOf(id);
    return row.state === state ? row : null;
  });
const attempts = (id: number, n: number) =>
  until(`${n} attempts at file ${id}`, async () => {
    const row = await rowOf(id);
    return row.attempts === n ? row : null;
  });
/** Lets the time pass until the next attempt. */
async function nextTry(id: number): Promise<void> {
  const { due_at } = await rowOf(id);
  clock.advance(due_at!.getTime() - clock().getTime());
  wakeSignal.wake();
}

beforeEach(async () => {
  await wipe(database.db);
  await channels.ensure(database.db, [metaChannel]);
  clock = makeClock(at(10));
  [answers, asked, scanner] = [[() => opened("content")], 0, null];
});
afterEach(async () => {
  for (const { stopping } of started) stopping.abort();
  await started.at(-1)?.done;
  started = [];
});

test("a file is fetched once its message is there, and live views are told", async () => {
  answers = [() => opened("content", sha256Of("content"))];
  start();
  const row = await inState(await arrive(sha256Of("content")), "ready");
  expect(row).toMatchObject({ reason: null, due_at: null, attempts: 1, thumbnail_id: null });
  const event = await database.db.selectFrom("events").selectAll().orderBy("id", "desc").executeTakeFirst();
  expect(event).toMatchObject({ type: "inbox.changed", data: { message_ids: [row.message_id] } });
});

test("a file whose process ended under way is fetched by the next one", async () => {
  answers = [() => new Promise<OpenedFile>(() => {})];
  const id = await arrive();
  // The first process is killed: nothing of it is awaited, and it has written nothing.
  start();
  await until("the first process asks", () => asked === 1);
  answers = [() => opened("content")];
  start();
  await inState(id, "ready");
});

test("what comes with another checksum is asked for again, and then given up", async () => {
  start();
  const id = await arrive(sha256Of("something else"));
  for (let n = 1; n < 6; n += 1) {
    const row = await attempts(id, n);
    expect(row).toMatchObject({ state: "waiting", reason: expect.stringContaining("checksum") });
    await nextTry(id);
  }
  expect(await inState(id, "failed")).toMatchObject({ blob_id: null, due_at: null });
});

test("a provider that has no file is not asked again", async () => {
  answers = [() => refused("never")];
  start();
  const id = await arrive();
  expect(await inState(id, "failed")).toMatchObject({ reason: "It said no.", attempts: 1 });
  answers = [() => opened("found again")];
  await fetchAgain(database.db, id, clock());
  wakeSignal.wake();
  expect(await inState(id, "ready")).toMatchObject({ reason: null, attempts: 1 });
});

test("a download that breaks off is tried again", async () => {
  const broken = async function* () {
    yield Buffer.from("half a");
    throw new Error("connection reset");
  };
  answers = [() => ({ outcome: "open", body: broken(), sha256: null }), () => opened("whole")];
  start();
  const id = await arrive();
  expect(await attempts(id, 1)).toMatchObject({ reason: "The file could not be fetched: connection reset." });
  await nextTry(id);
  await inState(id, "ready");
});

test("a file of more than 100 MB is not taken", async () => {
  const chunk = Buffer.alloc(1024 * 1024);
  const endless = async function* () {
    for (;;) yield chunk;
  };
  answers = [() => ({ outcome: "open", body: endless(), sha256: null })];
  start();
  expect(await inState(await arrive(), "failed")).toMatchObject({ reason: expect.stringContaining("104857600 bytes") });
});

describe("the virus scanner", () => {
  test("an infected file is not kept, and a scanner that is away is waited for", async () => {
    const verdicts: Awaited<ReturnType<FileScanner["scan"]>>[] = [
      { verdict: "unknown", reason: "it does not answer" },
      { verdict: "infected", found: "Eicar" },
      { verdict: "clean" },
    ];
    scanner = { scan: async () => verdicts.shift()! };
    start();
    const id = await arrive();
    expect(await attempts(id, 1)).toMatchObject({
      ...{ state: "waiting", blob_id: null, reason: "It waits for the virus scanner: it does not answer." },
    });
    await nextTry(id);
    expect(await inState(id, "quarantined")).toMatchObject({
      ...{ blob_id: null, reason: "The virus scanner found Eicar." },
    });
    await fetchAgain(database.db, id, clock());
    wakeSignal.wake();
    await inState(id, "ready");
  });
});

describe("thumbnails", () => {
  test("a photo has one, turned as it is shown", async () => {
    const photo = await sharp({ create: { width: 1_200, height: 800, channels: 3, background: "#a03020" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    answers = [() => opened(photo)];
    start();
    const row = await inState(await arrive(), "ready");
    expect(row).toMatchObject({ width: 800, height: 1_200, animated: false });
    const blob = await database.db
      .selectFrom("blobs")
      .selectAll()
      .where("id", "=", row.thumbnail_id!)
      .executeTakeFirstOrThrow();
    expect(blob.mime_type).toBe("image/webp");
  });

  test.each([
    ["a picture of a billion pixels in a few bytes", bomb()],
    ["a picture that breaks off", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")],
    [
      "SVG",
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script></svg>'),
    ],
    ["noise", randomBytes(5_000)],
    ["nothing", Buffer.alloc(0)],
  ])("%s has none, and is kept all the same", async (_, content) => {
    answers = [() => opened(content)];
    start();
    expect(await inState(await arrive(), "ready")).toMatchObject({ thumbnail_id: null, width: null });
  });
});

/** A PNG whose header says 50,000 by 50,000 pixels. */
function bomb(): Buffer {
  const head = Buffer.from("89504e470d0a1a0a0000000d494844520000c3500000c3500802000000", "hex");
  return Buffer.concat([head, Buffer.alloc(4), Buffer.from("0000000049454e44ae426082", "hex")]);
}

test("attempts come after 1 and 3 seconds, then more rarely, until the provider has deleted the file", () => {
  const receivedAt = at(0);
  const day = 24 * 3_600;
  const next = (n: number, again: "soon" | "later", seconds: number) =>
    nextAttempt({ attempts: n, receivedAt }, again, at(seconds));
  expect([next(0, "soon", 0), next(1, "soon", 1)]).toEqual([at(1), at(4)]);
  expect(next(5, "soon", 100)).toBeNull();
  expect(next(20, "later", day)).toEqual(at(day + 3_600));
  expect(next(200, "later", 7 * day)).toBeNull();
  expect(next(0, "later", 30 * day)).toEqual(at(30 * day + 1));
});

test("old files are fetched by command while their provider has them", async () => {
  const [fresh, old] = [await arrive(), await arrive()];
  await database.db.updateTable("attachments").set({ state: "remote", due_at: null }).execute();
  const { message_id } = await rowOf(old);
  await database.db
    .updateTable("messages")
    .set({ received_at: at(-8 * 24 * 3_600) })
    .where("id", "=", message_id)
    .execute();
  expect(await fetchOld(database.db, { since: at(100), now: clock() })).toEqual({ fetched: 0, gone: 0 });
  expect(await fetchOld(database.db, { since: null, now: clock() })).toEqual({ fetched: 1, gone: 1 });
  start();
  await inState(fresh, "ready");
  expect(await rowOf(old)).toMatchObject({ state: "remote" });
});

test("nothing is fetched twice while it is under way", async () => {
  const held = Promise.withResolvers<OpenedFile>();
  answers = [() => held.promise];
  start();
  const id = await arrive();
  await until("it is asked", () => asked === 1);
  for (let n = 0; n < 5; n += 1) {
    wakeSignal.wake();
    await sleep(20);
  }
  held.resolve(opened("content"));
  await inState(id, "ready");
  expect(asked).toBe(1);
});

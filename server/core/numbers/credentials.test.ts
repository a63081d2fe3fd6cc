// Credentials of numbers in a real database: encrypted, changed in part, removed, and kept when the key is another.
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import type { DB } from "../../../db/rows.ts";
import { metaChannel, noon, twilioChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import type { CommandContext } from "../../base/journal.ts";
import * as channels from "../inbox/channels.ts";
import { raiseUnknown } from "../inbox/unknown-numbers.ts";
import * as credentials from "./credentials.ts";

const database = useDatabase();
const key = randomBytes(32);
const meta = { accessToken: "EAAG-token", appSecrets: ["app-secret-1"], verifyToken: "a word" };
const twilio = { authTokens: ["twilio-token"] };

const inTransaction = <T>(run: (ctx: CommandContext<DB>) => Promise<T>) =>
  database.db.transaction().execute((tx) => run({ tx, now: noon, by: "desk:Ada" }));
const add = (ref = metaChannel, secrets: credentials.NewNumber["secrets"] = meta, simulated = false) =>
  inTransaction((ctx) => credentials.add(ctx, [key], { ref, secrets }, simulated));
const load = (keys: readonly Buffer[] = [key], simulated = false) => credentials.load(database.db, keys, simulated);

beforeEach(() => wipe(database.db));

test("two numbers of a provider each have their own secrets, and none is in the database in clear", async () => {
  const second = { ...metaChannel, externalId: "800000000000002", displayNumber: null };
  const [first, other] = [await add(), await add(second, { ...meta, accessToken: "EAAG-second" })];
  expect(await load()).toEqual([
    { channelId: first, ref: metaChannel, revision: 1, secrets: meta },
    { channelId: other, ref: second, revision: 1, secrets: { ...meta, accessToken: "EAAG-second" } },
  ]);
  const { rows } = await database.pool.query(
    "select n::text || a.all_of as text from number_credentials n, lateral (select string_agg(x::text, '') as all_of from audit_log x) a",
  );
  for (const { text } of rows) {
    const readable = `${text}${Buffer.from(/\\x([0-9a-f]+)/.exec(text)![1]!, "hex").toString("latin1")}`;
    for (const secret of ["EAAG", "app-secret", "a word"]) expect(readable).not.toContain(secret);
  }
});

test("a number that webhooks named before keeps its channel, and is added once", async () => {
  const [id] = (await channels.ensure(database.db, [{ ...twilioChannel, accountId: null }])).values();
  expect(await add(twilioChannel, twilio)).toBe(id);
  expect((await load())[0]!.ref).toEqual(twilioChannel);
  await expect(add(twilioChannel, twilio)).rejects.toMatchObject({ code: "NUMBER_EXISTS" });
});

test("one that is put is added once, and then has the newest secrets", async () => {
  const put = (secrets: typeof meta) =>
    inTransaction((ctx) => credentials.put(ctx, [key], { ref: metaChannel, secrets }, true));
  await put(meta);
  await put({ ...meta, accessToken: "EAAG-newer" });
  expect(await load([key], true)).toMatchObject([
    { ref: metaChannel, secrets: { ...meta, accessToken: "EAAG-newer" } },
  ]);
});

test("adding a number closes the incident that named it", async () => {
  const [id] = (await channels.ensure(database.db, [metaChannel])).values();
  const message = { channelId: id!, message: { channel: metaChannel } };
  const raise = (isKnown: boolean) =>
    database.db.transaction().execute((tx) => raiseUnknown(tx, [message, message], () => isKnown, noon));
  const incidents = () => database.db.selectFrom("incidents").select(["kind", "channel_id", "closed_at"]).execute();
  await raise(true);
  expect(await incidents()).toEqual([]);
  await raise(false);
  await raise(false);
  expect(await incidents()).toEqual([{ kind: "number_unknown", channel_id: id, closed_at: null }]);
  await add();
  expect(await incidents()).toEqual([{ kind: "number_unknown", channel_id: id, closed_at: noon }]);
});

test("a change replaces what it names, and the audit log has what was replaced but not by what", async () => {
  const id = await add();
  await inTransaction((ctx) =>
    credentials.change(ctx, [key], id, {
      secrets: { appSecrets: ["new", "app-secret-1"] },
      accountId: "900000000000009",
    }),
  );
  expect(await load()).toEqual([
    {
      channelId: id,
      ref: { ...metaChannel, accountId: "900000000000009" },
      revision: 2,
      secrets: { ...meta, appSecrets: ["new", "app-secret-1"] },
    },
  ]);
  const { rows } = await database.pool.query(
    "select action, subject_id, after from audit_log where subject_id = $1 order by id desc limit 2",
    [id],
  );
  expect(rows).toMatchObject([
    { action: "number.change", subject_id: id, after: { entered: ["appSecrets"] } },
    { action: "number.add", subject_id: id, after: { entered: ["accessToken", "appSecrets", "verifyToken"] } },
  ]);
});

test("with another key nothing is lost: the number is there without secrets, and comes back with its key", async () => {
  const id = await add();
  const other = randomBytes(32);
  expect(await load([other])).toMatchObject([{ channelId: id, secrets: null }]);
  const change = (secrets: credentials.NumberChange["secrets"]) =>
    inTransaction((ctx) => credentials.change(ctx, [other], id, { secrets }));
  await expect(change({ accessToken: "only one" })).rejects.toMatchObject({ code: "SECRETS_UNREADABLE" });
  expect(await load()).toMatchObject([{ secrets: meta }]);
  // All of them entered anew.
  await change({ ...meta, accessToken: "anew" });
  expect(await load([other])).toMatchObject([{ secrets: { ...meta, accessToken: "anew" } }]);
});

test("secrets of one number are not another's", async () => {
  const first = await add();
  const other = await add({ ...metaChannel, externalId: "800000000000002" });
  await sql`update number_credentials n set secrets = o.secrets from number_credentials o
    where n.channel_id = ${other} and o.channel_id = ${first}`.execute(database.db);
  expect(await load()).toMatchObject([{ secrets: meta }, { secrets: null }]);
});

test("after a rotation the new key is enough", async () => {
  await add();
  const fresh = randomBytes(32);
  expect(await load([fresh, key])).toMatchObject([{ secrets: meta }]);
  expect(await credentials.reseal(database.db, [fresh, key])).toBe(1);
  expect(await credentials.reseal(database.db, [fresh, key])).toBe(0);
  expect(await load([fresh])).toMatchObject([{ secrets: meta }]);
  expect(await load([key])).toMatchObject([{ secrets: null }]);
});

test("removing keeps the channel", async () => {
  const id = await add();
  await inTransaction((ctx) => credentials.remove(ctx, id));
  expect(await load()).toEqual([]);
  expect((await channels.list(database.db)).map((one) => one.id)).toEqual([id]);
  await expect(inTransaction((ctx) => credentials.remove(ctx, id))).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("the simulator's numbers and real ones are never used together", async () => {
  const real = await add();
  const simulated = await add({ ...metaChannel, externalId: "800000000000002" }, meta, true);
  expect((await load()).map(({ channelId }) => channelId)).toEqual([real]);
  expect((await load([key], true)).map(({ channelId }) => channelId)).toEqual([simulated]);
});

test("every change is told to all processes", async () => {
  const client = await database.pool.connect();
  const heard: string[] = [];
  client.on("notification", ({ channel }) => heard.push(channel));
  try {
    await client.query(`listen ${credentials.changedNumbers}`);
    const id = await add();
    await inTransaction((ctx) => credentials.change(ctx, [key], id, { secrets: { verifyToken: "other" } }));
    await inTransaction((ctx) => credentials.remove(ctx, id));
    await client.query("select 1");
    expect(heard).toEqual(Array(3).fill(credentials.changedNumbers));
  } finally {
    client.release(true);
  }
});

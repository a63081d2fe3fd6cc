// Delivery statuses on a real database: they never go backwards, all are stored, early ones wait, and echoes resolve unanswered sends.
import { beforeEach, describe, expect, test } from "vitest";
import { at, makeEcho, makeInboundMessage, makeKeys, makeStatus, twilioChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { explain, openConversation, queue, record } from "../../../test/support/record.ts";
import type { DeliveryStatus } from "../../contract/inbound.ts";
import * as statuses from "./statuses.ts";

const database = useDatabase();
beforeEach(() => wipe(database.db));

const key = "11111111-1111-4111-8111-111111111111";

/** A queued message of ours, with a provider id unless told otherwise. */
async function sent(name: string | null = "wamid.OUT"): Promise<number> {
  const { db } = database;
  const [id] = await queue(db, [{ ...(await openConversation(db)), key }]);
  if (name !== null) {
    await db.updateTable("messages").set({ provider_id: name, status: "accepted" }).where("id", "=", id!).execute();
    await db.deleteFrom("outbox").execute();
  }
  return id!;
}

const message = (id: number) =>
  database.db.selectFrom("messages").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
const kept = async () =>
  (await database.db.selectFrom("message_statuses").select("status").orderBy("id").execute()).map(
    ({ status }) => status,
  );
const tell = (...told: (DeliveryStatus | Parameters<typeof makeStatus>[0])[]) =>
  record(
    database.db,
    told.map((one) => makeStatus({ providerId: "wamid.OUT", ...(typeof one === "string" ? { status: one } : one) })),
  );

describe("a message shows the furthest of its statuses", () => {
  test.each<[DeliveryStatus[], DeliveryStatus]>([
    [["sent", "delivered", "read"], "read"],
    [["read", "delivered", "sent"], "read"],
    [["delivered", "sent"], "delivered"],
    [["played", "read"], "played"],
    [["failed"], "failed"],
    [["sent", "failed"], "failed"],
    [["failed", "sent"], "failed"],
    [["delivered", "failed"], "delivered"],
    [["failed", "delivered"], "delivered"],
    [["read", "failed", "delivered"], "read"],
    [["accepted"], "accepted"],
  ])("%j: %s, one by one and together", async (told, shown) => {
    const id = await sent();
    for (const one of told) await tell(one);
    expect((await message(id)).status).toBe(shown);
    expect(await kept()).toEqual(told);
    await wipe(database.db);
    const other = await sent();
    await tell(...told);
    expect((await message(other)).status).toBe(shown);
    expect((await kept()).sort()).toEqual([...told].sort());
  });
});

test("the reason of a failure is on the message, with its remedy, and goes when it was delivered after all", async () => {
  const id = await sent();
  await tell({ status: "failed", error: { code: 131047, title: "Re-engagement", details: "24 hours" } });
  expect(await message(id)).toMatchObject({
    error_code: 131047,
    error_title: "Re-engagement",
    error_details: "24 hours",
    error_remedy: "remedy for 131047",
  });
  await tell("delivered");
  expect(await message(id)).toMatchObject({
    status: "delivered",
    error_code: null,
    error_title: null,
    error_remedy: null,
  });
});

test("a status told twice is one row; the earlier time stays", async () => {
  await sent();
  await tell({ status: "read", at: at(5) }, { status: "read", at: at(3) });
  await tell({ status: "read", at: at(9) }, { status: "read", at: at(2) });
  const rows = await database.db.selectFrom("message_statuses").select("happened_at").execute();
  expect(rows).toEqual([{ happened_at: at(2) }]);
});

test("in a group each participant has statuses; the message shows the furthest, its failure is the first one's", async () => {
  const id = await sent();
  await tell({ status: "failed", participant: "2", at: at(5), error: { code: 2, title: "second", details: null } });
  await tell({ status: "failed", participant: "1", at: at(4), error: { code: 1, title: "first", details: null } });
  expect(await message(id)).toMatchObject({ status: "failed", error_title: "first", error_remedy: "remedy for 1" });
  await tell(
    { status: "delivered", participant: "1" },
    { status: "read", participant: "2" },
    { status: "read", participant: "1" },
  );
  expect(await kept()).toHaveLength(5);
  expect((await message(id)).status).toBe("read");
});

test("a status of a message that nobody knows is kept and disturbs nobody", async () => {
  const id = await sent();
  await record(database.db, [
    makeStatus({ providerId: "wamid.UNKNOWN" }),
    makeStatus({ providerId: "wamid.OUT", channel: twilioChannel, status: "failed" }),
    makeStatus({ providerId: "wamid.OUT", status: "delivered", echoKey: "no uuid at all" }),
    makeStatus({ echoKey: "99999999-9999-4999-8999-999999999999" }),
  ]);
  expect((await message(id)).status).toBe("delivered");
  expect(await kept()).toHaveLength(4);
});

test("a status of a message that the customer wrote changes nothing about it", async () => {
  await record(database.db, [
    makeInboundMessage({ providerId: "wamid.IN" }),
    makeStatus({ providerId: "wamid.IN", status: "read" }),
  ]);
  const row = await database.db.selectFrom("messages").selectAll().executeTakeFirstOrThrow();
  expect(row).toMatchObject({ status: null, read_at: null });
});

describe("a status that comes before its message", () => {
  test("waits until the message has got its name", async () => {
    const id = await sent(null);
    await tell("delivered", { status: "failed", error: { code: 1, title: "x", details: null } });
    expect((await message(id)).status).toBe("queued");
    await database.db.transaction().execute(async (tx) => {
      await tx
        .updateTable("messages")
        .set({ provider_id: "wamid.OUT", status: "accepted" })
        .where("id", "=", id)
        .execute();
      await statuses.catchUp(tx, [id], explain);
    });
    expect(await message(id)).toMatchObject({ status: "delivered", error_title: null });
  });

  test("a failure that waited brings its reason", async () => {
    const id = await sent(null);
    await tell("failed");
    await database.db.transaction().execute(async (tx) => {
      await tx
        .updateTable("messages")
        .set({ provider_id: "wamid.OUT", status: "accepted" })
        .where("id", "=", id)
        .execute();
      await statuses.catchUp(tx, [id], explain);
    });
    expect(await message(id)).toMatchObject({
      status: "failed",
      error_code: 131026,
      error_remedy: "remedy for 131026",
    });
  });

  test("one about what the shop's own phone wrote waits for that too", async () => {
    await tell("read");
    await record(database.db, [makeEcho({ providerId: "wamid.OUT" })]);
    expect(await database.db.selectFrom("messages").select("status").execute()).toEqual([{ status: "read" }]);
  });
});

describe("an echo of our key", () => {
  test("names a message whose send nobody answered, and takes it out of the outbox", async () => {
    const { db } = database;
    const id = await sent(null);
    await db.updateTable("outbox").set({ state: "unanswered" }).execute();
    await db.updateTable("messages").set({ status: "unanswered" }).where("id", "=", id).execute();
    const { named } = await tell({ status: "sent", echoKey: key });
    expect(named).toEqual([id]);
    expect(await message(id)).toMatchObject({ provider_id: "wamid.OUT", status: "sent" });
    expect(await db.selectFrom("outbox").selectAll().execute()).toEqual([]);
    expect((await tell({ status: "delivered", echoKey: key })).named).toEqual([]);
    expect((await message(id)).status).toBe("delivered");
  });

  test("brings along statuses without the key that waited", async () => {
    const id = await sent(null);
    await tell("read");
    await tell({ status: "sent", echoKey: key });
    expect((await message(id)).status).toBe("read");
  });

  test("upper case or lower, it is the same key", async () => {
    const id = await sent(null);
    expect((await tell({ echoKey: key.toUpperCase() })).named).toEqual([id]);
  });

  test("a name that another message has already is not given twice", async () => {
    await sent("wamid.TAKEN");
    const { db } = database;
    const other = "22222222-2222-4222-8222-222222222222";
    const [id] = await queue(db, [{ ...(await openConversation(db, { from: "15550100002" })), key: other }]);
    const { named } = await record(db, [makeStatus({ providerId: "wamid.TAKEN", echoKey: other })]);
    expect(named).toEqual([]);
    expect((await message(id!)).provider_id).toBeNull();
  });

  test("at another number it names nothing", async () => {
    const id = await sent(null);
    await record(database.db, [makeStatus({ channel: twilioChannel, echoKey: key, recipient: makeKeys() })]);
    expect((await message(id)).provider_id).toBeNull();
  });
});

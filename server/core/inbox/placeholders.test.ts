// Files of the history that come after the message that stands for them.
import { beforeEach, expect, test } from "vitest";
import { makeEcho, makeInboundMessage } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { record } from "../../../test/support/record.ts";
import type { InboundMessage } from "../../contract/inbound.ts";

const database = useDatabase();
beforeEach(() => wipe(database.db));

const providerId = "wamid.HISTORY1";
const media = [{ providerId: "7001", url: null, mimeType: "image/jpeg", sha256: null, fileName: null }];
const placeholder: Partial<InboundMessage> = {
  ...{ providerId, type: "unsupported", text: null },
  content: { shown_as: "media_placeholder", passive: "history" },
};
const photo: Partial<InboundMessage> = {
  ...{ providerId, type: "image", text: null, caption: "Bay B12", media },
  content: { passive: "history" },
};

const messages = () =>
  database.db
    .selectFrom("messages as m")
    .leftJoin("attachments as a", "a.message_id", "m.id")
    .select(["m.direction", "m.type", "m.caption", "m.content", "a.provider_id", "a.state"])
    .execute();
const whole = { type: "image", caption: "Bay B12", content: { passive: "history" }, provider_id: "7001" };

test.each([
  ["of a customer", makeInboundMessage, "in"],
  ["of the business", makeEcho, "out"],
] as const)("a message %s gets the file that it stood for, once, and it is fetched", async (_, make, direction) => {
  const { db } = database;
  await record(db, [make(placeholder)]);
  expect(await messages()).toMatchObject([{ direction, type: "unsupported", provider_id: null }]);
  const { messages: fresh, touched } = await record(db, [make(photo)]);
  expect(fresh).toEqual([]);
  expect(touched).toHaveLength(1);
  expect(await messages()).toMatchObject([{ direction, ...whole, state: "waiting" }]);
  await record(db, [make(photo), make(placeholder)]);
  expect(await messages()).toHaveLength(1);
});

test("it may come in the same batch, and before", async () => {
  const { db } = database;
  await record(db, [makeInboundMessage(placeholder), makeInboundMessage(photo)]);
  expect(await messages()).toMatchObject([whole]);
  await wipe(db);
  await record(db, [makeInboundMessage(photo), makeInboundMessage(placeholder)]);
  expect(await messages()).toMatchObject([whole]);
});

test("what stands for no file of the history stays as it is", async () => {
  const { db } = database;
  const unavailable = { ...placeholder, content: { shown_as: "unavailable", passive: "history" } };
  await record(db, [makeInboundMessage(unavailable)]);
  await record(db, [makeInboundMessage(photo)]);
  expect(await messages()).toMatchObject([{ type: "unsupported", content: { shown_as: "unavailable" } }]);
});

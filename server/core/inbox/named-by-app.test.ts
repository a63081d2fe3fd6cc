// Names from the phone's address book on a real database.
import { beforeEach, expect, test } from "vitest";
import { at, makeKeys, makeNotice, metaChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, record } from "../../../test/support/record.ts";

const world = useDatabase();
beforeEach(() => wipe(world.db));

const named = (name: string, waId = "15550100001") =>
  makeNotice({
    ...{ channel: metaChannel, topic: "smb_app_state_sync", at: at(1), raw: { name, waId } },
    named: { person: makeKeys({ waId }), name },
  });
const names = async () =>
  (await world.db.selectFrom("contacts").select(["name", "given_name"]).orderBy("id").execute()).map(
    (one) => `${one.name} ${one.given_name}`,
  );

test("the phone's name is the contact's, unless a colleague gave one", async () => {
  const { contactId } = await openConversation(world.db, {});
  await record(world.db, [named("Ana Uno"), named("Ben Dos", "15550100002")]);
  expect(await names()).toEqual(["Ana Ana Uno", "null Ben Dos"]);
  await world.db.updateTable("contacts").set({ given_name: "Mrs Uno" }).where("id", "=", contactId).execute();
  await record(world.db, [named("Ana U.")]);
  expect(await names()).toEqual(["Ana Mrs Uno", "null Ben Dos"]);
});

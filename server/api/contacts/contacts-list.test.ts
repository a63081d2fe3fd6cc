// Finding contacts over HTTP, and how two with the same name and no numbers are distinguished wherever staff see them.
import { beforeAll, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { at, makeKeys } from "../../../test/support/build.ts";
import { parkApi } from "../../../test/support/park-api.ts";
import { openConversation } from "../../../test/support/record.ts";

const world = useApp();
const park = parkApi(world);
const known: Record<string, number> = {};

const wrote = async (who: string, keys: Parameters<typeof makeKeys>[0], senderName: string | null) => {
  known[who] = (
    await openConversation(world.db, { sender: makeKeys({ waId: null, ...keys }), senderName, sentAt: at(0) })
  ).contactId;
};
beforeAll(async () => {
  await wrote("ana", { waId: "4915112345678" }, "Ana Kern");
  await wrote("one", { bsuid: "US.5550000000aaa111" }, "Bo Reyes");
  await wrote("two", { bsuid: "US.5550000000bbb222" }, "Bo Reyes");
  await wrote("nameless", { bsuid: "US.5550000000ccc333" }, null);
  await wrote("username", { bsuid: "US.5550000000ddd444", username: "lopez99" }, null);
});

const find = (q: string, more = "") => park.get(`/api/contacts?q=${encodeURIComponent(q)}${more}`, "agent");
const idsOf = async (q: string) => (await find(q)).json.contacts.map(({ id }: { id: number }) => id);

test.each([
  ["a name", "ana", ["ana"]],
  ["a number as it is shown", "+49 151 1234 5678", ["ana"]],
  ["a part of a number", "12345", ["ana"]],
  ["a name that two have", "Bo Reyes", ["two", "one"]],
  ["what tells them apart", "bbb222", ["two"]],
  ["a name as it is shown", "Somebody ccc333", ["nameless"]],
  ["a whole user id", "US.5550000000aaa111", ["one"]],
  ["a username", "lopez99", ["username"]],
  ["nothing that is there", "nobody", []],
  ["nothing that could be", "!!!", []],
])("people are found by %s", async (_, q, who) => expect(await idsOf(q)).toEqual(who.map((one) => known[one])));

test("a row says what tells people apart; pages follow each other; viewers have no list", async () => {
  expect((await find("bbb222")).json).toEqual({
    contacts: [
      {
        id: known.two,
        name: "Bo Reyes · bbb222",
        phone: null,
        username: null,
        user_id_end: "bbb222",
        created_at: expect.any(String),
        conversations: 1,
      },
    ],
    count: 1,
    next_cursor: null,
  });
  const first = (await find("bo", "&limit=1")).json;
  expect(first).toMatchObject({ contacts: [{ id: known.two }], count: 2 });
  expect((await find("bo", `&limit=1&cursor=${first.next_cursor}`)).json.contacts).toMatchObject([{ id: known.one }]);
  expect((await park.get("/api/contacts?limit=2", "agent")).json).toMatchObject({ count: 5 });
  expect(await park.get("/api/contacts?q=bo", "viewer")).toMatchObject({ status: 403 });
  expect(await park.get("/api/contacts?q=bo&cursor=x", "agent")).toMatchObject({ status: 400 });
});

const names = ["Bo Reyes · aaa111", "Bo Reyes · bbb222"];

test("two people of one name without numbers are told apart in every list", async () => {
  const lot = await park.lot();
  await park.book(lot.spots[0].id, "US.5550000000aaa111");
  await park.book(lot.spots[1].id, "US.5550000000bbb222");
  const of = (rows: Record<string, unknown>[], field = "name") => {
    const told = rows.map((row) => String(row[field])).filter((name) => name.startsWith("Bo"));
    return [...new Set(told)].sort();
  };
  const query = "from=2020-01-01T00:00:00Z&to=2099-01-01T00:00:00Z";
  const inbox = (await park.get("/api/inbox/conversations")).json.conversations;
  expect(of(inbox.map((row: { contact: object }) => row.contact))).toEqual(names);
  expect(of((await park.get("/api/accounts")).json.accounts)).toEqual(names);
  expect(of((await park.get("/api/table/bookings")).json.bookings)).toEqual(names);
  expect(of((await park.get(`/api/table/messages?${query}`)).json.messages, "contact_name")).toEqual(names);
  for (const url of [
    "/api/table/bookings/export?columns=name",
    `/api/table/messages/export?columns=contact_name&${query}`,
  ]) {
    const { body } = await park.get(url, "admin");
    for (const name of names) expect(body, url).toContain(name);
  }
  expect(inbox.map((row: { contact: { name: string } }) => row.contact.name)).toEqual(
    expect.arrayContaining(["Ana Kern", "Somebody ccc333", "@lopez99"]),
  );
});

// Who is who over HTTP: doubt that a colleague settles, two people made one and one made two, with their money, each undone by the other.
import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { at, makeKeys } from "../../../test/support/build.ts";
import { parkApi } from "../../../test/support/park-api.ts";
import { openConversation } from "../../../test/support/record.ts";
import * as ledger from "../../core/accounts/ledger.ts";

const world = useApp();
const park = parkApi(world);
let lot: Awaited<ReturnType<typeof park.lot>>;
beforeAll(async () => {
  lot = await park.lot({ spots: "ABCDEFGH".split("").map((code) => ({ code })) });
});

/** Somebody who wrote and got their credit with a booking that is over. */
async function driver(keys: Partial<ReturnType<typeof makeKeys>>, name: string) {
  const spoken = await openConversation(world.db, { sender: makeKeys(keys), senderName: name, sentAt: at(0) });
  const { id, account_id } = await park.book(lot.spots[0].id, keys.bsuid ?? keys.waId!);
  await park.post(`/api/parking/bookings/${id}/cancel`, {}, "agent");
  return { ...spoken, account: account_id as number, booking: id as number };
}
const balance = async (id: number) => (await park.get(`/api/accounts/${id}`)).json.balance_cents;
const topUp = (id: number, amount_cents: number) =>
  park.post(`/api/accounts/${id}/adjustments`, { amount_cents, reason: "cash", kind: "top_up" }, "admin");
const merge = (id: number, contact: number) => park.post(`/api/contacts/${id}/merge`, { contact }, "agent");
const split = (id: number, body: object) => park.post(`/api/contacts/${id}/split`, body, "agent");

test("two contacts become one with one credit and all their money, and two again, and the books agree", async () => {
  const ana = await driver({ waId: "15550100001" }, "Ana");
  const anna = await driver({ waId: "15550100002" }, "Anna");
  await topUp(ana.account, 5_000);
  await topUp(anna.account, 700);
  const made = await merge(anna.contactId, ana.contactId);
  expect(made).toMatchObject({
    status: 200,
    json: { id: ana.contactId, merges: [{ contact_id: anna.contactId, name: "Anna", keys: ["15550100002"] }] },
  });
  expect(await balance(ana.account)).toBe(15_700);
  expect((await park.get("/api/accounts/?phone=15550100002")).json.accounts).toMatchObject([{ id: ana.account }]);
  expect((await park.get("/api/inbox/conversations")).json.conversations).toHaveLength(1);
  expect((await park.get(`/api/audit?subject=contact&id=${ana.contactId}`, "admin")).json.entries).toMatchObject([
    { action: "contact.merge", actor: "api:agent key" },
  ]);

  const apart = await split(ana.contactId, { merged_contact: anna.contactId, note: "sisters" });
  expect(apart).toMatchObject({
    status: 200,
    json: { contact: { id: ana.contactId, name: "Ana", merges: [] }, other: { id: anna.contactId, name: "Anna" } },
  });
  expect((await park.get(`/api/audit?subject=contact&id=${ana.contactId}`, "admin")).json.entries).toMatchObject([
    { action: "contact.split", actor: "api:agent key", note: "sisters" },
    { action: "contact.merge" },
  ]);
  expect([await balance(ana.account), await balance(anna.account)]).toEqual([15_000, 10_700]);
  expect((await park.get(`/api/parking/bookings/${anna.booking}`)).json).toMatchObject({ account_id: anna.account });
  const talks = (await park.get("/api/inbox/conversations")).json.conversations;
  expect(talks.map((one: { contact: { name: string } }) => one.contact.name).sort()).toEqual(["Ana", "Anna"]);
  expect(await ledger.verify(world.db)).toEqual([]);
  // And one again, and two: the keys of the ledger are new each time.
  expect(await merge(ana.contactId, anna.contactId)).toMatchObject({ status: 200 });
  expect(await balance(ana.account)).toBe(15_700);
  expect(await split(ana.contactId, { merged_contact: anna.contactId })).toMatchObject({ status: 200 });
  expect([await balance(ana.account), await balance(anna.account)]).toEqual([15_000, 10_700]);
  expect(await ledger.verify(world.db)).toEqual([]);
});

test("what was spent in between leaves nobody in debt; or the money stays, as the colleague says", async () => {
  for (const money of ["back", "stay"] as const) {
    const [one, two] = [park.phone(), park.phone()];
    const kept = await driver({ waId: one }, "Kim");
    const gone = await driver({ waId: two }, "Kit");
    await topUp(gone.account, 20_000);
    await merge(kept.contactId, gone.contactId);
    expect(await balance(kept.account)).toBe(30_000);
    await park.post(`/api/accounts/${kept.account}/adjustments`, { amount_cents: -28_000, reason: "fine" }, "admin");
    await split(kept.contactId, { merged_contact: gone.contactId, money });
    const sums = [await balance(kept.account), await balance(gone.account)];
    // Back: what is left of the 20,000 that were brought, and their own credit.
    expect(sums).toEqual(money === "back" ? [0, 12_000] : [2_000, 0]);
    expect(await ledger.verify(world.db)).toEqual([]);
  }
});

test("doubt is settled by a colleague: the same person has the wallet, and two people have one each", async () => {
  const phone = park.phone();
  const first = await driver({ waId: phone, bsuid: "US.71" }, "Bo");
  await topUp(first.account, 5_000);
  const second = await openConversation(world.db, { sender: makeKeys({ waId: phone, bsuid: "US.72" }), sentAt: at(9) });
  const open = (await park.get(`/api/incidents?open=true&contact=${first.contactId}`)).json.incidents;
  expect(open).toMatchObject([{ kind: "identity_doubt", contact: { id: second.contactId } }]);
  // The number is the newcomer's now: nobody finds the old wallet by it.
  expect((await park.get(`/api/accounts?phone=${phone}`)).json.accounts).toEqual([]);
  expect(await merge(first.contactId, second.contactId)).toMatchObject({ status: 200, json: { id: first.contactId } });
  expect((await park.get(`/api/incidents?open=true&contact=${first.contactId}`)).json.incidents).toEqual([]);
  expect((await park.get(`/api/accounts?phone=${phone}`)).json.accounts).toMatchObject([{ balance_cents: 15_000 }]);
});

test("keys that belong to another person are taken away, whichever they are, and stay so", async () => {
  const other = await driver({ waId: park.phone(), bsuid: "US.82" }, "Di");
  const left = await split(other.contactId, { keys: ["US.82"] });
  expect(left).toMatchObject({ status: 200, json: { contact: { id: other.contactId } } });
  const phone = park.phone();
  const one = await driver({ waId: phone, bsuid: "US.81" }, "Cy");
  const apart = await split(one.contactId, { keys: [phone] });
  expect(apart).toMatchObject({ status: 200, json: { other: { phone } } });
  const again = await openConversation(world.db, { sender: makeKeys({ waId: phone, bsuid: "US.81" }), sentAt: at(20) });
  expect(again.contactId).not.toBe(apart.json.other.id);
});

test.each([
  ["later than the other", 2],
  ["at the same second", 1],
  ["before the other", 0],
])("split by its keys, a merged contact that wrote %s has its own messages again", async (_, second) => {
  const [one, two] = [park.phone(), park.phone()];
  const said = { senderName: "Noor" };
  const ours = { ...said, sender: makeKeys({ waId: one, bsuid: `US.9${one}` }) };
  const theirs = { ...said, sender: makeKeys({ waId: two, bsuid: `US.9${two}` }) };
  const kept = await openConversation(world.db, { ...ours, text: "room for a van?", sentAt: at(1) });
  const gone = await openConversation(world.db, { ...theirs, text: "it is me again", sentAt: at(second) });
  await merge(gone.contactId, kept.contactId);
  const texts = async (contact: number) => {
    const { conversations } = (await park.get(`/api/contacts/${contact}`)).json;
    const all: { text: string }[][] = [];
    for (const id of conversations) all.push((await park.get(`/api/inbox/conversations/${id}/messages`)).json.entries);
    return all.flat().map(({ text }) => text);
  };
  expect((await texts(kept.contactId)).sort()).toEqual(["it is me again", "room for a van?"]);
  const apart = await split(kept.contactId, { keys: [two, `US.9${two}`] });
  expect(apart).toMatchObject({
    status: 200,
    json: { contact: { id: kept.contactId }, other: { id: gone.contactId } },
  });
  expect(await texts(kept.contactId)).toEqual(["room for a van?"]);
  expect(await texts(gone.contactId)).toEqual(["it is me again"]);
});

describe("refused", () => {
  test.each<[string, (id: number) => Promise<{ status: number; body: string }>, number]>([
    ["an unknown contact", () => merge(999_999, 1), 404],
    ["itself", (id) => merge(id, id), 400],
    ["a merge that never was", (id) => split(id, { merged_contact: 999_999 }), 404],
    ["keys that it has not", (id) => split(id, { keys: ["15559999999"] }), 400],
    ["neither keys nor a merge", (id) => split(id, {}), 400],
    ["an unknown contact to look at", () => park.get("/api/contacts/999999"), 404],
  ])("%s", async (_, ask, status) => {
    const { contactId } = await openConversation(world.db, { from: park.phone() });
    expect(await ask(contactId)).toMatchObject({ status });
  });

  test("all keys at once", async () => {
    const phone = park.phone();
    const { contactId } = await openConversation(world.db, { from: phone });
    expect(await split(contactId, { keys: [phone] })).toMatchObject({ status: 400 });
  });
});

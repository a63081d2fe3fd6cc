// All incidents over HTTP: about a person, a conversation, a number or a spot; filtered by subject, and settled.
import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { noon } from "../../../test/support/build.ts";
import { parkApi } from "../../../test/support/park-api.ts";
import { openIncident } from "../../base/incidents.ts";

const world = useApp();
const park = parkApi(world);
const url = "/api/incidents";
const list = async (query = "") => (await park.get(`${url}${query}`)).json;
const open = (kind: string, subject: Parameters<typeof openIncident>[2], detail = {}) =>
  world.db.transaction().execute((tx) => openIncident(tx, kind, subject, detail, noon));

let ana: { contact: number; conversation: number };
let beto: { contact: number };
let channel: number;
let spot: { id: number; lot_id: number };

beforeAll(async () => {
  const insert = async (name: string, phone: string) =>
    (await world.db.insertInto("contacts").values({ name, phone }).returning("id").executeTakeFirstOrThrow()).id;
  channel = (
    await world.db
      .insertInto("channels")
      .values({ provider: "meta", external_id: "1", display_number: "15550100000" })
      .returning("id")
      .executeTakeFirstOrThrow()
  ).id;
  beto = { contact: await insert("Beto", "15550100002") };
  const contact = await insert("Ana", "15550100001");
  const conversation = await world.db
    .insertInto("conversations")
    .values({ channel_id: channel, contact_id: contact, address_kind: "wa_id", address: "15550100001" })
    .returning("id")
    .executeTakeFirstOrThrow();
  ana = { contact, conversation: conversation.id };
  const lot = await park.lot({ spots: [{ code: "A" }] });
  spot = { id: lot.spots[0].id, lot_id: lot.id };
  await (await park.board(spot.id)).car(true);
  await open("identity_doubt", { contactId: ana.contact }, { other_contact_id: beto.contact });
  await open("answer_budget", { conversationId: ana.conversation });
  await open("sending_held", { channelId: channel }, { code: 190 });
});

test("each has what it is about: a number, a conversation with its person, a person, a spot", async () => {
  const { incidents, count } = await list();
  expect(count).toBe(4);
  expect(incidents.map((one: { kind: string }) => one.kind)).toEqual([
    "sending_held",
    "answer_budget",
    "identity_doubt",
    "car_without_booking",
  ]);
  expect(incidents[0]).toMatchObject({
    channel: { id: channel, provider: "meta", number: "15550100000" },
    contact: null,
    conversation_id: null,
    spot_id: null,
    detail: { code: 190 },
  });
  expect(incidents[1]).toMatchObject({
    conversation_id: ana.conversation,
    contact: { id: ana.contact, name: "Ana", phone: "15550100001" },
  });
  // An incident about a person names their newest conversation.
  expect(incidents[2]).toMatchObject({ contact: { id: ana.contact }, conversation_id: ana.conversation });
  expect(incidents[3]).toMatchObject({ spot_id: spot.id, spot: "A", lot_id: spot.lot_id, contact: null });
});

test.each([
  ["?kind=sending_held", () => ["sending_held"]],
  ["?contact=", () => ["answer_budget", "identity_doubt"]],
  ["?conversation=", () => ["answer_budget", "identity_doubt"]],
  ["?contact=other", () => ["identity_doubt"]],
  ["?kind=nothing", () => []],
  ["?open=false", () => []],
])("filter %s", async (query, expected) => {
  const at = query.replace("=other", `=${beto.contact}`);
  const full = at.replace("contact=", "contact=").endsWith("=")
    ? `${at}${query.startsWith("?contact") ? ana.contact : ana.conversation}`
    : at;
  const { incidents, count } = await list(full);
  expect(incidents.map((one: { kind: string }) => one.kind)).toEqual(expected());
  expect(count).toBe(expected().length);
});

test("pages", async () => {
  for (const limit of [1, 2, 3, 4]) expect(await park.pages(`${url}?limit=${limit}`, "incidents")).toHaveLength(4);
});

describe("settling", () => {
  test("closes it with a note and an entry in the audit log; again changes nothing", async () => {
    const [held] = (await list("?kind=sending_held")).incidents;
    const settled = await park.post(`${url}/${held.id}/settle`, { note: "new token" }, "agent");
    expect(settled).toMatchObject({
      status: 200,
      json: { id: held.id, closed_at: "2026-01-01T12:00:00.000Z", closed_by: "api:agent key", note: "new token" },
    });
    const again = await park.post(`${url}/${held.id}/settle`, { note: "other" }, "agent");
    expect(again.json.note).toBe("new token");
    const { entries } = (await park.get(`/api/audit?subject=incident&id=${held.id}`, "admin")).json;
    expect(entries).toMatchObject([{ action: "incident.settle", note: "new token" }]);
    expect((await list("?open=false")).incidents).toMatchObject([{ id: held.id }]);
    expect((await list("?open=true")).count).toBe(3);
  });

  test("refused: an unknown one, without a note, and elsewhere than at a spot by parking's door", async () => {
    expect(await park.post(`${url}/999999/settle`, { note: "x" }, "agent")).toMatchObject({ status: 404 });
    const [doubt] = (await list("?kind=identity_doubt")).incidents;
    expect(await park.post(`${url}/${doubt.id}/settle`, {}, "agent")).toMatchObject({ status: 400 });
    expect(await park.post(`/api/parking/incidents/${doubt.id}/settle`, { note: "x" }, "agent")).toMatchObject({
      status: 404,
    });
  });
});

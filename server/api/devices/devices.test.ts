// Devices over HTTP: creating them with credentials and an ESPHome file, moving them to another spot, renewing credentials, deleting.
import { beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { useApp } from "../../../test/support/app.ts";
import { parkApi } from "../../../test/support/park-api.ts";
import * as devices from "../../core/devices/devices.ts";

const world = useApp();
const park = parkApi(world);
const url = "/api/devices";

const load = (text: string) =>
  parse(text, {
    customTags: [
      { tag: "!secret", resolve: (name: string) => name },
      { tag: "!lambda", resolve: (code: string) => code },
    ],
  });
const get = async (id: number) => (await park.get(`${url}/${id}`)).json;
const remove = (id: number) => world.call("admin", { method: "DELETE", url: `${url}/${id}` });

let lot: Awaited<ReturnType<typeof park.lot>>;
beforeEach(async () => {
  lot = await park.lot();
});
const spotA = async () => (await park.get(`/api/parking/lots/${lot.id}`)).json.spots[0];

test("a board is made with credentials that let it in, and a configuration that holds them", async () => {
  const made = await park.post(url, { name: ' "Nord" ', spot_id: lot.spots[0].id });
  expect(made.status).toBe(201);
  const { id, password, esphome } = made.json;
  expect(made.json).toEqual({
    id: expect.any(Number),
    topic_prefix: `bellhop/devices/${id}`,
    username: `device-${id}`,
    password: expect.stringMatching(/^[\w-]{32}$/),
    esphome: expect.any(String),
    broker_unreachable: null,
  });
  expect(load(esphome)).toMatchObject({
    esphome: { name: `bellhop-${id}`, friendly_name: '"Nord"' },
    mqtt: {
      broker: "broker.test",
      port: 1883,
      username: `device-${id}`,
      password,
      topic_prefix: `bellhop/devices/${id}`,
    },
  });
  expect(await devices.authenticate(world.db, `device-${id}`, password)).toBe(id);
  const device = {
    id,
    name: '"Nord"',
    spot_id: lot.spots[0].id,
    spot: "A",
    lot_id: lot.id,
    transport: null,
    presence: "never",
    presence_at: null,
    last_seen_at: null,
    occupied: null,
    occupied_at: null,
    reading_at: null,
    // The spot's state is unknown until the device reports.
    light: { desired: "off", reported: null },
    light_reported_at: null,
    created_at: "2026-01-01T12:00:00.000Z",
  };
  expect(await get(id)).toEqual(device);
  expect((await park.get(`${url}/`)).json.devices).toContainEqual(device);
  expect((await park.get(url)).body).not.toContain(password);
});

test("a board may wait for its spot, and hangs at one spot at a time", async () => {
  const { id } = (await park.post(url, { name: "Spare" })).json;
  expect(await get(id)).toMatchObject({ spot_id: null, spot: null, lot_id: null, light: { desired: "off" } });
  const other = await park.board(lot.spots[0].id);
  const taken = await park.patch(`${url}/${id}`, { spot_id: lot.spots[0].id });
  expect(taken).toMatchObject({
    status: 409,
    json: { code: "SPOT_HAS_DEVICE", detail: expect.stringContaining(String(other.id)) },
  });
  expect((await park.patch(`${url}/${id}`, { spot_id: lot.spots[1].id, name: "B" })).json).toMatchObject({
    name: "B",
    spot: "B",
  });
  expect((await park.patch(`${url}/${id}`, { spot_id: null })).json).toMatchObject({ name: "B", spot: null });
  expect((await park.patch(`${url}/${id}`, {})).json).toMatchObject({ name: "B", spot_id: null });
});

test("where a board comes or goes the spots follow: the car that it saw is forgotten, the light is what is known then", async () => {
  const board = await park.board(lot.spots[0].id);
  await board.car(true);
  expect(await spotA()).toMatchObject({ state: "occupied", light: { desired: "red" } });
  const open = async () => (await park.get(`/api/parking/incidents?lot_id=${lot.id}&open=true`)).json.count;
  expect(await open()).toBe(1);
  await park.patch(`${url}/${board.id}`, { spot_id: lot.spots[1].id });
  expect(await spotA()).toMatchObject({ state: "free", light: { desired: "off" }, device: null });
  expect(await open()).toBe(0);
  await park.patch(`${url}/${board.id}`, { spot_id: lot.spots[0].id });
  await board.car(true);
  expect((await remove(board.id)).status).toBe(204);
  expect(await spotA()).toMatchObject({ state: "free", light: { desired: "off" }, device: null });
});

test("new credentials end the old ones, and a removed board has none", async () => {
  const { id, password } = await park.board(lot.spots[0].id);
  const renewed = await park.post(`${url}/${id}/credentials`, {});
  expect(renewed).toMatchObject({ status: 200, json: { id, username: `device-${id}` } });
  expect(load(renewed.json.esphome).mqtt.password).toBe(renewed.json.password);
  const lets = (given: string) => devices.knows(world.db, id, given);
  expect([await lets(password), await lets(renewed.json.password)]).toEqual([false, true]);
  expect((await park.post(`${url}/${id}/credentials`)).status).toBe(200);

  expect(await remove(id)).toMatchObject({ status: 204, body: "" });
  expect(await lets(renewed.json.password)).toBe(false);
  for (const gone of [await remove(id), await park.get(`${url}/${id}`), await park.post(`${url}/${id}/credentials`)])
    expect(gone).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
  expect((await park.get(url)).json.devices.map((one: { id: number }) => one.id)).not.toContain(id);
  const { entries } = (await park.get(`/api/audit?subject=device&id=${id}`, "admin")).json;
  expect(entries.map((one: { action: string }) => one.action)).toEqual([
    "device.remove",
    "device.renew",
    "device.renew",
    "device.create",
  ]);
  expect(JSON.stringify(entries)).not.toContain(renewed.json.password);
});

describe("refused", () => {
  test.each<[string, unknown, number, string]>([
    ["nothing", {}, 400, "BAD_REQUEST"],
    ["no body", undefined, 400, "BAD_REQUEST"],
    ["a blank name", { name: " " }, 400, "BAD_REQUEST"],
    ["a long name", { name: "x".repeat(101) }, 400, "BAD_REQUEST"],
    ["U+0000 in the name", { name: "x\0" }, 400, "BAD_REQUEST"],
    ["a spot as text", { name: "x", spot_id: "1" }, 400, "BAD_REQUEST"],
    ["a spot beyond its column", { name: "x", spot_id: 3_000_000_000 }, 400, "BAD_REQUEST"],
    ["another field", { name: "x", spot: "A" }, 400, "BAD_REQUEST"],
    ["a spot that is not there", { name: "x", spot_id: 999_999 }, 404, "NOT_FOUND"],
  ])("%s", async (_, payload, status, code) => {
    const before = (await park.get(url)).json.devices.length;
    expect(await park.post(url, payload)).toMatchObject({ status, json: { code } });
    expect((await park.get(url)).json.devices).toHaveLength(before);
  });

  test.each<[string, unknown, number]>([
    ["1", { name: null }, 400],
    ["1", { spot_id: 1.5 }, 400],
    ["1", { password: "x" }, 400],
    ["x", {}, 400],
    ["999999", {}, 404],
  ])("changing %s to %j", async (id, payload, status) => {
    expect((await park.patch(`${url}/${id}`, payload)).status).toBe(status);
  });
});

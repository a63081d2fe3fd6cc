// For tests of the car park: a fake Bellhop with lots, spots, devices and a broker, in which the test controls the LEDs.
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcp, type Server } from "node:net";
import { Aedes } from "aedes";
import { isObject, readBody, readJson, write } from "../http.ts";

type Row = Record<string, unknown> & { id: string };

export type FakeBellhop = {
  target: string;
  mqttUrl: string;
  lots: Row[];
  spots: Row[];
  devices: (Row & { spot_id: string; password: string; username: string })[];
  /** Method and path of every request so far. */
  calls: string[];
  /** Topic and payload of everything that devices published, in order. */
  heard: [topic: string, payload: string][];
  /** The status of the next responses; 200 when the list is used up. */
  refusals: number[];
  /** The topic prefix of the device on the spot with this code. */
  prefix(code: string): string;
  /** Sets an LED's colour: retained, QoS 1. */
  command(code: string, payload: object): Promise<void>;
  /** Gives every device an unknown password and closes their connections. */
  forgetPasswords(): void;
  close(): Promise<void>;
};

/** Starts a fake Bellhop; the only valid API key is `key`. */
export async function startFakeBellhop(): Promise<FakeBellhop> {
  const lots: FakeBellhop["lots"] = [];
  const spots: FakeBellhop["spots"] = [];
  const devices: FakeBellhop["devices"] = [];
  const calls: string[] = [];
  const heard: FakeBellhop["heard"] = [];
  const refusals: number[] = [];
  let ids = 0;
  const id = () => String(++ids);

  const broker = await Aedes.createBroker({
    authenticate: (_client, username, password, done) => {
      done(
        null,
        devices.some((one) => one.username === username && one.password === String(password)),
      );
    },
  });
  broker.on("publish", (packet, client) => {
    if (client) heard.push([packet.topic, packet.payload.toString()]);
  });
  const mqtt = createTcp(broker.handle);

  const credentials = (device: FakeBellhop["devices"][number]) => {
    const { id, username, password } = device;
    return { id, topic_prefix: `bellhop/devices/${id}`, username, password };
  };
  const makeLot = (body: Row) => {
    const lot = { ...body, id: id(), spots: undefined };
    lots.push(lot);
    for (const one of Array.isArray(body.spots) ? body.spots : [])
      spots.push({ id: id(), lot_id: lot.id, code: one.code });
    return lot;
  };
  const answer = (method: string, path: string, body: Row): object | null => {
    if (path === "/api/parking/lots") return method === "POST" ? makeLot(body) : { lots, next_cursor: null };
    if (path === "/api/parking/spots") {
      const rows = spots.map((spot) => {
        const device = devices.find((one) => one.spot_id === spot.id);
        return { light: { desired: "green", reported: "green" }, ...spot, device: device ?? null };
      });
      return { spots: rows };
    }
    if (path === "/api/devices" && method === "POST") {
      const device = { ...body, id: id(), username: `u${ids}`, password: `p${ids}`, spot_id: String(body.spot_id) };
      devices.push(device);
      return credentials(device);
    }
    const renewed = devices.find((one) => path === `/api/devices/${one.id}/credentials`);
    if (!renewed) return null;
    renewed.password = `p${id()}`;
    return credentials(renewed);
  };
  const http = createServer(async (req, res) => {
    const path = new URL(req.url ?? "/", "http://local").pathname;
    const method = req.method ?? "GET";
    const body = readJson(await readBody(req, 1e8));
    calls.push(`${method} ${path}`);
    const refusal = refusals.shift();
    if (req.headers.authorization !== "Bearer key") return write(res, { status: 401, body: { detail: "no key" } });
    if (refusal) return write(res, { status: refusal, body: { detail: "not now" } });
    const said = answer(method, path, (isObject(body) ? body : {}) as Row);
    write(res, { status: said ? (method === "POST" ? 201 : 200) : 404, body: said ?? {} });
  });
  const [webPort, mqttPort] = [await listen(http), await listen(mqtt)];
  const prefix = (code: string) => {
    const spot = spots.find((one) => one.code === code);
    return `bellhop/devices/${devices.find((one) => one.spot_id === spot?.id)?.id}`;
  };

  return {
    target: `http://127.0.0.1:${webPort}`,
    mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
    lots,
    spots,
    devices,
    calls,
    heard,
    refusals,
    prefix,
    command: (code, payload) =>
      new Promise((done, failed) => {
        const topic = `${prefix(code)}/light/led/command`;
        const packet = { cmd: "publish" as const, topic, payload: JSON.stringify(payload), qos: 1 as const };
        broker.publish({ ...packet, retain: true, dup: false }, (error) => (error ? failed(error) : done()));
      }),
    forgetPasswords() {
      for (const device of devices) device.password = `forgotten ${id()}`;
      for (const client of Object.values((broker as unknown as { clients: object }).clients)) client.close();
    },
    async close() {
      await new Promise<void>((done) => broker.close(() => done()));
      for (const server of [http, mqtt]) await new Promise((done) => server.close(done));
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

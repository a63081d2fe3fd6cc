// The broker at its door, in MQTT 3.1.1's own bytes: CONNECT with name and password, CONNACK with a return code.
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type Broker, startBroker } from "./broker.ts";

let broker: Broker | null = null;
afterEach(async () => {
  await broker?.close();
  broker = null;
});

const text = (value: string) => [0, value.length, ...Buffer.from(value)];

/** CONNECT (MQTT 3.1.1, section 3.1): clean session, name and password. */
function connectPacket(username: string, password: string): Buffer {
  const body = [...text("MQTT"), 4, 0xc2, 0, 60, ...text("board"), ...text(username), ...text(password)];
  return Buffer.from([0x10, body.length, ...body]);
}

/** The return code of CONNACK (section 3.2): 0 accepted, 5 not authorised. */
async function knock(port: number): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(connectPacket("device", "secret"));
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  expect([...answer.subarray(0, 3)]).toEqual([0x20, 2, 0]);
  return answer[3]!;
}

test.each([
  ["lets in whom it knows", async () => true, 0],
  ["refuses whom it does not know", async () => false, 5],
  ["refuses when it cannot find out", async () => Promise.reject(new Error("no database")), 5],
])("%s", async (_, admit, code) => {
  broker = await startBroker({ host: "127.0.0.1", port: 0, admit });
  expect(await knock(broker.port)).toBe(code);
});

test("asks with the name and password that the device gave", async () => {
  const asked: unknown[] = [];
  const admit = async (name: string | null, password: Buffer | null) => asked.push(name, password?.toString()) > 0;
  broker = await startBroker({ host: "127.0.0.1", port: 0, admit });
  await knock(broker.port);
  expect(asked).toEqual(["device", "secret"]);
});

test("says when its port is taken", async () => {
  broker = await startBroker({ host: "127.0.0.1", port: 0, admit: async () => true });
  const again = startBroker({ host: "127.0.0.1", port: broker.port, admit: async () => true });
  await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
});

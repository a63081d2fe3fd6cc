// A broker of somebody else's that goes away and comes back empty, with a board at a spot that is booked meanwhile.
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Aedes } from "aedes";
import { createVirtualDevice } from "../../sim/park/virtual-device.ts";
import { freePort } from "../../test/support/port.ts";
import { until } from "../../test/support/until.ts";
import { equip, openLot, staff } from "../lot.ts";
import type { Scene } from "./scene.ts";

/** How soon a light must be right when the broker is back, in ms. Boards try to connect every five seconds. */
const MAX_WRONG_MS = 15_000;

/** Starts a broker on a port; the returned function ends it at once, with all that it knows. */
async function startBroker(port: number): Promise<() => Promise<void>> {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.once("close", () => sockets.delete(socket)));
    aedes.handle(socket);
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  return async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
  };
}

/** The scene. Messages must not notice anything, and the light must follow when the broker is back. */
export function createBrokerScene(): Scene {
  let port = 0;
  let endBroker = async () => {};
  return {
    what: "the MQTT broker is killed and comes back empty",
    async env() {
      port = await freePort();
      endBroker = await startBroker(port);
      return { MQTT_URL: `mqtt://bellhop:secret@127.0.0.1:${port}` };
    },
    async run({ port: web }, { lastsMs }) {
      const call = staff({ port: web });
      const [place] = await openLot(call, ["A1"]);
      const board = createVirtualDevice({ mqttUrl: `mqtt://127.0.0.1:${port}`, ...(await equip(call, place!)) });
      try {
        board.plugIn();
        await until("a green light", () => board.light() === "green");
        await endBroker();
        await call("POST", "/api/parking/bookings", { phone: "+15550109999", spot_id: place!.id });
        await sleep(lastsMs);
        endBroker = await startBroker(port);
        const since = performance.now();
        while (board.light() !== "blue" && performance.now() - since < MAX_WRONG_MS) await sleep(50);
        if (board.light() !== "blue") throw new Error("the light of a booked spot is not blue");
      } finally {
        await board.close();
      }
    },
    end: () => endBroker(),
  };
}

// A load balancer for boards that does what deploy/haproxy.cfg asks of HAProxy: it passes connections on to the worker whose check succeeds, and ends
// those to a worker whose check fails.
import { readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import path from "node:path";
import { pause } from "../../server/base/lease.ts";

/** A worker: the port of its broker, and the one that tells how it is. */
export type BalancedWorker = { mqttPort: number; healthPort: number };

const config = readFileSync(path.join(import.meta.dirname, "../../deploy/haproxy.cfg"), "utf8");
const [, check] = /option httpchk GET (\S+)/.exec(config)!;
const [, interval] = /inter (\d+)ms/.exec(config)!;
const [, failures] = /fall (\d+)/.exec(config)!;
const [, timeout] = /timeout check (\d+)s/.exec(config)!;

/** Listens on a port of 127.0.0.1 until it is closed. */
export function balanceBoards(port: number, workers: readonly BalancedWorker[]): { close(): Promise<void> } {
  const closing = new AbortController();
  const sessions = new Map(workers.map((worker) => [worker, new Set<Socket>()]));
  const up = new Set<BalancedWorker>();
  const door = createServer((board) => {
    const [worker] = up;
    if (!worker) return void board.destroy();
    const broker = connect(worker.mqttPort, "127.0.0.1");
    for (const socket of [board, broker]) {
      sessions.get(worker)!.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sessions.get(worker)!.delete(socket);
        board.destroy();
        broker.destroy();
      });
    }
    board.pipe(broker).pipe(board);
  }).listen(port, "127.0.0.1");
  const watching = workers.map(async (worker) => {
    for (let failed = 0; !closing.signal.aborted; await pause(Number(interval), closing.signal)) {
      const signal = AbortSignal.timeout(Number(timeout) * 1_000);
      const url = `http://127.0.0.1:${worker.healthPort}${check}`;
      const ok = await fetch(url, { signal }).then(
        (answer) => answer.ok,
        () => false,
      );
      failed = ok ? 0 : failed + 1;
      if (ok) up.add(worker);
      if (failed < Number(failures)) continue;
      up.delete(worker);
      for (const socket of sessions.get(worker)!) socket.destroy();
    }
  });
  return {
    async close() {
      closing.abort();
      door.close();
      for (const socket of [...sessions.values()].flatMap((those) => [...those])) socket.destroy();
      await Promise.all(watching);
    },
  };
}

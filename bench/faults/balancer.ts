// A load balancer in front of the web processes, by connections: each goes to the next process in turn, or to another when that one refuses it.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** Listens on `port` and passes connections on to `targets`, which are ports on this machine. Returns the function that ends it. */
export async function openBalancer(port: number, targets: readonly number[]): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  let turn = 0;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    sockets.add(near);
    near.on("error", () => near.destroy());
    near.on("close", () => sockets.delete(near));
    turn += 1;
    pass(
      near,
      targets.map((_, n) => targets[(turn + n) % targets.length]!),
    );
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  return async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  };
}

function pass(near: Socket, [target, ...others]: readonly number[]): void {
  if (target === undefined) return void near.destroy();
  const far = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true });
  far.once("error", () => {
    if (far.bytesRead === 0 && near.bytesRead === 0) pass(near, others);
    else near.destroy();
  });
  far.once("connect", () => {
    near.pipe(far);
    far.pipe(near);
    far.once("close", () => near.destroy());
    near.once("close", () => far.destroy());
  });
}

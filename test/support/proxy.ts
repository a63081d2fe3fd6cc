// A TCP proxy between a process and its database, which can swallow every packet or drop every connection.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

export type TcpProxy = {
  port: number;
  /** Stops forwarding in both directions without closing connections, like an unplugged cable. */
  swallow(): void;
  /** Forwards again whatever comes from now on; connections that have lost data are closed. Does nothing to a proxy that forwards. */
  heal(): void;
  /** Closes all connections at once. */
  cut(): void;
  close(): Promise<void>;
};

/** Opens a proxy on 127.0.0.1 to a database. Returns it with the database URL that leads through it. */
export async function openProxy(url: string): Promise<TcpProxy & { url: string }> {
  const to = new URL(url);
  const sockets = new Set<Socket>();
  let swallowing = false;
  const server: Server = createServer((near) => {
    const far = connect(Number(to.port || 5432), to.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("data", (data) => {
        if (!swallowing) other.write(data);
      });
      one.on("error", () => {});
      one.on("close", () => {
        sockets.delete(one);
        if (!swallowing) other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const through = new URL(url);
  through.host = `127.0.0.1:${port}`;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: through.href,
    port,
    swallow: () => {
      swallowing = true;
    },
    heal() {
      if (!swallowing) return;
      swallowing = false;
      cut();
    },
    cut,
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}

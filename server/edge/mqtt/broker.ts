// The embedded MQTT broker. It lets in nobody that `admit` does not know; what devices say is not read here.
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { Aedes } from "aedes";

/** Who may connect: called with what a device gives; resolves true to let it in. */
export type Admit = (username: string | null, password: Buffer | null) => Promise<boolean>;

/** A running broker. */
export type Broker = { port: number; close(): Promise<void> };

/** Starts a broker. Throws EADDRINUSE when the port is taken. */
export async function startBroker(options: { host: string; port: number; admit: Admit }): Promise<Broker> {
  const aedes = await Aedes.createBroker({
    // A connection that does not introduce itself soon is not a board of ours.
    connectTimeout: 10_000,
    authenticate: (_client, username, password, done) => {
      options.admit(username ?? null, password ? Buffer.from(password) : null).then(
        (admitted) => done(null, admitted),
        () => done(null, false),
      );
    },
  });
  const server: Server = createServer(aedes.handle);
  server.listen(options.port, options.host);
  try {
    await once(server, "listening");
  } catch (error) {
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    throw error;
  }
  return {
    port: (server.address() as { port: number }).port,
    async close() {
      const closed = once(server, "close");
      server.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      await closed;
    },
  };
}

// Checks whether a port can be listened on, and explains why not.
import { once } from "node:events";
import { createServer } from "node:net";

/** Throws a sentence when the port cannot be listened on. */
export async function checkPort(host: string, port: number, remedy: string): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen(port, host), "listening");
  } catch (error) {
    throw refusedPort(error, host, port, remedy, "HOST");
  } finally {
    if (probe.listening) {
      probe.close();
      await once(probe, "close");
    }
  }
}

/** Explains why a port cannot be listened on. `name` is the variable that sets the host. */
export function refusedPort(error: unknown, host: string, port: number, remedy: string, name: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const said = {
    EADDRINUSE: `Port ${port} on ${host} is taken. ${remedy}`,
    EACCES: `Port ${port} may not be listened on by this user: ports below 1024 are the system's. ${remedy}`,
    EADDRNOTAVAIL: `${name} is ${host}, which is no address of this machine. Set it to one of its addresses, or to 0.0.0.0.`,
    ENOTFOUND: `${name} is ${host}, which cannot be found. Set it to an address of this machine, such as 127.0.0.1.`,
  }[code ?? ""];
  return said === undefined ? error : new Error(said, { cause: error });
}

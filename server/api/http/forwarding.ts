// Detects forwarding headers from proxies that TRUST_PROXY does not name: they are ignored, so all users behind the proxy share its address
// and its limit on wrong passwords.
import type { FastifyRequest } from "fastify";
import type { Log } from "../../base/log.ts";
import type { Clock } from "../../contract/ports.ts";
import { tidyAddress } from "../../core/access/address.ts";

/** The first such request since the start, and its address. */
export type Disbelieved = { at: Date; from: string; header: string };

const headers = ["x-forwarded-for", "forwarded", "x-real-ip"] as const;

/** Checks every request; `seen` is null while there was none. Logs one warning. */
export function watchForwarding({ clock, log }: { clock: Clock; log: Log }) {
  let seen: Disbelieved | null = null;
  return {
    look(request: FastifyRequest): void {
      if (seen) return;
      const header = disbelieved(request);
      if (header === null) return;
      seen = { at: clock(), from: tidyAddress(request.socket.remoteAddress ?? ""), header };
      log.warn(
        { from: seen.from, header },
        "a request brought a forwarding header that is not believed: behind a proxy, set TRUST_PROXY to its address; without one, ignore this",
      );
    },
    seen: () => seen,
  };
}

function disbelieved(request: FastifyRequest): string | null {
  const header = headers.find((name) => request.headers[name] !== undefined);
  if (header === undefined) return null;
  const remote = tidyAddress(request.socket.remoteAddress ?? "");
  if (tidyAddress(request.ip) !== remote) return null;
  // The proxy itself may be the caller; then the header has the same address as the connection.
  const said = String(request.headers[header]).split(",").at(-1)!.trim();
  return tidyAddress(said) === remote ? null : header;
}
